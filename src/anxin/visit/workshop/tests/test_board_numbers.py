"""The numbers above the board: what each counts, and that they add up; minutes of a wait are counted in one way."""

from datetime import timedelta

import pytest

from anxin.parties.org.queries import store_info
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.scope import reading
from anxin.visit.workshop import queries
from anxin.visit.workshop.queries.waited import is_outside_hours, waited_minutes
from anxin.visit.workshop.tests.factories import HOUR, Floor, dispatched, order_for, pause, plan, start

db = pytest.mark.django_db
DAY = timedelta(days=1)


@db
@pytest.mark.rule("R-WS17")
def test_hours_on_duty_are_the_sum_of_what_passed_is_planned_booked_and_left(floor: Floor) -> None:
    dispatched(floor, order_for(floor), plan(floor, floor.wang, start=AT + HOUR, hours=1.5))
    for at in (AT - 8 * HOUR, AT, AT + 1.25 * HOUR, AT + 9 * HOUR):
        with reading(floor.dispatcher):
            board = queries.get_board(floor.dispatcher, floor.store_id, AT.date(), at)
        assert board.available_hours == board.passed_hours + board.planned_hours + board.booked_hours + board.left_hours
    with reading(floor.dispatcher):
        board = queries.get_board(floor.dispatcher, floor.store_id, AT.date(), AT)
    assert float(board.planned_hours) == 1.5


@db
def test_a_car_with_two_late_jobs_is_one_car_and_what_stopped_today_is_not_on_tomorrows_board(floor: Floor) -> None:
    order = order_for(floor, jobs=2)
    dispatched(floor, order, plan(floor, floor.wang, start=AT))
    start(order, floor.li, AT, job=1)
    start(order, floor.wang, AT)
    pause(order, floor.wang, AT + HOUR)
    late = AT + 30 * HOUR
    with reading(floor.dispatcher):
        board = queries.get_board(floor.dispatcher, floor.store_id, late.date(), late)
        today = queries.get_board(floor.dispatcher, floor.store_id, AT.date(), AT + 2 * HOUR)
        tomorrow = queries.get_board(floor.dispatcher, floor.store_id, AT.date() + DAY, AT + 2 * HOUR)
    assert len([card for card in board.cards if card.state == "late"]) == 2
    assert board.late == 1
    assert len(today.stopped) == 1
    assert tomorrow.stopped == ()


@db
@pytest.mark.rule("R-WS17")
def test_board_ledger_and_order_count_one_wait_alike_and_only_while_the_store_is_open(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order, plan(floor, floor.wang, start=AT))
    start(order, floor.wang, AT)
    pause(order, floor.wang, AT + HOUR)
    at = AT + 19 * HOUR  # nine in the morning
    manager = make_actor(floor.desk.store, "after_sales_manager")
    days = queries.WaitFilter(since=AT.date(), until=at.date())
    with reading(floor.dispatcher):
        (stop,) = queries.get_board(floor.dispatcher, floor.store_id, at.date(), at).stopped
        (card,) = queries.list_cards(floor.dispatcher, floor.store_id, at.date(), at)
        state = queries.find_placed_job(floor.dispatcher, order.job_id)
        assert state is not None
        (waited,) = queries.waiting_by_reason(floor.dispatcher, state.repair_order_id, at)
    with reading(manager):
        (row,) = queries.list_waits(manager, floor.store_id, days, at).rows
    assert row.minutes == stop.minutes == waited.minutes < 18 * 60
    assert stop.counted_since == card.waiting_counted_since == at - timedelta(minutes=row.minutes)


@db
def test_a_wait_under_a_minute_is_short_and_not_outside_opening_hours(floor: Floor) -> None:
    night = store_info(floor.store_id).clock.at(AT.date(), AT.time().replace(hour=3))
    for since, seconds, outside in ((AT, 20, False), (AT, 60, False), (night, 20, False), (night, 600, True)):
        until = since + timedelta(seconds=seconds)
        minutes = waited_minutes(floor.store_id, since, until)
        assert is_outside_hours(minutes, since, until) is outside
    assert waited_minutes(floor.store_id, AT, AT + HOUR) == 60
