"""Appointments, receptions, orders with jobs and items, estimates, authorisations, deliveries of the past."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from anxin.faces.twin import words
from anxin.faces.twin.past.ledger import Ledger, PastVisit
from anxin.faces.twin.picture import signature_png
from anxin.faces.twin.plan import PlannedBooking, PlannedJob
from anxin.parties.contacts.models import TimelineLine
from anxin.parties.org.queries import system_actor
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.signed import fingerprint
from anxin.visit.appointments import parameters as appointment_parameters
from anxin.visit.appointments import rules as appointment_rules
from anxin.visit.appointments.models import Appointment
from anxin.visit.reception import parameters as reception_parameters
from anxin.visit.reception.commands.ordering import ORDER_KINDS
from anxin.visit.reception.models import DeliveryNote, InspectionSheet, Reception
from anxin.visit.repair_orders.commands import Confirmations, NewJob
from anxin.visit.repair_orders.commands.estimates import estimate_lines
from anxin.visit.repair_orders.models import Authorisation, EstimateVersion, Item, Job, PromiseChange, RepairOrder, Signature
from anxin.visit.repair_orders.pricing import build_items

ORDER, RECEPTION = "repair_orders.repairorder", "reception.reception"
SHOWN_ON_SHEET = (
    *("odometer_km", "fuel_eighths", "warning_lights", "valuables", "belongings_note", "bulky_note", "locker"),
    *("protective_set", "is_customer_present", "marks", "remarks", "signed_at"),
)
PRICED = tuple(
    name.attname
    for name in Item._meta.concrete_fields
    if name.attname
    not in ("id", "store_id", "repair_order_id", "job_id", "proposed_at", "proposed_by_id", "is_additional", "version")
)


def book(ledger: Ledger, booking: PlannedBooking) -> Any:
    """An appointment, missed if the plan says so."""
    vehicle_id, customer_id = ledger.floor.cars[booking.car]
    missed = booking.missed_at is not None
    return ledger.rows.add(
        Appointment,
        store_id=ledger.store_id,
        number=ledger.numbers.take("A", ledger.day(booking.booked_at)),
        state="NO_SHOW" if missed else "BOOKED",
        vehicle_id=vehicle_id,
        customer_id=customer_id,
        advisor_id=ledger.floor.advisor(booking.advisor).employee_id,
        wanted_at=booking.wanted_at,
        wanted_on=ledger.day(booking.wanted_at),
        kind=booking.kind,
        channel="phone",
        words=booking.words,
        package_code=booking.package_code,
        booked_at=booking.booked_at,
        ended_at=booking.missed_at,
        version=2 if missed else 1,
    )


def receive(ledger: Ledger, past: PastVisit) -> None:
    """The reception with its signed sheet; ends with the delivery."""
    visit, advisor = past.plan, ledger.floor.advisor(past.plan.advisor)
    past.reception = ledger.rows.add(
        Reception,
        store_id=ledger.store_id,
        number=ledger.numbers.take("R", ledger.day(visit.arrived_at)),
        state="DELIVERED",
        vehicle_id=past.vehicle_id,
        customer_id=past.customer_id,
        appointment_id=past.appointment.pk if past.appointment else None,
        advisor_id=advisor.employee_id,
        purpose=visit.purpose,
        arrived_at=visit.arrived_at,
        arrived_on=ledger.day(visit.arrived_at),
        is_own_sold=past.vehicle_id in ledger.floor.own_sold,
        concerns=visit.jobs[0].complaint,
        interview_started_at=visit.walked_at,
        interview_ended_at=visit.interviewed_at,
        ended_at=visit.delivered_at,
        version=4,
    )
    if past.appointment is not None:
        _arrive(ledger, past)
    _sheet(ledger, past)
    _line(ledger, past, reception_parameters.RECEIVED_LINE, (RECEPTION, past.reception.pk), visit.arrived_at)


def _arrive(ledger: Ledger, past: PastVisit) -> None:
    row = past.appointment
    minutes = value(appointment_parameters.PUNCTUAL_MINUTES, ledger.store_id, row.wanted_on)
    row.state, row.arrived_at, row.version = "ARRIVED", past.plan.arrived_at, 2
    row.punctuality = appointment_rules.punctuality(row.wanted_at, past.plan.arrived_at, minutes)
    row.document_kind, row.document_id = RECEPTION, past.reception.pk


def _sheet(ledger: Ledger, past: PastVisit) -> None:
    visit = past.plan
    seen = {
        name: list(given) if isinstance(given, tuple) else given
        for name, given in asdict(words.walk_around(visit)).items()
        if name != "photos"
    }
    signature = _signature(ledger, visit.signed_at)
    sheet = ledger.rows.add(
        InspectionSheet,
        store_id=ledger.store_id,
        reception_id=past.reception.pk,
        state="SIGNED",
        **seen,
        recorded_at=visit.walked_at,
        signature_id=signature.pk,
        signed_at=visit.signed_at,
        actor_key=ledger.floor.advisor(visit.advisor).key,
        version=3,
    )
    shown = {name: getattr(sheet, name) for name in SHOWN_ON_SHEET}
    proof = {"reception": past.reception.number, **shown, "photos": {}, "signature": signature.sha256}
    sheet.sha256 = fingerprint(proof)


def _signature(ledger: Ledger, at: datetime) -> Any:
    image = signature_png()
    return ledger.rows.add(
        Signature,
        store_id=ledger.store_id,
        image=image,
        content_type="image/png",
        sha256=hashlib.sha256(image).hexdigest(),
        signed_at=at,
    )


def open_order(ledger: Ledger, past: PastVisit, prices: "Prices") -> None:
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
        is_appointment=past.appointment is not None,
        odometer_km=visit.odometer_km,
        opened_at=visit.opened_at,
        opened_on=ledger.day(visit.opened_at),
        promised_at=visit.promised_at,
        agreed_promise_at=visit.promised_at,
        dispatched_at=visit.dispatched_at,
        work_finished_at=visit.work_finished_at,
        inspected_at=visit.inspected_at,
        settled_at=visit.settled_at,
        settled_on=ledger.day(visit.settled_at),
        delivered_at=visit.delivered_at,
        delivered_on=ledger.day(visit.delivered_at),
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


def _order_version(past: PastVisit) -> int:
    visit = past.plan
    found = sum(1 for job in visit.jobs if job.addition is not None)
    # Opened, signed, dispatched job by job, started, finished, inspected, settled, delivered.
    return 1 + 1 + len(visit.jobs) + 1 + 2 * found + 1 + (2 if visit.rework else 0) + 3


def _job(ledger: Ledger, past: PastVisit, position: int, job: PlannedJob, prices: "Prices") -> None:
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
    )
    past.jobs.append(row)
    for values in prices.of_job(job):
        item = _item(ledger, past, row, values)
        item.proposed_at, item.decision, item.decided_at = visit.opened_at, "APPROVED", visit.signed_at


def _found_items(ledger: Ledger, past: PastVisit, row: Any, job: PlannedJob, prices: "Prices") -> None:
    if job.addition is None:
        return
    for values in prices.of_parts(job.addition.parts):
        item = _item(ledger, past, row, values)
        item.is_additional, item.proposed_at = True, job.addition.found_at
        item.proposed_by_id = ledger.floor.technician(job.technician).employee_id
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
    for number, at in enumerate(later, 2):
        items = [item for item in past.approved if item.decided_at <= at]
        _estimate(ledger, past, number, items, confirmed, at, "phone")


def _estimate(
    ledger: Ledger,
    past: PastVisit,
    number: int,
    items: Sequence[Any],
    confirmed: Confirmations,
    at: datetime,
    channel: str,
) -> None:
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
    signature = _signature(ledger, at) if channel == "screen" else None
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


def deliver(ledger: Ledger, past: PastVisit) -> None:
    """The delivery note, and the line in the history of the car."""
    visit = past.plan
    note = words.delivery_note(visit)
    signature = _signature(ledger, visit.delivered_at)
    said: dict[str, Any] = {
        "precautions": [asdict(each) for each in note.precautions],
        "next_services": [
            {
                "service": each.service,
                "due_on": each.due_on.isoformat() if each.due_on else None,
                "due_km": each.due_km,
                "cost_fen": None,
                "minutes": each.minutes,
            }
            for each in note.next_services
        ],
        "returned_parts": [],
        "follow_up_note": note.follow_up_note,
    }
    proof = {"order": past.order.pk, **said, "channel": "screen", "at": visit.delivered_at, "signature": signature.sha256}
    ledger.rows.add(
        DeliveryNote,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        reception_id=past.reception.pk,
        **said,
        channel="screen",
        signature_id=signature.pk,
        sha256=fingerprint(proof),
        at=visit.delivered_at,
        actor_key=ledger.floor.advisor(visit.advisor).key,
    )
    _line(ledger, past, reception_parameters.DELIVERED_LINE, (ORDER, past.order.pk), visit.delivered_at)


def _line(ledger: Ledger, past: PastVisit, kind: str, subject: tuple[str, int], at: datetime) -> None:
    named = {"reception": past.reception.number} if subject[0] == RECEPTION else {"order": past.order.number}
    ledger.rows.add(
        TimelineLine,
        store_id=ledger.store_id,
        vehicle_id=past.vehicle_id,
        customer_id=past.customer_id,
        at=at,
        kind=kind,
        subject_kind=subject[0],
        subject_id=subject[1],
        values=named,
        actor_key=ledger.floor.advisor(past.plan.advisor).key,
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
