"""Two clerks at once, with real commits."""

from collections.abc import Callable
from typing import Any

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import make_store
from anxin.visit.appointments.commands import AlreadyBooked, KeptAppointment, SlotFull
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
