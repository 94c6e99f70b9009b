"""Access cases of the parts counter's sales."""

from decimal import Decimal
from typing import Any

from anxin.holdings.parts.tests.factories import stock_up
from anxin.platform.money import Money
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.billing.commands import Tender
from anxin.visit.counter_sales import commands, queries
from anxin.visit.counter_sales.tests.factories import make_sale
from tests.access.world import TODAY, World, case


def sold(w: World) -> int:
    """Two filters sold at the counter."""
    return int(w.once("counter sale", lambda: make_sale(w.store)).id)


def wish(w: World) -> dict[str, Any]:
    """One filter, paid in cash."""
    article = make_article()
    stock_up(w.store, article)
    return {
        "store_id": w.sid,
        "lines": [commands.SoldLine(article.pk, Decimal(1))],
        "tenders": [Tender("cash", Money(68_00))],
        "customer_id": w.customer,
        "key": "sell",
    }


def coming_back(w: World) -> dict[str, Any]:
    """One of two filters."""
    sale_id = make_sale(w.store).id
    line = queries.get_sale(w.system, sale_id).lines[0].id
    return {"sale_id": sale_id, "lines": [commands.TakenBack(line, Decimal(1))], "method": "cash", "reason": "买错"}


COMMANDS = {
    "counter_sales.sell_at_counter": case(wish),
    "counter_sales.take_back_parts": case(coming_back),
    "counter_sales.record_lost_sale": case(
        lambda w: {"store_id": w.sid, "quantity": Decimal(1), "reason": "没货", "words": "天窗电机", "key": "lost"}
    ),
}

QUERIES = {
    "counter_sales.page_sales": case(lambda w: {"store_id": sold(w) and w.sid, "wanted": queries.SaleFilter()}),
    "counter_sales.get_sale": case(lambda w: {"sale_id": sold(w)}),
    "counter_sales.counter_prices": case(
        lambda w: {"store_id": w.sid, "article_ids": [make_article().pk], "channel": "retail", "on": TODAY}
    ),
}
