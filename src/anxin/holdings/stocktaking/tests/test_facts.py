"""What stocktaking publishes for figures."""

from decimal import Decimal

import pytest

from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.stocktaking import commands
from anxin.holdings.stocktaking.tests.factories import count, make_open_sheet, make_submitted
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_each_article_counted_on_an_approved_sheet_counts_on_the_day_of_approval() -> None:
    store, wrong, right = make_store("LG"), make_article(), make_article()
    for article in (wrong, right):
        stock_up(store, article, "10", "40.00")
    sheet_id = make_submitted(store, wrong, "8")
    commands.send_back_sheet(actor=system_actor("test"), sheet_id=sheet_id, reason="还有一个", at=AT)
    count(sheet_id, right, "10")
    commands.submit_sheet(actor=system_actor("test"), sheet_id=sheet_id, at=AT)
    waiting = make_open_sheet(store, make_article())
    clerk = make_actor(store, "parts_clerk")
    assert waiting.lines == 1
    assert fact_rows(clerk, "stocktaking.count") == []
    commands.approve_sheet(actor=system_actor("approver"), sheet_id=sheet_id, at=AT)
    rows = fact_rows(clerk, "stocktaking.count")
    told = ("day", "kind", "cause", "is_right", "book_quantity", "book_value", "quantity", "cost")
    assert sorted(of(row, *told) for row in rows) == [
        (AT.date(), "cycle", "", True, Decimal(10), 40_000, Decimal(0), 0),
        (AT.date(), "cycle", "lost", False, Decimal(10), 40_000, Decimal(-2), -8_000),
    ]
