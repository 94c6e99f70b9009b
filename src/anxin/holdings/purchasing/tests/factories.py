"""Makes suppliers, orders and receipts for the tests of this and higher modules, through the commands."""

from datetime import datetime
from decimal import Decimal
from itertools import count

from anxin.holdings.purchasing import commands, queries
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog.models import PartArticle

_serial = count(1)


def make_terms(**given: object) -> commands.SupplierTerms:
    """Of a dealer in genuine parts, unless told otherwise."""
    known = {
        "code": f"S{next(_serial):04}",
        "name": "广汽配件供应中心",
        "kind": "dealer",
        "tax_percent": Decimal(13),
        "deals_genuine": True,
    }
    return commands.SupplierTerms(**{**known, **given})  # type: ignore[arg-type]


def make_supplier(store: Store, *, at: datetime = AT, **given: object) -> int:
    """A supplier of the store."""
    terms = make_terms(**given)
    return commands.add_supplier(actor=system_actor("test"), store_id=store.pk, terms=terms, at=at).id


def wish(
    supplier_id: int, *articles: PartArticle, quantity: str = "10", price: str = "40.00", kind: str = "stock"
) -> commands.NewPurchase:
    """An order of so much of each article at a unit price in yuan, tax excluded."""
    lines = [commands.WantedLine(Decimal(quantity), Money.yuan(price), one.pk) for one in articles]
    return commands.NewPurchase(supplier_id, kind, lines)


def draft(store: Store, *articles: PartArticle, at: datetime = AT, **given: str) -> commands.KeptPurchase:
    """A draft to a supplier of its own."""
    order = wish(make_supplier(store, at=at), *articles, **given)
    return commands.draft_order(actor=system_actor("test"), store_id=store.pk, order=order, at=at)


def ordered(store: Store, *articles: PartArticle, at: datetime = AT, **given: str) -> commands.KeptPurchase:
    """An order that was sent."""
    made = draft(store, *articles, at=at, **given)
    return commands.place_order(actor=system_actor("test"), order_id=made.id, at=at)


def received(store: Store, order_id: int, *came: commands.Came, at: datetime = AT) -> commands.KeptReceipt:
    """Goods of the order."""
    key = f"receipt-{next(_serial)}"
    return commands.receive_order(actor=system_actor("test"), order_id=order_id, came=came, key=key, at=at)


def came(article: PartArticle, quantity: str = "10", batch: str = "") -> commands.Came:
    """So much of an article."""
    return commands.Came(article.pk, Decimal(quantity), batch)


def view(order_id: int, at: datetime = AT) -> queries.PurchaseView:
    """The order as it stands."""
    actor = system_actor("test")
    with reading(actor):
        return queries.get_order(actor, order_id, at)
