"""Two clerks at once, with real commits."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from anxin.parties.customers.tests.factories import make_customer, make_plate, make_vehicle
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.audit.models import AuditEntry
from anxin.platform.scope import reading
from anxin.visit.appointments.commands import (
    AlreadyBooked,
    Booking,
    CarWish,
    KeptAppointment,
    NothingToRemind,
    PlannedReminders,
    ReminderReport,
    SlotFull,
    book_appointment,
    plan_reminders,
    record_reminder,
)
from anxin.visit.appointments.tests.factories import make_appointment

Race = Callable[..., list[Any]]


def test_two_clerks_cannot_both_take_the_last_place_of_a_half_hour(race: Race) -> None:
    store = make_store("LG")
    for _number in range(3):
        make_appointment(store)
    cars = [make_vehicle(store) for _number in range(2)]
    outcomes = race(*(lambda car=car: make_appointment(store, vehicle_id=car, actor=system_actor("test")) for car in cars))
    assert {type(outcome) for outcome in outcomes} == {KeptAppointment, SlotFull}


def test_two_clerks_cannot_book_the_same_car_twice_for_a_day(race: Race) -> None:
    store = make_store("LG")
    car = make_vehicle(store)
    outcomes = race(*(lambda: make_appointment(store, vehicle_id=car) for _number in range(2)))
    assert {type(outcome) for outcome in outcomes} == {KeptAppointment, AlreadyBooked}


def test_a_refused_car_counts_as_one_wrong_proof_however_often_it_is_looked_up(race: Race) -> None:
    here, there = make_store("LG"), make_store("NS")
    plate = make_plate()
    make_vehicle(there, owner_id=make_customer(there, phone="13800138000"), plate=plate)
    advisor = make_actor(here, "service_advisor")
    wish = CarWish(plate=plate, customer_name="李雷", phone="13912345678")
    booking = Booking(AT + timedelta(hours=2), car=wish)
    (refused,) = race(partial(book_appointment, actor=advisor, store_id=here.pk, booking=booking, at=AT))
    assert type(refused).__name__ == "VehicleKnownElsewhere"
    with reading(advisor):
        assert AuditEntry.objects.filter(actor_key=advisor.key, detail__has_key="without_match").count() == 1


def test_two_runs_of_the_job_plan_one_call_and_two_clerks_record_one_result(race: Race) -> None:
    store, system = make_store("LG"), system_actor("test")
    kept = make_appointment(store, wanted_at=AT + timedelta(hours=20), at=AT - timedelta(days=1))
    outcomes = race(*(partial(plan_reminders, actor=system, store_id=store.pk, at=AT) for _number in range(2)))
    assert sorted(outcome.count for outcome in outcomes) == [0, 1]
    assert {type(outcome) for outcome in outcomes} == {PlannedReminders}
    clerks = [make_actor(store, "follow_up_clerk") for _number in range(2)]
    report = ReminderReport("coming")
    records = race(*(partial(record_reminder, actor=one, number=kept.number, report=report, at=AT) for one in clerks))
    assert {type(outcome) for outcome in records} == {KeptAppointment, NothingToRemind}
