"""Who is at work is not offered as free, whatever the plan said; who is chosen all the same is asked about first."""

from datetime import datetime, timedelta

import pytest

from anxin.parties.org.tests.factories import AT, make_bay
from anxin.platform.scope import reading
from anxin.visit.repair_orders.queries import list_open_jobs
from anxin.visit.workshop import queries
from anxin.visit.workshop.commands import Wish
from anxin.visit.workshop.tests.factories import HOUR, Floor, OrderAtWork, dispatched, order_for, plan, start

db = pytest.mark.django_db


def overrunning(floor: Floor) -> OrderAtWork:
    """Li is at a car whose plan ended an hour ago: two hours sold, three hours gone."""
    order = order_for(floor, at=AT - 4 * HOUR)
    dispatched(floor, order, plan(floor, floor.li, start=AT - 3 * HOUR, hours=2), at=AT - 3 * HOUR)
    start(order, floor.li, AT - 3 * HOUR)
    return order


def preview(floor: Floor, order: OrderAtWork, at: datetime = AT, **more: int) -> queries.Preview:
    with reading(floor.dispatcher):
        return queries.preview_placing(floor.dispatcher, floor.store_id, Wish(order.job_id, at, **more), AT)


def choices(floor: Floor, order: OrderAtWork) -> dict[str, queries.Choice]:
    with reading(floor.dispatcher):
        (job,) = list_open_jobs(floor.dispatcher, floor.store_id, [order.job_id])
        return {one.name: one for one in queries.list_choices_of(floor.dispatcher, job, AT, AT)}


@db
@pytest.mark.rule("R-WS01")
def test_who_is_at_a_car_beyond_its_plan_is_offered_from_its_expected_end_on_and_named_with_the_car(floor: Floor) -> None:
    overrunning(floor)
    order, _bay = order_for(floor), make_bay(floor.desk.store, "09")
    offered = choices(floor, order)
    busy = offered["李明"]
    assert "正在施工" in busy.words
    assert "这时有空" not in busy.words
    assert busy.starts_at is not None
    assert busy.starts_at > AT
    assert "这时有空" in offered["王强"].words
    with reading(floor.dispatcher):
        (one,) = queries.propose_placings(floor.dispatcher, floor.store_id, AT.date(), AT).placed
    assert (one.technician, one.bay) == ("王强", "09")


@db
@pytest.mark.rule("R-WS17")
def test_choosing_somebody_at_work_or_a_bay_with_a_car_asks_first_and_says_how_late_it_gets(floor: Floor) -> None:
    overrunning(floor)
    order, free = order_for(floor), make_bay(floor.desk.store, "09")
    seen = preview(floor, order, bay_id=free.pk, technician_id=floor.li.id)
    assert seen.is_possible
    assert "busy" in {problem.code for problem in seen.problems}
    assert any("正在施工" in problem.words for problem in seen.problems)
    assert not {"free_now", "only_one", "same_car"} & set(seen.reasons)
    assert seen.better_at is not None
    assert seen.better_at > AT
    taken = preview(floor, order, bay_id=floor.bay.pk, technician_id=floor.wang.id)
    assert [problem.code for problem in taken.problems if problem.code == "busy"] == ["busy"]
    assert preview(floor, order, bay_id=free.pk, technician_id=floor.wang.id).problems == ()


@db
@pytest.mark.rule("R-WS17")
def test_side_card_drop_question_and_placed_card_say_one_lateness(floor: Floor) -> None:
    order = order_for(floor)
    with reading(floor.dispatcher):
        (job,) = queries.unplaced_jobs(floor.dispatcher, floor.store_id)
    assert job.promised_at is not None
    now = job.promised_at - timedelta(minutes=float(job.hours) * 60 - 10)
    with reading(floor.dispatcher):
        (proposed,) = queries.propose_placings(floor.dispatcher, floor.store_id, now.date(), now).placed
        wish = Wish(order.job_id, proposed.pick.starts_at, proposed.pick.bay_id)
        asked = queries.preview_placing(floor.dispatcher, floor.store_id, wish, now)
    (problem,) = [one for one in asked.problems if one.code == "promise"]
    assert proposed.pick.late_minutes == problem.minutes > 0
    assert f"晚 {problem.minutes} 分" in proposed.reason
    wished = plan(floor, floor.wang, start=asked.starts_at, hours=float(job.hours))
    dispatched(floor, order, wished, at=now)
    with reading(floor.dispatcher):
        (card,) = queries.list_cards(floor.dispatcher, floor.store_id, now.date(), now)
    assert card.late_minutes == problem.minutes
