"""The month in which a store's records begin: what was stated of it stands for all of it, else it is a part of a month."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.queries import (
    Level,
    compute_figures,
    list_contributions,
    list_gaps,
    list_snapshots,
    read_course,
    read_figure,
    read_months,
    read_sheet,
    read_tiles,
)
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.periods import Period, Span, span_of
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.tasks import export_history
from anxin.management.kpi.tests.browsing import client_of
from anxin.management.kpi.tests.test_targets import asked, put
from anxin.management.kpi.web import labels
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.resources.figures.tests.factories import enter
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

# AT is 20 November 2026: records begin with it; it is looked at from the second of January.
LATER = datetime(2027, 1, 2, 4, tzinfo=AT.tzinfo)
NOVEMBER, DECEMBER = span_of(Period.MONTH, date(2026, 11, 1)), span_of(Period.MONTH, date(2026, 12, 1))
FOURTH = span_of(Period.QUARTER, date(2026, 11, 1))
BEFORE = {f"2026-{month:02}": 700 for month in range(1, 11)}
CODE = "vehicle_entries"


def ask(code: str, span: Span, period: Period = Period.MONTH, level: Level = Level.STORE) -> Figure:
    (found,) = compute_figures(system_actor("kpi"), [code], level, period, [span])
    return found


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    desk = make_front_desk("LG", "service_manager")
    for days in (0, 1, 15):
        open_order(desk, is_appointment=days == 0, at=AT + timedelta(days=days))
    return desk


def test_the_stated_value_is_of_the_whole_month(desk: FrontDesk) -> None:
    enter(desk.store, "entries", BEFORE | {"2026-11": 690})
    november = ask(CODE, NOVEMBER)
    assert (november.value, november.marks.stated, november.marks.is_partial) == (690, (NOVEMBER.first,), False)
    # Not counted twice: what was recorded in November is a part of what was stated of it.
    assert ask(CODE, FOURTH, Period.QUARTER).value == 700 + 690 + 1
    assert ask(CODE, span_of(Period.YEAR, AT.date()), Period.YEAR).value == 7000 + 690 + 1
    put(desk, asked(650, month=11))
    reading = read_figure(desk.actor, CODE, Level.STORE, desk.store.pk, Period.MONTH, NOVEMBER.last)
    assert (reading.standing, reading.before) == (Standing.MET, 700)


def test_days_of_that_month_are_those_of_the_records(desk: FrontDesk) -> None:
    enter(desk.store, "entries", BEFORE | {"2026-11": 690})
    day = ask(CODE, Span(AT.date(), AT.date()), Period.DAY)
    assert (day.value, day.marks.stated, day.marks.is_partial) == (1, (), False)
    part = ask(CODE, Span(NOVEMBER.first, AT.date()))
    assert (part.value, part.marks.is_partial) == (1, True)


def test_without_it_the_month_is_a_part_and_nobody_is_held_to_its_target(desk: FrontDesk) -> None:
    enter(desk.store, "entries", BEFORE)
    put(desk, asked(650, month=11))
    place = (Level.STORE, desk.store.pk, Period.MONTH, NOVEMBER.last)
    reading = read_figure(desk.actor, CODE, *place)
    assert (reading.value, reading.marks.is_partial, reading.marks.began) == (2, True, AT.date())
    assert (reading.standing, reading.done, reading.before, reading.year_ago) == (Standing.NONE, None, None, None)
    (tile,) = read_tiles(desk.actor, [CODE], *place)
    assert tile.standing is Standing.NONE
    assert CODE not in [one.reading.definition.code for one in list_gaps(desk.actor, *place[1:]).gaps]
    who = list_contributions(desk.actor, CODE, "advisor_id", *place)
    assert (who.gap, [one.value for one in who.members], [one.points for one in who.members]) == (None, [2], [None])
    # Its quarter and its year are parts as well, and December grows on nothing.
    assert ask(CODE, FOURTH, Period.QUARTER).marks.is_partial
    assert ask(CODE, span_of(Period.YEAR, AT.date()), Period.YEAR).marks.is_partial
    december = read_figure(desk.actor, CODE, Level.STORE, desk.store.pk, Period.MONTH, DECEMBER.last)
    assert (december.value, december.before, december.marks.is_partial) == (1, None, False)
    assert ask("entries_growth", NOVEMBER).value is None


def test_a_rate_of_its_days_is_judged_as_that_of_a_running_month(desk: FrontDesk) -> None:
    reading = read_figure(desk.actor, "appointment_rate", Level.STORE, desk.store.pk, Period.MONTH, NOVEMBER.last)
    assert (reading.value, reading.standing, reading.marks.is_partial) == (50, Standing.MET, True)


def test_it_says_nothing_of_the_level(desk: FrontDesk) -> None:
    enter(desk.store, "entries", {**{f"2025-{month:02}": 700 + month % 2 for month in range(1, 13)}, **BEFORE})
    course = read_course(desk.actor, CODE, Level.STORE, desk.store.pk, NOVEMBER.last)
    assert (course.levels, course.odd, course.limits[-1]) == ((), (), None)
    assert (course.points[-1].value, course.points[-1].is_partial) == (2, True)


def test_stated_months_stand_in_for_all_measures_of_a_figure_or_for_none(desk: FrontDesk) -> None:
    enter(desk.store, "entries", BEFORE | {"2026-11": 690})
    year = span_of(Period.YEAR, AT.date())
    # One of three recorded cars came by appointment, whatever was stated of cars before.
    assert ask("appointment_rate", year, Period.YEAR).value == Decimal(1) / 3
    # Of January and February only one of the two was stated: neither counts there.
    enter(desk.store, "repair_revenue", {f"2026-{month:02}": 100 for month in range(1, 11)})
    enter(desk.store, "repair_cost", {f"2026-{month:02}": 40 for month in range(3, 11)})
    margin = ask("gross_margin", year, Period.YEAR)
    assert (margin.value, margin.marks.is_partial, margin.marks.began) == (Decimal("0.6"), True, date(2026, 3, 1))


def test_what_was_stated_is_nobodys_and_a_total_with_it_is_not_divided(desk: FrontDesk) -> None:
    enter(desk.store, "entries", BEFORE | {"2026-11": 690})
    place = (Level.STORE, desk.store.pk, Period.QUARTER, FOURTH.last)
    who = list_contributions(desk.actor, CODE, "advisor_id", *place)
    assert (who.gap, who.stated) == (None, (date(2026, 10, 1), NOVEMBER.first))
    assert [one.value for one in who.members] == [3]


def test_stores_of_a_group_have_what_was_stated_of_them(desk: FrontDesk) -> None:
    other = make_front_desk("NS", "service_manager")
    open_order(other, at=datetime(2026, 10, 1, 4, tzinfo=AT.tzinfo))
    enter(desk.store, "entries", BEFORE | {"2026-11": 690})
    whole = ask(CODE, FOURTH, Period.QUARTER, Level.GROUP)
    assert whole.value == 700 + 690 + 1 + 1
    who = list_contributions(system_actor("kpi"), CODE, "store_id", Level.GROUP, 0, Period.QUARTER, FOURTH.last)
    assert {one.id: one.value for one in who.members} == {desk.store.pk: 1391, other.store.pk: 1}
    # A store that keeps half of November only makes a part of the group's.
    enter(desk.store, "entries", {"2026-11": None})
    assert ask(CODE, NOVEMBER, level=Level.GROUP).marks.is_partial


@pytest.mark.parametrize("stated", [BEFORE, BEFORE | {"2026-11": 690}])
def test_the_history_says_the_same(
    desk: FrontDesk, settings: Any, tmp_path: Path, stated: dict[str, int | str | None]
) -> None:
    settings.HISTORY_ROOT = tmp_path
    enter(desk.store, "entries", stated)
    export_history(0)
    codes = [CODE, "entries_growth", "appointment_rate", "maintenance_vehicle_entries"]
    for span in (NOVEMBER, DECEMBER):
        live = {one.code: one for one in compute_figures(desk.actor, codes, Level.STORE, Period.MONTH, [span])}
        for one in list_snapshots(desk.actor, codes, span.first, span.first):
            figure = live[one.code]
            assert (one.value, one.is_partial) == (_kept(figure.value), figure.marks.is_partial), (one.code, span)
    put(desk, asked(650, month=11))
    (kept,) = read_months(desk.actor, [CODE], NOVEMBER.first)
    assert kept.standing is (Standing.MET if "2026-11" in stated else Standing.NONE)
    assert (kept.trend[-1] is None) == ("2026-11" not in stated)


def test_a_first_day_that_moves_is_computed_anew(desk: FrontDesk, settings: Any, tmp_path: Path) -> None:
    settings.HISTORY_ROOT = tmp_path
    export_history(0)
    open_order(desk, at=datetime(2026, 11, 1, 4, tzinfo=AT.tzinfo))
    export_history(0)
    (one,) = list_snapshots(desk.actor, [CODE], NOVEMBER.first, NOVEMBER.first)
    assert (one.value, one.is_partial) == (3, False)


def test_the_pages_say_since_when_records_count_and_what_is_a_part(desk: FrontDesk) -> None:
    enter(desk.store, "entries", BEFORE)
    client = client_of(desk)
    page = client.get(f"/figures/{CODE}/?day=2026-11-30").content.decode()
    assert "到店记录从 2026-11-20 开始，这段时间只有一部分" in page
    assert "未达标" not in page
    assert "（不全）" in client.get("/figures/?day=2026-11-30&text=进厂台次").content.decode()
    for address in ("/monthly-figures/?year=2026", "/monthly-figures/months/2026-11/record/"):
        said = client.get(address).content.decode()
        assert "台次、产值等从 2026-12 起一律按到店记录算" in said
        assert "2026-11 填了整月的数就按填的算" in said
    assert "到店记录从" not in client.get("/monthly-figures/?year=2025").content.decode()
    enter(desk.store, "entries", {"2026-11": 690})
    quarter = client.get(f"/figures/{CODE}/?period=quarter&day=2026-12-31").content.decode()
    assert "2026-10 – 2026-11 是月度数据，没有记到谁" in quarter
    assert "比上期" not in quarter


def test_growth_since_a_part_of_a_month_and_of_growth_is_not_shown(desk: FrontDesk) -> None:
    enter(desk.store, "entries", {f"{year}-{month:02}": 600 + year % 100 for year in (2024, 2025) for month in range(1, 13)})
    enter(desk.store, "entries", BEFORE)
    sheet = client_of(desk).get("/figures/?day=2026-12-31&format=xlsx&state=none&state=met&state=missed&state=near")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    named = {str(row[0]): row for row in rows}
    assert CODE in named
    december = readings(desk, date(2026, 12, 31))
    assert labels.change(december[CODE].value, december[CODE].before, december[CODE].definition) == "—"
    october = readings(desk, date(2026, 10, 31))["entries_growth"]
    assert None not in (october.value, october.before, october.year_ago)
    assert labels.change(october.value, october.before, october.definition) == "—"


def notes(sheet: Any) -> dict[str, str]:
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    return {str(row[0]): str(row[-1]) for row in rows}


def test_the_file_says_which_months_are_a_part(desk: FrontDesk) -> None:
    shown = client_of(desk).get("/figures/?day=2026-11-30&state=none&state=met&state=missed&state=near")
    assert "（不全）" in shown.content.decode()
    found = notes(client_of(desk).get("/figures/?day=2026-11-30&format=xlsx&state=none&state=met&state=missed&state=near"))
    assert found[CODE] == "不全"


def test_an_odd_month_in_the_base_is_said_beside_the_change(desk: FrontDesk) -> None:
    enter(desk.store, "entries", {**{f"2025-{month:02}": 690 for month in range(1, 13)}, **BEFORE, "2025-07": 6900})
    client = client_of(desk)
    assert "环比、同比用到的 2025-07 的数异常" in client.get(f"/figures/{CODE}/?day=2026-07-31").content.decode()
    assert "−89.9% （异常）" in client.get("/figures/?day=2026-07-31&text=进厂台次").content.decode()
    assert notes(client.get("/figures/?day=2026-07-31&text=进厂台次&format=xlsx"))[CODE] == "月度数据 · 去年同期异常"
    enter(desk.store, "csi_score", {"2026-01": 88, "2026-02": 89, "2026-03": 90, "2026-04": 89, "2026-05": 90, "2026-06": 2})
    page = client.get("/figures/csi_score/?period=quarter&day=2026-06-30").content.decode()
    assert "2026-06 的数异常，仍然算进平均和比例" in page


def readings(desk: FrontDesk, day: date) -> dict[str, Reading]:
    found = read_sheet(desk.actor, Level.STORE, desk.store.pk, Period.MONTH, day)
    return {one.definition.code: one for one in found}


def _kept(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("1e-10"))
