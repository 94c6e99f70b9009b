"""What the parts counter publishes for figures."""

from decimal import Decimal

import pytest

from anxin.holdings.parts.commands import price_receipt
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.money import Money
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.counter_sales import commands, queries
from anxin.visit.counter_sales.tests.factories import make_sale

pytestmark = pytest.mark.django_db


def test_a_line_counts_at_what_was_kept_of_it_and_what_that_costs_by_now() -> None:
    store, article = make_store(), make_article(price="68.00")
    (receipt,) = stock_up(store, article, "10", "40.00").lines
    sold, head = make_sale(store, article=article, quantity="4"), make_actor(store, "parts_manager")
    line = queries.get_sale(head, sold.id).lines[0]
    back = [commands.TakenBack(line.id, Decimal(1))]
    commands.take_back_parts(actor=head, sale_id=sold.id, lines=back, method="cash", reason="买错", at=AT)
    price_receipt(
        actor=system_actor("test"),
        entry_id=receipt.entry_id,
        cost=Money.yuan(500),
        seen=Money.yuan(400),
        note="到票",
        at=AT,
    )
    (row,) = fact_rows(head, "parts.external_sale")
    # 4 × 68.00 ÷ 1.13 is 240.71; a quarter of it, 60.18, came back.
    assert of(row, "day", "channel", "quantity", "net", "cost") == (AT.date(), "retail", Decimal(3), 180_53, 150_00)
