"""Figures that look back over months, of which only some are recorded: a part, that is not judged nor compared."""

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.asking import Cell
from anxin.management.kpi.engine.marks import Marks
from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.models import FigureSnapshot
from anxin.management.kpi.queries import (
    Level,
    list_gaps,
    list_months,
    list_results,
    list_snapshots,
    read_figure,
    read_months,
)
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.queries.unrecorded import looks_unrecorded
from anxin.management.kpi.rules.lacks import first_whole, later
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.tasks import export_history
from anxin.management.kpi.tests.browsing import client_of
from anxin.management.kpi.tests.test_targets import asked, put
from anxin.parties.org import stores as org_stores
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

# Records begin on 20 November 2026, with AT; it is looked at from the second of February.
LATER = datetime(2027, 2, 2, 4, tzinfo=AT.tzinfo)
DECEMBER, JANUARY = date(2026, 12, 31), date(2027, 1, 31)
BASE, LOYAL, GROWTH = "customer_base", "loyal_customers", "active_customer_growth"


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    desk = make_front_desk("LG", "service_manager")
    for days in (0, 1, 15, 45):
        open_order(desk, at=AT + timedelta(days=days))
    return desk


def opened(desk: FrontDesk, day: date) -> None:
    Store.objects.filter(pk=desk.store.pk).update(opened_on=day)
    org_stores.forget()


def read(desk: FrontDesk, code: str, day: date = JANUARY) -> Reading:
    return read_figure(desk.actor, code, Level.STORE, desk.store.pk, Period.MONTH, day)


def test_a_window_of_some_months_is_shown_and_neither_judged_nor_compared(desk: FrontDesk) -> None:
    put(desk, asked(1500, month=1, code=BASE), year=2027)
    base = read(desk, BASE)
    assert (base.value, base.marks.is_partial, base.marks.began) == (4, True, AT.date())
    assert (base.standing, base.held, base.before, base.missing) == (Standing.NONE, None, None, None)
    assert base.marks.whole_from == date(2027, 11, 20)
    frequency = read(desk, "return_frequency")
    assert (frequency.standing, frequency.before) == (Standing.NONE, None)
    assert BASE not in [
        one.reading.definition.code for one in list_gaps(desk.actor, desk.store.pk, Period.MONTH, JANUARY).gaps
    ]
    # Nothing can be given for what is not judged.
    (store, *_rest) = list_results(desk.actor, desk.store.pk, BASE, JANUARY, LATER)
    assert (store.value, store.standing) == (4, "none")


def test_of_a_store_that_opened_with_its_records_the_window_is_whole(desk: FrontDesk) -> None:
    put(desk, asked(1500, month=1, code=BASE), year=2027)
    opened(desk, AT.date())
    base = read(desk, BASE)
    assert (base.value, base.standing, base.before, base.marks.is_partial) == (4, Standing.MISSED, 3, False)
    assert read(desk, LOYAL).value == 0
    # It had opened before, and of these weeks nothing is known.
    opened(desk, AT.date() - timedelta(days=20))
    assert (read(desk, BASE).standing, read(desk, BASE).marks.is_partial) == (Standing.NONE, True)
    assert read(desk, LOYAL).value is None


def test_after_the_months_of_the_window_it_is_judged(desk: FrontDesk) -> None:
    open_order(desk, at=AT - timedelta(days=500))
    put(desk, asked(3, month=1, code=BASE), year=2027)
    base = read(desk, BASE)
    assert (base.value, base.standing, base.before, base.marks.whole_from) == (4, Standing.MET, 3, None)


def test_a_group_of_which_one_store_began_late_is_a_part(desk: FrontDesk) -> None:
    other = make_front_desk("NS", "service_manager")
    open_order(other, at=AT - timedelta(days=500))
    open_order(other, at=AT)
    both = read_figure(system_actor("kpi"), BASE, Level.GROUP, 0, Period.MONTH, JANUARY)
    assert (both.value, both.marks.is_partial, both.standing, both.before) == (5, True, Standing.NONE, None)
    assert both.marks.whole_from == date(2027, 11, 20)


def test_kept_months_say_the_same_and_follow_the_day_of_opening(desk: FrontDesk, settings: Any, tmp_path: Path) -> None:
    settings.HISTORY_ROOT = tmp_path
    put(desk, asked(1500, month=1, code=BASE), year=2027)
    codes = [BASE, LOYAL, GROWTH, "return_frequency", "fleet_share"]

    def kept() -> dict[str, tuple[object, bool]]:
        export_history(0)
        rows = list_snapshots(desk.actor, codes, JANUARY.replace(day=1), JANUARY.replace(day=1))
        found = {one.code: (None if one.value is None else round(one.value, 6), one.is_partial) for one in rows}
        for code, (value, is_partial) in found.items():
            now = read(desk, code)
            live = None if now.value is None else now.value / (100 if now.definition.unit == "percent" else 1)
            assert (value, is_partial) == (None if live is None else round(live, 6), now.marks.is_partial), code
        return found

    assert {code: part for code, (_value, part) in kept().items()} == dict.fromkeys(codes, True)
    (month,) = read_months(desk.actor, [BASE], JANUARY)
    assert (month.value, month.standing, month.points, month.before) == (4, Standing.NONE, None, None)
    assert set(month.trend) == {None}
    opened(desk, AT.date())
    assert kept()[BASE] == (4, False)
    (month,) = read_months(desk.actor, [BASE], JANUARY)
    assert (month.standing, month.before) == (Standing.MISSED, 3)
    assert not FigureSnapshot.objects.visible_to(desk.actor, "kpi.see").filter(code=BASE, is_partial=True).exists()


def test_what_is_not_known_yet_says_from_when_it_will_be(desk: FrontDesk) -> None:
    assert (read(desk, LOYAL).value, read(desk, LOYAL).whole_from) == (None, date(2027, 11, 20))
    assert not read(desk, LOYAL).is_unrecorded
    # From the first month that records fill on, a year later; of the month before the next.
    assert read(desk, "entries_growth").whole_from == date(2027, 12, 1)
    assert (read(desk, "entries_growth").value, read(desk, "entries_growth").is_unrecorded) == (None, False)
    assert read(desk, "vehicle_entries").whole_from is None
    client = client_of(desk)
    page = client.get(f"/figures/{LOYAL}/?day={JANUARY}").content.decode()
    assert "还算不出：要有 12 个月的记录，2027-11-20 起才有。" in page
    assert "没人记" not in page
    page = client.get(f"/figures/{BASE}/?day={JANUARY}").content.decode()
    assert "只有 2 个月的记录，要有 12 个月的记录，2027-11-20 起才齐" in page
    sheet = client.get(f"/figures/?day={JANUARY}&format=xlsx&state=none&state=met&state=missed&state=near")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    notes = {str(row[0]): str(row[-1]) for row in rows}
    assert (notes[BASE], notes[LOYAL]) == ("只有 2 个月的记录", "要有 12 个月的记录")
    assert notes["entries_growth"] == "要有去年同期的记录"
    assert "要往前看 12 个月" in client.get(f"/figures/handbook/{BASE}/").content.decode()


@pytest.mark.parametrize(
    ("period", "shift", "begun", "day"),
    [
        (Period.MONTH, "last_year", date(2026, 11, 20), date(2027, 12, 1)),
        (Period.MONTH, "last_period", date(2026, 11, 2), date(2026, 12, 1)),
        (Period.QUARTER, "last_period", date(2026, 11, 2), date(2027, 4, 1)),
        (Period.WEEK, "last_period", date(2026, 11, 18), date(2026, 11, 30)),
        (Period.DAY, "last_period", date(2026, 11, 18), date(2026, 11, 19)),
        (Period.TRAILING, "last_year", date(2026, 11, 18), date(2028, 11, 18)),
    ],
)
def test_the_first_day_of_what_can_be_compared(period: Period, shift: str, begun: date, day: date) -> None:
    assert later(period, shift, first_whole(period, begun)) == day


def test_months_that_have_not_begun_or_are_not_over_have_no_number(desk: FrontDesk) -> None:
    open_order(desk, at=AT - timedelta(days=500))
    lines = list_months(desk.actor, desk.store.pk, BASE, 2027, LATER.date())
    assert [one.value is not None for one in lines] == [True, True] + [False] * 10
    lines = list_months(desk.actor, desk.store.pk, BASE, 2028, LATER.date())
    assert [(one.before is not None, one.value) for one in lines] == [(True, None)] + [(False, None)] * 11


def test_a_year_with_a_gap_among_stated_months_is_not_called_unrecorded() -> None:
    definition, year = catalogue().definitions["vehicle_entries"], span_of(Period.YEAR, AT.date())

    def unknown(marks: Marks) -> Figure:
        return Figure(definition.code, Cell(1, year), None, dict.fromkeys(definition.formula.terms), (), marks)

    february = (date(2026, 2, 1),)
    assert looks_unrecorded(definition, unknown(Marks()), unknown(Marks()))
    assert not looks_unrecorded(definition, unknown(Marks(gaps=february)), unknown(Marks()))
    assert not looks_unrecorded(definition, unknown(Marks(lacking=(2,))), unknown(Marks()))
