"""The page of a figure that misses its target: why, whose, and how far the facts can be trusted."""

import random
from datetime import timedelta

import pytest
from django.test import Client

from anxin.management.kpi.queries import Level, read_data_flags
from anxin.management.kpi.rules.gaps import lacking, silent_days
from anxin.management.kpi.rules.measures import read_measure
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.tests.browsing import client_of
from anxin.management.kpi.tests.planted import plant
from anxin.management.kpi.tests.test_evidence import BOOKINGS, CLERKS, bookings
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.facts import Kind
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

DAY = AT.date()
PAGE = "/figures/appointment_punctuality/"


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    open_order(desk, at=AT - timedelta(days=60))
    return desk


def test_the_page_names_obstacle_clerk_and_rows(browser: Client, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    # Of another clerk than the desk knows: a number stands for whom nobody can name.
    rows = bookings(desk, random.Random(2), dropping=CLERKS[1])
    late = [row if row["is_reminded"] else row | {"punctuality": "late"} for row in rows]
    plant(monkeypatch, BOOKINGS, late)
    page = browser.get(PAGE).content.decode()
    for words in ("为什么", "提醒电话制度不健全", f"经办人 {CLERKS[1]}", "rows=due_bookings.not_reminded", "本期还没过完"):
        assert words in page
    offered = page[page.index('id="confirm"') :]
    assert offered.index("有证据") < offered.index('name="obstacles"', offered.index('name="obstacles"') + 1)
    assert 'value="reminder_calls"' in offered[: offered.index("有证据")]
    chosen = browser.get(f"{PAGE}?rows=due_bookings.not_reminded").content.decode()
    assert 'rows=due_bookings.not_reminded#rows" aria-current="true"' in chosen
    english = client_of(desk)
    english.cookies["django_language"] = "en"
    assert "No record tells: judge yourself" in english.get(PAGE).content.decode()


def test_rows_of_other_evidence_are_not_of_this_figure(browser: Client) -> None:
    page = browser.get(f"{PAGE}?rows=passed_with_promise.waited_for_parts").content.decode()
    assert "&amp;rows=passed_with_promise" not in page


def test_a_figure_says_what_its_facts_lack(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = DAY.replace(day=1)
    days = [first + timedelta(days=step) for step in range(DAY.day - 2) if step != 4]
    rows: list[dict[str, object]] = [
        {"store_id": desk.store.pk, "day": day, "minutes_inspected_before_promise": None if number == 0 else 60}
        for day in days
        for number in range(6)
    ]
    plant(monkeypatch, "repair_orders.inspected", rows)
    code = "workshop_on_time_completion"
    flags = read_data_flags(desk.actor, code, Level.STORE, desk.store.pk, Period.MONTH, DAY)
    assert flags.until == days[-1]
    assert first + timedelta(days=4) in flags.silent
    assert flags.lacking == (("promised_orders", len(days)),)
    assert (flags.size, flags.is_small, flags.is_over) == (len(days) * 5, False, False)
    before = read_data_flags(desk.actor, code, Level.STORE, desk.store.pk, Period.MONTH, first - timedelta(days=1))
    assert (before.until, before.silent, before.size, before.is_small, before.is_over) == (None, (), 0, True, True)


def test_shifts_without_an_end_are_told_where_planned_hours_stand_for_them(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[dict[str, object]] = [
        {"store_id": desk.store.pk, "day": DAY, "shifts_unended": who % 2, "hours_available": 8, "hours_clocked": 2}
        for who in range(1, 6)
    ]
    plant(monkeypatch, "workshop.technician_day", rows)
    for code, unended in (("labour_utilisation", 3), ("labour_efficiency", 0)):
        flags = read_data_flags(desk.actor, code, Level.STORE, desk.store.pk, Period.MONTH, DAY)
        assert (flags.unended, flags.lacking) == (unended, ())
    page = client_of(desk).get(f"/figures/labour_utilisation/?day={DAY}").content.decode()
    assert "3 个班没打下班卡，按排班或营业时间算" in page


def test_seldom_things_have_silent_days_without_a_word() -> None:
    days = [DAY - timedelta(days=back) for back in range(10)]
    assert silent_days({days[0]: 9}, days) == ()
    assert silent_days(dict.fromkeys(days[1:], 6), days) == (days[0],)
    assert silent_days({}, []) == ()


COLUMNS: dict[str, Kind] = {"minutes": "count", "net": "money", "advisor_id": "id"}


def test_what_a_measure_needs_is_looked_for_where_it_is_not() -> None:
    def of(**written: object) -> dict[str, object] | None:
        found = lacking(read_measure("m", {"zh": "甲", "en": "A", "fact": "x.y", **written}), COLUMNS)
        return found and dict(found.where)

    assert of(count=True, where={"minutes": {"set": True}, "kind": "a"}) == {"minutes": {"set": False}, "kind": "a"}
    assert of(sum="net", where={"has_cost": True}) == {"has_cost": False}
    assert of(sum="net") == {"net": {"set": False}}
    assert of(count=True) is None
    # Whoever is no advisor is another person, and no row that lacks one.
    assert of(count=True, where={"advisor_id": {"set": True}, "is_on_duty": True}) is None
    assert of(sum="minutes", where={"advisor_id": {"set": True}}) == {"advisor_id": {"set": True}, "minutes": {"set": False}}


@pytest.mark.parametrize(("hours", "is_low"), [(4, True), (12, False)])
def test_obstacles_are_looked_for_below_a_range_and_not_above(
    browser: Client, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch, hours: int, is_low: bool
) -> None:
    common = {"store_id": desk.store.pk, "day": DAY, "technician_id": desk.employee_id}
    plant(monkeypatch, "workshop.finished_job", [{**common, "hours": hours}])
    plant(monkeypatch, "workshop.technician_day", [{**common, "hours_clocked": 8, "hours_available": 8}])
    page = browser.get("/figures/labour_efficiency/").content.decode()
    assert "未达标" in page
    assert ("要达标，单靠其中一项" in page) is is_low
