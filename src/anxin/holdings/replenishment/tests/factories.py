"""Makes stores that keep too little, for the tests of this and higher modules, through the commands."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from anxin.holdings.parts.commands import post_demand, set_levels
from anxin.holdings.purchasing import commands as purchasing
from anxin.holdings.purchasing.tests.factories import came, make_supplier, received, wish
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.resources.catalog.models import PartArticle

_serial = count(1)
DAY = timedelta(days=1)


def keep(store: Store, article: PartArticle, *levels: str) -> None:
    """Minimum, standard and maximum of an article."""
    minimum, standard, maximum = (Decimal(one) if one else None for one in (*levels, "", "")[:3])
    set_levels(
        actor=system_actor("test"),
        store_id=store.pk,
        article_id=article.pk,
        minimum=minimum,
        standard=standard,
        maximum=maximum,
        at=AT,
    )


def bring(
    store: Store, supplier_id: int, article: PartArticle, quantity: str = "2", price: str = "40.00", at: datetime = AT
) -> None:
    """So much of an article comes from a supplier, ordered before."""
    given = {"actor": system_actor("test"), "at": at}
    order = wish(supplier_id, article, quantity=quantity, price=price, kind="special")
    made = purchasing.draft_order(store_id=store.pk, order=order, **given)  # type: ignore[arg-type]
    purchasing.place_order(order_id=made.id, **given)  # type: ignore[arg-type]
    received(store, made.id, came(article, quantity), at=at)


def ask_for(store: Store, article: PartArticle, quantity: str = "9", at: datetime = AT) -> None:
    """Somebody wants so much of an article."""
    post_demand(
        actor=system_actor("test"),
        store_id=store.pk,
        article_id=article.pk,
        quantity=Decimal(quantity),
        key=f"replenishment-{next(_serial)}",
        at=at,
    )


def short_of(store: Store, article: PartArticle, *, supplier_id: int | None = None) -> int:
    """An article of which 2 are there, 10 are kept and 9 were asked for in the last days; its supplier."""
    supplier_id = supplier_id or make_supplier(store, lead_days=2)
    keep(store, article, "10", "20", "30")
    bring(store, supplier_id, article)
    ask_for(store, article)
    return supplier_id
