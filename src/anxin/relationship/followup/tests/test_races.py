"""Two clerks with one customer; an event that is handled twice."""

from collections.abc import Callable
from functools import partial
from typing import Any

from anxin.relationship.followup import commands
from anxin.relationship.followup.tests.factories import CALL_AT, GOOD, card_of, make_call_desk, planned_follow_up

Race = Callable[..., list[Any]]


def test_two_clerks_close_a_follow_up_once(race: Race) -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    report = commands.CallReport("reached", GOOD)
    record = partial(commands.record_call, actor=desk.clerk, followup_id=planned.id or 0, report=report, at=CALL_AT)
    outcomes = race(record, record, record)
    assert sorted(type(each).__name__ for each in outcomes) == ["IllegalTransition"] * 2 + ["RecordedCall"]
    assert len(card_of(desk, planned.id).calls) == 1
