"""Public writes of difficult cases, in the order of a case."""

from anxin.visit.technical.access import ExpertLinkEnded
from anxin.visit.technical.commands.closing import CaseResult, ClosedCase, GroupNotAgreed, close_case
from anxin.visit.technical.commands.consulting import (
    ConsultEnded,
    ConsultOpenAlready,
    KeptConsult,
    MadeLink,
    answer_by_link,
    answer_consult,
    consult_experts,
    end_consult,
    invite_expert,
    note_consult_opened,
    note_link_opened,
    revoke_expert_link,
    tell_of_answer,
)
from anxin.visit.technical.commands.erasure import erase_case_words
from anxin.visit.technical.commands.group import (
    GroupAskedAlready,
    NotInTechnicalGroup,
    VotedAlready,
    VoteOver,
    ask_technical_group,
    judge_case_minor,
    vote_on_plan,
)
from anxin.visit.technical.commands.opening import (
    CallForHelp,
    CaseOpenAlready,
    KeptCase,
    add_case_entry,
    lead_case,
    open_case,
)
from anxin.visit.technical.commands.voting import NoTechnicalGroup

__all__ = [
    "CallForHelp",
    "CaseOpenAlready",
    "CaseResult",
    "ClosedCase",
    "ConsultEnded",
    "ConsultOpenAlready",
    "ExpertLinkEnded",
    "GroupAskedAlready",
    "GroupNotAgreed",
    "KeptCase",
    "KeptConsult",
    "MadeLink",
    "NoTechnicalGroup",
    "NotInTechnicalGroup",
    "VoteOver",
    "VotedAlready",
    "add_case_entry",
    "answer_by_link",
    "answer_consult",
    "ask_technical_group",
    "close_case",
    "consult_experts",
    "end_consult",
    "erase_case_words",
    "invite_expert",
    "judge_case_minor",
    "lead_case",
    "note_consult_opened",
    "note_link_opened",
    "open_case",
    "revoke_expert_link",
    "tell_of_answer",
    "vote_on_plan",
]
