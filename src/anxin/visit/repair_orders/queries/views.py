"""What of an order every page shows: its head, a job, an item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from anxin.platform.money import ZERO, Money
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.lifecycle import JOB, REPAIR_ORDER
from anxin.visit.repair_orders.models import Item, Job, RepairOrder
from anxin.visit.repair_orders.queries.packages import PackageShare, package_shares
from anxin.visit.repair_orders.queries.plans import PlanOfferView
from anxin.visit.repair_orders.queries.proposals import ProposalView
from anxin.visit.repair_orders.queries.rework import EarlierJob


@dataclass(frozen=True, slots=True)
class OrderHead:
    """The order itself with the words that every page shows."""

    id: int
    number: str
    version: int
    store_id: int
    kind: str
    state: str
    state_label: str
    vehicle_id: int
    plate: str
    vin: str
    model_name: str
    customer_id: int
    customer_name: str
    advisor_id: int
    advisor_name: str
    is_appointment: bool
    lane: str
    lane_label: str
    booking_plate: int | None
    odometer_km: int | None
    opened_at: datetime
    promised_at: datetime | None
    agreed_promise_at: datetime | None
    dispatched_at: datetime | None
    work_finished_at: datetime | None
    inspected_at: datetime | None
    settled_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    parking_place: str
    follow_up_suggestion: str
    cancel_reason: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as shown; money tax included. ``issued`` is what the stock gave out to it, None for what it does not keep.

    ``rounded_off`` is what of the discount is the odd sum that the cash desk took off. ``waits_for_leave``: it gives away
    more than was granted, so that nobody may sign the order yet (R-RO16).
    """

    id: int
    version: int
    job_id: int
    kind: str
    kind_label: str
    operation_id: int | None
    article_id: int | None
    code: str
    name: str
    position_words: str
    quantity: Decimal
    unit: str
    unit_price: Money
    discount: Money
    amount: Money
    list_amount: Money
    waits_for_leave: bool
    needs_position: bool
    is_care: bool
    care_shown: str
    care_consented_at: datetime | None
    tax_rate: Decimal
    payer: str
    price_source: str
    skill: str
    is_high_voltage: bool
    quality_days: int | None
    quality_km: int | None
    is_additional: bool
    proposal_id: int | None
    proposed_at: datetime
    decision: str
    decision_label: str
    decided_at: datetime | None
    decline_reason: str
    issued: Decimal | None
    not_before_on: date | None = None
    not_before_km: int | None = None
    origin: str = ""
    payer_reason: str = ""
    rounded_off: Money = ZERO
    parts: tuple[tuple[str, Money], ...] = ()
    """Payer and amount, where others than ``payer`` pay of it, or another."""

    @property
    def customer_amount(self) -> Money:
        """What the customer pays of it."""
        parts = self.parts or ((self.payer, self.amount),)
        return Money.sum(amount for payer, amount in parts if payer == "customer")

    @property
    def description(self) -> str:
        """Name and position, as every page and paper says them."""
        return rules.described(self.name, self.position_words)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job with its items; ``amount`` sums what is approved or waits."""

    id: int
    repair_order_id: int
    version: int
    position: int
    title: str
    complaint: str
    cause: str
    correction: str
    state: str
    state_label: str
    package_code: str
    rework_of_id: int | None
    rework_of: EarlierJob | None
    started_at: datetime | None
    finished_at: datetime | None
    items: tuple[ItemView, ...]
    amount: Money
    proposals: tuple[ProposalView, ...] = ()
    plans: tuple[PlanOfferView, ...] = ()

    @property
    def can_be_planned(self) -> bool:
        """Whether there is something to make two plans of: at least two items that wait, or plans to be made anew."""
        return sum(item.decision == Item.Decision.PRESENTED for item in self.items) > 1

    @property
    def package(self) -> PackageShare | None:
        """The package of the job, with what its approved or waiting lines come to."""
        shares = package_shares([self], [item for item in self.items if item.decision in rules.COUNTED])
        return shares[0] if shares else None


def head_of(order: RepairOrder) -> OrderHead:
    """The head view of an order fetched with vehicle, customer and advisor."""
    return OrderHead(
        id=order.pk,
        number=order.number,
        version=order.version,
        store_id=order.store_id,
        kind=order.kind,
        state=order.state,
        state_label=str(REPAIR_ORDER.labels[order.state]),
        vehicle_id=order.vehicle_id,
        plate=order.vehicle.plate or "",
        vin=order.vehicle.vin or "",
        model_name=order.vehicle.model_name,
        customer_id=order.customer_id,
        customer_name=order.customer.name,
        advisor_id=order.advisor_id,
        advisor_name=order.advisor.name,
        is_appointment=order.is_appointment,
        lane=order.lane,
        lane_label=order.lane_label,
        booking_plate=order.booking_plate,
        odometer_km=order.odometer_km,
        opened_at=order.opened_at,
        promised_at=order.promised_at,
        agreed_promise_at=order.agreed_promise_at,
        dispatched_at=order.dispatched_at,
        work_finished_at=order.work_finished_at,
        inspected_at=order.inspected_at,
        settled_at=order.settled_at,
        delivered_at=order.delivered_at,
        cancelled_at=order.cancelled_at,
        parking_place=order.parking_place,
        follow_up_suggestion=order.follow_up_suggestion,
        cancel_reason=order.cancel_reason,
    )


def item_view(item: Item, issued: Decimal | None, owed: Iterable[rules.Line] = (), *, waits_for_leave: bool) -> ItemView:
    """An item as shown; ``owed`` is who pays what of it."""
    parts = tuple((line.payer, Money(line.amount_fen)) for line in owed)
    made: dict[str, Any] = {
        "id": item.pk,
        "parts": parts if [payer for payer, _amount in parts] != [item.payer] else (),
        "issued": issued,
        "waits_for_leave": waits_for_leave,
        "kind_label": item.get_kind_display(),
        "decision_label": item.get_decision_display(),
    }
    return ItemView(**made, **{name: getattr(item, name) for name in ItemView.__dataclass_fields__ if name not in made})


def job_view(
    job: Job,
    items: list[ItemView],
    rework_of: EarlierJob | None = None,
    found: Mapping[int, ProposalView] = MappingProxyType({}),
    plans: Iterable[PlanOfferView] = (),
) -> JobView:
    """A job as shown: its items, the job that it does again, what was ``found`` that they mend, and the order's plans."""
    of_items = {item.proposal_id for item in items}
    return JobView(
        id=job.pk,
        repair_order_id=job.repair_order_id,
        version=job.version,
        position=job.position,
        title=job.title,
        complaint=job.complaint,
        cause=job.cause,
        correction=job.correction,
        state=job.state,
        state_label=str(JOB.labels[job.state]),
        package_code=job.package_code,
        rework_of_id=job.rework_of_id,
        rework_of=rework_of,
        started_at=job.started_at,
        finished_at=job.finished_at,
        items=tuple(items),
        amount=Money.sum(item.amount for item in items if item.decision in rules.COUNTED),
        proposals=tuple(one for one in found.values() if one.id in of_items),
        plans=tuple(offer for offer in plans if offer.job_id == job.pk),
    )
