"""What a booking held of the shop's hours is the visit's, then the order's, until the work is done or the car leaves."""

from datetime import timedelta

import pytest

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.references import DocumentRef
from anxin.resources.capacity.queries import list_holds
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands
from anxin.visit.reception.commands import OpenedFromReception
from anxin.visit.reception.tests.factories import FrontDesk, make_cash_desk, receive, seen
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders.commands import ORDER_KIND
from anxin.visit.repair_orders.tests.factories import DONE, LABOUR, sign_order, view_of

pytestmark = pytest.mark.django_db


def booked_vehicle(desk: FrontDesk) -> int:
    """A car with a booking of this afternoon, in a store with one mechanic."""
    make_employee(desk.store, "technician", trade="mechanical")
    vehicle = make_vehicle(desk.store)
    make_appointment(desk.store, vehicle_id=vehicle)
    return vehicle


def minutes_held(desk: FrontDesk, kind: str, number: int) -> int:
    rows = list_holds(desk.actor, desk.store.pk, DocumentRef(kind, number))
    return sum(row.units for row in rows if row.pool == "work.mechanical")


def opened_visit(desk: FrontDesk) -> OpenedFromReception:
    """The order of a booked car whose hours it has taken over from the visit."""
    kept = receive(desk, vehicle_id=booked_vehicle(desk), concerns="异响")
    assert minutes_held(desk, "reception.reception", kept.id) == 60
    commands.record_walk_around(actor=desk.actor, number=kept.number, seen=seen(), at=AT)
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT + timedelta(minutes=1))
    assert minutes_held(desk, "reception.reception", kept.id) == 0
    assert minutes_held(desk, ORDER_KIND, opened.order_id) == 60
    return opened


def test_hours_of_a_booking_are_the_orders_and_free_when_its_work_is_done() -> None:
    desk = make_cash_desk()
    opened = opened_visit(desk)
    (job,) = view_of(desk, opened.order_number).jobs
    repair_orders.propose_items(actor=desk.actor, number=opened.order_number, job_id=job.id, items=[LABOUR], at=AT)
    assert minutes_held(desk, ORDER_KIND, opened.order_id) == 30, "now it is known what the work takes"
    commands.decline_walk_around(actor=desk.actor, number=opened.reception_number, reason="赶时间", at=AT)
    sign_order(desk, opened.order_number)
    repair_orders.start_job(actor=desk.actor, number=opened.order_number, job_id=job.id, at=AT)
    assert minutes_held(desk, ORDER_KIND, opened.order_id) == 30
    repair_orders.finish_job(actor=desk.actor, number=opened.order_number, job_id=job.id, at=AT, **DONE)
    assert minutes_held(desk, ORDER_KIND, opened.order_id) == 0


def test_a_cancelled_order_gives_the_hours_back() -> None:
    desk = make_cash_desk()
    opened = opened_visit(desk)
    repair_orders.cancel_repair_order(actor=desk.actor, number=opened.order_number, reason="改天再做", at=AT)
    assert minutes_held(desk, ORDER_KIND, opened.order_id) == 0


def test_a_car_that_leaves_gives_the_hours_back() -> None:
    desk = make_cash_desk()
    kept = receive(desk, vehicle_id=booked_vehicle(desk))
    commands.release_vehicle(actor=desk.actor, number=kept.number, reason="赶时间", at=AT)
    assert minutes_held(desk, "reception.reception", kept.id) == 0
