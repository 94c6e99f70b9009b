"""Two clerks with one customer; a withdrawal beside a plan."""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

import pytest

from anxin.parties.customers.commands import withdraw_consent
from anxin.relationship.followup import commands
from anxin.relationship.followup.commands import planning
from anxin.relationship.followup.tests.factories import (
    CALL_AT,
    GOOD,
    card_of,
    delivered_visit,
    make_call_desk,
    planned_follow_up,
)

Race = Callable[..., list[Any]]


def test_two_clerks_close_a_follow_up_once(race: Race) -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    report = commands.CallReport("reached", GOOD)
    record = partial(commands.record_call, actor=desk.clerk, followup_id=planned.id or 0, report=report, at=CALL_AT)
    outcomes = race(record, record, record)
    assert sorted(type(each).__name__ for each in outcomes) == ["IllegalTransition"] * 2 + ["RecordedCall"]
    assert len(card_of(desk, planned.id).calls) == 1


def test_a_consent_that_ends_while_the_call_is_planned_withholds_it(race: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_call_desk()
    visit = delivered_visit(desk)
    about = {name: visit[name] for name in ("actor", "store_id", "customer_id", "at")}
    has_read, is_settled = Event(), Event()
    read = planning.may_contact

    def read_early(*given: Any) -> bool:
        agreed = read(*given)
        has_read.set()
        is_settled.wait(timeout=1)
        return agreed

    def withdraw() -> None:
        has_read.wait(timeout=10)
        withdraw_consent(purpose="service", **about)
        commands.settle_consent(**about)
        is_settled.set()

    monkeypatch.setattr(planning, "may_contact", read_early)
    planned, _nothing = race(partial(commands.plan_follow_up, **visit), withdraw)
    assert planned.state == "DUE"
    assert card_of(desk, planned.id).row.state == "NO_CONSENT"
