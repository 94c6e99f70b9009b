"""The technical group is asked and votes (R-WS15); the technical director judges what is major."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.text import worded
from anxin.visit.technical import access, permissions
from anxin.visit.technical.commands.opening import KeptCase, kept
from anxin.visit.technical.commands.voting import ask_group, count_votes, done_voting, let_go
from anxin.visit.technical.lifecycle import ASKED, UNASKED
from anxin.visit.technical.models import Ballot, CaseEntry


class VoteOver(Conflict):
    """The round that is voted on is over, or another plan stands before the group."""

    code = "vote_over"
    default_rule = "R-WS15"
    default_message = _("这一轮表决已经结束，或方案已经改了，请刷新后再看。")


class NotInTechnicalGroup(Conflict):
    """The actor has no vote on this plan."""

    code = "not_in_technical_group"
    default_rule = "R-WS15"
    default_message = _("这次表决没有您的一票；要参加，请技术总监把您加进技术小组后再提一次方案。")


class VotedAlready(Conflict):
    """The actor's vote on this plan stands."""

    code = "voted_already"
    default_rule = "R-WS15"
    default_message = _("您已经表决过了；想法变了，请让技术总监改方案后再表决。")


class GroupAskedAlready(Conflict):
    """The group was asked, so that it alone lets the job go on."""

    code = "group_asked_already"
    default_rule = "R-WS15"
    default_message = _("已经请技术小组表决过，要小组一致同意才能施工；没有通过的，请改方案再表决。")


@command(permissions.LEAD, rule="R-WS15")
def ask_technical_group(*, actor: Actor, case_id: int, plan: str, at: datetime) -> KeptCase:
    """Put a plan of repair before the technical group; work on the job stops until everybody agrees (R-WS15).

    A changed plan begins a new round, in which earlier votes do not count.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the case is closed
    :raises NoTechnicalGroup: nobody is in the group
    :raises Invalid: no plan, or too long
    """
    case = access.locked_case(actor, permissions.LEAD, case_id)
    ask_group(case, plan, at)
    audit.note(access.about(case), case.store_id, round=case.round)
    return kept(case)


@command(permissions.VOTE, rule="R-WS15")
def vote_on_plan(*, actor: Actor, case_id: int, round: int, is_yes: bool, reason: str, at: datetime) -> KeptCase:
    """Vote on the plan of a round with a reason: one no keeps the job back, the last yes lets it go on (R-WS15).

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the case is closed
    :raises VoteOver: the round is over, or the plan was changed
    :raises NotInTechnicalGroup: no vote of the actor's was asked for
    :raises VotedAlready: the vote was given
    :raises Invalid: no reason, or too long
    """
    case = access.locked_case(actor, permissions.VOTE, case_id)
    own = access.own_employee(actor, case.store_id)
    words = worded(reason, 200, "reason")
    ballots = Ballot.objects.visible_to(actor, permissions.VOTE).filter(case=case, round=round, voter_id=own.id)
    ballot = ballots.locked().first()
    if ballot is not None and ballot.is_yes is not None:
        raise VotedAlready
    if case.round != round or case.vote != ASKED:
        raise VoteOver
    if ballot is None:
        raise NotInTechnicalGroup
    ballot.is_yes, ballot.reason, ballot.voted_at = is_yes, words, at
    ballot.save(update_fields=["is_yes", "reason", "voted_at"])
    done_voting(actor, case, own.id, at)
    count_votes(case, at)
    audit.note(access.about(case), case.store_id, round=round, is_yes=is_yes)
    return kept(case)


@command(permissions.LEAD, rule="R-WS15")
def judge_case_minor(*, actor: Actor, case_id: int, reason: str, at: datetime) -> KeptCase:
    """Whoever called for help thought it major; it is not, the job may go on without the group. Why is kept.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the case is closed
    :raises GroupAskedAlready: the group was asked
    :raises Invalid: no reason, or too long
    """
    case = access.locked_case(actor, permissions.LEAD, case_id)
    if case.vote != UNASKED:
        raise GroupAskedAlready
    own = access.own_employee(actor, case.store_id)
    words = worded(reason, 200, "reason")
    case.is_major = False
    case.save(update_fields=["is_major"])
    CaseEntry.objects.create(store_id=case.store_id, case=case, employee_id=own.id, words=words, at=at)
    let_go(case, at)
    audit.note(access.about(case), case.store_id, is_major=False)
    return kept(case)
