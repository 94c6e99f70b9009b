"""Opening stock from a spreadsheet."""

from pathlib import Path

import pytest
import xlsxwriter

from anxin.holdings.parts import queries
from anxin.holdings.parts.imports import OPENING_STOCK, write_opening_stock
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store
from anxin.platform.workbook import open_source, run_import
from anxin.resources.catalog.tests.factories import make_article


@pytest.mark.django_db
def test_opening_stock_comes_from_a_file_once_and_unknown_numbers_stay_out(tmp_path: Path) -> None:
    store, article = make_store(), make_article("F-1")
    path = tmp_path / "stock.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for number, row in enumerate([["备件号", "库存数量", "成本价"], ["F-1", 12.5, 40], ["X-9", 1, 1]]):
            page.write_row(number, 0, row)
    actor = system_actor("test")
    for created in (1, 0):
        done = run_import(
            OPENING_STOCK,
            open_source(path),
            lambda rows: write_opening_stock(actor, store.pk, rows, AT),
            take_good_rows=True,
        )
        assert (done.created, done.unchanged, done.refused) == (created, 1 - created, 1)
    assert "X-9" in done.problems[0].value
    assert queries.stock_of(actor, store.pk, [article.pk])[article.pk] == 12.5
