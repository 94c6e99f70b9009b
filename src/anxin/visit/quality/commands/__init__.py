"""Public writes of quality."""

from anxin.visit.quality.commands.cases import KeptCase
from anxin.visit.quality.commands.certificates import watch_certificates
from anxin.visit.quality.commands.conduct import (
    AppealTooLate,
    KeptConduct,
    NewConductCase,
    NotHeardYet,
    OwnCase,
    appeal_conduct_decision,
    decide_conduct_case,
    raise_conduct_case,
    settle_conduct_appeal,
    state_own_conduct,
)
from anxin.visit.quality.commands.erasure import erase_quality_words
from anxin.visit.quality.commands.judging import Judgement, NamedHead, NotByTheRule, judge_rework, name_body_paint_head
from anxin.visit.quality.commands.maintenance import note_due_maintenance
from anxin.visit.quality.commands.rework import (
    note_inspection,
    open_returned_rework,
    report_rework,
    void_rework_of_order,
    withdraw_rework,
)
from anxin.visit.quality.commands.training import record_inspector_training, watch_training

__all__ = [
    "AppealTooLate",
    "Judgement",
    "KeptCase",
    "KeptConduct",
    "NamedHead",
    "NewConductCase",
    "NotByTheRule",
    "NotHeardYet",
    "OwnCase",
    "appeal_conduct_decision",
    "decide_conduct_case",
    "erase_quality_words",
    "judge_rework",
    "name_body_paint_head",
    "note_due_maintenance",
    "note_inspection",
    "open_returned_rework",
    "raise_conduct_case",
    "record_inspector_training",
    "report_rework",
    "settle_conduct_appeal",
    "state_own_conduct",
    "void_rework_of_order",
    "watch_certificates",
    "watch_training",
    "withdraw_rework",
]
