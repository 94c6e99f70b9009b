"""What can be promised, with its reason, where the promise is chosen (R-RO10)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from anxin.holdings.parts.queries import Availability, all_there_at
from anxin.parties.org.queries import system_actor
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.resources.capacity.queries import (
    Work,
    count_ahead,
    expect_work,
    list_ever_held,
    list_holders,
    list_work_ends,
)
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.lifecycle import AT_WORK, AUTHORISED, DISPATCHED, OPEN
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.promises import EXPRESS, limit_of, parts_of, promise_of, stock_for, with_limit
from anxin.visit.repair_orders.queries.rows import item_rows, order_row

NOT_BEGUN = (OPEN, AUTHORISED, DISPATCHED)


@dataclass(frozen=True, slots=True)
class PartOutlook:
    """A part of an order: whether it is there, else when it comes; without ``expected_at`` nobody knows or has answered."""

    article_id: int
    name: str
    shortage: Decimal
    expected_at: datetime | None
    words: str
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """When the held work of an order ends, which cars go before it, and which parts are missing.

    ``ends_at`` is None where the store keeps no roster: then nobody can say. ``parts`` are all of the order, by article.
    ``must_choose``: the book cannot promise anything, somebody has to.
    """

    ends_at: datetime | None
    cars_ahead: int
    short_parts: tuple[PartOutlook, ...]
    parts: Mapping[int, Availability]
    must_choose: bool


@query(permissions.SEE)
def get_outlook(actor: Actor, number: str, at: datetime) -> Outlook:
    """What can be promised for an order, and why.

    :raises NotFound: unknown or out of scope
    """
    order = order_row(actor, number)
    items = [item for item in item_rows(order) if item.decision in rules.COUNTED]
    names = {item.article_id: item.name for item in items}
    parts = parts_of(order, items, at)
    # Whoever may see the order may know what its promise hangs on.
    system, document = system_actor("repair_orders"), DocumentRef(ORDER_KIND, order.pk)
    ends = list_work_ends(system, order.store_id, ORDER_KIND, [order.pk])
    return Outlook(
        ends.get(order.pk),
        count_ahead(system, order.store_id, document, at) if ends else 0,
        tuple(
            PartOutlook(
                one.article_id,
                names[one.article_id],
                one.shortage,
                one.expected_at,
                one.arrival.words if one.arrival else "",
                one.is_known,
            )
            for one in parts.values()
            if one.shortage
        ),
        parts,
        order.promised_at is None,
    )


@query(permissions.SEE)
def list_held_until(actor: Actor, store_id: int, order_ids: Collection[int]) -> dict[int, datetime]:
    """When the work ends that the book holds for orders of a store, by id; orders without held work are left out.

    :raises Denied: no permission in this store
    """
    actor.require(permissions.SEE, store_id)
    # Whoever may see the orders may know when they are done.
    return list_work_ends(system_actor("repair_orders"), store_id, ORDER_KIND, order_ids) if order_ids else {}


@query(permissions.SEE)
def list_without_hours(actor: Actor, store_id: int) -> list[int]:
    """Ids of the orders at work that hold nothing in the book, by promise: none yet begun, or never held anything."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, state__in=AT_WORK)
    found = list(rows.order_by("promised_at", "pk").values_list("pk", "state"))
    system = system_actor("repair_orders")
    now = set(list_holders(system, store_id, ORDER_KIND))
    # Who began holds nothing when the time is used up, though the work goes on.
    ever = set(list_ever_held(system, store_id, ORDER_KIND, [pk for pk, state in found if state not in NOT_BEGUN]))
    return [pk for pk, _state in found if pk not in now and pk not in ever]


def expect_promise(
    store_id: int,
    work: Sequence[Work],
    at: datetime,
    *,
    visit: DocumentRef,
    articles: Mapping[int, Decimal] | None = None,
    laid_ready_for: DocumentRef | None = None,
    express: tuple[str, datetime] | None = None,
) -> datetime | None:
    """What an order of this work and these articles would be promised now, in a store in scope; None: nothing can be.

    ``visit`` is the car's visit, whose hours the order takes over; ``laid_ready_for`` is its booking; ``express`` the kind
    of order and the arrival of a car in the express lane.
    """
    parts = stock_for(store_id, articles or {}, laid_ready_for, at).values()
    not_before, _is_open = all_there_at(parts)
    held = expect_work(system_actor("repair_orders"), store_id, work, at, not_before, visit)
    promise = promise_of(store_id, held, parts, at)
    if promise is None or not_before is not None or express is None:
        return promise
    kind, begun = express
    return with_limit(promise, limit_of(store_id, EXPRESS, kind, begun, at), is_held=held is not None)
