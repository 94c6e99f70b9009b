"""One order whole: head, jobs with items, sums by payer, estimate and authorisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import items_of, jobs_of, lines_of, part_lines
from anxin.visit.repair_orders.lifecycle import JOB, REPAIR_ORDER
from anxin.visit.repair_orders.models import Item, Job, PromiseChange, RepairOrder
from anxin.visit.repair_orders.queries.authorisations import AuthorisationView, authorisation_of
from anxin.visit.repair_orders.queries.packages import PackageShare, package_shares
from anxin.visit.repair_orders.queries.proposals import ProposalView, proposals_of
from anxin.visit.repair_orders.queries.rework import EarlierJob, list_earlier_jobs


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
    """An item as shown; money tax included. ``issued`` is what the stock gave out to it, None for what it does not keep."""

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

    @property
    def description(self) -> str:
        """Name and position, as every page and paper says them."""
        return rules.described(self.name, self.position_words)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job with its items; ``amount`` sums what is approved or waits."""

    id: int
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

    @property
    def package(self) -> PackageShare | None:
        """The package of the job, with what its approved or waiting lines come to."""
        shares = package_shares([self], [item for item in self.items if item.decision in rules.COUNTED])
        return shares[0] if shares else None


@dataclass(frozen=True, slots=True)
class PayerRow:
    """Estimate against actual for one payer; ``deviation`` is a fraction, None without an estimate."""

    payer: str
    authorised: Money
    actual: Money
    deviation: Decimal | None


@dataclass(frozen=True, slots=True)
class RepairOrderView:
    """Everything that the order page and the print need; ``waiting`` are the items that wait for the customer's word."""

    head: OrderHead
    jobs: tuple[JobView, ...]
    payers: tuple[PayerRow, ...]
    authorised_total: Money
    total: Money
    waiting: tuple[ItemView, ...]
    waiting_total: Money
    authorisation: AuthorisationView | None
    promise_changes: int
    verbs: tuple[str, ...]


@query(permissions.SEE)
def get_order_head(actor: Actor, number: str) -> OrderHead:
    """The head of an order.

    :raises NotFound: unknown or out of scope
    """
    return head_of(_order(actor, number))


@query(permissions.SEE)
def get_repair_order(actor: Actor, number: str) -> RepairOrderView:
    """One order whole, in six statements; one more where a job does an earlier one again, or something was found.

    :raises NotFound: unknown or out of scope
    """
    order = _order(actor, number)
    items = items_of(order)
    issued = {line.item_id: line.issued for line in part_lines(order.store_id, items)}
    views = [item_view(item, issued.get(item.pk)) for item in items]
    rows = jobs_of(order)
    again = {job.rework_of_id for job in rows if job.rework_of_id is not None}
    earlier = {one.id: one for one in list_earlier_jobs(actor, order.vehicle_id, ids=again)} if again else {}
    found = proposals_of(order.store_id, order.pk, items)
    jobs = tuple(
        job_view(job, [view for view in views if view.job_id == job.pk], earlier.get(job.rework_of_id or 0), found)
        for job in rows
    )
    authorisation = authorisation_of(order.pk)
    waiting = tuple(view for view in views if rules.waits_for_customer(view.decision, order.state))
    actual = rules.totals_by_payer(lines_of(items))
    authorised = authorisation.totals if authorisation else {}
    payers = tuple(
        PayerRow(
            payer,
            authorised.get(payer, Money(0)),
            Money(fen),
            rules.deviation(fen, authorised[payer].fen) if authorised else None,
        )
        for payer, fen in actual.items()
        if fen or (authorised.get(payer) and authorised[payer].fen)
    )
    return RepairOrderView(
        head=head_of(order),
        jobs=jobs,
        payers=payers,
        authorised_total=Money.sum(authorised.values()),
        total=Money(sum(actual.values())),
        waiting=waiting,
        waiting_total=Money.sum(view.amount for view in waiting),
        authorisation=authorisation,
        promise_changes=PromiseChange.objects.across_stores(reason="of an order in scope")
        .filter(repair_order=order)
        .count(),
        verbs=tuple(REPAIR_ORDER.verbs(order.state)),
    )


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


def item_view(item: Item, issued: Decimal | None) -> ItemView:
    """An item as shown."""
    made: dict[str, Any] = {
        "id": item.pk,
        "issued": issued,
        "kind_label": item.get_kind_display(),
        "decision_label": item.get_decision_display(),
    }
    return ItemView(**made, **{name: getattr(item, name) for name in ItemView.__dataclass_fields__ if name not in made})


def job_view(
    job: Job,
    items: list[ItemView],
    rework_of: EarlierJob | None = None,
    found: Mapping[int, ProposalView] = MappingProxyType({}),
) -> JobView:
    """A job as shown, with its items, the job that it does again, and what was ``found`` that its items mend."""
    of_items = {item.proposal_id for item in items}
    return JobView(
        id=job.pk,
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
    )


def _order(actor: Actor, number: str) -> RepairOrder:
    order: RepairOrder = (
        RepairOrder.objects.visible_to(actor, permissions.SEE)
        .select_related("vehicle", "customer", "advisor")
        .one(number=number)
    )
    return order
