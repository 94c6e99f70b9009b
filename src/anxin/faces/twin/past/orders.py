"""Orders of the past with jobs and items, estimates, authorisations and signatures."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from anxin.faces.twin import words
from anxin.faces.twin.past.ledger import Ledger, PastVisit
from anxin.faces.twin.picture import signature_png
from anxin.faces.twin.plan import PlannedJob
from anxin.holdings.parts.models import PartDemand
from anxin.parties.org.queries import system_actor
from anxin.platform.money import Money
from anxin.visit.reception.commands.ordering import ORDER_KINDS
from anxin.visit.repair_orders.commands import Confirmations, NewJob
from anxin.visit.repair_orders.commands.estimates import estimate_lines
from anxin.visit.repair_orders.models import (
    Authorisation,
    CustomerAnswer,
    EstimateVersion,
    Item,
    Job,
    PromiseChange,
    Proposal,
    RepairOrder,
    Signature,
)
from anxin.visit.repair_orders.pricing import build_items

OF_ORDER = ("store_id", "repair_order_id", "job_id", "proposal_id", "proposed_at", "proposed_by_id", "is_additional")
PRICED = tuple(name.attname for name in Item._meta.concrete_fields if name.attname not in ("id", "version", *OF_ORDER))

AS_PLANNED = (
    "odometer_km",
    "arrived_at",
    "opened_at",
    "promised_at",
    "dispatched_at",
    "work_finished_at",
    "inspected_at",
    "settled_at",
    "delivered_at",
)


class Prices:
    """Items as the order prices them, asked once for every package and finding; prices stood still in these days."""

    def __init__(self, store_id: int, at: datetime) -> None:
        self._store_id, self._at = store_id, at
        self._known: dict[tuple[str, ...], list[dict[str, Any]]] = {}

    def of_job(self, job: PlannedJob) -> list[dict[str, Any]]:
        """Column values of the items of a package."""
        return self._priced((job.package_code, job.payer), words.new_job(job))

    def of_parts(self, parts: tuple[str, ...]) -> list[dict[str, Any]]:
        """Column values of the items of a finding."""
        return self._priced(parts, NewJob("", items=words.proposed_items(parts)))

    def _priced(self, key: tuple[str, ...], wished: NewJob) -> list[dict[str, Any]]:
        if key not in self._known:
            built = build_items(system_actor("twin"), [(Job(store_id=self._store_id), wished)], at=self._at)
            self._known[key] = [{name: getattr(item, name) for name in PRICED} for item in built]
        return self._known[key]


def open_order(ledger: Ledger, past: PastVisit, prices: Prices) -> None:
    """The order with jobs, items, estimates and authorisations, delivered."""
    visit, advisor = past.plan, ledger.floor.advisor(past.plan.advisor)
    past.order = ledger.rows.add(
        RepairOrder,
        store_id=ledger.store_id,
        number=ledger.numbers.take("W", ledger.day(visit.opened_at)),
        kind=ORDER_KINDS.get(visit.purpose, "general"),
        state="DELIVERED",
        vehicle_id=past.vehicle_id,
        customer_id=past.customer_id,
        advisor_id=advisor.employee_id,
        **_of_booking(past.appointment),
        **{name: getattr(visit, name) for name in AS_PLANNED},
        opened_on=ledger.day(visit.opened_at),
        agreed_promise_at=visit.promised_at,
        settled_on=ledger.day(visit.settled_at),
        delivered_on=ledger.day(visit.delivered_at),
        follow_up_suggestion=words.follow_up(visit),
        version=_order_version(past),
    )
    past.reception.repair_order_id = past.order.pk
    for position, job in enumerate(visit.jobs, 1):
        _job(ledger, past, position, job, prices)
    # Items of the first entry stand before those that were found later.
    for row, job in zip(past.jobs, visit.jobs, strict=True):
        _found_items(ledger, past, row, job, prices)
    ledger.rows.add(
        PromiseChange,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        promised_at=visit.promised_at,
        at=visit.opened_at,
        actor_key=advisor.key,
    )
    _authorise(ledger, past)


def _of_booking(booked: Any) -> dict[str, Any]:
    if booked is None:
        return {"is_appointment": False}
    return {"is_appointment": True, "lane": booked.lane, "booking_plate": booked.plate_number}


def _order_version(past: PastVisit) -> int:
    visit = past.plan
    found = sum(1 for job in visit.jobs if job.addition is not None)
    # Opened, signed, dispatched job by job, started, finished, inspected, settled, delivered.
    return 1 + 1 + len(visit.jobs) + 1 + 2 * found + 1 + (2 if visit.rework else 0) + 3


def _job(ledger: Ledger, past: PastVisit, position: int, job: PlannedJob, prices: Prices) -> None:
    visit = past.plan
    redone = visit.rework is not None and position == 1
    row = ledger.rows.add(
        Job,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        position=position,
        title=job.title,
        complaint=job.complaint,
        cause=job.cause,
        correction=job.correction,
        state="FINISHED",
        package_code=job.package_code,
        started_at=job.started_at,
        finished_at=visit.rework.finished_at if visit.rework and redone else job.finished_at,
        sent_back_at=visit.rework.failed_at if visit.rework and redone else None,
    )
    past.jobs.append(row)
    for values in prices.of_job(job):
        item = _item(ledger, past, row, values)
        item.proposed_at, item.decision, item.decided_at = visit.opened_at, "APPROVED", visit.signed_at


def _found_items(ledger: Ledger, past: PastVisit, row: Any, job: PlannedJob, prices: Prices) -> None:
    if job.addition is None:
        return
    technician = ledger.floor.technician(job.technician)
    proposal = ledger.rows.add(
        Proposal,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        cause=job.addition.words,
        harm=job.addition.harm,
        urgency="soon",
        extra_minutes=0,
        found_by_id=technician.employee_id,
        found_at=job.addition.found_at,
        proposed_at=job.addition.found_at,
        actor_key=technician.key,
    )
    for values in prices.of_parts(job.addition.parts):
        item = _item(ledger, past, row, values)
        item.proposal_id = proposal.pk
        item.is_additional, item.proposed_at = True, job.addition.found_at
        item.proposed_by_id = technician.employee_id
        item.decision, item.decided_at = job.addition.decision, job.addition.decided_at
        item.decline_reason = job.addition.reason


def _item(ledger: Ledger, past: PastVisit, job: Any, values: dict[str, Any]) -> Any:
    item = ledger.rows.add(Item, store_id=ledger.store_id, repair_order_id=past.order.pk, job_id=job.pk, **values)
    past.items.append(item)
    return item


def _authorise(ledger: Ledger, past: PastVisit) -> None:
    visit = past.plan
    confirmed = Confirmations(visit.promised_at, words.old_parts(visit), words.wants_wash(visit))
    first = [item for item in past.items if not item.is_additional]
    _estimate(ledger, past, 1, first, confirmed, visit.signed_at, "screen")
    later = sorted({item.decided_at for item in past.items if item.is_additional and item.decision == "APPROVED"})
    yes: dict[datetime, Any] = {}
    for number, at in enumerate(later, 2):
        items = [item for item in past.approved if item.decided_at <= at]
        yes[at] = _estimate(ledger, past, number, items, confirmed, at, "phone")
    for at in sorted({item.decided_at for item in past.items if item.is_additional}):
        _answer(ledger, past, at, yes.get(at))
    for item in past.approved:
        _demand(ledger, past, item)


def _demand(ledger: Ledger, past: PastVisit, item: Any) -> None:
    """What the signed line asked of the stock: history buys ahead, so all of it lay there."""
    if item.article_id is None:
        return
    ledger.rows.add(
        PartDemand,
        store_id=ledger.store_id,
        article_id=item.article_id,
        quantity=item.quantity,
        free=item.quantity,
        document_kind="repair_orders.repairorder",
        document_id=past.order.pk,
        document_line=item.pk,
        actor_key=system_actor("repair_orders").key,
        at=item.decided_at,
        on=ledger.floor.store.clock.day(item.decided_at),
    )


def _answer(ledger: Ledger, past: PastVisit, at: datetime, yes: Any) -> None:
    advisor = ledger.floor.advisor(past.plan.advisor)
    said = [item for item in past.items if item.is_additional and item.decided_at == at]
    row = ledger.rows.add(
        CustomerAnswer,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        channel="phone",
        authorisation_id=yes.pk if yes else None,
        talked_by_id=advisor.employee_id,
        lines=[{"item": item.pk, "amount": item.amount.fen, "decision": item.decision} for item in said],
        at=at,
        actor_key=advisor.key,
    )
    row.sha256 = CustomerAnswer.proof(row)


def _estimate(
    ledger: Ledger,
    past: PastVisit,
    number: int,
    items: Sequence[Any],
    confirmed: Confirmations,
    at: datetime,
    channel: str,
) -> Any:
    key = ledger.floor.advisor(past.plan.advisor).key
    estimate = ledger.rows.add(
        EstimateVersion,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        number=number,
        lines=estimate_lines(items),
        total=Money.sum(item.amount for item in items),
        customer_total=Money.sum(item.amount for item in items if item.payer == "customer"),
        promised_at=confirmed.promised_at,
        issued_at=at,
        actor_key=key,
    )
    estimate.sha256 = EstimateVersion.proof(estimate)
    signature = keep_signature(ledger, at) if channel == "screen" else None
    given = ledger.rows.add(
        Authorisation,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        estimate_id=estimate.pk,
        channel=channel,
        old_parts=confirmed.old_parts,
        wants_wash=confirmed.wants_wash,
        signature_id=signature.pk if signature else None,
        at=at,
        actor_key=key,
    )
    given.sha256 = Authorisation.proof(given, estimate.sha256, signature.sha256 if signature else "")
    return given


def keep_signature(ledger: Ledger, at: datetime) -> Any:
    image = signature_png()
    return ledger.rows.add(
        Signature,
        store_id=ledger.store_id,
        image=image,
        content_type="image/png",
        sha256=hashlib.sha256(image).hexdigest(),
        signed_at=at,
    )
