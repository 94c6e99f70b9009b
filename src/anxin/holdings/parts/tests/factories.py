"""Puts parts on the shelf for the tests of this and higher modules."""

from decimal import Decimal
from itertools import count

from anxin.holdings.parts.commands import ReceiptLine, StockPosted, receive_stock
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.money import Money
from anxin.resources.catalog.models import PartArticle

_serial = count(1)


def stock_up(store: Store, article: PartArticle, quantity: str = "10", unit_cost: str = "40.00") -> StockPosted:
    """Receive a quantity at a unit cost in yuan, tax excluded."""
    line = ReceiptLine(article.pk, Decimal(quantity), Money.yuan(unit_cost))
    return receive_stock(actor=system_actor("test"), store_id=store.pk, lines=[line], key=f"stock-up-{next(_serial)}", at=AT)
