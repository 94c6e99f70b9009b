"""Makes suppliers, orders and receipts for the tests of this and higher modules, through the commands."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from anxin.holdings.purchasing import commands, queries
from anxin.parties.customers.tests.factories import make_customer
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.tests.factories import make_employee
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


def make_special(store: Store, article: PartArticle | None = None, *, at: datetime = AT, days: int = 5) -> int:
    """A part that a customer waits for, promised some days from now."""
    customer_id = make_customer(store, at=at, phone="13912340001", second_phone="0755-83456789")
    special = commands.NewSpecial(
        customer_id,
        make_employee(store, "service_advisor").pk,
        "左前大灯总成 带透镜 2024 款",
        Decimal(1),
        at.date() + timedelta(days=days),
        article.pk if article else None,
    )
    return commands.take_special_order(actor=system_actor("test"), store_id=store.pk, special=special, at=at).id


def ordered_special(store: Store, article: PartArticle, special_id: int, *, at: datetime = AT) -> int:
    """The order to a supplier for it, sent."""
    given = {"actor": system_actor("test"), "at": at}
    price = Money.yuan(800)
    made = commands.order_special(
        special_id=special_id, supplier_id=make_supplier(store, at=at), unit_price=price, kind="special", **given
    )
    return commands.place_order(order_id=made.id, **given).id


def make_return(receipt_id: int, *, at: datetime = AT) -> int:
    """One piece of a receipt that goes back."""
    actor = system_actor("test")
    with reading(actor):
        line = queries.get_receipt(actor, receipt_id).lines[0].id
    said = {"quantity": Decimal(1), "reason": "破损", "credit_expected": Money.yuan(40), "key": f"return-{next(_serial)}"}
    return commands.send_back(actor=actor, receipt_line_id=line, at=at, **said).id  # type: ignore[arg-type]
