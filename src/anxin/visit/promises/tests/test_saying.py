"""A technician says until when a job takes (R-WS02)."""

from datetime import datetime, timedelta

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.scope import reading
from anxin.visit.promises import commands, queries
from anxin.visit.promises.tests.factories import HOUR, MINUTE, expected
from anxin.visit.promises.tests.test_progress import browser_of
from anxin.visit.repair_orders.commands import issue_order_parts
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, finish, order_for, pause, start
from anxin.visit.workshop.tests.time_steps import order_with_parts

pytestmark = pytest.mark.django_db


def say(floor: Floor, order: OrderAtWork, **more: object) -> commands.SaidDelay:
    given = {"number": order.number, "job_id": order.job_id, "until": AT + 2 * HOUR, "reason": "harder", "at": AT, **more}
    return commands.say_delay(actor=floor.wang.actor, **given)  # type: ignore[arg-type]


def test_the_last_word_counts_until_its_time_has_come(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    say(floor, order)
    say(floor, order, until=AT + HOUR, reason="parts", at=AT + MINUTE)
    assert (expected(floor, order).expected_at, expected(floor, order).reason) == (AT + HOUR, "said_parts")
    later = expected(floor, order, AT + HOUR + MINUTE)
    assert (later.expected_at, later.reason) == (AT + HOUR + 20 * MINUTE, "over")


def test_a_car_that_goes_on_or_stops_for_something_else_no_longer_says_that_it_waits_for_parts(
    floor: Floor, order: OrderAtWork, moment: list[datetime]
) -> None:
    start(order, floor.wang)
    say(floor, order, reason="parts")
    pause(order, floor.wang, AT + 5 * MINUTE, "parts")
    assert expected(floor, order, AT + 6 * MINUTE).reason_label == "等配件"
    start(order, floor.wang, AT + 10 * MINUTE)
    gone_on = expected(floor, order, AT + 11 * MINUTE)
    assert (gone_on.expected_at, gone_on.reason) == (AT + 2 * HOUR, "work")
    pause(order, floor.wang, AT + 20 * MINUTE, "other_car")
    stopped = expected(floor, order, AT + 21 * MINUTE)
    assert (stopped.expected_at, stopped.reason) == (AT + 2 * HOUR, "wait_other_car")
    moment[0] = AT + 21 * MINUTE
    told = browser_of(floor.desk.actor).get(f"/promises/orders/{order.number}/tell/").content.decode()
    assert "等配件" not in told
    assert "技师先完成前一台车" in told


def test_parts_that_were_issued_are_waited_for_no_longer(floor: Floor) -> None:
    order, keeper, _item = order_with_parts(floor, "2")
    start(order, floor.wang)
    say(floor, order, reason="parts")
    assert expected(floor, order).reason == "said_parts"
    issue_order_parts(actor=keeper, number=order.number, at=AT)
    assert expected(floor, order, AT + MINUTE).reason == "work"


def test_it_stands_in_the_talk_with_its_reason(floor: Floor, order: OrderAtWork) -> None:
    say(floor, order, words="螺栓断了")
    with reading(floor.desk.actor):
        (line,) = queries.list_talk(floor.desk.actor, order.number).lines
    assert (line.side, line.author) == ("workshop", "王强")
    assert "比预计复杂" in line.words
    assert "螺栓断了" in line.words


def test_what_makes_no_sense_is_refused(floor: Floor, order: OrderAtWork) -> None:
    for wrong in (
        {"until": AT},
        {"until": AT + timedelta(days=400)},
        {"reason": "rain"},
        {"reason": "other"},
        {"words": "字" * 201},
    ):
        with pytest.raises(Invalid):
            say(floor, order, **wrong)
    with pytest.raises(NotFound):
        say(floor, order, job_id=order_for(floor).job_id)
    start(order, floor.wang)
    finish(order, floor.wang, AT + MINUTE)
    with pytest.raises(commands.JobNotAhead):
        say(floor, order, at=AT + 2 * MINUTE)
