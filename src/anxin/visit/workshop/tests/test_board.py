"""The board: what stands where, and what it says of promises, capacity and stops."""

from datetime import timedelta

import pytest

from anxin.parties.org.tests.factories import AT, make_bay
from anxin.platform.scope import reading
from anxin.visit.workshop import queries
from anxin.visit.workshop.queries.marks import mark_of
from anxin.visit.workshop.tests.factories import HOUR, Floor, dispatched, finish, order_for, pause, plan, start

db = pytest.mark.django_db


def board_of(floor: Floor, **more: object) -> queries.Board:
    at = more.pop("at", AT)
    with reading(floor.dispatcher):
        return queries.get_board(floor.dispatcher, floor.store_id, AT.date(), at, **more)  # type: ignore[arg-type]


def states(board: queries.Board) -> dict[str, list[tuple[str, str]]]:
    return {lane.name: [(card.number, card.state) for card, _cell in lane.cards] for lane in board.lanes}


@db
def test_a_placed_job_stands_in_its_bay_and_by_its_technician_until_it_is_done(floor: Floor) -> None:
    order = order_for(floor)
    assert states(board_of(floor)) == {floor.bay.code: []}
    dispatched(floor, order, plan(floor, floor.wang, start=AT + HOUR))
    assert states(board_of(floor)) == {floor.bay.code: [(order.number, "plan")]}
    assert states(board_of(floor, by_technician=True)) == {"王强": [(order.number, "plan")], "李明": []}
    start(order, floor.wang, AT + HOUR)
    assert states(board_of(floor, at=AT + HOUR))[floor.bay.code] == [(order.number, "run")]
    pause(order, floor.wang, AT + 1.5 * HOUR)
    stopped = board_of(floor, at=AT + 2 * HOUR)
    assert states(stopped)[floor.bay.code] == [(order.number, "wait")]
    assert [(one.number, one.label, one.minutes) for one in stopped.stopped] == [(order.number, "等配件", 30)]
    start(order, floor.wang, AT + 2 * HOUR)
    finish(order, floor.wang, AT + 3 * HOUR)
    assert states(board_of(floor, at=AT + 3 * HOUR))[floor.bay.code] == [(order.number, "done")]


@db
def test_a_job_that_leaves_its_promise_behind_is_at_risk_and_late_once_it_has_passed(floor: Floor) -> None:
    order = order_for(floor)
    with reading(floor.dispatcher):
        (job,) = queries.unplaced_jobs(floor.dispatcher, floor.store_id)
    assert job.promised_at is not None
    dispatched(floor, order, plan(floor, start=job.promised_at - HOUR, hours=1.5))
    before = board_of(floor)
    assert (before.risk, before.late) == (1, 0)
    assert states(before)[floor.bay.code] == [(order.number, "risk")]
    after = board_of(floor, at=job.promised_at + timedelta(minutes=1))
    assert (after.risk, after.late) == (0, 1)


@db
def test_capacity_by_the_hour_counts_technicians_on_duty_and_what_is_planned_of_them(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order, plan(floor, floor.wang, floor.li, start=AT + HOUR, hours=1))
    board = board_of(floor)
    loads = {hour.starts_at: (hour.planned_minutes, hour.available_minutes) for hour in board.hours}
    assert loads[AT + HOUR] == (120, 120)
    assert loads[AT + 2 * HOUR] == (0, 120)
    assert board.planned_hours == 2
    assert {one.name: one.planned_minutes for one in board.technicians} == {"王强": 60, "李明": 60}


@db
def test_a_job_without_a_bay_has_a_lane_of_its_own_and_other_bays_stay(floor: Floor) -> None:
    make_bay(floor.desk.store, "02")
    order = order_for(floor)
    dispatched(floor, order, plan(floor, floor.wang, bay=False))
    board = board_of(floor)
    assert {(lane.kind, lane.name, len(lane.cards)) for lane in board.lanes} == {
        ("bay", floor.bay.code, 0),
        ("bay", "02", 0),
        ("none", "", 1),
    }


@db
def test_a_car_stands_in_its_bay_before_and_after_opening_hours_and_its_bay_is_not_free(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order, plan(floor, start=AT))
    start(order, floor.wang, AT)
    pause(order, floor.wang, AT + HOUR, "end_of_shift")
    early = AT + 17 * HOUR  # seven in the morning
    with reading(floor.dispatcher):
        board = queries.get_board(floor.dispatcher, floor.store_id, AT.date() + timedelta(days=1), early)
    (lane,) = [one for one in board.lanes if one.id == floor.bay.pk]
    assert lane.standing
    assert [(card.number, cell.column) for card, cell in lane.cards] == [(order.number, 1)]
    assert lane.free == ()
    late = board_of(floor, at=AT + 9 * HOUR)
    (lane,) = [one for one in late.lanes if one.id == floor.bay.pk]
    assert (bool(lane.standing), [card.number for card, _cell in lane.cards]) == (True, [order.number])
    # What another day shows is planned for it, not where cars stand now.
    (lane,) = [one for one in board_of(floor, at=AT - 48 * HOUR).lanes if one.id == floor.bay.pk]
    assert lane.standing == ""


@db
def test_the_cars_in_the_shop_are_the_sum_of_what_they_are_there_for(floor: Floor) -> None:
    first, _second = order_for(floor), order_for(floor)
    dispatched(floor, first)
    start(first, floor.wang)
    finish(first, floor.wang, AT + HOUR)
    with reading(floor.dispatcher):
        shop = queries.count_shop(floor.dispatcher, floor.store_id)
    assert shop.total == 2
    assert sum(count for _words, count in shop.parts) == 2
    assert [car.number for car in shop.queue] == [first.number]


@db
def test_what_overran_reaches_to_now_and_what_is_done_ends_where_it_ended_whatever_stands_beside(floor: Floor) -> None:
    over, after = order_for(floor), order_for(floor)
    done = [order_for(floor) for _one in range(3)]
    dispatched(floor, over, plan(floor, floor.wang, start=AT))
    dispatched(floor, after, plan(floor, floor.wang, start=AT + HOUR))
    start(over, floor.wang, AT)
    for order in done:
        dispatched(floor, order, plan(floor, floor.li, start=AT + 4 * HOUR))
        start(order, floor.li, AT)
        finish(order, floor.li, AT + timedelta(minutes=1))
    at = AT + 1.5 * HOUR
    board = board_of(floor, at=at)
    (lane,) = [one for one in board.lanes if one.id == floor.bay.pk]
    cells = {card.number: cell for card, cell in lane.cards}
    assert cells[over.number].column + cells[over.number].width - 1 >= board.grid.column_of(at - timedelta(minutes=1))
    assert all(cells[one.number].column == board.grid.column_of(AT) for one in done)
    assert all(cells[one.number].width == 1 for one in done)
    assert len({cells[one.number].row for one in [*done, over]}) == 4
    assert cells[after.number].column == board.grid.column_of(AT + HOUR)
    assert lane.rows == 4


def test_a_car_without_a_plate_is_called_by_its_vin_or_by_model_and_customer() -> None:
    assert mark_of("粤B12345", "LSVAA000000000001", "朗逸", "张三") == "12345"
    assert "000001" in mark_of("", "LSVAA000000000001", "朗逸", "张三")
    assert mark_of(None, "", "朗逸", "张三") == "朗逸 张三"
