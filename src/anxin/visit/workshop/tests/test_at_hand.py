"""What technician and inspector have at hand: what was agreed, words that fit the work, which fields are needed."""

from typing import Any

import pytest

from anxin.platform import clock
from anxin.resources.catalog.tests.factories import make_operation, make_rate
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import signed_order, view_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.tests.factories import (
    Floor,
    OrderAtWork,
    all_passed,
    dispatched,
    finish,
    start,
)
from anxin.visit.workshop.tests.test_web import SELF_CHECK, browser_of, job_path

pytestmark = pytest.mark.django_db


def test_words_of_other_work_are_not_offered(floor: Floor) -> None:
    make_rate()
    wipers, brakes = make_operation(name="更换雨刮"), make_operation(name="更换刹车片")

    def order_with(operation: Any, title: str) -> OrderAtWork:
        jobs = [NewJob(title, "异响", items=[NewItem("labour", operation.code)])]
        number = signed_order(floor.desk, jobs=jobs, at=clock.now()).number
        return OrderAtWork(number, tuple(job.id for job in view_of(floor.desk, number).jobs))

    for operation, cause in ((wipers, "胶条老化"), (brakes, "片磨到底")):
        done = order_with(operation, f"做{cause}")
        start(done, floor.wang, clock.now())
        commands.finish_job(
            actor=floor.wang.actor,
            number=done.number,
            job_id=done.job_id,
            checks=all_passed("self"),
            cause=cause,
            correction="更换",
            at=clock.now(),
        )
    start(order_with(brakes, "前轮有声"), floor.wang, clock.now())
    assert queries.technician_day(floor.wang.actor).causes == ("片磨到底",)


def test_what_was_agreed_beside_the_work_is_seen_where_it_is_done(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order, at=clock.now())
    agreed = view_of(floor.desk, order.number).authorisation
    assert agreed is not None
    page = browser_of(floor.wang.actor).get("/workshop/my-day/").content.decode()
    assert all(words in page for words in agreed.choices)
    assert 'href="/people/clock/"' in page
    start(order, floor.wang, clock.now())
    finish(order, floor.wang, clock.now())
    page = browser_of(floor.inspector).get(f"/workshop/inspection/{order.number}/").content.decode()
    items = [item.description for job in view_of(floor.desk, order.number).jobs for item in job.items]
    assert items
    for words in (*agreed.choices, "早上有异响", "磨损", "更换", *items):
        assert words in page, words


def test_a_field_that_is_needed_is_not_called_optional_after_an_error(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang, clock.now())
    client = browser_of(floor.wang.actor)
    refused = client.post(job_path(order, "finish"), {**SELF_CHECK, "cause": "片已磨到底"})
    form = refused.content.decode().partition('id="finish-form"')[2].partition("</form>")[0]
    assert (refused.status_code, "片已磨到底" in form, "选填" in form) == (422, True, False)
