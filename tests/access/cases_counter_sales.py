"""Access cases of the parts counter's sales."""

from datetime import date
from decimal import Decimal
from typing import Any

from anxin.holdings.parts.tests.factories import stock_up
from anxin.platform.money import Money
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.billing.commands import Tender
from anxin.visit.counter_sales import commands, queries
from anxin.visit.counter_sales.tests.factories import make_plan, make_sale
from tests.access.world import AT, TODAY, World, case


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


def plan_set(w: World, year: int = TODAY.year) -> int:
    """A plan that waits, set by somebody else."""
    return commands.set_sales_plan(
        actor=w.system, store_id=w.sid, year=year, total=Money(1_200_00), steps=[None] * 12, at=AT
    ).id


def planned(w: World) -> int:
    """The plan of the year that waits."""
    return w.once("sales plan", lambda: make_plan(w.store))


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
    "counter_sales.set_sales_plan": case(
        lambda w: {"store_id": w.sid, "year": TODAY.year, "total": Money(1_200_00), "steps": [None] * 12}
    ),
    "counter_sales.confirm_sales_plan": case(lambda w: {"plan_id": plan_set(w)}),
    "counter_sales.return_sales_plan": case(lambda w: {"plan_id": plan_set(w), "words": "太高"}),
    "counter_sales.judge_month": case(lambda w: {"store_id": w.sid, "month": date(2026, 1, 1)}),
}

QUERIES = {
    "counter_sales.page_sales": case(lambda w: {"store_id": sold(w) and w.sid, "wanted": queries.SaleFilter()}),
    "counter_sales.get_sale": case(lambda w: {"sale_id": sold(w)}),
    "counter_sales.get_plan_year": case(lambda w: {"store_id": planned(w) and w.sid, "year": TODAY.year}),
    "counter_sales.find_year_of_plan": case(lambda w: {"plan_id": planned(w)}),
    "counter_sales.sellers_of_month": case(
        lambda w: {"store_id": sold(w) and w.sid, "year": TODAY.year, "month": TODAY.month}
    ),
    "counter_sales.counter_prices": case(
        lambda w: {"store_id": w.sid, "article_ids": [make_article().pk], "channel": "retail", "on": TODAY}
    ),
}
