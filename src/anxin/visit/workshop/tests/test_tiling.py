"""Tiles: whatever happened in whatever order, they follow each other and sum to the stay."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from anxin.visit.workshop import tiling
from anxin.visit.workshop.tiling import LEADS_TO, Mark, Span, Tile, stay_tiles

NINE = datetime(2026, 7, 22, 1, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def named(tiles: list[Tile]) -> list[tuple[str, int]]:
    return [(one.name, one.minutes) for one in tiles]


def test_a_visit_of_one_job_is_named_from_arrival_to_departure() -> None:
    steps = zip(
        ("opened", "signed", "assigned", "begun", "finished", "passed", "settled", "paid"),
        (10, 20, 25, 30, 120, 130, 140, 145),
        strict=True,
    )
    tiles = stay_tiles(
        NINE,
        at(150),
        [Mark(at(minute), step) for step, minute in steps],
        work=[Span(at(30), at(60), "", "王强"), Span(at(90), at(120), "", "王强")],
        waits=[Span(at(60), at(80), "parts"), Span(at(80), at(90), "ready")],
    )
    assert named(tiles) == [
        ("received", 10), ("signature", 10), ("dispatch", 5), ("technician", 5), ("working", 30), ("parts", 20),
        ("ready", 10), ("working", 30), ("inspection", 10), ("settlement", 10), ("payment", 5), ("pick_up", 5),
    ]  # fmt: skip
    assert tiles[4].detail == "王强"


def test_work_after_a_failed_inspection_is_rework_and_the_rest_of_it_waits_for_a_technician() -> None:
    marks = [Mark(at(m), step) for m, step in ((0, "opened"), (0, "signed"), (0, "assigned"), (0, "begun"), (30, "finished"),
             (40, "failed"), (70, "finished"), (75, "passed"))]  # fmt: skip
    work = [Span(at(0), at(30), "", "王强"), Span(at(50), at(70), "", "李明")]
    assert named(stay_tiles(NINE, at(80), marks, work=work)) == [
        ("working", 30), ("inspection", 10), ("rework", 10), ("reworking", 20), ("inspection", 5), ("settlement", 5),
    ]  # fmt: skip


def test_closed_hours_are_named_as_such_but_overtime_is_work() -> None:
    marks = [Mark(NINE, step) for step in ("opened", "signed", "assigned", "begun")]
    work = [Span(at(0), at(90), "", "王强")]
    waits = [Span(at(90), None, "parts")]
    assert named(stay_tiles(NINE, at(200), marks, work=work, waits=waits, closed=[Span(at(60), at(150), "closed")])) == [
        ("working", 90), ("closed", 60), ("parts", 50),
    ]  # fmt: skip


def test_what_was_recalled_waits_for_dispatch_again_and_more_signed_work_goes_back_to_the_bay() -> None:
    marks = [Mark(at(m), step) for m, step in ((0, "opened"), (5, "signed"), (10, "assigned"), (20, "unassigned"),
             (30, "assigned"), (40, "begun"), (50, "finished"), (60, "signed_more"))]  # fmt: skip
    work = [Span(at(40), at(50), "")]
    assert named(stay_tiles(NINE, at(70), marks, work=work)) == [
        ("signature", 5), ("dispatch", 5), ("technician", 10), ("dispatch", 10), ("technician", 10), ("working", 10),
        ("inspection", 10), ("technician", 10),
    ]  # fmt: skip


def test_a_car_is_with_the_wash_from_the_passed_inspection_to_the_first_clean_look() -> None:
    steps = (("opened", 0), ("signed", 0), ("assigned", 0), ("begun", 0), ("finished", 30), ("passed", 40), ("settled", 50))
    marks = [Mark(at(minute), step) for step, minute in steps]
    work = [Span(at(0), at(30), "", "王强")]
    given = {"work": work, "washes": tiling.wash_spans([at(40)], [at(70), at(90)], at(50))}
    assert named(stay_tiles(NINE, at(80), marks, **given)) == [
        ("working", 30), ("inspection", 10), ("wash", 30), ("payment", 10),
    ]  # fmt: skip
    assert tiling.wash_spans([at(40)], [], None) == [Span(at(40), None, "wash")]
    assert tiling.wash_spans([at(40)], [at(10)], at(50)) == [Span(at(40), at(50), "wash")]
    assert tiling.wash_spans([at(40)], [], at(30)) == []


def test_two_at_work_are_one_tile_with_both_names() -> None:
    tiles = stay_tiles(NINE, at(60), [], work=[Span(at(0), at(40), "", "王强"), Span(at(20), at(60), "", "李明")])
    assert [(one.name, one.detail) for one in tiles] == [("working", "王强"), ("working", "李明、王强"), ("working", "李明")]


def test_gaps_are_what_nothing_covers() -> None:
    covered = [Span(at(10), at(20), ""), Span(at(15), at(30), ""), Span(at(50), None, "")]
    assert tiling.gaps(NINE, at(60), covered) == [(NINE, at(10)), (at(30), at(50))]
    assert tiling.gaps(NINE, at(60), []) == [(NINE, at(60))]


seconds = st.integers(min_value=-600, max_value=20_000).map(lambda n: NINE + timedelta(seconds=n))
spans = st.lists(
    st.builds(
        lambda since, length, name: Span(since, None if length is None else since + timedelta(seconds=length), name),
        seconds,
        st.none() | st.integers(min_value=0, max_value=6000),
        st.sampled_from(("parts", "approval", "ready")),
    ),
    max_size=6,
)
nights = spans.map(lambda found: [Span(one.since, one.until, "closed") for one in found])
marks = st.lists(st.builds(Mark, seconds, st.sampled_from(tuple(LEADS_TO))), max_size=14)


@given(marks, spans, spans, nights, st.integers(min_value=0, max_value=20_000), st.randoms())
def test_tiles_follow_each_other_and_lose_no_minute_whatever_the_order(
    steps: list[Mark], work: list[Span], waits: list[Span], closed: list[Span], length: int, shuffle: Random
) -> None:
    ends = NINE + timedelta(seconds=length)
    tiles = stay_tiles(NINE, ends, steps, work=work, waits=waits, closed=closed)
    if ends == NINE:
        assert tiles == []
        return
    assert (tiles[0].since, tiles[-1].until) == (NINE, ends)
    assert all(before.until == after.since for before, after in pairwise(tiles))
    assert all(one.since < one.until for one in tiles)
    assert all((a.name, a.detail) != (b.name, b.detail) for a, b in pairwise(tiles))
    assert sum(one.minutes for one in tiles) == length // 60 == sum(tiling.minutes_by_name(tiles).values())
    for rows in (steps, work, waits, closed):
        shuffle.shuffle(rows)
    assert stay_tiles(NINE, ends, steps, work=work, waits=waits, closed=closed) == tiles


def test_work_goes_from_its_first_stretch_to_the_finish_and_again_after_a_return() -> None:
    work = [Span(at(0), at(10), ""), Span(at(20), at(30), ""), Span(at(50), at(60), "")]
    assert tiling.work_periods(work, [at(30)]) == [(at(0), at(30)), (at(50), None)]
    assert tiling.work_periods(work, [at(30), at(65)]) == [(at(0), at(30)), (at(50), at(65))]
    assert tiling.work_periods([], [at(30)]) == []
    assert tiling.work_periods(work, [at(30)], is_over=True) == [(at(0), at(30)), (at(50), at(60))]


def test_waits_are_cut_around_the_work_and_what_is_lost_is_named() -> None:
    work = [Span(at(0), at(10), ""), Span(at(20), at(30), "")]
    assert tiling.fit_waits(work, [Span(at(10), at(20), "parts")], [at(30)]) == [(0, at(10), at(20))]
    assert tiling.fit_waits(work, [Span(at(5), at(18), "parts")], [at(40)]) == [
        (0, at(10), at(18)), (None, at(18), at(20)), (None, at(30), at(40)),
    ]  # fmt: skip
    assert tiling.fit_waits(work, [Span(at(10), None, "parts")], []) == [(0, at(10), at(20)), (0, at(30), None)]


@given(spans, spans, st.lists(seconds, max_size=3))
def test_fitted_waits_and_work_cover_every_period_once(
    work: list[Span], waits: list[Span], finished: list[datetime]
) -> None:
    work = [one for one in work if one.until is None or one.since < one.until]
    fitted = [Span(since, until, "") for _place, since, until in tiling.fit_waits(work, waits[:1], finished)]
    for begins, ends in tiling.work_periods(work, finished):
        assert tiling.gaps(begins, ends, [*work, *fitted]) == []
    for one in fitted:
        assert tiling.gaps(one.since, one.until, work) == [(one.since, one.until)]
    assert all(before.until is not None and before.until <= after.since for before, after in pairwise(fitted))
