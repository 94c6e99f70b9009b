"""A technician says until when a job takes (R-WS02)."""

from datetime import timedelta

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.scope import reading
from anxin.visit.promises import commands, queries
from anxin.visit.promises.tests.factories import HOUR, MINUTE, expected
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, finish, order_for, start

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
