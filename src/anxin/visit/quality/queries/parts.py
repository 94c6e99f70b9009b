"""The parts of an order, traced: genuine or not, from which receipt, and how long they are guaranteed (R-QC10)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.holdings.parts.queries import PartSource, list_sources
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
    came_on: date | None
    came_as: str
    source: str
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
    sources = list_sources(actor, head.store_id, DocumentRef("repair_orders.repairorder", head.id))
    own = {row.item_id: row for row in guaranteed if row.number == number}
    return TracedOrder(
        head.number,
        head.plate,
        tuple(_traced(view, {one.document_line: one for one in sources}, own)),
        tuple(row for row in guaranteed if row.number != number),
        vin=head.vin,
    )


def _traced(view: RepairOrderView, sources: dict[int | None, PartSource], own: dict[int, QualityRow]) -> list[TracedPart]:
    lines = [
        (job.title, item) for job in view.jobs for item in job.items if item.kind == "part" and item.decision == "APPROVED"
    ]
    return [_part(title, item, sources.get(item.id), own.get(item.id)) for title, item in lines]


def _part(title: str, item: ItemView, source: PartSource | None, kept: QualityRow | None) -> TracedPart:
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
        source.issued_on if source else None,
        source.came_on if source else None,
        source.came_as if source else "",
        source.note if source else "",
        kept is not None,
        kept.ends_on if kept else None,
        kept.ends_km if kept else None,
    )
