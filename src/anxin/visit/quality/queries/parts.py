"""The parts of an order, traced: genuine or not, from which receipt, and how long they are guaranteed (R-QC10)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.holdings.purchasing.queries import PartOrigin as Came
from anxin.holdings.purchasing.queries import list_part_origins
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.queries import PartOrigin
from anxin.visit.quality import permissions
from anxin.visit.repair_orders.queries import (
    ItemView,
    QualityRow,
    RepairOrderView,
    get_repair_order,
    list_in_quality_period,
)


@dataclass(frozen=True, slots=True)
class TracedArrival:
    """How and when what was fitted came in, first in first out; supplier and batch only of purchases (M14.14)."""

    came_on: date
    way: str
    supplier: str
    batch: str
    note: str


@dataclass(frozen=True, slots=True)
class TracedPart:
    """A part of an order. ``origin`` is empty for what was written by hand; ``is_signed`` says that the customer agreed.

    ``ends_on`` and ``ends_km`` limit the guarantee while ``is_guaranteed``: it is repaired or replaced free of charge.
    """

    item_id: int
    job_title: str
    code: str
    name: str
    origin: str
    origin_label: str
    quantity: Decimal
    unit: str
    issued: Decimal | None
    is_signed: bool
    issued_on: date | None
    arrivals: tuple[TracedArrival, ...]
    is_guaranteed: bool
    ends_on: date | None
    ends_km: int | None

    @property
    def is_genuine(self) -> bool:
        """A genuine part of the catalogue."""
        return self.origin == PartOrigin.GENUINE


@dataclass(frozen=True, slots=True)
class TracedOrder:
    """An order's parts, and what of the car's earlier work is still guaranteed: done again, the house pays."""

    number: str
    store_id: int
    plate: str
    parts: tuple[TracedPart, ...]
    earlier: tuple[QualityRow, ...]
    vin: str = ""


@query(permissions.TRACE)
def trace_parts(actor: Actor, number: str) -> TracedOrder:
    """The agreed parts of an order with their origin, receipt and guarantee.

    :raises NotFound: unknown or out of scope
    """
    view = get_repair_order(actor, number)
    head = view.head
    actor.require(permissions.TRACE, head.store_id)
    today = store_info(head.store_id).clock.day(clock.now())
    guaranteed = list_in_quality_period(actor, head.vehicle_id, today, head.odometer_km)
    program, document = Actor.system("quality", [head.store_id]), DocumentRef("repair_orders.repairorder", head.id)
    came: dict[int | None, list[Came]] = {}
    for one in list_part_origins(program, head.store_id, document):
        came.setdefault(one.document_line, []).append(one)
    own = {row.item_id: row for row in guaranteed if row.number == number}
    return TracedOrder(
        head.number,
        head.store_id,
        head.plate,
        tuple(_traced(view, came, own)),
        tuple(row for row in guaranteed if row.number != number),
        vin=head.vin,
    )


def _traced(view: RepairOrderView, came: dict[int | None, list[Came]], own: dict[int, QualityRow]) -> list[TracedPart]:
    lines = [
        (job.title, item) for job in view.jobs for item in job.items if item.kind == "part" and item.decision == "APPROVED"
    ]
    return [_part(title, item, came.get(item.id, []), own.get(item.id)) for title, item in lines]


def _part(title: str, item: ItemView, came: list[Came], kept: QualityRow | None) -> TracedPart:
    return TracedPart(
        item.id,
        title,
        item.code,
        item.description,
        item.origin,
        str(PartOrigin(item.origin).label) if item.origin else "",
        item.quantity,
        item.unit,
        item.issued,
        item.decided_at is not None,
        came[-1].issued_on if came else None,
        tuple(dict.fromkeys(_arrival(one) for one in came if one.entry_id is not None)),
        kept is not None,
        kept.ends_on if kept else None,
        kept.ends_km if kept else None,
    )


def _arrival(one: Came) -> TracedArrival:
    return TracedArrival(one.came_on or one.issued_on, one.way, one.supplier, one.batch, one.note)
