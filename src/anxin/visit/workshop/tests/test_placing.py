"""Placing on the board through the commands: dropped, previewed, proposed, refused, denied, raced."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from anxin.parties.org.tests.factories import AT, make_bay
from anxin.platform.errors import Denied, NotFound
from anxin.platform.scope import reading
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import CapacityTaken, FloorChanged, PlacingChanged, SkillMissing, Wish
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    dispatched,
    make_floor,
    make_technician,
    order_for,
    plan,
    start,
)

db = pytest.mark.django_db


def drop(floor: Floor, order: OrderAtWork, at: datetime = AT + HOUR, **more: int) -> commands.DispatchedJob:
    wish = Wish(order.job_id, at, **{"bay_id": floor.bay.pk, **more})  # type: ignore[arg-type]
    return commands.drop_job(actor=floor.dispatcher, number=order.number, wish=wish, at=AT)


def preview(floor: Floor, order: OrderAtWork, at: datetime = AT + HOUR, **more: int) -> queries.Preview:
    with reading(floor.dispatcher):
        wish = Wish(order.job_id, at, **{"bay_id": floor.bay.pk, **more})  # type: ignore[arg-type]
        return queries.preview_placing(floor.dispatcher, floor.store_id, wish, AT)


def proposal(floor: Floor) -> queries.Proposal:
    with reading(floor.dispatcher):
        return queries.propose_placings(floor.dispatcher, floor.store_id, AT.date(), AT)


def standing(floor: Floor, order: OrderAtWork) -> int:
    with reading(floor.dispatcher):
        return queries.stand_of(floor.dispatcher, order.job_id)


@db
@pytest.mark.rule("R-WS17")
def test_a_drop_on_a_bay_chooses_whoever_is_free_and_has_least_and_says_why(floor: Floor) -> None:
    first, second = order_for(floor), order_for(floor)
    done = drop(floor, first)
    assert (done.technician_ids, done.bay_id, done.planned_from) == ((floor.wang.id,), floor.bay.pk, AT + HOUR)
    make_bay(floor.desk.store, "09")
    assert done.planned_to is not None
    other = drop(floor, second, done.planned_to)
    assert other.technician_ids == (floor.li.id,)
    with reading(floor.dispatcher):
        assert queries.reasons_of(floor.dispatcher, second.job_id) == "那时有空 · 今天已排最少"


@db
@pytest.mark.rule("R-WS17")
def test_a_drop_shows_before_it_is_saved_what_stands_there_and_whose_promise_it_breaks(floor: Floor) -> None:
    first, second = order_for(floor), order_for(floor)
    dispatched(floor, first, plan(floor, floor.wang, floor.li, start=AT + HOUR))
    seen = preview(floor, second, AT + 1.25 * HOUR)
    assert not seen.is_possible
    assert seen.better_at == AT + 2 * HOUR
    assert {problem.code for problem in seen.problems} == {"overlap", "hour"}
    assert any("已排 2.5 h，当班只有 2.0 h" in problem.words for problem in seen.problems)
    assert first.number in {problem.number for problem in seen.problems}
    promised = seen.job.promised_at
    assert promised is not None
    late = preview(floor, second, promised - HOUR / 2)
    assert late.is_possible
    assert [(problem.code, problem.number) for problem in late.problems] == [("promise", second.number)]
    assert standing(floor, second) == 0


@db
def test_a_move_keeps_the_people_and_the_length_and_takes_others_where_they_cannot(floor: Floor) -> None:
    order, other = order_for(floor), order_for(floor)
    dispatched(floor, order, plan(floor, floor.wang, floor.li, start=AT + HOUR, hours=2))
    moved = drop(floor, order, AT + 1.5 * HOUR, seen=standing(floor, order))
    assert moved.technician_ids == (floor.wang.id, floor.li.id)
    assert (moved.planned_from, moved.planned_to) == (AT + 1.5 * HOUR, AT + 3.5 * HOUR)
    bay = make_bay(floor.desk.store, "09")
    third = make_technician(floor.desk, "赵刚")
    assert drop(floor, other, AT + 2 * HOUR, bay_id=bay.pk).technician_ids == (third.id,)
    named = drop(floor, order, AT + 1.5 * HOUR, technician_id=floor.li.id)
    assert named.technician_ids == (floor.li.id,)


@db
def test_a_drop_on_what_is_taken_is_refused_and_says_when_it_fits(floor: Floor) -> None:
    first, second = order_for(floor), order_for(floor)
    dispatched(floor, first, plan(floor, start=AT + HOUR))
    with pytest.raises(CapacityTaken, match="起放得下") as refused:
        drop(floor, second, AT + 1.5 * HOUR)
    assert refused.value.details["free_from"] == (AT + 2 * HOUR).isoformat()
    assert standing(floor, second) == 0


@db
def test_high_voltage_is_refused_without_certificate_or_bay_and_the_refusal_says_what_would_help(floor: Floor) -> None:
    order = order_for(floor, high_voltage=True)
    with pytest.raises(SkillMissing, match="高压电"):
        drop(floor, order)
    certified = make_technician(floor.desk, "刘洋", "high_voltage mechanical")
    with pytest.raises(SkillMissing, match="高压工位"):
        drop(floor, order)
    bay = make_bay(floor.desk.store, "HV", is_high_voltage=True)
    assert drop(floor, order, bay_id=bay.pk).technician_ids == (certified.id,)


@db
@pytest.mark.rule("R-WS17")
def test_who_saw_an_older_board_is_told_who_has_the_job_now(floor: Floor) -> None:
    order = order_for(floor)
    seen = standing(floor, order)
    drop(floor, order)
    with pytest.raises(PlacingChanged, match="王强"):
        drop(floor, order, AT + 3 * HOUR, seen=seen)
    newest = standing(floor, order)
    commands.recall_job(actor=floor.dispatcher, number=order.number, job_id=order.job_id, at=AT)
    with pytest.raises(PlacingChanged, match="撤回"):
        drop(floor, order, AT + 3 * HOUR, seen=newest)


@db
@pytest.mark.rule("R-WS01")
def test_a_technician_cannot_place_jobs_and_gets_none_that_was_given_to_another(floor: Floor) -> None:
    order = order_for(floor)
    wish = Wish(order.job_id, AT + HOUR, floor.bay.pk)
    with pytest.raises((Denied, NotFound)):
        commands.drop_job(actor=floor.li.actor, number=order.number, wish=wish, at=AT)
    with pytest.raises(Denied):
        commands.place_waiting_jobs(actor=floor.li.actor, store_id=floor.store_id, day=AT.date(), at=AT)
    drop(floor, order)
    with pytest.raises(commands.NotYourJob):
        start(order, floor.li, AT + HOUR)


@db
@pytest.mark.rule("R-WS01")
def test_the_waiting_jobs_are_placed_at_once_each_with_its_reason_and_the_rest_says_why(floor: Floor) -> None:
    plain, certified = order_for(floor), order_for(floor, high_voltage=True)
    proposed = proposal(floor)
    assert [(one.job.number, one.technician, one.bay) for one in proposed.placed] == [(plain.number, "王强", floor.bay.code)]
    assert proposed.placed[0].reason == "现在有空 · 今天已排最少"
    assert [(one.job.number, one.cause) for one in proposed.left] == [(certified.number, "skill")]
    assert "高压电" in proposed.left[0].words
    assert standing(floor, plain) == 0
    done = commands.place_waiting_jobs(actor=floor.dispatcher, store_id=floor.store_id, day=AT.date(), at=AT)
    assert [one.job.number for one in done.placed] == [plain.number]
    assert [one.job.number for one in done.left.left] == [certified.number]
    assert standing(floor, plain) > 0
    again = commands.place_waiting_jobs(actor=floor.dispatcher, store_id=floor.store_id, day=AT.date(), at=AT)
    assert again.placed == ()


@db
def test_some_of_the_waiting_jobs_are_placed_and_an_old_proposal_is_refused(floor: Floor) -> None:
    first, second = order_for(floor), order_for(floor)
    seen = queries.floor_version(floor.dispatcher, floor.store_id, AT)
    act = partial(commands.place_waiting_jobs, actor=floor.dispatcher, store_id=floor.store_id, day=AT.date(), at=AT)
    assert [one.job.number for one in act(job_ids=[second.job_id], seen=seen).placed] == [second.number]
    with pytest.raises(FloorChanged):
        act(seen=seen)
    assert standing(floor, first) == 0


@pytest.mark.rule("R-WS17")
def test_two_who_drop_on_one_bay_at_once_place_one_job(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    orders = [order_for(floor), order_for(floor)]
    results = race(*[partial(drop, floor, order) for order in orders])
    assert sorted(isinstance(one, commands.DispatchedJob) for one in results) == [False, True]
    assert any(isinstance(one, CapacityTaken) for one in results)


def test_two_who_drop_the_same_job_at_once_place_it_once(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order = order_for(floor)
    times = (AT + HOUR, AT + 3 * HOUR)
    results = race(*[partial(drop, floor, order, at, seen=0) for at in times])
    assert sum(isinstance(one, commands.DispatchedJob) for one in results) == 1
    assert sum(isinstance(one, PlacingChanged) for one in results) == 1
    with reading(floor.dispatcher):
        board = queries.get_board(floor.dispatcher, floor.store_id, AT.date(), AT)
    assert [len(lane.cards) for lane in board.lanes] == [1]


@db
def test_a_day_to_come_begins_with_its_opening(floor: Floor) -> None:
    order_for(floor)
    tomorrow = AT.date() + timedelta(days=1)
    with reading(floor.dispatcher):
        found = queries.propose_placings(floor.dispatcher, floor.store_id, tomorrow, AT)
    (one,) = found.placed
    assert one.pick.starts_at.date() == tomorrow
