"""Access cases of stocktaking: a sheet of store A with one article."""

from decimal import Decimal
from typing import Any

from anxin.holdings.parts.commands import CountedDifference
from anxin.holdings.parts.queries import Countable
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.stocktaking import commands, queries
from anxin.holdings.stocktaking.tests.factories import count, make_counted, make_open_sheet, make_submitted
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article
from tests.access.world import TODAY, World, case


def stocked(w: World) -> PartArticle:
    """An article with ten on hand."""
    article = make_article()
    stock_up(w.store, article)
    return article


def counted_article(w: World) -> PartArticle:
    """The article of ``opened``."""
    return w.once("article to count", lambda: stocked(w))


def opened(w: World) -> int:
    """A sheet with one article, counted once."""

    def make() -> int:
        sheet_id = make_open_sheet(w.store, counted_article(w)).id
        count(sheet_id, counted_article(w), "8")
        return sheet_id

    return int(w.once("count sheet", make))


def to_count(w: World) -> dict[str, Any]:
    """One article of a new sheet, all there."""
    article = stocked(w)
    return {"sheet_id": make_open_sheet(w.store, article).id, "article_id": article.pk, "counted": Decimal(10)}


def to_explain(w: World) -> dict[str, Any]:
    """One article that differs."""
    article = stocked(w)
    return {"sheet_id": make_counted(w.store, article), "article_id": article.pk, "cause": "found", "note": "在B柜"}


def to_book(w: World) -> dict[str, Any]:
    """One article too few by some document."""
    article = stocked(w)
    return {
        "store_id": w.sid,
        "document": DocumentRef("test.count", article.pk),
        "differences": [CountedDifference(article.pk, Decimal(-1), 1)],
        "counted": {article.pk: TODAY},
        "note": "盘点",
    }


COMMANDS = {
    "parts.book_count": case(to_book),
    "stocktaking.open_sheet": case(
        lambda w: {
            "store_id": w.sid,
            "kind": "cycle",
            "scope": commands.Scope("chosen", article_ids=(stocked(w).pk,)),
            "note": "抽盘",
        }
    ),
    "stocktaking.count_article": case(to_count),
    "stocktaking.explain_difference": case(to_explain),
    "stocktaking.submit_sheet": case(lambda w: {"sheet_id": make_counted(w.store, stocked(w)), "rest_not_counted": False}),
    "stocktaking.approve_sheet": case(lambda w: {"sheet_id": make_submitted(w.store, stocked(w))}),
    "stocktaking.send_back_sheet": case(lambda w: {"sheet_id": make_submitted(w.store, stocked(w)), "reason": "重盘"}),
    "stocktaking.cancel_sheet": case(lambda w: {"sheet_id": make_open_sheet(w.store, stocked(w)).id, "reason": "不盘了"}),
}

QUERIES = {
    "parts.list_countable": case(lambda w: {"store_id": stocked(w) and w.sid, "wanted": Countable()}),
    "parts.counting_age": case(lambda w: {"store_id": stocked(w) and w.sid, "on": TODAY, "every_days": 90}),
    "stocktaking.page_sheets": case(lambda w: {"store_id": opened(w) and w.sid, "wanted": queries.SheetFilter()}),
    "stocktaking.get_sheet": case(lambda w: {"sheet_id": opened(w)}),
    "stocktaking.cycle_due": case(lambda w: {"store_id": opened(w) and w.sid}),
    "stocktaking.page_lines": case(lambda w: {"sheet_id": opened(w), "wanted": queries.LineFilter()}),
    "stocktaking.get_line": case(lambda w: {"sheet_id": opened(w), "article_id": counted_article(w).pk}),
    "stocktaking.list_counts": case(lambda w: {"sheet_id": opened(w), "article_id": counted_article(w).pk}),
}
