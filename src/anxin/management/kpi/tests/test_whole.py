"""One answer to "is this period whole?": what is known of some days or some stores is no month of a line, nor judged."""

from datetime import date

import pytest

from anxin.management.kpi.engine.marks import NOTHING, Marks
from anxin.management.kpi.queries import Level, read_course, read_figure, read_trend
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.tests.test_targets import asked, put
from anxin.parties.org.queries import system_actor
from anxin.resources.figures.tests.factories import enter
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

# Records of both stores begin on 20 November 2026.
CODE, OCTOBER = "vehicle_entries", date(2026, 10, 31)
ONE = {f"{year}-{month:02}": 100 + month for year in (2025, 2026) for month in range(1, 11)}
OTHER = {f"2026-{month:02}": 1000 for month in range(6, 11)}


@pytest.fixture
def two(db: None) -> tuple[FrontDesk, FrontDesk]:
    desks = make_front_desk("LG", "service_manager"), make_front_desk("NS", "service_manager")
    for desk in desks:
        open_order(desk)
    enter(desks[0].store, "entries", ONE | {"2025-11": 111, "2025-12": 112})
    return desks


def test_whole_is_what_lacks_neither_days_nor_months_nor_stores() -> None:
    assert (NOTHING.is_whole, NOTHING.is_part) == (True, False)
    month = date(2026, 1, 1)
    for part in (Marks(is_partial=True), Marks(lacking=(1,))):
        assert (part.is_whole, part.is_part) == (False, True)
    assert not Marks(gaps=(month,)).is_whole
    assert not Marks(is_cut=True).is_whole
    assert Marks(stated=(month,), outliers=(month,), began=month).is_whole
    assert Marks(lacking=(1,)).is_comparable(Marks(lacking=(1,)))
    assert not NOTHING.is_comparable(Marks(lacking=(1,)))
    assert not Marks(is_partial=True).is_comparable(Marks(is_partial=True))


def test_the_line_of_a_group_is_not_that_of_one_store(two: tuple[FrontDesk, FrontDesk]) -> None:
    enter(two[1].store, "entries", OTHER)
    points = read_trend(system_actor("kpi"), CODE, Level.GROUP, 0, OCTOBER)
    assert [one.is_partial for one in points] == [True] * 7 + [False] * 5
    assert [one.value for one in points][5:8] == [104, 105, 1106]
    course = read_course(system_actor("kpi"), CODE, Level.GROUP, 0, OCTOBER)
    assert (course.odd, course.levels, set(course.limits)) == ((), (), {None})


def test_a_group_is_compared_only_with_the_same_stores(two: tuple[FrontDesk, FrontDesk]) -> None:
    enter(two[1].store, "entries", OTHER)

    def of(day: date) -> tuple[object, object, object]:
        found = read_figure(system_actor("kpi"), CODE, Level.GROUP, 0, Period.MONTH, day)
        return found.value, found.before, found.year_ago

    # A year ago, and in May, it was one store; from May to April it is the same one.
    assert of(date(2026, 7, 31)) == (1107, 1106, None)
    assert of(date(2026, 6, 30)) == (1106, None, None)
    assert of(date(2026, 5, 31)) == (105, 104, 105)


def test_one_store_is_not_held_to_the_target_of_two(two: tuple[FrontDesk, FrontDesk]) -> None:
    for desk in two:
        put(desk, asked(500, month=5), asked(500, month=6))
    enter(two[1].store, "entries", OTHER)
    actor = system_actor("kpi")
    june = read_figure(actor, CODE, Level.GROUP, 0, Period.MONTH, date(2026, 6, 30))
    may = read_figure(actor, CODE, Level.GROUP, 0, Period.MONTH, date(2026, 5, 31))
    assert (may.value, may.standing, may.done, may.missing) == (105, Standing.NONE, None, None)
    assert (june.value, june.standing) == (1106, Standing.MET)
