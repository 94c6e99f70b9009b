"""What the workshop waits for at the parts counter, by promise, and one order at it (mock-up 06, M14.02)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from anxin.holdings.parts.permissions import ISSUE
from anxin.holdings.parts.queries import (
    Arrival,
    DemandRow,
    bins_of,
    demands_of,
    list_availability,
    newest_arrivals,
    stock_of,
)
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.queries import substitutes_of
from anxin.visit.parts_desk.models import OrderPick
from anxin.visit.repair_orders.queries import (
    OrderToSupply,
    PartToIssue,
    get_order_to_supply,
    list_orders_to_supply,
)
from anxin.visit.workshop.permissions import SEE as SEE_WORKSHOP
from anxin.visit.workshop.queries import Card, list_cards

ORDER_KIND = "repair_orders.repairorder"


@dataclass(frozen=True, slots=True)
class Pick:
    """Where the picked parts of an order lie, since when, and of which lines."""

    place: str
    picked_at: datetime
    item_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WorkshopRequest:
    """An order that waits for parts: who works on it where, how long work has stood still for parts, what is there.

    ``expected_at`` is when the last missing part comes; None when nothing is missing, or nobody knows.
    """

    order: OrderToSupply
    technicians: str
    bay: str
    waiting_since: datetime | None
    pick: Pick | None
    expected_at: datetime | None

    @property
    def wanted(self) -> int:
        """Part types that are still to go out."""
        return len(self.order.to_issue)

    @property
    def there(self) -> int:
        """Part types of these of which enough is on hand."""
        return sum(not part.is_short for part in self.order.to_issue)

    @property
    def is_picked(self) -> bool:
        """All that is to go out lies ready."""
        picked = self.pick.item_ids if self.pick else ()
        return bool(self.order.to_issue) and all(part.line.item_id in picked for part in self.order.to_issue)

    @property
    def is_too_late(self) -> bool:
        """What is missing comes after the promise, or nobody knows when."""
        if self.there == self.wanted:
            return False
        promised = self.order.promised_at
        return self.expected_at is None or (promised is not None and self.expected_at > promised)


@dataclass(frozen=True, slots=True)
class SubstituteInStock:
    """An article that may be fitted instead of one that is short, and how much of it is on hand."""

    article_id: int
    number: str
    name: str
    on_hand: Decimal


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A part line of an order at the counter; ``free`` is on hand and promised to no other order.

    ``substitutes`` are articles that may be fitted instead, while something is missing.
    """

    part: PartToIssue
    bins: tuple[str, ...]
    free: Decimal
    arrival: Arrival | None
    demand: DemandRow | None
    is_picked: bool
    substitutes: tuple[SubstituteInStock, ...] = ()

    @property
    def answer_id(self) -> int | None:
        """The newest answer to what was short of it, which whoever answers anew has seen."""
        return self.demand.answer.id if self.demand and self.demand.answer else None

    @property
    def missing(self) -> Decimal:
        """How much of what is to go out is not there."""
        return max(self.part.line.to_issue - max(self.part.on_hand, Decimal(0)), Decimal(0))


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """One order at the counter."""

    order: OrderToSupply
    lines: tuple[RequestLine, ...]
    pick: Pick | None

    @property
    def short(self) -> tuple[RequestLine, ...]:
        """Lines of which something is missing."""
        return tuple(line for line in self.lines if line.missing)

    @property
    def lies_ready(self) -> bool:
        """Something lies ready that was not handed over."""
        return any(line.is_picked and line.part.line.to_issue for line in self.lines)

    @property
    def to_hand_out(self) -> int:
        """Lines of which something can go out now."""
        return sum(bool(line.part.line.to_issue) and line.part.on_hand > 0 for line in self.lines)


@query(ISSUE)
def list_requests(actor: Actor, store_id: int, at: datetime) -> list[WorkshopRequest]:
    """Orders that wait for parts, by promise."""
    orders = list_orders_to_supply(actor, store_id)
    picks = picks_of(actor, [order.id for order in orders])
    short = {part.line.article_id for order in orders for part in order.to_issue if part.is_short}
    told = newest_arrivals(actor, store_id, short) if short else {}
    cards = _cards_by_order(actor, store_id, at) if orders else {}
    return [_request(order, picks.get(order.id), told, cards.get(order.number, ())) for order in orders]


@query(ISSUE)
def get_request(actor: Actor, number: str, at: datetime) -> OpenRequest:
    """One order at the counter with all its part lines.

    :raises NotFound: unknown, or in a store where the actor may not issue
    """
    order = get_order_to_supply(actor, number)
    wanted: dict[int, Decimal] = {}
    for part in order.to_issue:
        wanted[part.line.article_id] = wanted.get(part.line.article_id, Decimal(0)) + part.line.to_issue
    document = DocumentRef(ORDER_KIND, order.id)
    stock = list_availability(actor, order.store_id, wanted, at, document)
    asked = {row.document_line: row for row in demands_of(actor, order.store_id, document)}
    pick = picks_of(actor, [order.id]).get(order.id)
    shown = [part for part in order.parts if part.line.signed or part.line.issued]
    bins = bins_of(actor, order.store_id, {part.line.article_id for part in shown})
    instead = _substitutes(actor, order, at)
    lines = [
        RequestLine(
            part,
            bins.get(part.line.article_id, ()),
            stock[part.line.article_id].free if part.line.article_id in stock else max(part.on_hand, Decimal(0)),
            stock[part.line.article_id].arrival if part.line.article_id in stock else None,
            asked.get(part.line.item_id),
            pick is not None and part.line.item_id in pick.item_ids,
            instead.get(part.line.article_id, ()),
        )
        for part in shown
    ]
    return OpenRequest(order, tuple(lines), pick)


def _substitutes(actor: Actor, order: OrderToSupply, at: datetime) -> dict[int, tuple[SubstituteInStock, ...]]:
    """Of what is short: the articles that may be fitted instead and are there."""
    short = {part.line.article_id for part in order.to_issue if part.is_short}
    if not short:
        return {}
    found = substitutes_of(actor, short, store_info(order.store_id).clock.day(at))
    on_hand = stock_of(actor, order.store_id, [one.article_id for each in found.values() for one in each])
    return {
        article_id: tuple(
            SubstituteInStock(one.article_id, one.number, one.name, on_hand[one.article_id])
            for one in each
            if on_hand[one.article_id] > 0
        )
        for article_id, each in found.items()
    }


def picks_of(actor: Actor, order_ids: Sequence[int]) -> dict[int, Pick]:
    """What lies ready for orders, by their id."""
    rows = OrderPick.objects.visible_to(actor, ISSUE).filter(repair_order_id__in=list(order_ids), ended_at=None)
    return {row.repair_order_id: Pick(row.place, row.picked_at, tuple(row.item_ids)) for row in rows}


def _cards_by_order(actor: Actor, store_id: int, at: datetime) -> dict[str, list[Card]]:
    if not actor.may(SEE_WORKSHOP, store_id):
        return {}
    found: dict[str, list[Card]] = {}
    for card in list_cards(actor, store_id, store_info(store_id).clock.day(at), at):
        if card.state != "done":
            found.setdefault(card.number, []).append(card)
    return found


def _request(order: OrderToSupply, pick: Pick | None, told: Mapping[int, Arrival], cards: Sequence[Card]) -> WorkshopRequest:
    missing = [told.get(part.line.article_id) for part in order.to_issue if part.is_short]
    times = [one.expected_at if one else None for one in missing]
    known = max((time for time in times if time), default=None)
    waits = [card.waiting_since for card in cards if card.waiting_since]
    names = dict.fromkeys(name for card in cards for name in card.technicians)
    bays = dict.fromkeys(card.bay for card in cards if card.bay)
    return WorkshopRequest(
        order,
        "、".join(names),
        "、".join(bays),
        min(waits, default=None),
        pick,
        None if None in times else known,
    )
