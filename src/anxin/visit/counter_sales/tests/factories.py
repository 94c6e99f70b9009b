"""Sells parts for the tests of this and higher modules, through the commands."""

import random
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import Store
from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.actor import Actor
from anxin.platform.errors import Refusal
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.queries import find_articles
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.billing.commands import Tender
from anxin.visit.counter_sales import commands
from anxin.visit.counter_sales.models import SaleLine

_serial = count(1)


def make_sale(
    store: Store, *, quantity: str = "2", article: PartArticle | None = None, at: datetime = AT
) -> commands.SavedSale:
    """Two filters at 68 yuan, paid in cash; ten had come in before."""
    sold = article or make_article()
    if article is None:
        stock_up(store, sold)
    return commands.sell_at_counter(
        actor=system_actor("test"),
        store_id=store.pk,
        lines=[commands.SoldLine(sold.pk, Decimal(quantity))],
        tenders=[Tender("cash", Money(68_00).times(Decimal(quantity)))],
        key=f"sale-{next(_serial)}",
        at=at,
    )


def make_plan(store: Store, *, at: datetime = AT) -> int:
    """A plan of the year that holds, 1,200 yuan a month, and one that waits; gives the latter."""
    year = store_info(store.pk).clock.day(at).year
    said: dict[str, Any] = {"store_id": store.pk, "year": year, "total": Money(14_400_00), "steps": [None] * 12}
    first = commands.set_sales_plan(actor=system_actor("test"), at=at, **said)
    commands.confirm_sales_plan(actor=system_actor("head"), plan_id=first.id, at=at)
    return commands.set_sales_plan(actor=system_actor("test"), reason="团购多了", at=at, **said).id


def take_random_sale_step(
    actor: Actor, stores: Sequence[int], articles: Sequence[int], dice: random.Random, *, at: datetime = AT
) -> str:
    """One step of a client at a parts counter: sells, or takes back; the code of a refusal, or the step.

    For tests with many clients: the actor may act in all of these stores.
    """
    with reading(actor):
        lines = SaleLine.objects.visible_to(actor, "counter_sales.see").filter(article_id__in=list(articles))
        known = [one for one in lines.order_by("-pk")[:20] if one.returned < one.quantity]
    try:
        if not known or dice.random() < 0.6:
            article_id, quantity = dice.choice(list(articles)), Decimal(dice.randint(1, 2))
            price = find_articles(actor, [article_id])[article_id].price
            commands.sell_at_counter(
                actor=actor,
                store_id=dice.choice(list(stores)),
                lines=[commands.SoldLine(article_id, quantity)],
                tenders=[Tender("cash", price.times(quantity))],
                key=f"{dice.getrandbits(64):x}",
                at=at,
            )
            return "sell"
        line = dice.choice(known)
        back = [commands.TakenBack(line.pk, Decimal(1))]
        commands.take_back_parts(actor=actor, sale_id=line.sale_id, lines=back, method="cash", reason="退", at=at)
    except Refusal as refusal:
        return refusal.code
    return "take_back"
