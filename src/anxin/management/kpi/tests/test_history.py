"""Months from before a store kept records: they stand in for measures, so that sums, growth and roll-ups come out right."""

from datetime import date
from decimal import Decimal

import pytest

from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.queries import Level, compute_figures, read_course
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.periods import Period, Span, span_of
from anxin.management.kpi.tests.browsing import client_of, read
from anxin.parties.org import stores
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.resources.figures.tests.factories import enter
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

# AT is 20 November 2026: the store's own records begin with it.
ENTRIES_2025 = {f"2025-{month:02}": 100 + month for month in range(1, 13)}
ENTRIES_2026 = {f"2026-{month:02}": 110 + month for month in range(1, 11)}


def ask(code: str, span: Span, level: Level = Level.STORE, period: Period = Period.MONTH) -> dict[int, Figure]:
    found = compute_figures(system_actor("kpi"), [code], level, period, [span])
    return {one.cell.unit_id: one for one in found}


def month(year: int, number: int) -> Span:
    return span_of(Period.MONTH, date(year, number, 1))


@pytest.fixture
def desk(db: None) -> FrontDesk:
    desk = make_front_desk("LG", "service_manager")
    open_order(desk)
    return desk


def test_months_before_the_first_order_count_and_are_named(desk: FrontDesk) -> None:
    enter(desk.store, "entries", ENTRIES_2025 | ENTRIES_2026)
    july = ask("vehicle_entries", month(2025, 7))[desk.store.pk]
    assert (july.value, july.marks.stated, july.marks.gaps) == (107, (date(2025, 7, 1),), ())
    quarter = ask("vehicle_entries", span_of(Period.QUARTER, date(2025, 8, 1)), period=Period.QUARTER)
    assert quarter[desk.store.pk].value == 107 + 108 + 109
    growth = ask("entries_growth", month(2026, 7))[desk.store.pk]
    assert growth.value == Decimal(117) / Decimal(107) - 1
    assert growth.marks.stated == (date(2025, 7, 1), date(2026, 7, 1))


def test_own_records_win_from_the_first_whole_month_on(desk: FrontDesk) -> None:
    enter(desk.store, "entries", ENTRIES_2026 | {"2026-11": 999})
    november = ask("vehicle_entries", month(2026, 11))[desk.store.pk]
    assert (november.value, november.marks.stated, november.marks.began) == (999, (date(2026, 11, 1),), None)
    year = ask("vehicle_entries", Span(date(2026, 1, 1), date(2026, 11, 30)), period=Period.YEAR)[desk.store.pk]
    assert year.value == sum(ENTRIES_2026.values()) + 999
    assert year.marks.stated == tuple(date(2026, number, 1) for number in range(1, 12))


def test_a_gap_stays_a_gap_and_makes_the_sum_unknown(desk: FrontDesk) -> None:
    enter(desk.store, "entries", {**ENTRIES_2025, "2025-08": None})
    assert ask("vehicle_entries", month(2025, 8))[desk.store.pk].value is None
    quarter = ask("vehicle_entries", span_of(Period.QUARTER, date(2025, 8, 1)), period=Period.QUARTER)[desk.store.pk]
    assert (quarter.value, quarter.marks.gaps) == (None, (date(2025, 8, 1),))
    assert ask("entries_growth", month(2026, 8))[desk.store.pk].value is None
    # Before the first month that was stated nothing is known and nothing is owed.
    assert ask("vehicle_entries", month(2024, 12))[desk.store.pk].value is None
    # What nobody stated between the last stated month and the first order is a gap as well.
    assert ask("vehicle_entries", month(2026, 3))[desk.store.pk].marks.gaps == (date(2026, 3, 1),)


def test_part_of_a_stated_month_is_not_known(desk: FrontDesk) -> None:
    enter(desk.store, "entries", ENTRIES_2025)
    days = ask("vehicle_entries", Span(date(2025, 7, 1), date(2025, 7, 20)))[desk.store.pk]
    assert (days.value, days.marks.is_cut) == (None, True)


def test_an_outlier_counts_and_is_named(desk: FrontDesk) -> None:
    enter(desk.store, "pre_delivery", {f"2025-{number:02}": 150 for number in range(1, 7)} | {"2025-07": 401})
    july = ask("pre_delivery_inspections", month(2025, 7))[desk.store.pk]
    assert (july.value, july.marks.outliers) == (401, (date(2025, 7, 1),))


def test_a_region_adds_up_stated_and_own_months_and_a_gap_of_one_store_is_its_gap(desk: FrontDesk) -> None:
    other = make_front_desk("NS", "service_manager")
    enter(desk.store, "entries", ENTRIES_2025)
    enter(other.store, "entries", {"2025-07": 20, "2025-08": None, "2025-09": 30})
    assert ask("vehicle_entries", month(2025, 7), Level.GROUP)[0].value == 127
    assert ask("vehicle_entries", month(2025, 8), Level.GROUP)[0].value is None
    # Before its first stated month the other store is not owed anything.
    assert ask("vehicle_entries", month(2025, 6), Level.GROUP)[0].value == 106


def test_a_ratio_is_that_of_the_sums(desk: FrontDesk) -> None:
    enter(desk.store, "repair_revenue", {"2025-01": 100_000, "2025-02": 300_000, "2025-03": 200_000})
    enter(desk.store, "repair_cost", {"2025-01": 50_000, "2025-02": 90_000, "2025-03": 100_000})
    quarter = ask("gross_margin", span_of(Period.QUARTER, date(2025, 2, 1)), period=Period.QUARTER)[desk.store.pk]
    # (600,000 - 240,000) / 600,000, not the mean of 50, 70 and 50 percent.
    assert quarter.value == Decimal("0.6")


def test_csi_of_months_and_quarters_without_a_survey_module(desk: FrontDesk) -> None:
    enter(desk.store, "csi_score", {"2025-07": 60, "2025-08": 73, "2025-09": 78})
    enter(desk.store, "csi_overall", {"2025-09": 93})
    enter(desk.store, "csi_top_two", {"2025-09": "83.33"})
    quarter = span_of(Period.QUARTER, date(2025, 8, 1))
    score = ask("csi_score", quarter, period=Period.QUARTER)[desk.store.pk]
    assert (score.value, score.needs) == (Decimal(211) / 3, ())
    assert score.parts[Term("csi_answers")] == 3
    assert ask("csi_overall_score", quarter, period=Period.QUARTER)[desk.store.pk].value == 93
    assert ask("csi_top_two", quarter, period=Period.QUARTER)[desk.store.pk].value == Decimal("0.8333")
    # A quarter's value is nobody's month; and without anything stated it says what it needs.
    assert ask("csi_overall_score", month(2025, 9))[desk.store.pk].value is None
    assert ask("csi_process_score", quarter, period=Period.QUARTER)[desk.store.pk].needs == ("surveys.answer",)


def test_the_share_of_the_best_answers_stands_where_only_it_was_stated(desk: FrontDesk) -> None:
    enter(desk.store, "csi_top_two", {"2026-06": 82, "2026-09": 86})
    third = ask("csi_top_two", span_of(Period.QUARTER, date(2026, 8, 1)), period=Period.QUARTER)[desk.store.pk]
    assert (third.value, third.marks.gaps) == (Decimal("0.86"), ())
    half = ask("csi_top_two", Span(date(2026, 4, 1), date(2026, 9, 30)), period=Period.YEAR)[desk.store.pk]
    assert half.value == Decimal("0.84")
    page = client_of(desk).get("/figures/csi_top_two/?day=2026-09-30").content.decode()
    assert "每季度一个数" in page
    assert "86.0" in client_of(desk).get("/figures/csi_top_two/?period=quarter&day=2026-09-30").content.decode()


def test_what_only_people_know_is_unknown_until_every_month_is_stated(desk: FrontDesk) -> None:
    enter(desk.store, "property_expense", {"2026-09": 120_000, "2026-10": 80_050})
    assert ask("property_expense_total", month(2026, 10))[desk.store.pk].value == 80_050
    third = ask("property_expense_total", span_of(Period.QUARTER, date(2026, 9, 1)), period=Period.QUARTER)[desk.store.pk]
    # The series begins in September; from then on every month is owed.
    assert third.value == 120_000
    fourth = ask("property_expense_total", span_of(Period.QUARTER, date(2026, 11, 1)), period=Period.QUARTER)[desk.store.pk]
    assert (fourth.value, fourth.marks.gaps) == (None, (date(2026, 11, 1), date(2026, 12, 1)))
    assert ask("property_expense_total", Span(date(2026, 10, 1), date(2026, 10, 9)))[desk.store.pk].value is None


def test_a_store_that_keeps_records_owes_its_expense_to_the_region(desk: FrontDesk) -> None:
    other = make_front_desk("NS", "service_manager")
    open_order(other)
    enter(desk.store, "property_expense", {"2026-11": 500})
    assert ask("property_expense_total", month(2026, 11))[desk.store.pk].value == 500
    assert ask("property_expense_total", month(2026, 11), Level.GROUP)[0].value is None
    enter(other.store, "property_expense", {"2026-11": 70})
    assert ask("property_expense_total", month(2026, 11), Level.GROUP)[0].value == 570


def test_the_units_in_operation_are_those_of_the_last_month(desk: FrontDesk) -> None:
    enter(desk.store, "units_in_operation", {"2026-08": 9000, "2026-09": 9100})
    enter(desk.store, "market_new_cars", {"2026-09": 50, "2026-10": 60})
    quarter = span_of(Period.QUARTER, date(2026, 9, 1))
    figure = ask("area_service_coverage", quarter, period=Period.QUARTER)[desk.store.pk]
    assert figure.parts[Term("units_in_operation")] == 9100
    assert ask("area_service_coverage", month(2026, 10))[desk.store.pk].parts[Term("units_in_operation")] is None


def test_a_unit_says_which_stores_its_sum_lacks(desk: FrontDesk) -> None:
    other = make_front_desk("NS", "service_manager")
    enter(desk.store, "entries", ENTRIES_2025)
    alone = ask("vehicle_entries", month(2025, 7), Level.GROUP)[0]
    assert (alone.value, alone.marks.lacking) == (107, (other.store.pk,))
    enter(other.store, "entries", {"2025-07": 20})
    both = ask("vehicle_entries", month(2025, 7), Level.GROUP)[0]
    assert (both.value, both.marks.lacking) == (127, ())
    # Of what is counted here, as of what is stated: records that begin on the 20th are not those of the month.
    november = ask("appointment_rate", month(2026, 11), Level.GROUP)[0]
    assert november.marks.lacking == (desk.store.pk, other.store.pk)
    assert ask("appointment_rate", month(2026, 11))[desk.store.pk].marks.lacking == ()


def test_a_store_that_was_not_open_yet_is_lacking_nowhere(desk: FrontDesk) -> None:
    other = make_front_desk("NS", "service_manager")
    Store.objects.filter(pk=other.store.pk).update(opened_on=date(2025, 7, 2))
    stores.forget()
    enter(desk.store, "entries", ENTRIES_2025)
    assert ask("vehicle_entries", month(2025, 7), Level.GROUP)[0].marks.lacking == ()
    assert ask("vehicle_entries", month(2025, 8), Level.GROUP)[0].marks.lacking == (other.store.pk,)


def test_a_figure_known_by_quarter_runs_by_quarters_and_an_odd_month_says_nothing_of_what_is_usual(desk: FrontDesk) -> None:
    enter(desk.store, "csi_top_two", {"2026-03": 82, "2026-06": 84, "2026-09": 86})
    place = (Level.STORE, desk.store.pk, date(2026, 10, 31))
    course = read_course(system_actor("kpi"), "csi_top_two", *place)
    known = [(one.span, one.value) for one in course.points if one.value is not None]
    page = read(client_of(desk), f"/figures/csi_top_two/?level=store&unit={desk.store.pk}&period=quarter&day=2026-09-30")
    assert "26Q3" in page
    assert "这个数是填报的" in page
    assert known == [(span_of(Period.QUARTER, date(2026, one, 1)), 80 + number) for one, number in ((1, 2), (4, 4), (7, 6))]


def test_a_month_that_was_marked_as_odd_says_nothing_of_what_is_usual(desk: FrontDesk) -> None:
    usual = {f"{year}-{number:02}": 700 + number % 4 for year in (2024, 2025) for number in range(1, 13)}
    enter(desk.store, "entries", usual)
    enter(desk.store, "entries", {"2026-01": 7000})
    enter(desk.store, "entries", {"2026-02": 702, "2026-03": 701})
    course = read_course(system_actor("kpi"), "vehicle_entries", Level.STORE, desk.store.pk, date(2026, 3, 31))
    assert [one.span.first for one in course.points if one.is_outlier] == [date(2026, 1, 1)]
    last, odd = course.limits[-1], course.limits[-3]
    assert last is not None
    assert 690 < last.lower < last.upper < 720
    assert odd is not None
    assert odd.upper < 720
    assert (course.levels, course.odd) == ((), ())
