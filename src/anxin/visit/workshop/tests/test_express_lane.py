"""The express lanes of a day: who serves how many, against what the store wants; and the advisor's own team."""

from typing import Any

import pytest

from anxin.parties.org.tests.factories import AT, make_bay
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_operation, make_rate
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import signed_order, view_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.parameters import TEAM_FIRST
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    dispatched,
    order_for,
    plan,
    put_into_team,
    set_for_store,
)

db = pytest.mark.django_db


def order_of(floor: Floor, **more: Any) -> OrderAtWork:
    number = signed_order(floor.desk, at=AT, **more).number
    return OrderAtWork(number, tuple(job.id for job in view_of(floor.desk, number).jobs))


def shares(floor: Floor) -> dict[str, tuple[int, int, int, int]]:
    with reading(floor.dispatcher):
        rows = queries.list_lane_shares(floor.dispatcher, floor.store_id, AT.date())
    return {row.kind: (row.technicians, row.all_technicians, row.cars, row.all_cars) for row in rows}


@db
@pytest.mark.rule("R-WS11", "R-WS12")
@pytest.mark.parametrize(
    ("kind", "post", "trade", "bay"),
    [("maintenance", "express_technician", "", "express"), ("body_paint", "express_technician", "body", "express_body")],
)
def test_a_few_technicians_of_the_lane_serve_the_express_cars_of_their_trade(
    floor: Floor, kind: str, post: str, trade: str, bay: str
) -> None:
    skills = "body" if trade else "mechanical"
    express = make_employee(floor.desk.store, post, name="杨帆", skills=skills, trade=trade)
    place, usual = make_bay(floor.desk.store, "K1", kind=bay), floor.bay
    other = floor.wang.id
    if trade:
        other = make_employee(floor.desk.store, "body_technician", name="钣师傅", skills=skills, trade=trade).pk
        usual = make_bay(floor.desk.store, "B1", kind="body")
    make_rate("200")
    jobs = [NewJob("检查", items=[NewItem("labour", make_operation(skill=skills).code, unit_price=Money.yuan(200))])]
    fast, slow = order_of(floor, kind=kind, lane="express", jobs=jobs), order_of(floor, kind=kind, jobs=jobs)
    done = commands.place_waiting_jobs(actor=floor.dispatcher, store_id=floor.store_id, day=AT.date(), at=AT)
    taken = {one.job.number: (one.pick.technician_id, one.pick.bay_id) for one in done.placed}
    assert taken == {fast.number: (express.pk, place.pk), slow.number: (other, usual.pk)}
    assert shares(floor)[kind] == (1, 2 if trade else 3, 1, 2)
    with reading(floor.dispatcher):
        row = next(one for one in queries.list_lane_shares(floor.dispatcher, floor.store_id, AT.date()) if one.kind == kind)
    assert (row.cars_percent, row.is_reached) == (50, True)
    assert (row.most_technicians_percent, row.least_cars_percent) == ((15, 30) if trade else (10, 30))
    assert row.has_too_many


@db
def test_a_day_without_cars_misses_nothing(floor: Floor) -> None:
    with reading(floor.dispatcher):
        rows = queries.list_lane_shares(floor.dispatcher, floor.store_id, AT.date())
    assert all(row.is_reached and row.cars_percent is None for row in rows)
    body = next(row for row in rows if row.kind == "body_paint")
    assert (body.technicians_percent, body.has_too_many) == (None, False)


@db
@pytest.mark.rule("R-WS08")
def test_with_customer_groups_an_advisors_order_goes_into_the_advisors_team(floor: Floor) -> None:
    busy, order = order_for(floor), order_for(floor)
    dispatched(floor, busy, plan(floor, floor.li, start=AT + 3 * HOUR, bay=False))
    team = put_into_team(floor, floor.desk.employee_id, floor.li.id)
    with reading(floor.dispatcher):
        before = queries.propose_placings(floor.dispatcher, floor.store_id, AT.date(), AT)
    assert before.placed[0].pick.technician_id == floor.wang.id
    set_for_store(floor, TEAM_FIRST.code, True)
    done = commands.place_waiting_jobs(actor=floor.dispatcher, store_id=floor.store_id, day=AT.date(), at=AT)
    (placed,) = done.placed
    assert placed.pick.technician_id == floor.li.id
    assert "顾问的班组" in placed.reason
    assert placed.job.number == order.number
    with reading(floor.dispatcher):
        board = queries.get_board(floor.dispatcher, floor.store_id, AT.date(), AT, by_technician=True, team_id=team)
    assert [lane.name for lane in board.lanes] == ["李明"]
