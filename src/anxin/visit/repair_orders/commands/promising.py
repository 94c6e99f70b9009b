"""What the book of half hours says of an order: the hours that it holds, and the promise that follows (R-RO10)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.queries import all_there_at
from anxin.parties.org.queries import calendar_of, store_info, system_actor
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.resources.capacity.queries import list_work_ends
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.access import ORDER_KIND, items_of, jobs_of
from anxin.visit.repair_orders.commands.asking import ask_parts, review_parts
from anxin.visit.repair_orders.events import PromiseChanged
from anxin.visit.repair_orders.lifecycle import JOB_DROPPED, JOB_FINISHED, OPEN
from anxin.visit.repair_orders.models import Item, Job, PromiseChange, RepairOrder
from anxin.visit.repair_orders.parameters import REFUSE_EARLIER_PROMISE
from anxin.visit.repair_orders.promises import as_work, express_limit, minutes_of, parts_of, promise_of, with_limit


class PromiseBeforeTheBook(Invalid):
    """Earlier than the workshop can be done, in a store that does not allow it."""

    code = "promise_before_the_book"
    default_rule = "R-RO10"


def plan_order(
    actor: Actor,
    order: RepairOrder,
    jobs: Sequence[Job],
    items: Sequence[Item],
    at: datetime,
    *,
    is_anew: bool = False,
    holds_nothing: bool = False,
) -> bool:
    """Hold the hours of an order that no customer has signed, and let its promise follow the book (R-RO10, R-RO18).

    A promise that somebody chose stays. Work that waits for parts begins when they come; parts that are short are asked
    for (R-RO03). Where nobody knows when they come, or the shop is full, there is no promise: the desk has to choose it.
    Says whether the promise moved; the order is not saved.
    """
    counted = [item for item in items if item.decision in rules.COUNTED]
    document = DocumentRef(ORDER_KIND, order.pk)
    minutes = minutes_of(counted) if holds_nothing else minutes_ahead(order, jobs, items, counted)
    parts = parts_of(order, counted, at)
    not_before, _is_open = all_there_at(parts.values())
    held = capacity.hold_work(
        order.store_id, document, as_work(minutes), at, not_before, is_anew=is_anew, holds_nothing=holds_nothing
    )
    ask_parts(order, counted, parts, at, was_asked=not holds_nothing, is_answered=is_anew)
    before = order.promised_at
    if before is not None and not order.promise_is_planned:
        return False
    promise = promise_of(order.store_id, held, parts.values(), at)
    if promise is not None and not_before is None:
        promise = with_limit(promise, express_limit(order, at), is_held=held is not None)
    if promise is None:
        order.promised_at, order.promise_is_planned = None, False
        _announce_moved(order, before, at)
        return before is not None
    if before is not None and held and not held.is_new:
        return False
    if promise == order.promised_at:
        return False
    order.promised_at, order.promise_is_planned = promise, True
    note_promise(order, promise, reason="", actor=actor, at=at)
    _announce_moved(order, before, at)
    return True


def minutes_ahead(order: RepairOrder, jobs: Iterable[Job], items: Iterable[Item], ahead: Iterable[Item]) -> dict[str, int]:
    """Trade → minutes of the lines ahead of an order in scope, which has these jobs and items.

    What nobody has priced takes time as well: at least as much as the booking held for it. What the customer turned down
    was priced, and takes none.
    """
    minutes = minutes_of(ahead)
    left = {job.pk for job in jobs if job.state not in (JOB_FINISHED, JOB_DROPPED)}
    unpriced = left - {item.job_id for item in items if item.kind == Item.Kind.LABOUR}
    if unpriced:
        booked = capacity.booked_minutes(order.store_id, DocumentRef(ORDER_KIND, order.pk), order.opened_at)
        minutes |= {trade: max(held, minutes.get(trade, 0)) for trade, held in booked.items()}
    return minutes


def replan(actor: Actor, order: RepairOrder, at: datetime) -> tuple[str, ...]:
    """Plan an order anew whose lines changed, while no customer has signed; the order's fields that are to be saved.

    Later the parts desk is asked for what is offered all the same.
    """
    if order.state != OPEN:
        review_parts(order, at)
        return ()
    plan_order(actor, order, jobs_of(order), items_of(order), at)
    return ("promised_at", "promise_is_planned")


def hold_approved(order: RepairOrder, items: Sequence[Item], at: datetime) -> datetime | None:
    """Hold the hours of lines that a customer approved after the first signature.

    They follow what is held already, and begin when their parts are there. Gives their end; None where nothing was held.
    """
    not_before, _is_open = all_there_at(parts_of(order, items, at).values())
    work, document = as_work(minutes_of(items)), DocumentRef(ORDER_KIND, order.pk)
    held = capacity.hold_more_work(order.store_id, document, work, at, not_before)
    return held.ends_at if held else None


def give_back_hours(order: RepairOrder, items: Iterable[Item], at: datetime) -> None:
    """Give back the hours of signed lines that are not done now."""
    capacity.drop_work(order.store_id, DocumentRef(ORDER_KIND, order.pk), as_work(minutes_of(items)), at)


def follow_change(actor: Actor, order: RepairOrder, signed: Item | None, item: Item, at: datetime) -> tuple[str, ...]:
    """Let the hours follow a line that changed: ``signed`` is how the customer signed it, if so; fields to be saved."""
    if signed is None:
        return replan(actor, order, at)
    if item.decision != "APPROVED" or item.quantity != signed.quantity:
        give_back_hours(order, [signed], at)
        hold_approved(order, [item] if item.decision == "APPROVED" else [], at)
    return ()


def _announce_moved(order: RepairOrder, before: datetime | None, at: datetime) -> None:
    if before is not None:
        events.publish(PromiseChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)


def require_keepable(order: RepairOrder, promised_at: datetime, at: datetime) -> None:
    """Refuse, before the first signature, a promise that the book cannot keep; after it the floor says what is expected.

    :raises PromiseBeforeTheBook: earlier than the held work ends, where the store refuses that (R-RO10)
    """
    if order.state != OPEN:
        return
    day = calendar_of(order.store_id).local_date(at)
    if not value(REFUSE_EARLIER_PROMISE, order.store_id, day):
        return
    ends = list_work_ends(system_actor("repair_orders"), order.store_id, ORDER_KIND, [order.pk])
    if order.pk in ends and promised_at < ends[order.pk]:
        shown = store_info(order.store_id).clock.local(ends[order.pk]).strftime("%m-%d %H:%M")
        raise PromiseBeforeTheBook(
            _("车间最早 %(time)s 完工，不能承诺得更早；请改时间，或请车间调度先调整。") % {"time": shown},
            field="promised_at",
        )


def note_promise(
    order: RepairOrder, promised_at: datetime, *, reason: str, actor: Actor, at: datetime, told_at: datetime | None = None
) -> None:
    """Insert the promise into its history."""
    PromiseChange.objects.bulk_create(
        [
            PromiseChange(
                store_id=order.store_id,
                repair_order=order,
                promised_at=promised_at,
                reason=reason,
                customer_told_at=told_at,
                at=at,
                actor_key=actor.key,
            )
        ]
    )
