"""The rows behind a figure can be added up: what all of them come to is the part of the formula, for every measure."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import FigureDocuments, Level, compute_figures, list_figure_documents
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.periods import Period, span_of, to_date
from anxin.management.kpi.tests.browsing import client_of, read
from anxin.management.kpi.tests.planted import plant
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.facts import registry
from anxin.resources.figures.tests.factories import enter
from anxin.visit.repair_orders.queries import list_plates
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

TODAY = AT.date()
MONTH = to_date(Period.MONTH, TODAY)


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_front_desk("LG", "service_manager")


def behind(desk: FrontDesk, code: str, part: str, day: date = TODAY, period: Period = Period.MONTH) -> FigureDocuments:
    return list_figure_documents(desk.actor, code, part, Level.STORE, desk.store.pk, period, day)


def test_every_part_of_every_figure_is_what_its_rows_add_up_to(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One row of each fact for each of its values: what the engine counts and what the rows come to are two statements."""
    open_order(desk, at=AT.replace(year=AT.year - 2))
    known = catalogue()
    terms = {
        term: code
        for code, one in known.definitions.items()
        for term in one.formula.terms
        if not term.shift and known.measures[term.measure].fact in registry
    }
    seen = 0
    for name in sorted({known.measures[term.measure].fact for term in terms}):
        fact = registry[name]
        if fact.is_stated or fact.is_of_calendar:
            continue
        with monkeypatch.context() as context:
            plant(context, name, list(_rows(desk, name)))
            for term, code in sorted(each for each in terms.items() if known.measures[each[0].measure].fact == name):
                (figure,) = compute_figures(
                    desk.actor,
                    [code],
                    Level.STORE,
                    Period.MONTH,
                    [to_date(Period.MONTH, AT.date())],
                    unit_ids=[desk.store.pk],
                )
                found, part = behind(desk, code, term.measure), figure.parts.get(term)
                if part is not None:
                    assert found.total == part, (code, term, found)
                    seen += found.lines > 0
    assert seen > 60


def _rows(desk: FrontDesk, name: str) -> list[dict[str, object]]:
    fact = registry[name]
    rows: list[dict[str, object]] = []
    for number in range(24):
        day = AT.date().replace(day=1 + number % 3)
        row: dict[str, object] = {"store_id": desk.store.pk, "day": day}
        for place, (column, kind) in enumerate(fact.columns.items()):
            if column in ("key", "store_id", "day"):
                continue
            values = [*fact.values.get(column, ())]
            row[column] = {
                "id": 1 + number % (3 + place % 4), "text": values[number % len(values)] if values else f"T{number % 5}",
                "flag": (number + place) % 3 != 0, "count": number % 4, "money": 100 * number, "number": Decimal(number),
                "day": day,
            }[kind]  # fmt: skip
        rows.append(row)
    return rows


def test_an_order_is_one_line_and_the_largest_comes_first(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    open_order(desk)
    line = {"store_id": desk.store.pk, "day": AT.date(), "is_internal": False, "payer": "CUSTOMER"}
    rows = [{**line, "number": number, "gross": fen} for number, fen in (("A", 0), ("A", 100), ("B", 300), ("A", 50))]
    plant(monkeypatch, "billing.settled_line", rows)
    terms = catalogue().definitions["total_repair_output"].formula.terms
    found = behind(desk, "total_repair_output", terms[0].measure)
    assert [(one["number"], one["lines"], one["amount"]) for one in found.rows] == [("B", 1, 300), ("A", 3, 150)]
    assert (found.count, found.lines, found.total, found.has_more) == (2, 4, 450, False)


def test_a_page_beyond_the_last_still_says_what_all_come_to(desk: FrontDesk) -> None:
    open_order(desk)
    place = (Level.STORE, desk.store.pk, Period.MONTH, AT.date())
    found = list_figure_documents(desk.actor, "vehicle_entries", "entries", *place, skip=40)
    assert (found.rows, found.count, found.total) == ((), 1, 1)


def test_a_stated_month_is_a_row_and_replaces_the_part_that_records_hold(desk: FrontDesk) -> None:
    open_order(desk)
    enter(desk.store, "entries", {"2026-09": 90, "2026-10": 100, "2026-11": 999})
    october = behind(desk, "vehicle_entries", "entries", date(2026, 10, 31))
    assert [(one.month, one.value) for one in october.stated] == [(date(2026, 10, 1), 100)]
    assert (october.rows, october.total) == ((), 100)
    year = behind(desk, "vehicle_entries", "entries", date(2026, 11, 30), Period.YEAR)
    assert (year.rows, year.total) == ((), 90 + 100 + 999)
    growth = behind(desk, "entries_growth", "last_year.entries", date(2027, 9, 30))
    assert growth.total == 90


def test_what_was_stated_is_a_line_with_who_said_it(desk: FrontDesk) -> None:
    open_order(desk)
    enter(desk.store, "entries", {"2026-10": 671})
    page = read(client_of(desk), f"/figures/vehicle_entries/?level=store&unit={desk.store.pk}&day=2026-10-31")
    assert "月度数据 2026-10" in page
    assert "/monthly-figures/?year=2026" in page
    assert "1 个填报数 · 合计 671 · 和指标里的数一致" in page
    assert "这段时间没有记录" not in page.partition('id="rows"')[2].partition("</section>")[0]


def test_rows_say_car_and_advisor_and_what_they_come_to(browser: Client, desk: FrontDesk) -> None:
    order = open_order(desk)
    open_order(desk)
    page = read(browser, f"/figures/vehicle_entries/?level=store&unit={desk.store.pk}")
    assert "2 笔 · 合计 2 · 和指标里的数一致" in page
    assert list_plates(desk.actor, [order.number])[order.number] in page.partition('id="rows"')[2]


def test_unknown_parts_and_strangers_are_not_found(desk: FrontDesk) -> None:
    other = make_front_desk("NS", "service_manager")
    for code, part, unit in (
        ("no_such", "entries", desk.store.pk),
        ("vehicle_entries", "no_such", desk.store.pk),
        ("vehicle_entries", "last_year.no_such", desk.store.pk),
        ("vehicle_entries", "entries", other.store.pk),
    ):
        with pytest.raises(NotFound):
            list_figure_documents(desk.actor, code, part, Level.STORE, unit, Period.MONTH, AT.date())


def test_a_quarter_is_stated_by_its_last_month(desk: FrontDesk) -> None:
    open_order(desk)
    (term, *_rest) = catalogue().definitions["csi_top_two"].formula.terms
    kind = catalogue().measures[term.measure].history
    enter(desk.store, kind, {"2026-09": 86})
    found = behind(desk, "csi_top_two", term.measure, date(2026, 9, 30), Period.QUARTER)
    assert [(one.month, one.value) for one in found.stated] == [(date(2026, 9, 1), Decimal("0.86"))]
    assert span_of(Period.QUARTER, found.span.last) == found.span
    assert found.term == Term(term.measure)


def test_the_rows_are_of_the_days_that_the_figure_is_of(desk: FrontDesk) -> None:
    """A mean of days leaves today out: so do its rows."""
    for days in (3, 0):
        open_order(desk, at=AT - timedelta(days=days))
    address = f"?level=store&unit={desk.store.pk}&rows=entries"
    daily = read(client_of(desk), f"/figures/daily_entries/{address}")
    assert "1 笔 · 合计 1 · 和指标里的数一致" in " ".join(daily.split())
    entries = read(client_of(desk), f"/figures/vehicle_entries/{address}")
    assert "2 笔 · 合计 2 · 和指标里的数一致" in " ".join(entries.split())
