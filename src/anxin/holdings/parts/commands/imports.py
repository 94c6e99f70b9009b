"""Opening stock in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions
from anxin.holdings.parts.commands.balances import lock_balances
from anxin.holdings.parts.commands.counting import UnderCount, sheets_of_counted
from anxin.holdings.parts.commands.movements import MOST_FEN
from anxin.holdings.parts.commands.posting import MOST, Movement, Occasion, post
from anxin.holdings.parts.models import Reason
from anxin.holdings.parts.queries import entries_of
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.money import Money
from anxin.platform.text import compact
from anxin.resources.catalog.queries import price_parts

CREATED, UNCHANGED, REFUSED = "created", "unchanged", "refused"


@dataclass(frozen=True, slots=True)
class ImportedStock:
    """Opening stock of an article by its number; unit cost without tax."""

    number: str
    quantity: Decimal
    unit_cost: Money


@dataclass(frozen=True, slots=True)
class StockImportOutcome:
    """What became of one row; ``errors`` maps field to message when it was refused."""

    number: str
    outcome: str
    errors: dict[str, Any]


@command(permissions.IMPORT, rule="M14.01")
def import_stock(*, actor: Actor, store_id: int, rows: Sequence[ImportedStock], at: datetime) -> list[StockImportOutcome]:
    """Book opening stock, up to some thousand rows at once; an article opens once per store (M14.01).

    The same file again changes nothing; another quantity for an article that is open is refused: count it instead. So is
    an article that stands counted on an open count sheet.

    :raises Denied: the actor may not receive in this store
    """
    actor.require(permissions.IMPORT, store_id)
    day = store_info(store_id).clock.day(at)
    articles = price_parts(actor, store_id, [row.number for row in rows], day)
    balances = lock_balances(actor, store_id, [each.article_id for each in articles.values()])
    opened = _opened(store_id, [each.article_id for each in articles.values()])
    under_count = sheets_of_counted(store_id, list(balances))
    movements: list[Movement] = []
    outcomes = []
    for row in rows:
        article = articles.get(compact(row.number))
        errors = _wrong(row, known=article is not None)
        if errors or article is None:
            outcomes.append(StockImportOutcome(row.number, REFUSED, errors))
            continue
        before = opened.get(article.article_id)
        if before is None and article.article_id in under_count:
            message = UnderCount(under_count[article.article_id]).message
            outcomes.append(StockImportOutcome(row.number, REFUSED, {"quantity": message}))
        elif before is None:
            opened[article.article_id] = (row.quantity, row.unit_cost)
            key = f"opening:{article.article_id}"
            movements.append(Movement(article.article_id, row.quantity, key, unit_cost=row.unit_cost))
            outcomes.append(StockImportOutcome(row.number, CREATED, {}))
        elif before == (row.quantity, row.unit_cost):
            outcomes.append(StockImportOutcome(row.number, UNCHANGED, {}))
        else:
            message = _("这个配件已有期初库存，请用盘点更正。")
            outcomes.append(StockImportOutcome(row.number, REFUSED, {"quantity": message}))
    post(Occasion(actor, store_id, Reason.OPENING.value, None, at), balances, movements)
    return outcomes


def _opened(store_id: int, article_ids: Sequence[int]) -> dict[int, tuple[Decimal, Money]]:
    keys = [f"opening:{article_id}" for article_id in article_ids]
    rows = entries_of(store_id).filter(key__in=keys)
    return {row.article_id: (row.quantity, row.unit_cost) for row in rows}


def _wrong(row: ImportedStock, *, known: bool) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    if not known:
        errors["number"] = _("目录里没有这个配件号，请先导入配件目录，或改正编号。")
    quantity = row.quantity
    if not quantity.is_finite() or not 0 < quantity <= MOST or quantity != round(quantity, 3):
        errors["quantity"] = _("数量要大于零，最多三位小数。")
    if not 0 <= row.unit_cost.fen <= MOST_FEN:
        errors["unit_cost"] = _("成本单价不能为负，也不能超过一亿元。")
    return errors
