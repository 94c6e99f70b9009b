"""One answer to "is this period whole?": what is known of some days or some stores is no month of a line, nor judged."""

from datetime import date
from decimal import Decimal

import pytest

from anxin.management.kpi.commands import break_down_year
from anxin.management.kpi.commands.sharing import Basis, NoPastFigures
from anxin.management.kpi.engine.marks import NOTHING, Marks
from anxin.management.kpi.queries import Level, read_course, read_data_flags, read_figure, read_trend
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.tests.test_targets import asked, put
from anxin.management.kpi.web.marks import mark_sentences
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
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


def test_a_gap_that_was_stated_is_not_asked_for_again(two: tuple[FrontDesk, FrontDesk]) -> None:
    desk = two[0]
    place = (Level.STORE, desk.store.pk, Period.QUARTER, date(2025, 3, 31))
    enter(desk.store, "entries", {"2025-02": None})
    reading = read_figure(desk.actor, CODE, *place)
    february = (date(2025, 2, 1),)
    assert (reading.value, reading.marks.gaps, reading.marks.absent, reading.marks.owed) == (None, february, february, set())
    said = [words for _level, words in mark_sentences(reading)]
    assert ["填的是“缺”" in said[0], any("请在“月度数据”里补上" in one for one in said)] == [True, False]
    # Where one store says that it has none and another owes it, it is still to be filled in.
    joined = reading.marks.joined(Marks(gaps=february))
    assert (joined.absent, joined.owed) == ((), {*february})


def test_what_is_stated_says_nothing_of_the_last_day_of_data(two: tuple[FrontDesk, FrontDesk]) -> None:
    desk = two[0]
    put(desk, asked(100, month=5))
    flags = read_data_flags(desk.actor, "entries_achievement", Level.STORE, desk.store.pk, Period.MONTH, date(2026, 5, 31))
    assert (flags.until, flags.silent) == (None, ())
    now = read_data_flags(desk.actor, "entries_achievement", Level.STORE, desk.store.pk, Period.MONTH, date(2026, 11, 20))
    assert now.until == date(2026, 11, 20)


def test_a_year_is_not_shared_out_by_a_part_of_a_month(two: tuple[FrontDesk, FrontDesk]) -> None:
    desk, code = two[0], CODE
    share = {"actor": desk.actor, "store_id": desk.store.pk, "code": code, "total": Decimal(1200), "at": AT}
    enter(desk.store, "entries", {"2025-11": None})
    with pytest.raises(NoPastFigures, match=r"2025-11 没有全月的数.*平均分"):
        break_down_year(year=2027, **share)
    assert break_down_year(year=2027, basis=Basis.EQUALLY, **share).changed == 12


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
