"""The balances that a movement changes: made where missing, locked in one order. What is booked is ``posting``'s."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.models import StockBalance
from anxin.holdings.parts.queries import OWN_ROWS
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import Invalid
from anxin.resources.catalog.queries import find_articles


class ArticleUnknown(Invalid):
    """No such article in the catalogue."""

    code = "article_unknown"
    default_rule = "M14.01"
    default_message = _("目录里没有这个配件，请先在目录中添加。")


def lock_balances(actor: Actor, store_id: int, article_ids: Iterable[int]) -> dict[int, StockBalance]:
    """The balances of the articles, made where missing, locked until the transaction ends.

    :raises ArticleUnknown: an article is not in the catalogue
    """
    wanted = sorted(set(article_ids))
    if set(find_articles(actor, wanted)) != set(wanted):
        raise ArticleUnknown(field="lines")
    locked = {row.article_id: row for row in _locked_balances(store_id, wanted)}
    missing = [StockBalance(store_id=store_id, article_id=each) for each in wanted if each not in locked]
    if missing:
        StockBalance.objects.bulk_create(missing, ignore_conflicts=True)
        locked = {row.article_id: row for row in _locked_balances(store_id, wanted)}
    return locked


def lock_stock(store_id: int, article_ids: Iterable[int]) -> None:
    """Inside a command that promises stock to a document in scope: until it ends nobody else promises these articles.

    What was never in stock has no row, and nothing that two could promise.
    """
    _locked_balances(store_id, sorted(set(article_ids)))


@prepared
def _locked_balances(store_id: int, article_ids: list[int]) -> QuerySet[StockBalance]:
    rows: QuerySet[StockBalance] = StockBalance.objects.across_stores(reason=OWN_ROWS).locked()
    return rows.filter(store_id=store_id, article_id__any=article_ids).order_by("pk")
