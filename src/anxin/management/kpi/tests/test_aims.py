"""What a figure is held against: whose target, of which unit and period, and what is said and drawn of it."""

from datetime import date
from decimal import Decimal

import pytest

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import Level, read_figure, read_sheet
from anxin.management.kpi.queries.sheet import Point, Reading, asked_by_source
from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.periods import Period, months_of, span_of
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.tests.browsing import client_of
from anxin.management.kpi.tests.planted import plant
from anxin.management.kpi.tests.test_targets import asked, put
from anxin.management.kpi.web.chart import draw_trend
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

TODAY = AT.date()
STORES_TOTALS = {"monthly_entries": Period.MONTH, "customer_base": Period.MONTH, "front_desk_turnover": Period.YEAR}


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    open_order(desk)
    open_order(desk)
    open_order(desk, at=AT.replace(month=AT.month - 1, day=1))
    return desk


def test_a_total_before_its_period_is_over_is_said_to_be_held_against_what_is_due_by_now(desk: FrontDesk) -> None:
    client = client_of(desk)
    assert "比上期 1" in client.get("/figures/vehicle_entries/").content.decode()
    put(desk, asked(650))
    page = client.get("/figures/vehicle_entries/").content.decode()
    # 19 of the 30 days are over: 411.7 cars of 650.
    for words in ("比到今天应有的 412", "到今天应 ≥ 412", "未达标"):
        assert words in page, words
    assert "比目标" not in page


def drawn(*targets: Target | None) -> tuple[str, ...]:
    months = months_of(date(2026, 1, 1), date(2026, len(targets), 1))
    points = [Point(span, Decimal(10), Standing.NONE, one) for span, one in zip(months, targets, strict=True)]
    return draw_trend(points, [""] * len(points)).targets


def test_each_month_is_drawn_with_what_was_asked_of_it_a_range_with_both_ends() -> None:
    ten, twenty = Target("ge", Decimal(10)), Target("ge", Decimal(20))
    assert len(drawn(ten, ten, None, ten, twenty)) == 3
    (low, high) = drawn(*[Target("range", Decimal(80), Decimal(110))] * 3)
    assert low.split(",")[0] == high.split(",")[0]
    assert low != high


@pytest.mark.parametrize(("code", "period"), STORES_TOTALS.items())
def test_a_total_that_is_asked_of_a_store_is_not_asked_of_many(desk: FrontDesk, code: str, period: Period) -> None:
    whole = system_actor("kpi")
    assert read_figure(whole, code, Level.STORE, desk.store.pk, period, TODAY).target is not None
    for level, unit in ((Level.BRAND, desk.store.brand_id), (Level.GROUP, 0)):
        found = read_figure(whole, code, level, unit, period, TODAY)
        assert (found.target, found.standing) == (None, Standing.NONE)


def test_what_is_asked_of_a_rate_or_is_nothing_holds_for_all_and_of_a_group_only_there(desk: FrontDesk) -> None:
    whole = system_actor("kpi")
    group = {one.definition.code: one.target for one in read_sheet(whole, Level.GROUP, 0, Period.YEAR, TODAY)}
    store = {one.definition.code: one.target for one in read_sheet(whole, Level.STORE, desk.store.pk, Period.YEAR, TODAY)}
    for found in (group, store):
        assert found["gross_margin"] == Target("ge", Decimal(50))
        assert found["major_escalations"] == Target("eq", Decimal(0))
    assert (group["senior_skilled_staff"], store["senior_skilled_staff"]) == (Target("ge", Decimal(546)), None)
    totals = [code for code, one in catalogue().definitions.items() if one.is_total and "store" in one.grains]
    assert {group[code] for code in totals} == {None, Target("eq", Decimal(0))}


def test_what_all_reached_is_not_held_against_the_plan_of_one(desk: FrontDesk) -> None:
    """Ten times the plan: the group's cars over the only target that anybody set."""
    other = make_front_desk("NS", "service_manager")
    open_order(other)
    put(desk, asked(2))
    whole = system_actor("kpi")

    def achievement(level: Level, unit: int) -> Reading:
        return read_figure(whole, "entries_achievement", level, unit, Period.MONTH, TODAY)

    assert achievement(Level.STORE, desk.store.pk).value == 100
    alone = achievement(Level.GROUP, 0)
    assert (alone.value, other.store.pk in alone.marks.lacking) == (None, True)
    put(other, asked(8))
    assert achievement(Level.GROUP, 0).value == 30


GROWING = ("vehicle_entries", "output_per_head", "customer_growth_rate", "parts_turnover", "entries_achievement")
STANDING = ("customer_base", "staff_heads", "daily_entries", "appointment_rate", "entries_growth", "active_customer_growth")


def test_what_adds_up_over_the_days_grows_and_a_stock_or_a_rate_does_not() -> None:
    known = catalogue().definitions
    assert [code for code in GROWING if not known[code].grows] == []
    assert [code for code in STANDING if known[code].grows] == []


@pytest.mark.parametrize(
    ("code", "period", "is_asked"),
    [
        ("customer_growth_rate", Period.QUARTER, True),
        ("customer_growth_rate", Period.MONTH, False),
        ("customer_growth_rate", Period.YEAR, False),
        ("renewals_per_agent", Period.MONTH, True),
        ("renewals_per_agent", Period.YEAR, False),
        ("gross_margin", Period.YEAR, True),
    ],
)
def test_what_grows_is_asked_of_the_period_that_its_source_means(
    desk: FrontDesk, code: str, period: Period, is_asked: bool
) -> None:
    found = read_figure(desk.actor, code, Level.STORE, desk.store.pk, period, TODAY)
    assert (found.target is not None) is is_asked


MILESTONES = {
    "accident_budget_achievement": {1: 70, 2: 85, 3: 90, 11: 90},  # K-J03
    "renewal_rate": {1: 16, 2: 25, 3: 50, 11: 50},  # K-J01, beside K-Z23, which names no month
    "beauty_budget_achievement": {1: 60, 2: 80, 3: 100, 11: 100},  # K-J08
    "extended_warranty_budget": {1: 60, 2: 80, 3: 100, 11: 100},  # K-J10
}


@pytest.mark.parametrize("code", MILESTONES)
def test_a_source_may_ask_less_of_single_months(desk: FrontDesk, code: str) -> None:
    definition = catalogue().definitions[code]
    found = {
        month: asked_by_source(
            definition, Level.STORE, desk.store.pk, Period.MONTH, span_of(Period.MONTH, date(2026, month, 1))
        )
        for month in MILESTONES[code]
    }
    assert found == {month: Target("ge", Decimal(least)) for month, least in MILESTONES[code].items()}


def test_of_a_quarter_no_month_is_asked(desk: FrontDesk) -> None:
    quarter = span_of(Period.QUARTER, date(2026, 1, 1))
    found = asked_by_source(catalogue().definitions["renewal_rate"], Level.STORE, desk.store.pk, Period.QUARTER, quarter)
    assert found == Target("ge", Decimal(50))


def test_what_grows_is_judged_by_the_days_that_are_over_and_a_level_at_once(desk: FrontDesk) -> None:
    month = span_of(Period.MONTH, TODAY)
    open_order(desk, at=AT.replace(year=AT.year - 2))
    put(desk, asked(1000), asked(100, code="entries_achievement", month=0), asked(1, code="customer_base", month=0))

    def standing(code: str, day: date) -> tuple[Standing, bool]:
        found = read_figure(desk.actor, code, Level.STORE, desk.store.pk, Period.MONTH, day)
        return found.standing, found.done is not None

    assert month.last > TODAY
    assert standing("entries_achievement", TODAY) == (Standing.MISSED, True)
    assert standing("entries_achievement", month.last) == (Standing.MISSED, True)
    assert standing("customer_base", TODAY) == (Standing.MET, False)


def test_a_year_to_date_is_over_the_months_begun_and_says_so(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    put(desk, *[asked(100, month=month, code="total_repair_output") for month in range(1, 13)])
    open_order(desk, at=AT.replace(month=1, day=1))
    line = {"store_id": desk.store.pk, "day": TODAY, "gross": 550_00}
    plant(monkeypatch, "billing.settled_line", [line])
    achieved, whole = (
        read_figure(desk.actor, code, Level.STORE, desk.store.pk, Period.YEAR, TODAY)
        for code in ("annual_plan_achievement", "total_repair_output")
    )
    assert achieved.value == Decimal(55000) / (100_00 * TODAY.month) * 100
    assert whole.done == Decimal(550) / 1200 * 100
    for code, name in (("annual_plan_achievement", "维修总产值"), ("parts_task_achievement", "配件销售额")):
        definition = catalogue().definitions[code]
        assert "已开始的各月任务" in definition.note.zh
        assert name in definition.note.zh
        assert "已开始的各月任务" in definition.sources[0].note.zh
