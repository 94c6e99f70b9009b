"""What the technician's phone says of the jobs beside the running one: what is left of the car, what was sent back."""

from datetime import timedelta

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.visit.workshop import queries
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    finish,
    inspect,
    order_for,
    start,
)
from anxin.visit.workshop.tests.test_web import browser_of

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R-WS06")
def test_a_job_that_was_sent_back_says_so_among_the_next_ones_before_anybody_goes_on(floor: Floor) -> None:
    back, now = order_for(floor), order_for(floor)
    start(back, floor.wang, AT)
    finish(back, floor.wang, AT + HOUR)
    start(now, floor.wang, AT + HOUR)
    inspect(floor, back, AT + 2 * HOUR, rework_job_ids=[back.job_id], job_notes={back.job_id: "仍有异响"})
    day = queries.technician_day(floor.wang.actor, now=AT + 2 * HOUR)
    told = {one.job.number: one.sent_back for one in day.jobs}
    assert told == {now.number: "", back.number: "仍有异响"}
    assert day.current is not None
    assert day.current.job.number == now.number
    shown = browser_of(floor.wang.actor).get("/workshop/my-day/").content.decode()
    (following,) = shown.split("接下来")[1:]
    assert "退回" in following
    assert "仍有异响" in following


@pytest.mark.rule("R-WS06")
def test_a_job_of_less_than_a_clocked_minute_says_that_it_was_sent_back_to_technician_and_advisor(floor: Floor) -> None:
    back = order_for(floor)
    start(back, floor.wang, AT + HOUR)
    finish(back, floor.wang, AT + HOUR + timedelta(seconds=20))
    inspect(floor, back, AT + 2 * HOUR, rework_job_ids=[back.job_id], job_notes={back.job_id: "仍有异响"})
    assert "退回：仍有异响" in browser_of(floor.wang.actor).get("/workshop/my-day/").content.decode()
    page = browser_of(floor.desk.actor).get(f"/repair-orders/{back.number}/").content.decode()
    assert "退回</" in page.split('id="workshop"')[1].split("工时记录")[0]


def test_what_is_left_of_the_car_counts_no_finished_job(floor: Floor) -> None:
    order = order_for(floor, jobs=3)
    phone = browser_of(floor.wang.actor)
    start(order, floor.wang, AT)
    assert "这台车还有 2 项没做完" in phone.get("/workshop/my-day/").content.decode()
    for job in (0, 1):
        finish(order, floor.wang, AT + (job + 1) * HOUR, job=job)
        start(order, floor.wang, AT + (job + 1) * HOUR, job=job + 1)
    shown = phone.get("/workshop/my-day/").content.decode()
    assert "这台车另外 2 项已做完" in shown
    assert "没做完" not in shown
