"""What the parts department of the demo has beside issues to orders."""

import pytest

from anxin.faces.twin import parts_work
from anxin.faces.twin.history import write_days
from anxin.faces.twin.tests.test_cash_work import UNTIL
from anxin.faces.twin.tests.test_equal_writers import LONG_AFTER, small_store
from anxin.holdings.parts.models import ArticleBin, ShelfCard
from anxin.holdings.parts.queries import find_differences
from anxin.holdings.purchasing.models import PurchaseOrder, Receipt, SpecialOrder
from anxin.parties.org.queries import system_actor
from anxin.platform.scope import reading
from anxin.visit.counter_sales.models import Sale


@pytest.mark.django_db
def test_orders_in_every_state_bins_a_special_order_and_sales_and_the_stock_agrees() -> None:
    floor, days = small_store()
    parts_work.set_up(floor, LONG_AFTER)
    write_days(floor, days, LONG_AFTER)
    parts_work.lay_out(floor, UNTIL)
    actor = system_actor("test")
    with reading(actor):
        assert ArticleBin.objects.across_stores(reason="test").exists()
        assert ShelfCard.objects.across_stores(reason="test").exclude(minimum=None).exists()
        states = PurchaseOrder.objects.across_stores(reason="test").values_list("kind", "state")
        assert {("stock", "RECEIVED"), ("stock", "ANSWERED"), ("emergency", "ORDERED"), ("stock", "DRAFT")} <= set(states)
        assert Receipt.objects.across_stores(reason="test").exclude(bill_number="").count() == 1
        assert SpecialOrder.objects.across_stores(reason="test").count() == 1
        assert Sale.objects.across_stores(reason="test").count() == parts_work.SOLD_TODAY
        assert find_differences(actor) == []
