"""Pages of lists, by a cursor."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform.api import decode_cursor, encode_cursor
from anxin.platform.errors import Invalid
from anxin.platform.ui.lists import RowPage, Window

PAGE = 50


def window_of(cursor: str) -> Window:
    """The window that a cursor names.

    :raises Invalid: a cursor of something else
    """
    values = decode_cursor(cursor) or [0]
    if len(values) != 1 or not isinstance(values[0], int) or not 0 <= values[0] <= 10_000_000:
        raise Invalid(_("请从第一页重新开始。"), field="cursor", rule="M14.01")
    return Window(values[0], PAGE)


def page_of(found: RowPage[Any], window: Window) -> dict[str, Any]:
    """The rows, with the cursor of those after them."""
    after = window.offset + len(found.rows)
    return {
        "items": found.rows,
        "next": encode_cursor([after]) if after < found.total or (found.is_more and found.rows) else None,
    }
