"""How a case ended: into the library of the group, and into a training the next day (R-WS14)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.parties.work.commands import cancel_tasks_of, complete_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.text import at_most, worded
from anxin.visit.technical import access, parameters, permissions
from anxin.visit.technical.commands.consulting import end_open_consult
from anxin.visit.technical.commands.voting import let_go
from anxin.visit.technical.events import TechnicalCaseClosed
from anxin.visit.technical.lifecycle import AGREED, CASE
from anxin.visit.technical.models import CaseEntry, LibraryEntry, System, TechnicalCase


class GroupNotAgreed(Conflict):
    """A major case ends with the consent of the group, or with a job that is not done."""

    code = "group_not_agreed"
    default_rule = "R-WS15"
    default_message = _("重大技术问题要技术小组一致同意后才能结案；项目不修了的，请先让服务顾问取消这个项目。")


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a case ended, for the library: an empty ``fault_codes`` leaves those of the call."""

    system: str
    cause: str
    solution: str
    is_solved: bool = True
    fault_codes: str = ""


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """The case with its entry in the library and the task of the training."""

    id: int
    number: str
    state: str
    library_entry_id: int
    training_task_id: int


@command(permissions.LEAD, rule="R-WS14")
def close_case(*, actor: Actor, case_id: int, result: CaseResult, at: datetime) -> ClosedCase:
    """Record process and result in the library, without what names the customer, and have a training held the next day.

    What is still asked of experts ends with it.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it is closed
    :raises GroupNotAgreed: a major one, the group has not agreed, and the job is still to be done
    :raises Invalid: no system, cause or result, or too many words
    """
    case = access.locked_case(actor, permissions.LEAD, case_id, "close")
    if case.is_major and case.vote != AGREED and case.job.state != "DROPPED" and case.repair_order.state != "CANCELLED":
        raise GroupNotAgreed
    own = access.own_employee(actor, case.store_id)
    _take(case, result)
    case.state, case.closed_at, case.closed_by_id = CASE.after("close", case.state), at, own.id
    case.save()
    if case.is_major:
        let_go(case, at)
    end_open_consult(actor, case, case.solution, at)
    entry = _recorded(case, at)
    training = _settle_tasks(actor, case, at)
    fact = TechnicalCaseClosed(
        store_id=case.store_id,
        technicalcase_id=case.pk,
        repairorder_id=case.repair_order_id,
        job_id=case.job_id,
        is_solved=result.is_solved,
        library_entry_id=entry.pk,
    )
    events.publish(fact, at=at)
    return ClosedCase(case.pk, case.repair_order.number, case.state, entry.pk, training)


def _take(case: TechnicalCase, result: CaseResult) -> None:
    if result.system not in System.values:
        raise Invalid(_("请选择是哪个系统的问题。"), field="system")
    case.system, case.is_solved = result.system, result.is_solved
    case.cause = worded(result.cause, 500, "cause")
    case.solution = worded(result.solution, 500, "solution")
    codes = at_most(result.fault_codes, 100, "fault_codes").upper()
    case.fault_codes = codes or case.fault_codes


def _recorded(case: TechnicalCase, at: datetime) -> LibraryEntry:
    steps = CaseEntry.objects.in_stores([case.store_id]).filter(case=case).order_by("pk")
    told = [f"{number}. {words}" for number, words in enumerate(steps.values_list("words", flat=True), 1)]
    if case.plan:
        told.append(_now("技术小组的方案：%(plan)s") % {"plan": case.plan})
    entry: LibraryEntry = LibraryEntry.objects.create(
        case_id=case.pk,
        origin_store_id=case.store_id,
        model_name=case.repair_order.vehicle.model_name,
        system=case.system,
        fault_codes=access.without_names(case, case.fault_codes),
        symptom=access.without_names(case, case.words),
        process=access.without_names(case, "\n".join(told)),
        cause=access.without_names(case, case.cause),
        solution=access.without_names(case, case.solution),
        is_solved=bool(case.is_solved),
        recorded_at=at,
    )
    return entry


def _settle_tasks(actor: Actor, case: TechnicalCase, at: datetime) -> int:
    by, subject = access.program(case.store_id), access.about(case)
    mine = find_open_task(by, parameters.CASE_TASK, subject)
    if mine is not None:
        complete_task(actor=actor, task_id=mine.id, result=case.solution[:200], at=at)
    for kind in (parameters.CASE_TASK, parameters.VOTE_TASK, parameters.ANSWER_TASK):
        cancel_tasks_of(actor=by, subject=subject, kind=kind, reason=_now("案例已经结案"), at=at)
    title = _now("培训：%(model)s %(cause)s") % {
        "model": case.repair_order.vehicle.model_name,
        "cause": access.without_names(case, case.cause),
    }
    return access.tell(case, parameters.TRAINING_TASK, title, parameters.TRAIN_WITHIN, at=at, owner_id=case.owner_id)
