"""What a car is due for by the schedule: by what it had on whichever order, under whatever name it was sold."""

from datetime import date, timedelta
from typing import Any

import pytest

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.tests.factories import AT
from anxin.resources.catalog.tests.factories import (
    make_article,
    make_maintenance_item,
    make_operation,
    make_package,
    make_rate,
)
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    FrontDesk,
    make_front_desk,
    open_order,
    sign_order,
    signed_order,
    view_of,
)

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def car_of(desk: FrontDesk, number: str) -> int:
    return view_of(desk, number).head.vehicle_id


def services(desk: FrontDesk, number: str) -> dict[str, Any]:
    return {one.name: one for one in queries.list_services(desk.actor, number)}


def signed(desk: FrontDesk, job: NewJob, **more: Any) -> str:
    number = str(open_order(desk, jobs=[job], **more).number)
    sign_order(desk, number)
    return number


@pytest.mark.rule("R-DL02")
def test_the_larger_package_counts_as_the_smaller_and_what_an_order_does_moves_the_next_time() -> None:
    desk = make_front_desk()
    make_rate("240")
    oil, air = make_operation("L-1", hours="0.50"), make_operation("L-2", hours="0.30")
    small = make_package(oil, make_article("F-1"), name="小保养")
    large = make_package(oil, air, name="大保养")
    make_maintenance_item(small, every_km=10_000, every_months=12, first_km=5_000)
    make_maintenance_item(make_package(air, name="空气滤清器"), every_km=20_000)
    first = open_order(desk, odometer_km=4_900)
    due = services(desk, first.number)
    assert (due["小保养"].is_due, due["小保养"].next_km) == (False, 5_000)
    number = signed(desk, NewJob("保养", package_code=large.code), odometer_km=21_000, vehicle_id=car_of(desk, first.number))
    due = services(desk, number)
    assert (due["小保养"].is_due, due["小保养"].is_asked, due["小保养"].is_offered) == (True, True, False)
    assert (due["小保养"].next_km, due["空气滤清器"].next_km, due["小保养"].minutes) == (31_000, 41_000, 30)
    assert due["小保养"].next_on == date(TODAY.year + 1, TODAY.month, TODAY.day)
    later = open_order(desk, odometer_km=32_000, vehicle_id=car_of(desk, first.number), at=AT + timedelta(days=40)).number
    due = services(desk, later)
    assert (due["小保养"].last_km, due["小保养"].is_due, due["小保养"].next_km) == (21_000, True, 32_000)
    assert (due["空气滤清器"].is_due, [one.name for one in queries.list_due_services(desk.actor, later)]) == (
        False,
        ["小保养"],
    )


@pytest.mark.rule("R-DL02")
def test_what_was_declined_was_asked_about_but_not_had_and_single_operations_count_as_their_package() -> None:
    desk = make_front_desk()
    make_rate("240")
    fluid = make_operation("L-1")
    make_maintenance_item(make_package(fluid, make_article("B-1"), name="制动液"), every_km=40_000)
    order = signed_order(desk, odometer_km=50_000)
    job = NewJob("制动液", items=[NewItem("labour", "L-1")])
    assert [one.name for one in queries.list_due_services(desk.actor, order.number)] == ["制动液"]
    commands.add_job(actor=desk.actor, number=order.number, job=job, why=ASKED, at=AT)
    assert services(desk, order.number)["制动液"].is_offered is False
    (item,) = view_of(desk, order.number).jobs[-1].items
    commands.decide_items(
        actor=desk.actor, number=order.number, decisions={item.id: ("DECLINED", "下次")}, channel="phone", at=AT
    )
    due = services(desk, order.number)["制动液"]
    assert (due.is_asked, due.is_due, due.next_km) == (True, False, 80_000)
    again = {"vehicle_id": car_of(desk, order.number), "at": AT + timedelta(days=30)}
    assert services(desk, open_order(desk, odometer_km=51_000, **again).number)["制动液"].last_on is None
    signed(desk, job, odometer_km=51_000, **again)
    assert services(desk, open_order(desk, odometer_km=52_000, **again).number)["制动液"].next_km == 91_000


@pytest.mark.rule("R-DL02")
def test_a_car_that_never_had_it_counts_from_its_first_day() -> None:
    desk = make_front_desk()
    make_rate("240")
    make_maintenance_item(make_package(make_operation(), name="制动液"), every_months=24)
    used = {"sold_on": None, "first_registered_on": TODAY - timedelta(days=400)}
    due = [
        services(desk, open_order(desk, vehicle_id=make_vehicle(desk.store, **more)).number)["制动液"]
        for more in (used, {**used, "sold_on": TODAY - timedelta(days=800)})
    ]
    assert [(one.is_due, one.may_be_due) for one in due] == [(False, False), (False, True)]


@pytest.mark.rule("R-DL02")
@pytest.mark.rule("R-RO15")
def test_what_a_car_had_before_its_first_visit_nobody_knows() -> None:
    """The example of R-DL02: a car of 35,000 km comes for the first time, and next at 40,000."""
    desk = make_front_desk()
    make_rate("240")
    make_maintenance_item(make_package(make_operation("L-1"), name="机油"), every_km=5_000, first_km=5_000)
    make_maintenance_item(make_package(make_operation("L-2"), name="喷油嘴清洗"), every_km=20_000)
    first = open_order(desk, odometer_km=36_000)
    due = services(desk, first.number)
    assert [(due[name].is_due, due[name].next_km) for name in ("机油", "喷油嘴清洗")] == [(False, 40_000), (False, 40_000)]
    assert {one.name for one in queries.list_due_services(desk.actor, first.number)} == {"机油", "喷油嘴清洗"}
    later = open_order(desk, odometer_km=41_500, vehicle_id=car_of(desk, first.number), at=AT + timedelta(days=90)).number
    due = services(desk, later)
    assert [(due[name].is_due, due[name].next_km) for name in ("机油", "喷油嘴清洗")] == [(True, 41_500), (True, 41_500)]
    assert services(desk, first.number)["机油"].is_due is False
