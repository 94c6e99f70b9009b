"""The end of work: a job is finished with the technician's own inspection, an order with the general and final ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import Colleague
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, IllegalTransition, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import WorkedOn
from anxin.visit.repair_orders.permissions import SEND_BACK, WORK
from anxin.visit.workshop import permissions, rules
from anxin.visit.workshop.access import assignments_of, own_employee
from anxin.visit.workshop.commands.clock import end_waiting, running_clocks, stop
from anxin.visit.workshop.commands.dispatch import JOB_KIND
from anxin.visit.workshop.events import OrderInspected
from anxin.visit.workshop.models import Assignment, Inspection, InspectionItem, JobClock
from anxin.visit.workshop.parameters import INSPECT_OWN_WORK
from anxin.visit.workshop.rules import Check


class SelfCheckFailed(Conflict):
    """An item of the technician's own inspection is not in order, so the job is not done."""

    code = "self_check_failed"
    default_rule = "R-QC01"
    default_message = _("自检还有不合格的项目，请处理好再完工。")


class OwnWork(Conflict):
    """Whoever worked on the order cannot inspect it."""

    code = "own_work"
    default_rule = "R-QC01"
    default_message = _("您做过这台车的项目，总检和终检要由别人做。只有一个人当班的店，可在参数里放开。")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Result of the general or final inspection; ``rework_job_ids`` name the jobs that go back."""

    level: str
    checks: Sequence[Check]
    note: str = ""
    rework_job_ids: Sequence[int] = ()

    @property
    def passed(self) -> bool:
        """Everything is in order and nothing goes back."""
        return not self.rework_job_ids and all(check.passed for check in self.checks)


@dataclass(frozen=True, slots=True)
class FinishedJob:
    """Order and job after the finish."""

    id: int
    number: str
    state: str
    version: int
    job_id: int
    job_state: str
    inspection_id: int


@dataclass(frozen=True, slots=True)
class InspectedOrder:
    """The order after an inspection."""

    id: int
    number: str
    state: str
    version: int
    inspection_id: int
    passed: bool


@command(permissions.CLOCK, rule="R-QC01")
def finish_job(
    *,
    actor: Actor,
    number: str,
    job_id: int,
    checks: Sequence[Check],
    at: datetime,
    cause: str | None = None,
    correction: str | None = None,
) -> FinishedJob:
    """Finish a job: its clocks and its waiting end, the self-inspection is kept, bay and technicians are free again.

    :raises IllegalTransition: the job has not been started
    :raises SelfCheckFailed: an item of the self-inspection is not in order
    :raises Invalid: an item of the checklist has no result
    :raises Denied: somebody else's job, without the permission to clock for others
    """
    _require_complete("self", checks)
    if not all(check.passed for check in checks):
        raise SelfCheckFailed(field="checks")
    hub.require_order(actor, permissions.CLOCK, number, then=WORK)
    worked = hub.finish_job(actor=actor, number=number, job_id=job_id, cause=cause, correction=correction, at=at)
    inspector = own_employee(actor, worked.store_id)
    if inspector.id not in {one.technician_id for one in assignments_of(job_id)}:
        actor.require(permissions.CLOCK_FOR_OTHERS, worked.store_id)
    for clock in running_clocks(job_id):
        stop(clock, at)
    end_waiting(job_id, at)
    inspection = _keep(worked, inspector, Verdict("self", checks), at, job_id=job_id)
    capacity.release(actor=actor, store_id=worked.store_id, document=DocumentRef(JOB_KIND, job_id), at=at)
    return FinishedJob(worked.id, worked.number, worked.state, worked.version, job_id, worked.job_state, inspection.pk)


@command(permissions.INSPECT, rule="R-QC01")
def inspect_order(*, actor: Actor, number: str, verdict: Verdict, at: datetime) -> InspectedOrder:
    """The general inspection (R-QC01, R-QC02): the order passes, or named jobs go back to the workshop.

    :raises IllegalTransition: work is still open
    :raises OwnWork: the inspector worked on the order
    :raises Invalid: an item without a result, a note without words for what failed, or nothing named to go back
    """
    _require_verdict(verdict, "general")
    hub.require_order(actor, permissions.INSPECT, number, then=WORK if verdict.passed else SEND_BACK)
    if verdict.passed:
        worked = hub.pass_inspection(actor=actor, number=number, at=at)
    else:
        worked = hub.fail_inspection(actor=actor, number=number, job_ids=verdict.rework_job_ids, at=at)
    inspection = _inspected(actor, permissions.INSPECT, worked, verdict, at)
    if verdict.passed:
        _free_dropped_jobs(actor, worked, at)
    return InspectedOrder(worked.id, worked.number, worked.state, worked.version, inspection.pk, verdict.passed)


@command(permissions.INSPECT_FINAL, rule="R-QC01")
def inspect_before_delivery(*, actor: Actor, number: str, verdict: Verdict, at: datetime) -> InspectedOrder:
    """The final inspection (R-QC01) of an order that passed the general one; before the settlement it may send back.

    :raises IllegalTransition: the general inspection has not passed, the car is gone, or a settled order would go back
    :raises OwnWork, Invalid: as in ``inspect_order``
    """
    _require_verdict(verdict, "final")
    hub.require_order(actor, permissions.INSPECT_FINAL, number, then=SEND_BACK)
    if verdict.passed:
        worked = hub.hold_order(actor, number)
        if worked.state not in ("INSPECTED", "SETTLED"):
            raise IllegalTransition(
                _("总检通过以后、交车以前才能终检；还没有总检的请先总检。"), state=worked.state, verb="inspect_final"
            )
    else:
        worked = hub.fail_inspection(actor=actor, number=number, job_ids=verdict.rework_job_ids, at=at)
    inspection = _inspected(actor, permissions.INSPECT_FINAL, worked, verdict, at)
    return InspectedOrder(worked.id, worked.number, worked.state, worked.version, inspection.pk, verdict.passed)


def _require_complete(level: str, checks: Sequence[Check]) -> None:
    if rules.unknown_checks(level, checks):
        raise Invalid(_("检查项目与清单不符，请刷新后再填。"), field="checks", unknown=rules.unknown_checks(level, checks))
    missing = rules.unanswered(level, checks)
    if missing:
        raise Invalid(
            _("还有 %(count)s 项没有检查结果，请逐项填好。") % {"count": len(missing)}, field="checks", missing=missing
        )
    if any(len(check.note) > 200 for check in checks):
        raise Invalid(_("说明不要超过 200 个字。"), field="checks")


def _require_verdict(verdict: Verdict, level: str) -> None:
    if verdict.level != level:
        raise Invalid(_("没有这一级检查，请选总检或终检。"), field="level")
    _require_complete(level, verdict.checks)
    if len(verdict.note) > 200:
        raise Invalid(_("说明不要超过 200 个字。"), field="note")
    if verdict.passed:
        return
    if not verdict.rework_job_ids:
        raise Invalid(_("请选择要返修的项目。"), field="rework_job_ids")
    if not verdict.note.strip():
        raise Invalid(_("不合格请写明问题，技师照此返修。"), field="note")


def _inspected(actor: Actor, permission: str, worked: WorkedOn, verdict: Verdict, at: datetime) -> Inspection:
    inspector = own_employee(actor, worked.store_id)
    if not value(INSPECT_OWN_WORK, worked.store_id, store_info(worked.store_id).clock.day(at)):
        clocks = JobClock.objects.visible_to(actor, permission).filter(repair_order_id=worked.id)
        if clocks.filter(technician_id=inspector.id).exists():
            raise OwnWork
    inspection = _keep(worked, inspector, verdict, at)
    fact = OrderInspected(
        repairorder_id=worked.id,
        store_id=worked.store_id,
        inspection_id=inspection.pk,
        level=verdict.level,
        passed=verdict.passed,
    )
    events.publish(fact, at=at)
    return inspection


def _keep(
    worked: WorkedOn, inspector: Colleague, verdict: Verdict, at: datetime, *, job_id: int | None = None
) -> Inspection:
    inspection: Inspection = Inspection.objects.create(
        store_id=worked.store_id,
        repair_order_id=worked.id,
        job_id=job_id,
        level=verdict.level,
        inspector_id=inspector.id,
        passed=verdict.passed,
        note=verdict.note.strip(),
        at=at,
        inspected_on=store_info(worked.store_id).clock.day(at),
    )
    InspectionItem.objects.bulk_create(
        InspectionItem(
            store_id=worked.store_id,
            inspection=inspection,
            code=check.code,
            passed=check.passed,
            note=check.note.strip(),
        )
        for check in verdict.checks
    )
    audit.note(DocumentRef("repair_orders.repairorder", worked.id), worked.store_id, inspection=inspection.pk)
    return inspection


def _free_dropped_jobs(actor: Actor, worked: WorkedOn, at: datetime) -> None:
    rows = Assignment.objects.across_stores(reason="of an order in scope").filter(
        repair_order_id=worked.id, released_at=None, planned_from__isnull=False, job__state="DROPPED"
    )
    for job_id in sorted(set(rows.values_list("job_id", flat=True))):
        capacity.release(actor=actor, store_id=worked.store_id, document=DocumentRef(JOB_KIND, job_id), at=at)
