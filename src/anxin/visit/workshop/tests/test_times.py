"""Times that nobody can mean: a plan or a corrected clock with one would break every page that reads it."""

from datetime import datetime, timedelta, timezone

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import Invalid
from anxin.visit.workshop import commands
from anxin.visit.workshop.commands import Correction, Plan, Seen, Share
from anxin.visit.workshop.tests.factories import HOUR, make_floor, order_for, pause, start

pytestmark = pytest.mark.django_db

FIRST = datetime(1, 1, 1, tzinfo=timezone(14 * HOUR))
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-12 * HOUR))
NAIVE = AT.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("span", "field"),
    [
        ((FIRST, AT + HOUR), "started_at"),
        ((NAIVE, AT + HOUR), "started_at"),
        ((AT, LAST), "ended_at"),
        ((AT, NAIVE + HOUR), "ended_at"),
        ((AT - timedelta(hours=36), AT + HOUR), "ended_at"),
        ((AT, AT + 10 * HOUR), "ended_at"),
    ],
)
def test_a_clock_is_not_set_to_a_time_that_cannot_be(span: tuple[datetime, datetime], field: str) -> None:
    floor = make_floor()
    order = order_for(floor)
    clocked = start(order, floor.wang)
    pause(order, floor.wang, AT + 2 * HOUR)
    with pytest.raises(Invalid) as refusal:
        commands.correct_clock(
            actor=floor.dispatcher,
            clock_id=clocked.clock_id,
            seen=Seen(AT, AT + 2 * HOUR),
            stretch=Correction(*span, "忘了按暂停"),
            at=AT + 9 * HOUR,
        )
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("span", "field"),
    [
        ((FIRST, None), "planned_from"),
        ((LAST, None), "planned_from"),
        ((AT, LAST), "planned_to"),
        ((NAIVE, None), "planned_from"),
    ],
)
def test_a_job_is_not_planned_for_a_time_that_cannot_be(span: tuple[datetime, datetime | None], field: str) -> None:
    floor = make_floor()
    order = order_for(floor)
    with pytest.raises(Invalid) as refusal:
        commands.dispatch_job(
            actor=floor.dispatcher,
            number=order.number,
            job_id=order.job_id,
            plan=Plan([Share(floor.wang.id)], *span),
            at=AT,
        )
    assert refusal.value.field == field
