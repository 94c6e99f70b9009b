"""The desk and the order's page give one answer to when a car will be done; nothing is cut before it is filtered."""

from datetime import timedelta
from decimal import Decimal

import pytest

from anxin.faces.desks.queries import AdvisorDesk, advisor_desk
from anxin.parties.org.tests.factories import AT
from anxin.platform.scope import reading
from anxin.visit.promises import queries as promises
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.queries import in_shop
from anxin.visit.repair_orders.tests.factories import ASKED, LABOUR, FrontDesk, make_front_desk, open_order, signed_order
from anxin.visit.workshop.queries import queue_for_inspection
from anxin.visit.workshop.tests.factories import HOUR, all_passed, dispatched, finish, make_floor, order_for, plan, start

pytestmark = pytest.mark.django_db


def desk_of(desk: FrontDesk, *, whole_store: bool = True) -> AdvisorDesk:
    with reading(desk.actor):
        return advisor_desk(desk.actor, desk.store.pk, desk.employee_id, AT, whole_store=whole_store)


def test_the_desk_and_the_order_expect_the_same_end() -> None:
    floor = make_floor()
    order = order_for(floor)
    for hours in (0, 2):
        if hours:
            dispatched(floor, order, plan(floor, hours=hours))
        with reading(floor.desk.actor):
            page = promises.find_expected(floor.desk.actor, order.number, AT)
        (row,) = desk_of(floor.desk).rows
        assert page is not None
        assert page.expected_at == row.clock.expected_at == AT + (hours * HOUR or HOUR / 2)


def test_an_express_car_says_its_limit_beside_a_later_promise() -> None:
    desk = make_front_desk()
    lane = {"kind": "maintenance", "lane": "express", "arrived_at": AT}
    signed_order(desk, at=AT, promised_at=AT + 3 * HOUR, **lane)
    (row,) = desk_of(desk).rows
    assert (row.order.promised_at, row.express_due_at) == (AT + 3 * HOUR, AT + HOUR)


def test_hours_that_the_customer_has_not_agreed_to_are_not_work_ahead() -> None:
    desk = make_front_desk()
    number = open_order(desk).number

    def hours() -> Decimal:
        with reading(desk.actor):
            (car,) = queries.list_in_shop(desk.actor, desk.store.pk)
        return car.remaining_hours

    assert hours() == Decimal("0.5")
    confirmed = commands.Confirmations(AT + timedelta(hours=3), "boot", True)
    commands.authorise_repair_order(actor=desk.actor, number=number, confirmations=confirmed, channel="paper", at=AT)
    added = commands.add_job(
        actor=desk.actor, number=number, job=NewJob("换雨刮", items=[LABOUR]), why=ASKED, at=AT
    ).item_ids
    assert hours() == Decimal("0.5")
    commands.decide_items(actor=desk.actor, number=number, decisions={added[0]: ("APPROVED", "")}, channel="phone", at=AT)
    assert hours() == Decimal(1)


def test_a_late_car_of_mine_stands_on_my_desk_however_many_others_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, other = make_front_desk(), make_front_desk()
    for place in range(3):
        open_order(other, promised_at=AT + timedelta(hours=1 + place))
    mine = open_order(desk, promised_at=AT + timedelta(hours=9))
    monkeypatch.setattr(in_shop, "MOST_ROWS", 2)
    shown, whole = desk_of(desk, whole_store=False), desk_of(desk)
    assert ([row.order.number for row in shown.rows], shown.mine, shown.all, shown.more) == ([mine.number], 1, 4, 0)
    assert (len(whole.rows), whole.more) == (2, 2)


def test_a_finished_car_is_in_the_queue_for_inspection_behind_many_that_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    floor = make_floor()
    for _place in range(2):
        order_for(floor)
    done = order_for(floor, at=AT + HOUR)
    dispatched(floor, done)
    start(done, floor.wang)
    finish(done, floor.wang, AT + HOUR, checks=all_passed("self"))
    monkeypatch.setattr(in_shop, "MOST_ROWS", 1)
    with reading(floor.inspector):
        assert [row.number for row in queue_for_inspection(floor.inspector, floor.store_id)] == [done.number]
