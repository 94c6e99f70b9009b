"""Columns of the board: every span has a place on it, and none covers another."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.visit.workshop import grid
from anxin.visit.workshop.grid import COLUMNS, Cell, Grid

EIGHT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
MIDNIGHT = EIGHT.replace(hour=0)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("opening", "first", "minutes"),
    [
        ([(8, 12), (13, 18)], 8, 15),
        ([(8.5, 17.5)], 8, 15),
        ([(7, 21)], 7, 30),
        ([(0, 24)], 0, 45),
        ([], 8, 15),
    ],
)
def test_a_day_of_up_to_ten_hours_has_quarters_of_an_hour(
    opening: list[tuple[float, float]], first: int, minutes: int
) -> None:
    spans = [(MIDNIGHT + since * HOUR, MIDNIGHT + until * HOUR) for since, until in opening]
    found = grid.grid_of((MIDNIGHT, MIDNIGHT + 24 * HOUR), spans)
    assert found == Grid(MIDNIGHT + first * HOUR, minutes)


@pytest.mark.parametrize(
    ("since", "until", "cell"),
    [(0, 1, Cell(1, 4)), (2.25, 3, Cell(10, 3)), (2.3, 2.4, Cell(10, 1)), (-1, 1, Cell(1, 4)), (9, 20, Cell(37, 4))],
)
def test_a_span_stands_on_the_columns_that_it_touches(since: float, until: float, cell: Cell) -> None:
    assert Grid(EIGHT, 15).cell(EIGHT + since * HOUR, EIGHT + until * HOUR) == cell


@pytest.mark.parametrize(
    ("since", "until", "cell"),
    [
        (0, 1, Cell(1, 4)),
        (0.1, 1, Cell(2, 3)),
        (0.1, 0.3, None),
        (-1, 0.5, Cell(1, 2)),
        (9.5, 12, Cell(39, 2)),
        (11, 12, None),
    ],
)
def test_what_is_free_stands_on_whole_columns(since: float, until: float, cell: Cell | None) -> None:
    assert Grid(EIGHT, 15).inside(EIGHT + since * HOUR, EIGHT + until * HOUR) == cell


def test_the_hours_of_a_day_have_four_columns_each() -> None:
    hours = Grid(EIGHT, 15).hours()
    assert (len(hours), hours[0], hours[-1]) == (10, (EIGHT, Cell(1, 4)), (EIGHT + 9 * HOUR, Cell(37, 4)))


CELLS = st.lists(st.builds(Cell, st.integers(1, COLUMNS), st.integers(1, COLUMNS)), max_size=COLUMNS).map(
    lambda cells: sorted(cells, key=lambda one: one.column)
)


@given(CELLS)
def test_cards_of_a_lane_stand_at_their_time_and_cover_none_as_long_as_there_are_rows(cells: list[Cell]) -> None:
    placed = grid.in_rows(cells)
    assert [(one.column, one.width) for one in placed] == [(one.column, one.width) for one in cells]
    assert all(1 <= one.row <= grid.MOST_ROWS for one in placed)
    for row in range(1, grid.MOST_ROWS):
        assert all(
            one.column + one.width <= other.column for one, other in pairwise([one for one in placed if one.row == row])
        )


@given(st.lists(st.integers(1, 4), max_size=9))
def test_cards_that_follow_one_another_stand_in_one_row(widths: list[int]) -> None:
    placed = grid.in_rows([Cell(1 + 4 * place, width) for place, width in enumerate(widths)])
    assert all(one.row == 1 for one in placed)


SPANS = st.lists(
    st.tuples(st.integers(0, 600), st.integers(0, 600)).map(
        lambda one: (EIGHT + timedelta(minutes=min(one)), EIGHT + timedelta(minutes=max(one)))
    ),
    max_size=8,
)


@given(SPANS)
def test_what_is_busy_and_what_is_free_make_up_the_whole(busy: list[tuple[datetime, datetime]]) -> None:
    end = EIGHT + 10 * HOUR
    free = grid.gaps(busy, EIGHT, end)
    minutes = set(range(600))
    for since, until in [*busy, *free]:
        minutes -= set(range(int((since - EIGHT).total_seconds() // 60), int((until - EIGHT).total_seconds() // 60)))
    assert minutes == set()
    assert not any(since < other and until > start for since, until in free for start, other in busy if start < other)
