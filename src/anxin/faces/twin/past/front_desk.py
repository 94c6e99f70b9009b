"""Appointments, receptions and deliveries of the past."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from anxin.faces.twin import words
from anxin.faces.twin.past.ledger import Ledger, PastVisit
from anxin.faces.twin.past.orders import keep_signature
from anxin.faces.twin.plan import PlannedBooking
from anxin.parties.contacts.models import TimelineLine
from anxin.parties.org.queries import system_actor
from anxin.platform.parameters import value
from anxin.platform.signed import fingerprint
from anxin.resources.catalog.queries import package_hours
from anxin.visit.appointments import parameters as appointment_parameters
from anxin.visit.appointments import rules as appointment_rules
from anxin.visit.appointments.models import Appointment
from anxin.visit.reception import parameters as reception_parameters
from anxin.visit.reception.commands.note_wish import is_very_satisfied
from anxin.visit.reception.models import DeliveryNote, InspectionSheet, Reception, ServiceRating
from anxin.visit.reception.queries.note_lines import ReturnedPartRow, old_parts
from anxin.visit.repair_orders.rules import described

ORDER, RECEPTION = "repair_orders.repairorder", "reception.reception"
SHOWN_ON_SHEET = (
    *("odometer_km", "fuel_eighths", "warning_lights", "valuables", "belongings_note", "bulky_note", "locker"),
    *("protective_set", "protective_words", "is_customer_present", "marks", "remarks", "signed_at"),
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
        is_complaint=booking.is_complaint,
        package_code=booking.package_code,
        lane=_lane(ledger, booking),
        booked_at=booking.booked_at,
        booked_by_id=ledger.floor.one("follow_up_clerk").employee_id,
        ended_at=booking.missed_at,
        version=2 if missed else 1,
    )


def _lane(ledger: Ledger, booking: PlannedBooking) -> str:
    code = f"{booking.kind} {booking.package_code}"
    if code not in ledger.lanes:
        asked = booking.package_code
        hours = package_hours(system_actor("twin"), ledger.store_id, asked) if asked else None
        limit = appointment_parameters.express_minutes(booking.kind, ledger.store_id, ledger.day(booking.wanted_at))
        ledger.lanes[code] = appointment_rules.lane_of_package(hours, limit)
    return ledger.lanes[code]


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
    taken = {number for number, until in ledger.plates.items() if until > row.arrived_at}
    row.plate_number = appointment_rules.lowest_free(
        taken, value(appointment_parameters.PLATES, ledger.store_id, row.wanted_on)
    )
    if row.plate_number is not None:
        row.plate_returned_at, row.version = past.plan.delivered_at, 3
        ledger.plates[row.plate_number] = past.plan.delivered_at
    row.punctuality = appointment_rules.punctuality(row.wanted_at, past.plan.arrived_at, minutes)
    row.document_kind, row.document_id = RECEPTION, past.reception.pk


def _sheet(ledger: Ledger, past: PastVisit) -> None:
    visit = past.plan
    seen = {
        name: list(given) if isinstance(given, tuple) else given
        for name, given in asdict(words.walk_around(visit)).items()
        if name != "photos"
    }
    signature = keep_signature(ledger, visit.signed_at)
    sheet = ledger.rows.add(
        InspectionSheet,
        store_id=ledger.store_id,
        reception_id=past.reception.pk,
        state="SIGNED",
        **seen,
        is_customer_present=True,
        recorded_at=visit.walked_at,
        signature_id=signature.pk,
        signed_at=visit.signed_at,
        actor_key=ledger.floor.advisor(visit.advisor).key,
        version=3,
    )
    shown = {name: getattr(sheet, name) for name in SHOWN_ON_SHEET}
    proof = {"reception": past.reception.number, **shown, "photos": {}, "signature": signature.sha256}
    sheet.sha256 = fingerprint(proof)


def deliver(ledger: Ledger, past: PastVisit) -> None:
    """The delivery note, and the line in the history of the car."""
    visit = past.plan
    note = words.delivery_note(visit)
    signature = keep_signature(ledger, visit.delivered_at)
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
        "returned_parts": [asdict(part) for part in _old_parts(ledger, past)],
        "lines": _lines(past),
        "follow_up_note": note.follow_up_note,
        "call_time": note.call_time,
        "is_accompanied": note.is_accompanied,
        "is_set_removed": note.is_set_removed,
        "is_very_satisfied": is_very_satisfied(note, None),
        "unsatisfied_words": "",
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
    _rate(ledger, past, note.rating)
    _line(ledger, past, reception_parameters.DELIVERED_LINE, (ORDER, past.order.pk), visit.delivered_at)


def _rate(ledger: Ledger, past: PastVisit, level: int | None) -> None:
    if level:
        ledger.rows.add(
            ServiceRating,
            store_id=ledger.store_id,
            repair_order_id=past.order.pk,
            level=level,
            channel="device",
            rated_at=past.plan.delivered_at,
            actor_key=ledger.floor.advisor(past.plan.advisor).key,
        )


def _old_parts(ledger: Ledger, past: PastVisit) -> tuple[ReturnedPartRow, ...]:
    used_up = value(reception_parameters.UNITS_USED_UP, ledger.store_id, past.plan.day)
    return old_parts(_by_job(past), words.old_parts(past.plan), used_up)


def _lines(past: PastVisit) -> list[dict[str, Any]]:
    return [
        {
            "name": described(item.name, item.position_words),
            "amount_fen": item.amount.fen,
            "payer": item.payer,
            "quality_days": item.quality_days,
            "quality_km": item.quality_km,
        }
        for item in _by_job(past)
    ]


def _by_job(past: PastVisit) -> list[Any]:
    places = {job.pk: job.position for job in past.jobs}
    return sorted(past.approved, key=lambda item: (places[item.job_id], item.pk))


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
