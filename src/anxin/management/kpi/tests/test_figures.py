"""Figures of real orders: whose stores, which units, what is a gap and what is zero."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from anxin.management.kpi.queries import Level, compute_figures, list_figure_rows
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.periods import Period, Span, span_of, to_date
from anxin.management.kpi.tests.planted import plant
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.errors import Denied, NotFound
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

MONTH = span_of(Period.MONTH, AT.date())


def rate(desk_or_actor: object, level: Level = Level.STORE, span: Span = MONTH) -> dict[int, Decimal | None]:
    actor = getattr(desk_or_actor, "actor", desk_or_actor)
    found = compute_figures(actor, ["appointment_rate"], level, Period.MONTH, [span])
    return {one.cell.unit_id: one.value for one in found}


@pytest.fixture
def desks(db: None) -> tuple[FrontDesk, FrontDesk]:
    return make_front_desk("LG", "service_manager"), make_front_desk("NS", "service_manager")


def test_a_rate_is_zero_where_orders_were_and_a_gap_before_the_first(desks: tuple[FrontDesk, FrontDesk]) -> None:
    one, other = desks
    open_order(one)
    assert rate(one) == {one.store.pk: 0}
    assert rate(other) == {other.store.pk: None}
    before = span_of(Period.MONTH, date(AT.year - 2, 1, 1))
    assert rate(one, span=before) == {one.store.pk: None}


def test_a_period_that_has_not_come_is_a_gap(desks: tuple[FrontDesk, FrontDesk]) -> None:
    one, _other = desks
    open_order(one)
    found = compute_figures(
        one.actor,
        ["vehicle_entries"],
        Level.STORE,
        Period.MONTH,
        [MONTH, span_of(Period.MONTH, clock.now().date() + timedelta(days=40))],
    )
    assert [figure.value for figure in found] == [1, None]


def test_a_brand_is_the_ratio_of_the_sums_of_its_stores_that_may_be_seen(desks: tuple[FrontDesk, FrontDesk]) -> None:
    one, other = desks
    for _each in range(3):
        open_order(one, is_appointment=True)
    open_order(other)
    whole = system_actor("kpi")
    assert rate(whole, Level.GROUP) == {0: Decimal("0.75")}
    assert rate(one, Level.GROUP) == {0: 1}


def test_nobody_asks_for_a_store_that_he_does_not_see(desks: tuple[FrontDesk, FrontDesk]) -> None:
    one, other = desks
    with pytest.raises(NotFound):
        compute_figures(one.actor, ["appointment_rate"], Level.STORE, Period.MONTH, [MONTH], unit_ids=[other.store.pk])
    with pytest.raises(NotFound):
        compute_figures(one.actor, ["no_such"], Level.STORE, Period.MONTH, [MONTH])
    advisor = make_front_desk("HT", "service_advisor")
    with pytest.raises(Denied):
        rate(advisor)


def test_the_rows_behind_a_measure_are_those_that_it_counts(desks: tuple[FrontDesk, FrontDesk]) -> None:
    one, other = desks
    first, booked = open_order(one), open_order(one, is_appointment=True)
    open_order(other, is_appointment=True)

    def numbers(measure: str, **page: int) -> tuple[list[object], bool]:
        found = list_figure_rows(one.actor, measure, Level.STORE, one.store.pk, MONTH, **page)
        return [row["number"] for row in found.rows], found.has_more

    assert numbers("entries") == ([booked.number, first.number], False)
    assert numbers("entries", most=1) == ([booked.number], True)
    assert numbers("entries", most=1, skip=1) == ([first.number], False)
    assert numbers("appointed_entries") == ([booked.number], False)
    with pytest.raises(NotFound):
        list_figure_rows(one.actor, "entries", Level.STORE, other.store.pk, MONTH)


def test_days_before_a_fact_reaches_back_are_a_gap_and_not_zero(desks: tuple[FrontDesk, FrontDesk]) -> None:
    one, _other = desks
    open_order(one, at=AT - timedelta(days=1200))
    early = span_of(Period.MONTH, (AT - timedelta(days=1170)).date())
    found = compute_figures(one.actor, ["bay_turnover", "vehicle_entries"], Level.STORE, Period.MONTH, [early])
    assert {figure.code: figure.parts[Term(name)] for figure, name in zip(found, ("bay_days", "entries"), strict=True)} == {
        "bay_turnover": None,
        "vehicle_entries": 0,
    }


def test_who_was_lost_or_came_twice_is_unknown_until_the_records_fill_the_window(desks: tuple[FrontDesk, FrontDesk]) -> None:
    young, old = desks
    codes = ["churn_rate", "loyalty_rate", "loyal_customers", "customer_base"]
    first = AT - timedelta(days=90)
    for desk, began in ((young, first), (old, AT - timedelta(days=430))):
        open_order(desk, at=began)
        open_order(desk, at=first)

    def found(desk: FrontDesk) -> list[Decimal | None]:
        figures = compute_figures(desk.actor, codes, Level.STORE, Period.MONTH, [MONTH])
        return [one.value for one in figures]

    assert found(young)[:3] == [None] * 3
    assert found(young)[3]
    assert None not in found(old)


def test_growth_is_unknown_against_a_period_of_which_records_hold_only_a_part(desks: tuple[FrontDesk, FrontDesk]) -> None:
    late, nearly = desks
    # A store that began on the third of a month has all of it but a holiday; one that began in its middle has half.
    for desk, day in ((late, 15), (nearly, 3)):
        open_order(desk, at=AT.replace(year=AT.year - 1, day=day))
        open_order(desk, at=AT)

    def found(desk: FrontDesk) -> list[Decimal | None]:
        codes = ["entries_growth", "active_customer_growth", "vehicle_entries"]
        return [one.value for one in compute_figures(desk.actor, codes, Level.STORE, Period.MONTH, [MONTH])]

    assert found(late) == [None, None, 1]
    # Customers on file of a month ago are those of twelve months before that: nobody knows them all yet.
    assert found(nearly) == [0, None, 1]


def test_growth_of_a_group_is_unknown_where_a_store_joined_since(desks: tuple[FrontDesk, FrontDesk]) -> None:
    """Two stores against one grow by the one that joined, not by any work; a store of today says nothing of last month."""
    old, joined = desks
    open_order(old, at=AT.replace(year=AT.year - 1, day=1))
    open_order(old, at=AT)
    whole = system_actor("kpi")

    def growth() -> Decimal | None:
        (found,) = compute_figures(whole, ["entries_growth"], Level.GROUP, Period.MONTH, [MONTH])
        return found.value

    assert growth() == 0
    open_order(joined, at=AT)
    assert growth() is None
    (now,) = compute_figures(whole, ["vehicle_entries"], Level.GROUP, Period.MONTH, [MONTH])
    assert now.value == 2
    first = compute_figures(old.actor, ["entries_growth"], Level.STORE, Period.MONTH, [MONTH])
    assert [one.value for one in first] == [0]


def test_a_store_that_joins_later_leaves_growth_before_as_it_was(desks: tuple[FrontDesk, FrontDesk]) -> None:
    old, joined = desks
    last = span_of(Period.MONTH, AT.date().replace(day=1) - timedelta(days=1))
    for at in (AT.replace(year=AT.year - 1, month=last.first.month, day=1), AT.replace(month=last.first.month, day=1)):
        open_order(old, at=at)
    open_order(joined, at=AT)
    (found,) = compute_figures(system_actor("kpi"), ["entries_growth"], Level.GROUP, Period.MONTH, [last])
    assert found.value == 0


def test_the_rows_behind_a_stock_are_those_of_each_stores_last_day(
    desks: tuple[FrontDesk, FrontDesk], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = desks
    for desk in desks:
        open_order(desk, at=AT.replace(day=1))
    days = [(one, 3), (one, 4), (one, 4), (other, 2), (other, 3)]
    rows = [{"store_id": desk.store.pk, "day": AT.date().replace(day=day), "persons": 1} for desk, day in days]
    plant(monkeypatch, "people.duty_day", rows)
    whole = system_actor("kpi")
    found = list_figure_rows(whole, "heads", Level.GROUP, 0, MONTH)
    (heads,) = compute_figures(whole, ["staff_heads"], Level.GROUP, Period.MONTH, [MONTH])
    assert [row["key"] for row in found.rows] == [3, 2, 5]
    assert heads.value == 3


def test_days_before_the_first_record_count_nowhere(desks: tuple[FrontDesk, FrontDesk]) -> None:
    one, _other = desks
    first = AT.replace(day=11) if AT.day > 11 else AT
    open_order(one, at=first)
    open_order(one, at=first)
    (found,) = compute_figures(one.actor, ["daily_entries"], Level.STORE, Period.YEAR, [to_date(Period.YEAR, first.date())])
    assert found.value == 2
