"""What an order asks of the book and of the store room, and the promise that follows; shared by commands and queries."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from anxin.holdings.parts.queries import Availability, all_there_at, issued_by_line, keeps_stock, list_availability
from anxin.parties.org.queries import calendar_of, system_actor
from anxin.platform.calendar.rules import CalendarNeverOpens
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.resources.capacity.queries import TRADES, Work, WorkHeld, labour_minutes
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.lifecycle import OPEN
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.parameters import (
    DEFAULT_PROMISE,
    PROMISE_MARGIN,
    TIGHT_BAYS_MINUTES,
    TIGHT_BAYS_PERCENT,
    express_within,
)

EXPRESS = RepairOrder.Lane.EXPRESS
CLOSED_STORE = timedelta(hours=3)
"""A store without any opening hours must have some promise; ADR 0012."""


def minutes_of(items: Iterable[Item]) -> dict[str, int]:
    """Trade → minutes of the labour among items."""
    return labour_minutes((item.skill, item.quantity) for item in items if item.kind == Item.Kind.LABOUR)


def as_work(minutes: dict[str, int]) -> list[Work]:
    """Minutes by trade, as the book plans them."""
    return [Work(trade, minutes[trade]) for trade in TRADES if minutes.get(trade)]


def parts_of(order: RepairOrder, items: Iterable[Item], at: datetime) -> dict[int, Availability]:
    """What the store can give of the parts that an order in scope still needs, by article.

    What was issued to it is had. Nothing where the store keeps no stock here.
    """
    parts = [item for item in items if item.article_id is not None]
    # Nothing is issued before the customer signed.
    issued = issued_by_line(order.store_id, ORDER_KIND, {order.pk}) if parts and order.state != OPEN else {}
    wanted: dict[int, Decimal] = {}
    for item in parts:
        left = item.quantity - issued.get(item.pk, rules.NOTHING)
        if item.article_id is not None and left > 0:
            wanted[item.article_id] = wanted.get(item.article_id, rules.NOTHING) + left
    return stock_for(order.store_id, wanted, DocumentRef(ORDER_KIND, order.pk), at)


def stock_for(
    store_id: int, wanted: Mapping[int, Decimal], document: DocumentRef | None, at: datetime
) -> dict[int, Availability]:
    """What a store in scope can give of these articles to a document; nothing where it keeps no stock here."""
    # Whoever writes an order need not be allowed to look into the store room.
    actor = system_actor("repair_orders")
    found = list_availability(actor, store_id, wanted, at, document) if wanted else {}
    return found if all(one.is_known for one in found.values()) or keeps_stock(actor, store_id) else {}


def promise_of(store_id: int, held: WorkHeld | None, parts: Iterable[Availability], at: datetime) -> datetime | None:
    """What can be promised of held work and of parts; None: of one nobody knows when it comes, or the shop is full."""
    not_before, is_open = all_there_at(parts)
    if is_open or (held and held.ends_at is None):
        return None
    load = held.bay_load_percent if held else 0
    return planned_promise(store_id, held.ends_at if held else None, at, bay_load_percent=load, not_before=not_before)


def planned_promise(
    store_id: int,
    ends_at: datetime | None,
    at: datetime,
    *,
    bay_load_percent: int = 0,
    not_before: datetime | None = None,
) -> datetime:
    """The end of the work with time to inspect, wash and settle, more where bays are tight; else the usual time.

    In opening hours, on the quarter of an hour.
    """
    calendar = calendar_of(store_id)
    day = calendar.local_date(at)
    begin = max(at, not_before or at)
    try:
        if ends_at is None:
            return rules.rounded_promise(value(DEFAULT_PROMISE, store_id, day).due(calendar, begin))
        margin = value(PROMISE_MARGIN, store_id, day)
        if bay_load_percent >= value(TIGHT_BAYS_PERCENT, store_id, day):
            margin += value(TIGHT_BAYS_MINUTES, store_id, day)
        return rules.rounded_promise(calendar.add_working_minutes(ends_at, margin))
    except CalendarNeverOpens:
        return rules.rounded_promise(begin + CLOSED_STORE)


def express_limit(order: RepairOrder, at: datetime | None = None) -> datetime | None:
    """Until when an express order is done, counted from the car's arrival (R-WS13); None for other orders.

    With ``at``, only a limit that still lies ahead.
    """
    return limit_of(order.store_id, order.lane, order.kind, order.arrived_at or order.opened_at, at)


def limit_of(store_id: int, lane: str, kind: str, begun: datetime, at: datetime | None = None) -> datetime | None:
    """The limit of an express visit that began at an instant; see ``express_limit``."""
    if lane != EXPRESS:
        return None
    calendar = calendar_of(store_id)
    try:
        limit = express_within(kind, store_id, calendar.local_date(begun)).due(calendar, begun)
    except CalendarNeverOpens:
        return None
    return limit if at is None or limit > at else None


def with_limit(promise: datetime, limit: datetime | None, *, is_held: bool) -> datetime:
    """What an express visit is promised: its limit, or what the book says where that is later (R-WS13, R-RO10).

    The limit by which a late one is free stays where it is. Where nothing is held, only the limit says anything.
    """
    if limit is None:
        return promise
    return max(limit, promise) if is_held else limit
