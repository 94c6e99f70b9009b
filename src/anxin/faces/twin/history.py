"""Writes days that are over in bulk, store by store, in one transaction; numbers run in the order of time."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from anxin.faces.twin.floor import Floor
from anxin.faces.twin.past import care, cash_desk, front_desk, orders, workshop
from anxin.faces.twin.past.ledger import Ledger, PastVisit
from anxin.faces.twin.plan import PlannedDay
from anxin.faces.twin.rows import Numbers, Rows, update_from
from anxin.faces.twin.stockroom import Stockroom
from anxin.holdings.parts.models import PartDemand, StockEntry
from anxin.parties.contacts.models import ContactRecord, TimelineLine
from anxin.parties.customers.queries import who_agreed
from anxin.parties.org.queries import system_actor
from anxin.parties.people.models import Shift
from anxin.parties.work.models import Task
from anxin.platform.scope import unit_of_work
from anxin.relationship.followup.models import Call, FollowUp
from anxin.resources.capacity.models import Reservation
from anxin.visit.appointments.models import Appointment
from anxin.visit.billing.models import Bill, BillLine, Payment, ReceivableEntry, Settlement
from anxin.visit.reception.models import DeliveryNote, InspectionSheet, Reception, ServiceRating
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
from anxin.visit.workshop.models import Assignment, Finding, IndirectTime, Inspection, InspectionItem, JobClock, Waiting

TABLES: Sequence[Any] = (
    *(Shift, Appointment, RepairOrder, Job, Proposal, Item, Signature, EstimateVersion, Authorisation),
    *(CustomerAnswer, PromiseChange),
    *(Reception, InspectionSheet, Assignment, Reservation, JobClock, IndirectTime, Waiting),
    *(Inspection, InspectionItem, Finding),
    *(PartDemand, StockEntry, Settlement, Bill, BillLine, Payment, ReceivableEntry, DeliveryNote, ServiceRating),
    *(Task, FollowUp, ContactRecord, TimelineLine, Call),
)


def write_days(floor: Floor, days: Sequence[PlannedDay], until: datetime) -> int:
    """Write whole days of a store with the follow-up calls before ``until``; returns the number of rows."""
    if not days:
        return 0
    with unit_of_work(system_actor("twin"), "twin.write_days", writable=True):
        rows, numbers = Rows(TABLES), Numbers(floor.store)
        agreed = who_agreed(system_actor("twin"), [customer for _vehicle, customer in floor.cars], "service")
        ledger = Ledger(floor, rows, numbers, until, agreed)
        stock = Stockroom(floor.store, floor.one("parts_clerk").key)
        visits = _visits(floor, days)
        for day in days:
            for shift in day.shifts:
                _shift(ledger, shift)
        _book(ledger, days, visits)
        prices = orders.Prices(floor.store.id, days[0].visits[0].opened_at)
        _each(visits, lambda past: past.plan.arrived_at, lambda past: front_desk.receive(ledger, past))
        _each(visits, lambda past: past.plan.opened_at, lambda past: orders.open_order(ledger, past, prices))
        _each(visits, lambda past: past.plan.dispatched_at, lambda past: workshop.work(ledger, past, stock))
        _each(visits, lambda past: past.plan.settled_at, lambda past: cash_desk.settle(ledger, past))
        _each(visits, lambda past: past.plan.paid_at, lambda past: cash_desk.pay(ledger, past))
        for past in visits:
            front_desk.deliver(ledger, past)
            care.follow_up(ledger, past)
        stock.book(rows)
        count = rows.write()
        numbers.keep()
        _remember(floor, visits)
    return count


def _visits(floor: Floor, days: Iterable[PlannedDay]) -> list[PastVisit]:
    return [PastVisit(visit, *floor.cars[visit.car]) for day in days for visit in day.visits]


def _each(visits: Iterable[PastVisit], moment: Callable[[PastVisit], datetime], act: Callable[[PastVisit], None]) -> None:
    """Act on every visit in the order of one of its times: so the numbers run as they did on the day."""
    for past in sorted(visits, key=lambda one: (moment(one), one.plan.serial)):
        act(past)


def _book(ledger: Ledger, days: Iterable[PlannedDay], visits: Iterable[PastVisit]) -> None:
    came = [(past.plan.booking, past) for past in visits if past.plan.booking is not None]
    missed = [(booking, None) for day in days for booking in day.missed]
    for booking, past in sorted([*came, *missed], key=lambda one: (one[0].booked_at, one[0].car)):
        row = front_desk.book(ledger, booking)
        if past is not None:
            past.appointment = row


def _shift(ledger: Ledger, shift: Any) -> None:
    floor = ledger.floor
    person = floor.technician(shift.place) if shift.person == "technician" else floor.advisor(shift.place)
    ledger.rows.add(
        Shift,
        store_id=ledger.store_id,
        employee_id=person.employee_id,
        clocked_in_at=shift.starts_at,
        clocked_out_at=shift.ends_at,
        worked_on=ledger.day(shift.starts_at),
    )
    if shift.meeting is not None:
        ledger.rows.add(
            IndirectTime,
            store_id=ledger.store_id,
            technician_id=person.employee_id,
            activity="meeting",
            worked_on=ledger.day(shift.meeting[0]),
            started_at=shift.meeting[0],
            ended_at=shift.meeting[1],
        )


def _remember(floor: Floor, visits: Iterable[PastVisit]) -> None:
    """What the car and its people keep of the visits: mileage, number of visits, the last one."""
    last: dict[int, PastVisit] = {}
    counts: dict[int, int] = {}
    for past in sorted(visits, key=lambda one: one.plan.arrived_at):
        last[past.vehicle_id] = past
        counts[past.vehicle_id] = counts.get(past.vehicle_id, 0) + 1
    cars = [(car, past.plan.odometer_km, past.plan.opened_at) for car, past in sorted(last.items())]
    update_from("customers_vehicle", "id", {"odometer_km": "int", "odometer_at": "timestamptz"}, cars)
    here = f"AND store_id = {floor.store.id:d}"
    seen = [(car, counts[car], past.plan.arrived_at) for car, past in sorted(last.items())]
    update_from("customers_vehiclestore", "vehicle_id", {"visits": "int", "last_visit_at": "timestamptz"}, seen, here)
    people = {past.customer_id: past.plan.arrived_at for past in sorted(last.values(), key=lambda one: one.plan.arrived_at)}
    update_from("customers_customerstore", "customer_id", {"last_visit_at": "timestamptz"}, sorted(people.items()), here)
