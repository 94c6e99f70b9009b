"""Pages of lists by a cursor."""

import pytest

from anxin.platform.api import encode_cursor, page_of, window_of
from anxin.platform.errors import Invalid
from anxin.platform.ui.row_pages import RowPage, Window


def test_a_cursor_leads_through_all_rows_and_ends() -> None:
    rows = list(range(120))
    cursor, seen = "", []
    for _turn in range(3):
        window = window_of(cursor)
        page = page_of(RowPage(rows[window.offset : window.offset + window.limit], len(rows)), window)
        seen += page["items"]
        cursor = page["next"]
    assert (seen, cursor) == (rows, None)


def test_a_ledger_goes_on_beyond_what_was_counted() -> None:
    assert page_of(RowPage([1], 1, is_more=True), Window(40, 50))["next"] == encode_cursor([41])
    assert page_of(RowPage([], 1, is_more=True), Window(40, 50))["next"] is None


@pytest.mark.parametrize("given", [[-1], [10_000_001], ["0"], [True], [1, 2]])
def test_a_cursor_of_something_else_is_refused(given: list[object]) -> None:
    with pytest.raises(Invalid) as refused:
        window_of(encode_cursor(given))
    assert refused.value.field == "cursor"
