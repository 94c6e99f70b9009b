"""Changing an open order: words, jobs, promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import commands as customers
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import check_version, require_version
from anxin.platform.text import clean_text
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import OrderLocked, items_of, jobs_of, locked_open_order
from anxin.visit.repair_orders.commands.facts import Facts, OwnWish, explain
from anxin.visit.repair_orders.commands.leave import judge_discounts, judge_new_items
from anxin.visit.repair_orders.commands.open import (
    PromiseInThePast,
    add_jobs,
    require_kind,
    require_promise,
    require_words,
)
from anxin.visit.repair_orders.commands.progress import back_to_work, require_three_cs
from anxin.visit.repair_orders.commands.promising import note_promise, replan, require_keepable
from anxin.visit.repair_orders.events import AdditionalItemsProposed, PromiseChanged, RepairOrderChanged
from anxin.visit.repair_orders.leave import gives_away
from anxin.visit.repair_orders.lifecycle import OPEN, REPAIR_ORDER
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.pricing import NewJob

__all__ = ["OrderLocked", "PromiseInThePast"]


class PromiseAgreed(Conflict):
    """The customer has signed for a time: a new one is explained to him, not just set."""

    code = "promise_agreed"
    default_rule = "R-WS04"
    default_message = _("客户已按原来的时间签字，请点“告知新时间”：写明原因，向客户说明并道歉。")


@dataclass(frozen=True, slots=True)
class ChangedRepairOrder:
    """State and version after a change; ``item_ids`` are the items that the change made."""

    id: int
    number: str
    state: str
    version: int
    item_ids: tuple[int, ...] = ()


@command(permissions.CHANGE, rule="M06.01")
def change_repair_order(
    *,
    actor: Actor,
    number: str,
    at: datetime,
    version: int | None = None,
    kind: str | None = None,
    parking_place: str | None = None,
    follow_up_suggestion: str | None = None,
    odometer_km: int | None = None,
    odometer_was_reset: bool = False,
) -> ChangedRepairOrder:
    """Change the words on the order's head (R-RO04, R-RO19); None leaves a field as it is.

    ``odometer_km`` is the car's too.

    :raises NotFound: unknown or out of scope
    :raises Invalid: unknown kind of order, impossible mileage
    :raises OdometerWentBack: below the last reading, and no reset declared
    :raises OrderLocked: settled or cancelled
    :raises VersionConflict: somebody else changed it first
    """
    if odometer_km is not None:
        _record_odometer(actor, number, odometer_km, is_confirmed=odometer_was_reset, at=at)
    order = locked_open_order(actor, permissions.CHANGE, number)
    wished = {
        "kind": kind,
        "parking_place": parking_place,
        "follow_up_suggestion": follow_up_suggestion,
        "odometer_km": odometer_km,
    }
    changes = {name: wish for name, wish in wished.items() if wish is not None}
    check_version(order, version, {name: (getattr(order, name), wish) for name, wish in changes.items()})
    if kind is not None:
        require_kind(kind)
    for name, wish in changes.items():
        setattr(order, name, wish)
    return announce(order, at, fields=tuple(changes))


@command(permissions.CHANGE, rule="M06.01")
def add_job(
    *,
    actor: Actor,
    number: str,
    job: NewJob,
    at: datetime,
    version: int | None = None,
    proposed_by: int | None = None,
    why: Facts | OwnWish | None = None,
) -> ChangedRepairOrder:
    """Add a job with its items. After the first signature its items are additional and wait for the customer, who decides
    on four facts, unless he asked for it himself (R-WS05).

    A job without items needs no yes: an order whose work was finished goes back to work for it.

    :raises NotFound: unknown or out of scope
    :raises OrderLocked: settled or cancelled
    :raises WhyMissing: signed, and nobody said why; or ``FactsMissing``
    """
    order = locked_open_order(actor, permissions.CHANGE, number)
    check_version(order, version)
    positions = [each.position for each in jobs_of(order)]
    _jobs, made = add_jobs(
        actor,
        order,
        [job],
        first_position=max(positions, default=0) + 1,
        at=at,
        additional=order.state != OPEN,
        proposed_by=proposed_by,
    )
    explain(actor, order, why, made, proposed_by, at)
    planned = replan(actor, order, at)
    judge_new_items(actor, order, made, at)
    if not made and REPAIR_ORDER.allows("reopen", order.state):
        back_to_work(order, "reopen")
    return announce(order, at, made, fields=("state", "work_finished_at", "inspected_at", *planned))


@command(permissions.CHANGE, rule="M06.01")
def change_job(
    *,
    actor: Actor,
    number: str,
    job_id: int,
    at: datetime,
    version: int | None = None,
    title: str | None = None,
    complaint: str | None = None,
    cause: str | None = None,
    correction: str | None = None,
) -> ChangedRepairOrder:
    """Change a job's title or one of its three Cs; None leaves a field as it is.

    :raises NotFound: unknown job, or out of scope
    :raises Invalid: no title
    :raises OrderLocked: settled or cancelled
    :raises VersionConflict: somebody else changed the job first
    :raises CauseAndCorrectionNeeded: a finished job would have a complaint without cause or correction
    """
    order = locked_open_order(actor, permissions.CHANGE, number)
    job = next((each for each in jobs_of(order) if each.pk == job_id), None)
    if job is None:
        raise NotFound
    wished = {"title": title, "complaint": complaint, "cause": cause, "correction": correction}
    changes = {name: clean_text(wish) for name, wish in wished.items() if wish is not None}
    require_words(changes.get("title", job.title), changes.get("complaint", job.complaint))
    require_version(job, version, {name: (getattr(job, name), wish) for name, wish in changes.items()})
    for name, wish in changes.items():
        setattr(job, name, wish)
    require_three_cs(job)
    job.save(update_fields=[*changes, "version"])
    return announce(order, at)


@command(permissions.CHANGE, rule="M06.01")
def remove_job(*, actor: Actor, number: str, job_id: int, at: datetime) -> ChangedRepairOrder:
    """Take a job with its items off an order that no customer has seen yet.

    :raises NotFound: unknown job, or out of scope
    :raises Conflict: the customer has signed; or it is the only job, then the order is called off
    """
    order = locked_open_order(actor, permissions.CHANGE, number)
    jobs = {job.pk: job for job in jobs_of(order)}
    if job_id not in jobs:
        raise NotFound
    items = [item for item in items_of(order) if item.job_id == job_id]
    if order.state != OPEN or any(item.decision != "PRESENTED" for item in items):
        raise Conflict(_("客户已签字的项目不能删除；客户不做了，请登记为拒绝。"))
    if len(jobs) == 1:
        raise Conflict(_("这是工单上唯一的项目；什么都不做的，请作废工单。"))
    audit.note(DocumentRef("repair_orders.repairorder", order.pk), order.store_id, removed=jobs[job_id].title)
    gave_away = any(gives_away(item) for item in items)
    for item in items:
        item.delete()
    jobs[job_id].delete()
    planned = replan(actor, order, at)
    if gave_away:
        judge_discounts(actor, order, at, touched=())
    return announce(order, at, fields=planned)


@command(permissions.CHANGE, rule="R-RO18")
def set_promise(
    *, actor: Actor, number: str, promised_at: datetime, at: datetime, version: int | None = None
) -> ChangedRepairOrder:
    """Set the promised time, while the customer has not signed for one (R-RO18).

    :raises PromiseAgreed: the customer has signed: a new time is told to him
    :raises PromiseInThePast: not ahead of now
    :raises PromiseBeforeTheBook: earlier than the held work ends, where the store refuses that (R-RO10)
    :raises Invalid: a time more than a year ahead
    """
    order = locked_open_order(actor, permissions.CHANGE, number)
    if order.state != OPEN:
        raise PromiseAgreed
    return _promise(actor, order, promised_at, at, version)


@command(permissions.CHANGE, rule="R-WS04")
def move_promise(
    *,
    actor: Actor,
    number: str,
    promised_at: datetime,
    reason: str,
    customer_told: bool,
    at: datetime,
    version: int | None = None,
) -> ChangedRepairOrder:
    """Move the promised time for whoever explains it to the customer and logs what he said (R-RO18, R-WS04).

    :raises PromiseInThePast: not ahead of now
    :raises PromiseBeforeTheBook: earlier than the held work ends, where the store refuses that (R-RO10)
    :raises Invalid: no reason, or a time more than a year ahead
    """
    order = locked_open_order(actor, permissions.CHANGE, number)
    if not clean_text(reason):
        raise Invalid(_("改承诺要写原因。"), field="reason", rule="R-WS04")
    if customer_told and order.agreed_promise_at is not None:
        order.agreed_promise_at = rules.agreed_promise(order.agreed_promise_at, promised_at, at)
    return _promise(actor, order, promised_at, at, version, reason=clean_text(reason), told_at=at if customer_told else None)


def _promise(
    actor: Actor,
    order: RepairOrder,
    promised_at: datetime,
    at: datetime,
    version: int | None,
    *,
    reason: str = "",
    told_at: datetime | None = None,
) -> ChangedRepairOrder:
    require_promise(promised_at, at)
    require_version(order, version, {"promised_at": (order.promised_at, promised_at)})
    require_keepable(order, promised_at, at)
    order.promised_at, order.promise_is_planned = promised_at, False
    order.save(update_fields=["promised_at", "promise_is_planned", "agreed_promise_at", "version"])
    note_promise(order, promised_at, reason=reason, actor=actor, at=at, told_at=told_at)
    events.publish(PromiseChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return ChangedRepairOrder(order.pk, order.number, order.state, order.version)


def _record_odometer(actor: Actor, number: str, odometer_km: int, *, is_confirmed: bool, at: datetime) -> None:
    """Before the order is locked: the vehicle comes before it."""
    order: RepairOrder = RepairOrder.objects.visible_to(actor, permissions.CHANGE).one(number=number)
    if odometer_km != order.odometer_km:
        customers.record_odometer(
            actor=actor, vehicle_id=order.vehicle_id, odometer_km=odometer_km, at=at, is_confirmed=is_confirmed
        )


def announce(
    order: RepairOrder, at: datetime, made: Sequence[Item] = (), *, fields: tuple[str, ...] = ()
) -> ChangedRepairOrder:
    """Count the order's version up, whatever in it changed: a customer never signs what was not shown."""
    order.version += 1
    order.save(update_fields=[*fields, "version"])
    ids = [item.pk for item in made]
    if any(item.is_additional for item in made):
        events.publish(AdditionalItemsProposed(repairorder_id=order.pk, store_id=order.store_id, item_ids=ids), at=at)
    else:
        events.publish(RepairOrderChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return ChangedRepairOrder(order.pk, order.number, order.state, order.version, tuple(ids))
