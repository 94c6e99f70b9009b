"""What the workshop reports about an order: dispatched, started, finished, inspected. Called by ``workshop``."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.text import at_most
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import items_of, jobs_of, locked_order
from anxin.visit.repair_orders.commands.held_jobs import require_not_held
from anxin.visit.repair_orders.commands.plans import jobs_with_plans
from anxin.visit.repair_orders.commands.progress import (
    CauseAndCorrectionNeeded,
    JobsUnfinished,
    back_to_work,
    finish_order_if_done,
    require_jobs_done,
    require_three_cs,
)
from anxin.visit.repair_orders.events import (
    JobFinished,
    JobStarted,
    RepairOrderChanged,
    RepairOrderInspected,
)
from anxin.visit.repair_orders.lifecycle import (
    JOB,
    REPAIR_ORDER,
)
from anxin.visit.repair_orders.models import Item, Job, RepairOrder

LONGEST_WORDS = 500


class JobNotAuthorised(Conflict):
    """The job has items or plans, and the customer has approved none of them."""

    code = "job_not_authorised"
    default_rule = "R-RO07"
    default_message = _("客户还没有确认这个项目，不能开工；请服务顾问先请客户确认。")


__all__ = ["CauseAndCorrectionNeeded", "JobsUnfinished"]


@dataclass(frozen=True, slots=True)
class JobNeeds:
    """What the approved labour of a job asks for; ``hours`` are those sold."""

    title: str
    hours: Decimal
    skills: frozenset[str]
    is_high_voltage: bool


@dataclass(frozen=True, slots=True)
class WorkedOn:
    """State of the order and of the job after the step; ``needs`` where the step has read the items."""

    id: int
    number: str
    state: str
    job_id: int | None
    job_state: str
    version: int
    store_id: int
    advisor_id: int
    needs: JobNeeds | None = None
    odometer_km: int | None = None
    kind: str = ""
    opened_at: datetime | None = None
    delivered_at: datetime | None = None


def hold_order(actor: Actor, number: str) -> WorkedOn:
    """Lock an order inside a command of a higher module that inspects it, and say how it stands; changes nothing.

    :raises NotFound: unknown, or in a store where the actor may not send work back
    """
    return _worked(locked_order(actor, permissions.SEND_BACK, number))


def hold_orders(actor: Actor, numbers: Collection[str]) -> None:
    """Lock the orders of a command that works on several, by their keys: none of them is waited for later.

    Those out of the actor's scope are left alone.
    """
    rows = RepairOrder.objects.visible_to(actor, permissions.WORK).filter(number__in=numbers)
    list(rows.order_by("pk").locked().values_list("pk", flat=True))


def hold_job(actor: Actor, number: str, job_id: int) -> WorkedOn:
    """Lock an order inside a command of a higher module and say how its job stands and what it needs; changes nothing.

    :raises NotFound: unknown order or job, or out of scope
    """
    order, job = _order_and_job(actor, number, job_id)
    return _worked(order, job, items_of(order))


@command(permissions.WORK, rule="M06.15")
def dispatch_repair_order(*, actor: Actor, number: str, at: datetime, job_id: int | None = None) -> WorkedOn:
    """Note that the order, or one job of it, has been placed on the board.

    :raises IllegalTransition: not signed yet, or already past the workshop; or the job is finished or dropped
    :raises JobNotAuthorised: the job has items and none is approved
    """
    if job_id is None:
        order, job, items = locked_order(actor, permissions.WORK, number), None, None
    else:
        order, job = _order_and_job(actor, number, job_id)
        items = items_of(order)
        JOB.after("start", job.state)
        _require_approved(order, job, items)
    order.state = REPAIR_ORDER.after("dispatch", order.state)
    order.dispatched_at = order.dispatched_at or at
    _save(order, "state", "dispatched_at")
    events.publish(RepairOrderChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return _worked(order, job, items)


@command(permissions.WORK, rule="M06.15")
def recall_repair_order(*, actor: Actor, number: str, at: datetime) -> WorkedOn:
    """Note that nothing of a dispatched order is on the board any more; an order at work stays as it is."""
    order = locked_order(actor, permissions.WORK, number)
    if REPAIR_ORDER.allows("recall", order.state):
        order.state, order.dispatched_at = REPAIR_ORDER.after("recall", order.state), None
        _save(order, "state", "dispatched_at")
    events.publish(RepairOrderChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return _worked(order)


@command(permissions.WORK, rule="M06.13")
def start_job(*, actor: Actor, number: str, job_id: int, at: datetime) -> WorkedOn:
    """Begin or go on with a job. One without items, a concern that is looked into before it has a price, may begin.

    :raises JobNotAuthorised: it has items and none is approved, or plans of which none is chosen
    :raises JobHeld: a major technical question, on which the technical group has not agreed (R-WS15)
    :raises IllegalTransition: the order is not signed, or the job is finished
    """
    order, job = _order_and_job(actor, number, job_id)
    state, job_state = REPAIR_ORDER.after("start", order.state), JOB.after("start", job.state)
    require_not_held(order.store_id, job.pk)
    items = items_of(order)
    _require_approved(order, job, items)
    first = job.state != job_state
    job.state, job.started_at = job_state, job.started_at or at
    if first:
        job.save(update_fields=["state", "started_at"])
        events.publish(JobStarted(repairorder_id=order.pk, store_id=order.store_id, job_id=job.pk), at=at)
    if order.state != state:
        order.state = state
        _save(order, "state")
    if not first:
        events.publish(RepairOrderChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return _worked(order, job, items)


@command(permissions.WORK, rule="M06.13")
def write_job_words(*, actor: Actor, number: str, job_id: int, cause: str, correction: str, at: datetime) -> WorkedOn:
    """Write down cause and correction of a job while it is worked on; finishing asks for them again, filled in.

    :raises IllegalTransition: the job is finished or dropped
    :raises Invalid: too many words
    :raises NotFound: unknown order or job, or out of scope
    """
    order, job = _order_and_job(actor, number, job_id)
    JOB.after("start", job.state)
    job.cause, job.correction = at_most(cause, LONGEST_WORDS, "cause"), at_most(correction, LONGEST_WORDS, "correction")
    job.save(update_fields=["cause", "correction"])
    _save(order)
    events.publish(RepairOrderChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return _worked(order, job)


@command(permissions.WORK, rule="M06.13")
def finish_job(
    *, actor: Actor, number: str, job_id: int, at: datetime, cause: str | None = None, correction: str | None = None
) -> WorkedOn:
    """Finish a job with its cause and correction; the last one finishes the order's work.

    Jobs whose items the customer all declined or deferred count as dropped.

    :raises IllegalTransition: the job has not been started
    :raises JobHeld: a major technical question, on which the technical group has not agreed (R-WS15)
    :raises CauseAndCorrectionNeeded: the customer complained, and one of the two is not written
    """
    order, job = _order_and_job(actor, number, job_id)
    require_not_held(order.store_id, job.pk)
    job.state, job.finished_at = JOB.after("finish", job.state), at
    job.cause = at_most(cause, LONGEST_WORDS, "cause") if cause is not None else job.cause
    job.correction = at_most(correction, LONGEST_WORDS, "correction") if correction is not None else job.correction
    require_three_cs(job)
    job.save(update_fields=["state", "finished_at", "cause", "correction"])
    events.publish(JobFinished(repairorder_id=order.pk, store_id=order.store_id, job_id=job.pk), at=at)
    finish_order_if_done(order, at)
    return _worked(order, job)


@command(permissions.WORK, rule="M06.13")
def pass_inspection(*, actor: Actor, number: str, at: datetime) -> WorkedOn:
    """The general inspection found everything in order.

    :raises IllegalTransition: the order's work is not finished
    :raises JobsUnfinished: a job was added since that is neither finished nor dropped
    """
    order = locked_order(actor, permissions.WORK, number)
    state = REPAIR_ORDER.after("pass_inspection", order.state)
    require_jobs_done(order)
    order.state, order.inspected_at = state, at
    _save(order, "state", "inspected_at")
    events.publish(RepairOrderInspected(repairorder_id=order.pk, store_id=order.store_id, passed=True), at=at)
    return _worked(order)


@command(permissions.SEND_BACK, rule="M06.13")
def fail_inspection(*, actor: Actor, number: str, job_ids: Collection[int], at: datetime) -> WorkedOn:
    """The inspection sends jobs back to the workshop (internal rework).

    :raises Invalid: no job is named
    :raises NotFound: unknown order or job, or out of scope
    :raises IllegalTransition: nothing to send back
    """
    order = locked_order(actor, permissions.SEND_BACK, number)
    jobs = [job for job in jobs_of(order) if job.pk in job_ids]
    if not job_ids:
        raise Invalid(_("请选择要返修的项目。"), field="job_ids")
    if len(jobs) != len(set(job_ids)):
        raise NotFound
    back_to_work(order, "fail_inspection")
    for job in jobs:
        job.state, job.finished_at, job.sent_back_at = JOB.after("reopen", job.state), None, at
        job.save(update_fields=["state", "finished_at", "sent_back_at"])
    _save(order, "state", "inspected_at", "work_finished_at")
    events.publish(RepairOrderInspected(repairorder_id=order.pk, store_id=order.store_id, passed=False), at=at)
    return _worked(order)


def _order_and_job(actor: Actor, number: str, job_id: int) -> tuple[RepairOrder, Job]:
    order = locked_order(actor, permissions.WORK, number)
    job = next((each for each in jobs_of(order) if each.pk == job_id), None)
    if job is None:
        raise NotFound
    return order, job


def _require_approved(order: RepairOrder, job: Job, items: Iterable[Item]) -> None:
    decisions = {item.decision for item in items if item.job_id == job.pk}
    # Without items it is looked into before it has a price, unless all that it has lies in plans before the customer.
    if "APPROVED" not in decisions and (decisions or job.pk in jobs_with_plans(order)):
        raise JobNotAuthorised


def _save(order: RepairOrder, *fields: str) -> None:
    order.version += 1
    order.save(update_fields=[*fields, "version"])


def _worked(order: RepairOrder, job: Job | None = None, items: Iterable[Item] | None = None) -> WorkedOn:
    return WorkedOn(
        id=order.pk,
        number=order.number,
        state=order.state,
        job_id=job.pk if job else None,
        job_state=job.state if job else "",
        version=order.version,
        store_id=order.store_id,
        advisor_id=order.advisor_id,
        odometer_km=order.odometer_km,
        kind=order.kind,
        opened_at=order.opened_at,
        delivered_at=order.delivered_at,
        needs=_needs(job, items) if job and items is not None else None,
    )


def _needs(job: Job, items: Iterable[Item]) -> JobNeeds:
    sold = [item for item in items if item.job_id == job.pk and item.kind == "labour" and item.decision == "APPROVED"]
    return JobNeeds(
        job.title,
        sum((item.quantity for item in sold), Decimal(0)),
        frozenset(item.skill for item in sold if item.skill),
        any(item.is_high_voltage for item in sold),
    )
