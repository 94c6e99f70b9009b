"""Whose a job is when its clock starts: none is picked, and a team shares what it was given."""

from datetime import timedelta

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform.scope import reading
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import NotDispatched, NotYourJob
from anxin.visit.workshop.models import Assignment, JobClock
from anxin.visit.workshop.parameters import DISPATCH_FIRST, TEAM_FIRST
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    Technician,
    dispatched,
    finish,
    order_for,
    pause,
    plan,
    put_into_team,
    set_for_store,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(floor: Floor) -> OrderAtWork:
    return order_for(floor, jobs=2)


def begin(order: OrderAtWork, technician: Technician, hours: float = 0) -> commands.ClockedJob:
    """A technician taps start, whoever has the job."""
    at = AT + hours * HOUR
    return commands.clock_on(actor=technician.actor, number=order.number, job_id=order.job_id, at=at)


def holders(floor: Floor, order: OrderAtWork) -> dict[str, int]:
    with reading(floor.dispatcher):
        rows = Assignment.objects.across_stores(reason="test").filter(job_id=order.job_id, released_at=None)
        return {row.technician.name: row.share_percent for row in rows.select_related("technician").order_by("pk")}


@pytest.mark.rule("R-WS01")
def test_nobody_picks_a_job_that_the_dispatcher_gave_to_nobody_or_to_another(floor: Floor, order: OrderAtWork) -> None:
    with pytest.raises(NotDispatched, match="请找车间调度") as refusal:
        begin(order, floor.wang)
    assert refusal.value.rule == "R-WS01"
    assert holders(floor, order) == {}
    with reading(floor.dispatcher):
        assert not JobClock.objects.across_stores(reason="test").exists()
    assert view_of(floor.desk, order.number).head.state == "AUTHORISED"
    dispatched(floor, order)
    with pytest.raises(NotYourJob, match=r"王强.*车间调度改派"):
        begin(order, floor.li)
    assert holders(floor, order) == {"王强": 100}
    assert begin(order, floor.wang).technician_id == floor.wang.id


@pytest.mark.rule("R-WS01")
def test_what_is_taken_back_is_not_gone_on_with(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order)
    begin(order, floor.wang)
    pause(order, floor.wang, AT + HOUR)
    commands.recall_job(actor=floor.dispatcher, number=order.number, job_id=order.job_id, at=AT + HOUR)
    with pytest.raises(NotDispatched):
        begin(order, floor.wang, 2)


@pytest.mark.rule("R-WS01")
def test_a_store_without_dispatcher_lets_who_begins_have_the_job(floor: Floor, order: OrderAtWork) -> None:
    set_for_store(floor, DISPATCH_FIRST.code, False)
    begin(order, floor.wang)
    assert holders(floor, order) == {"王强": 100}
    with pytest.raises(NotYourJob, match="王强"):
        begin(order, floor.li)


@pytest.mark.rule("R-WS08")
def test_in_a_customer_group_whoever_of_the_team_begins_has_the_job(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order, plan(floor, start=AT))
    put_into_team(floor, floor.wang.id, floor.li.id)
    with pytest.raises(NotYourJob):
        begin(order, floor.li)
    set_for_store(floor, TEAM_FIRST.code, True)
    begin(order, floor.li)
    assert holders(floor, order) == {"李明": 100}
    with reading(floor.dispatcher):
        day = queries.day_plan(floor.dispatcher, floor.store_id, AT.date())
        placed = queries.find_placed_job(floor.dispatcher, order.job_id)
    assert {one.name: len(one.blocks) for one in day.technicians}["王强"] == 0
    assert placed is not None
    assert (placed.bay, placed.planned_from) == (floor.bay.code, AT)


@pytest.mark.rule("R-WS08")
def test_a_team_mate_who_joins_shares_the_hours_and_nobody_of_another_team_does(floor: Floor, order: OrderAtWork) -> None:
    set_for_store(floor, TEAM_FIRST.code, True)
    dispatched(floor, order)
    put_into_team(floor, floor.wang.id)
    begin(order, floor.wang)
    with pytest.raises(NotYourJob):
        begin(order, floor.li)
    put_into_team(floor, floor.wang.id, floor.li.id)
    begin(order, floor.li, 0.5)
    assert holders(floor, order) == {"王强": 50, "李明": 50}
    finish(order, floor.li, AT + HOUR + timedelta(minutes=1))
