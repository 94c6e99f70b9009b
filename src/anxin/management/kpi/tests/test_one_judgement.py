"""One number is judged alike on every page: cockpit, gaps, sheet and its own; who carries it, and what people said of it."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands import Cell, NewTarget, confirm_obstacles, set_targets
from anxin.management.kpi.queries import (
    Level,
    explain_gaps,
    list_contributions,
    list_gaps,
    read_figure,
    read_sheet,
    read_tiles,
    read_trend,
)
from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.tests.planted import plant
from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk

D = Decimal
TODAY = AT.date()
RATE, CARS = "appointment_rate", "vehicle_entries"


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    """A store open every day: 40 cars last month and 20 in this, all of one advisor but four; 2 of this by appointment."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    other = make_front_desk("LG2", "service_manager").employee_id
    here: dict[str, Any] = {"store_id": desk.store.pk, "kind": "mechanical"}
    before = [{**here, "day": date(2026, 10, 12), "advisor_id": desk.employee_id} for _each in range(40)]
    now = [
        {
            **here,
            "day": date(2026, 11, 9),
            "advisor_id": other if number < 4 else desk.employee_id,
            "is_appointment": number < 2,
        }
        for number in range(20)
    ]
    plant(monkeypatch, "repair_orders.opened", [{**here, "day": date(2024, 1, 2)}, *before, *now])
    return desk


def aim(desk: FrontDesk, *targets: NewTarget) -> None:
    set_targets(actor=desk.actor, store_id=desk.store.pk, year=2026, targets=targets, is_sure=True, at=AT)


def asked(code: str, value: int, operator: str = "ge", employee_id: int | None = None) -> NewTarget:
    return NewTarget(Cell(code, TODAY.month, employee_id), operator, D(value))


def page(desk: FrontDesk, address: str) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("period", [Period.DAY, Period.WEEK, Period.MONTH, Period.QUARTER, Period.YEAR])
def test_cockpit_gaps_sheet_and_page_say_the_same_of_every_figure(desk: FrontDesk, period: Period) -> None:
    aim(desk, asked(CARS, 60), asked("missing_ratings", 3, "le"), asked("total_repair_output", 100_000))
    place = (Level.STORE, desk.store.pk, period, TODAY)
    sheet = {one.definition.code: one for one in read_sheet(desk.actor, *place)}
    said = {code: (one.standing, one.held, one.is_unrecorded) for code, one in sheet.items()}
    tiles = read_tiles(desk.actor, [*sheet], *place)
    assert {one.definition.code: (one.standing, one.held, one.is_unrecorded) for one in tiles} == said
    for code in (CARS, RATE, "missing_ratings"):
        one = read_figure(desk.actor, code, *place)
        assert (one.standing, one.held, one.is_unrecorded) == said[code]
    gaps = list_gaps(desk.actor, desk.store.pk, period, TODAY)
    for standing in (Standing.MISSED, Standing.NEAR, Standing.MET):
        assert gaps.counts[standing] == sum(one.standing is standing for one in sheet.values())
    off = {code for code, one in sheet.items() if one.standing in (Standing.MISSED, Standing.NEAR)}
    assert {one.reading.definition.code for one in gaps.gaps} == off
    assert off.isdisjoint(one.definition.code for one in gaps.unrecorded)


def test_the_sheet_and_the_list_of_gaps_count_the_same_and_say_what_they_count(desk: FrontDesk) -> None:
    aim(desk, asked(CARS, 60))
    sheet, gaps = page(desk, "/figures/"), page(desk, "/cockpit/gaps/")
    (missed,) = {*re.findall(r"未达标 (\d+)", sheet)}
    assert int(missed) > 0
    assert f"未达标 {missed}" in gaps
    assert "有目标的指标：" in gaps
    assert "这 10 张卡：" in page(desk, "/cockpit/")
    # What is due by now is said where a running total is judged.
    assert "未达标 · 完成 33%，时间过了 63%" in sheet
    assert "没人记" in sheet


def test_the_trend_judges_the_running_month_as_the_figure(desk: FrontDesk) -> None:
    aim(desk, asked(CARS, 60))
    place = (Level.STORE, desk.store.pk)
    assert read_trend(desk.actor, CARS, *place, TODAY)[-1].standing is Standing.MISSED
    aim(desk, asked(CARS, 20))
    assert read_trend(desk.actor, CARS, *place, TODAY)[-1].standing is Standing.MET


def test_of_a_running_day_nothing_is_judged_and_no_change_is_told(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"store_id": desk.store.pk, "kind": "mechanical", "advisor_id": desk.employee_id}
    days = [(19, 30), (20, 3), (13, 50)]
    rows = [{**here, "day": date(2026, 11, day)} for day, times in days for _each in range(times)]
    plant(monkeypatch, "repair_orders.opened", [{**here, "day": date(2024, 1, 2)}, *rows])
    place = (Level.STORE, desk.store.pk)
    for one in read_sheet(desk.actor, *place, Period.DAY, TODAY):
        assert (one.standing, one.base, one.base_year_ago) == (Standing.NONE, None, None)
    assert list_gaps(desk.actor, desk.store.pk, Period.DAY, TODAY).unrecorded == ()
    (tile,) = read_tiles(desk.actor, [CARS], *place, Period.DAY, TODAY)
    assert (tile.value, tile.before, tile.base) == (3, 30, None)
    assert "−90.0%" not in page(desk, "/figures/vehicle_entries/?period=day")
    # Yesterday is over.
    (tile,) = read_tiles(desk.actor, [CARS], *place, Period.DAY, date(2026, 11, 19))
    assert tile.base == 0
    # Of a week on its first day likewise; later the same days of the week before.
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 16, 2, tzinfo=UTC))
    (tile,) = read_tiles(desk.actor, [CARS], *place, Period.WEEK, date(2026, 11, 16))
    assert tile.base is None
    monkeypatch.setattr(clock, "now", lambda: AT)
    (tile,) = read_tiles(desk.actor, [CARS], *place, Period.WEEK, TODAY)
    # Of the running week the days that are over, against as many of the week before: 13 November is none of them.
    assert (tile.value, tile.even, tile.base) == (33, 30, 0)


def test_what_was_recorded_in_the_period_before_is_not_called_unrecorded(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On the first day of a month nobody has come yet.
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 1, 1, tzinfo=UTC))
    found = list_gaps(desk.actor, desk.store.pk, Period.MONTH, date(2026, 12, 1))
    codes = {one.definition.code for one in found.unrecorded} | {one.reading.definition.code for one in found.gaps}
    reading = read_figure(desk.actor, RATE, Level.STORE, desk.store.pk, Period.MONTH, date(2026, 12, 1))
    assert (reading.value, reading.before is None, reading.standing) == (None, True, Standing.NONE)
    assert RATE in codes
    plant(
        monkeypatch,
        "repair_orders.opened",
        [
            {"store_id": desk.store.pk, "day": date(2024, 1, 2)},
            {"store_id": desk.store.pk, "day": date(2026, 11, 1), "is_appointment": True},
        ],
    )
    found = list_gaps(desk.actor, desk.store.pk, Period.MONTH, date(2026, 12, 1))
    assert RATE not in {one.definition.code for one in found.unrecorded}


def test_who_carries_is_of_the_gap_in_that_row(desk: FrontDesk) -> None:
    """Ahead of half of the target, behind what is due of it, and far behind last month."""
    aim(desk, asked(CARS, 60))
    (gap,) = (
        one for one in list_gaps(desk.actor, desk.store.pk, Period.MONTH, TODAY).gaps if one.reading.definition.code == CARS
    )
    held = D(60) * 19 / 30
    assert gap.reading.held == Target("ge", held)
    found = list_contributions(
        desk.actor, CARS, "advisor_id", Level.STORE, desk.store.pk, Period.MONTH, TODAY, reading=gap.reading
    )
    assert (found.aim, found.gap) == (held, 20 - held)
    assert sum((one.points or 0 for one in found.members), D(0)) == 20 - held
    (why,) = explain_gaps(desk.actor, [gap], desk.store.pk, Period.MONTH, TODAY)
    assert why.carrier is not None
    # All of last month's cars were his: all of the target is.
    assert (why.carrier.id, why.carrier.points) == (desk.employee_id, 16 - held)


def test_whoever_has_a_target_of_his_own_is_held_against_what_is_due_of_it(desk: FrontDesk) -> None:
    read = list_contributions(desk.actor, CARS, "advisor_id", Level.STORE, desk.store.pk, Period.MONTH, TODAY)
    (other,) = (one.id for one in read.members if one.id not in (None, desk.employee_id))
    aim(desk, asked(CARS, 60), asked(CARS, 24, employee_id=desk.employee_id))
    found = list_contributions(desk.actor, CARS, "advisor_id", Level.STORE, desk.store.pk, Period.MONTH, TODAY)
    share = D(19) / 30
    parts = {one.id: (one.points, one.standing) for one in found.members}
    assert parts[desk.employee_id] == (16 - 24 * share, Standing.MET)
    assert parts[other] == (4 - 36 * share, Standing.NONE)
    assert sum((one.points or 0 for one in found.members), D(0)) == found.gap


def test_what_people_confirmed_counts_for_its_period_and_is_said_with_its_days(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    obstacle = catalogue().definitions[RATE].obstacles[0]
    given: dict[str, Any] = {"actor": desk.actor, "store_id": desk.store.pk, "code": RATE, "period": Period.MONTH}
    confirm_obstacles(**given, obstacles=[obstacle], day=date(2026, 10, 20), at=AT)

    def gap() -> Any:
        found = list_gaps(desk.actor, desk.store.pk, Period.MONTH, TODAY).gaps
        return next(one for one in found if one.reading.definition.code == RATE)

    assert (gap().said, gap().said_before.first) == (None, date(2026, 10, 1))
    shown = page(desk, "/cockpit/gaps/")
    assert "10-01 – 10-31: " in shown
    assert f"/figures/{RATE}/" in shown
    # At seven in the morning of the 20th in Shanghai it is still the 19th in Greenwich.
    morning = datetime(2026, 11, 19, 23, tzinfo=UTC)
    confirm_obstacles(**given, obstacles=[obstacle], day=TODAY, at=morning)
    assert gap().said.obstacles == (obstacle,)
    shown = page(desk, "/cockpit/gaps/")
    assert "11-20</span>" in shown
    assert "11-19</span>" not in shown
    assert "11-20 确认" in page(desk, f"/figures/{RATE}/")


def test_what_was_confirmed_stands_in_every_row_and_the_page_says_which_rows_were_looked_into(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anxin.management.kpi.web.gaps.EXPLAINED", 0)
    obstacle = catalogue().definitions[RATE].obstacles[0]
    confirm_obstacles(
        actor=desk.actor, store_id=desk.store.pk, code=RATE, period=Period.MONTH, day=TODAY, obstacles=[obstacle], at=AT
    )
    shown = page(desk, "/cockpit/gaps/")
    assert catalogue().obstacles[obstacle].name.zh in shown
    monkeypatch.setattr("anxin.management.kpi.web.gaps.EXPLAINED", 1)
    aim(desk, asked(CARS, 60), asked("monthly_entries", 60))
    assert "谁、主要障碍只查前 1 项" in page(desk, "/cockpit/gaps/")
