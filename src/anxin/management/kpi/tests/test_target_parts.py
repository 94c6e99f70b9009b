"""Targets of people beside the store's: what they make together, and what no target can be."""

from typing import Any

import pytest

from anxin.management.kpi import commands, queries
from anxin.management.kpi.commands import TargetsDisagree
from anxin.management.kpi.tests.test_targets import ENTRIES, MONTH, RATE, YEAR, asked, put
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.errors import Invalid, VersionConflict
from anxin.platform.scope import reading
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_front_desk("LG", "service_manager")


def test_parts_that_are_not_the_whole_any_more_are_told_and_are_asked_about(desk: FrontDesk) -> None:
    open_order(desk)
    put(desk, asked(600), asked(600, month=1))
    about: dict[str, Any] = {"actor": desk.actor, "store_id": desk.store.pk, "year": YEAR, "at": AT}
    commands.break_down_to_people(code=ENTRIES, column="advisor_id", **about)
    with pytest.raises(TargetsDisagree) as refused:
        put(desk, asked(900))
    (told,) = refused.value.found
    assert (told.code, told.month, told.value, told.expected, told.source) == (ENTRIES, MONTH, 900, 600, "R-KP08")
    put(desk, asked(900), is_sure=True)
    # Neither another month nor another part of the month is hindered by it.
    put(desk, asked(30, code=RATE, month=MONTH), asked(850, employee_id=desk.employee_id))
    with reading(desk.actor):
        (told,) = queries.check_targets(desk.actor, desk.store.pk, YEAR)
    assert told.gap == 50
    put(desk, asked(850))
    with reading(desk.actor):
        assert queries.check_targets(desk.actor, desk.store.pk, YEAR) == []


def test_people_are_not_given_parts_of_a_whole_that_another_changed(desk: FrontDesk) -> None:
    open_order(desk)
    seen = put(desk, asked(600)).newest
    put(desk, asked(900))
    about: dict[str, Any] = {"actor": desk.actor, "store_id": desk.store.pk, "year": YEAR, "at": AT}
    with pytest.raises(VersionConflict):
        commands.break_down_to_people(code=ENTRIES, column="advisor_id", seen=seen, **about)


def test_only_a_figure_that_takes_one_thing_from_another_may_be_asked_below_zero(desk: FrontDesk) -> None:
    for code in (ENTRIES, RATE):
        with pytest.raises(Invalid) as refused:
            put(desk, asked(-5, code=code))
        assert refused.value.field == "value"
    put(desk, asked(-5, code="repair_gross_profit"))
