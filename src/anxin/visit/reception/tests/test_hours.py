"""What a booking held of the shop's hours is the visit's, until the work is done or the car leaves."""

import pytest

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.references import DocumentRef
from anxin.platform.scope import unit_of_work
from anxin.resources.capacity.queries import list_holds
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands, handlers
from anxin.visit.reception.commands import KeptReception
from anxin.visit.reception.events import VehicleLeft
from anxin.visit.reception.tests.factories import FrontDesk, make_cash_desk, receive, seen
from anxin.visit.repair_orders.events import RepairOrderWorkFinished
from anxin.visit.repair_orders.tests.factories import view_of

pytestmark = pytest.mark.django_db


def booked_vehicle(desk: FrontDesk) -> int:
    """A car with a booking of this afternoon, in a store with one mechanic."""
    make_employee(desk.store, "technician", trade="mechanical")
    vehicle = make_vehicle(desk.store)
    make_appointment(desk.store, vehicle_id=vehicle)
    return vehicle


def minutes_held(desk: FrontDesk, kept: KeptReception) -> int:
    rows = list_holds(desk.actor, desk.store.pk, DocumentRef("reception.reception", kept.id))
    return sum(row.units for row in rows if row.pool == "work.mechanical")


def test_hours_of_a_booking_are_the_visits_and_given_back_when_the_work_is_done() -> None:
    desk = make_cash_desk()
    kept = receive(desk, vehicle_id=booked_vehicle(desk), concerns="异响")
    assert minutes_held(desk, kept) == 60
    commands.record_walk_around(actor=desk.actor, number=kept.number, seen=seen(), at=AT)
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    order = view_of(desk, opened.order_number).head
    done = RepairOrderWorkFinished(repairorder_id=order.id, store_id=desk.store.pk)
    with unit_of_work(system_actor("test"), "test", writable=True):
        handlers.give_back_hours_of_finished_work(actor=system_actor("test"), event=done, at=AT)
    assert minutes_held(desk, kept) == 0


def test_a_car_that_leaves_gives_the_hours_back() -> None:
    desk = make_cash_desk()
    kept = receive(desk, vehicle_id=booked_vehicle(desk))
    commands.release_vehicle(actor=desk.actor, number=kept.number, reason="赶时间", at=AT)
    left = VehicleLeft(reception_id=kept.id, store_id=desk.store.pk, vehicle_id=kept.vehicle_id)
    with unit_of_work(system_actor("test"), "test", writable=True):
        handlers.give_back_hours_of_car_that_left(actor=system_actor("test"), event=left, at=AT)
    assert minutes_held(desk, kept) == 0
