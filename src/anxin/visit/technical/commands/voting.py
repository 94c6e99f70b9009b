"""The technical group agrees on a major repair as one, or it does not begin (R-WS15)."""

from datetime import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import holders_of_post
from anxin.parties.work.commands import cancel_tasks_of, complete_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict
from anxin.platform.parameters import value
from anxin.platform.text import worded
from anxin.visit.repair_orders import commands as hub
from anxin.visit.technical import access, parameters, rules
from anxin.visit.technical.events import TechnicalGroupAsked, TechnicalGroupVoted
from anxin.visit.technical.lifecycle import VOTE
from anxin.visit.technical.models import Ballot, TechnicalCase
from anxin.visit.workshop.commands import free_job, halt_job


class NoTechnicalGroup(Conflict):
    """Nobody of the store is in the technical group."""

    code = "no_technical_group"
    default_rule = "R-WS15"
    default_message = _("本店还没有技术小组：请在员工档案里给小组成员加上“技术小组成员”岗位，再请小组表决。")


def keep_back(case: TechnicalCase, at: datetime) -> None:
    """A major question: the job of a locked order stops and may not go on."""
    by, number = access.program(case.store_id), case.repair_order.number
    hub.hold_job_back(actor=by, number=number, job_id=case.job_id, source=access.about(case), at=at)
    halt_job(actor=by, number=number, job_id=case.job_id, at=at)


def let_go(case: TechnicalCase, at: datetime) -> None:
    """The job of a locked order may go on."""
    by, number = access.program(case.store_id), case.repair_order.number
    if hub.lift_job_hold(actor=by, number=number, job_id=case.job_id, source=access.about(case), at=at):
        free_job(actor=by, number=number, job_id=case.job_id, at=at)


def ask_group(case: TechnicalCase, plan: str, at: datetime) -> None:
    """Open a round of votes on a plan; what was asked before it no longer counts.

    :raises NoTechnicalGroup: nobody is in the group
    :raises Invalid: no plan, or too long
    """
    words, day = worded(plan, 500, "plan"), store_info(case.store_id).clock.day(at)
    by = access.program(case.store_id)
    group = holders_of_post(by, case.store_id, value(parameters.GROUP_POST, case.store_id, day), day)
    if not group:
        raise NoTechnicalGroup
    cancel_tasks_of(actor=by, subject=access.about(case), kind=parameters.VOTE_TASK, reason=_now("方案改了"), at=at)
    case.vote, case.round, case.plan, case.is_major = VOTE.after("ask", case.vote), case.round + 1, words, True
    case.save(update_fields=["vote", "round", "plan", "is_major"])
    keep_back(case, at)
    title = _now("请表决 %(plate)s 的维修方案：%(plan)s") % {"plate": access.plate_of(case), "plan": words}
    for voter_id in sorted({one.employee_id for one in group}):
        Ballot.objects.create(store_id=case.store_id, case=case, round=case.round, plan=words, voter_id=voter_id)
        access.tell(case, parameters.VOTE_TASK, title, parameters.VOTE_WITHIN, at=at, owner_id=voter_id)
    fact = TechnicalGroupAsked(
        store_id=case.store_id,
        technicalcase_id=case.pk,
        repairorder_id=case.repair_order_id,
        job_id=case.job_id,
        round=case.round,
    )
    events.publish(fact, at=at)


def count_votes(case: TechnicalCase, at: datetime) -> None:
    """After a vote: one no ends the round, the last yes lets the job go on."""
    ballots = Ballot.objects.in_stores([case.store_id]).filter(case=case, round=case.round)
    votes = list(ballots.order_by("pk").values_list("is_yes", flat=True))
    if False in votes:
        case.vote = VOTE.after("refuse", case.vote)
    elif rules.is_unanimous(votes):
        case.vote = VOTE.after("agree", case.vote)
    else:
        return
    case.save(update_fields=["vote"])
    is_agreed = False not in votes
    if is_agreed:
        let_go(case, at)
    by, subject = access.program(case.store_id), access.about(case)
    cancel_tasks_of(actor=by, subject=subject, kind=parameters.VOTE_TASK, reason=_now("表决已经结束"), at=at)
    if not is_agreed and find_open_task(by, parameters.CASE_TASK, subject) is None:
        title = _now("方案没有通过，请再定方案：%(plate)s") % {"plate": access.plate_of(case)}
        access.tell(case, parameters.CASE_TASK, title, parameters.LEAD_WITHIN, at=at, owner_id=case.owner_id)
    fact = TechnicalGroupVoted(
        store_id=case.store_id,
        technicalcase_id=case.pk,
        repairorder_id=case.repair_order_id,
        job_id=case.job_id,
        round=case.round,
        is_agreed=is_agreed,
    )
    events.publish(fact, at=at)


def done_voting(actor: Actor, case: TechnicalCase, voter_id: int, at: datetime) -> None:
    """The voter's own task is done."""
    task = find_open_task(access.program(case.store_id), parameters.VOTE_TASK, access.about(case), voter_id)
    if task is not None:
        complete_task(actor=actor, task_id=task.id, result=_now("已表决"), at=at)
