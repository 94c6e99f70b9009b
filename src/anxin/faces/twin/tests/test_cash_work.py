"""What the cash desk of the demo has beside plain settlements."""

from datetime import UTC, datetime, time
from random import Random

import pytest

from anxin.faces.twin import cash_work
from anxin.faces.twin.chances import ZONE
from anxin.faces.twin.days import play_days
from anxin.faces.twin.history import write_days
from anxin.faces.twin.organisation import STORES
from anxin.faces.twin.people import draw_fleet
from anxin.faces.twin.simulation import StoreSimulation
from anxin.faces.twin.tests.test_equal_writers import FIRST, LONG_AFTER, TODAY, small_store
from anxin.parties.org.queries import system_actor
from anxin.platform.scope import reading
from anxin.visit.billing.models import CashHandover, DayClosing, Deposit, Invoice, SettlementReversal
from anxin.visit.billing.queries import find_differences
from anxin.visit.repair_orders.models import PayerShare

UNTIL = datetime.combine(TODAY, time(14, 30), ZONE).astimezone(UTC)


@pytest.mark.django_db
def test_invoices_deposits_closed_days_and_an_order_that_was_settled_again_and_the_books_agree() -> None:
    floor, days = small_store()
    write_days(floor, days, LONG_AFTER)
    random = Random("equal")
    fleet = draw_fleet(random, STORES[0].brand, 1, 60, FIRST)
    play_days(floor, [StoreSimulation(random, STORES[0].brand, fleet, FIRST, cars_a_day=8).open_day(TODAY, UNTIL)])
    cash_work.look_back(floor, UNTIL)
    actor = system_actor("test")
    with reading(actor):
        closings = DayClosing.objects.across_stores(reason="test")
        assert closings.count() == cash_work.CLOSED
        assert CashHandover.objects.across_stores(reason="test").count() == cash_work.CLOSED - 1
        invoices = Invoice.objects.across_stores(reason="test")
        assert invoices.filter(state="ISSUED", red_of=None).count() == cash_work.INVOICED - 1
        assert [one.is_reddened for one in invoices.filter(reds__isnull=False)] == [True]
        assert SettlementReversal.objects.across_stores(reason="test").count() == 1
        assert [one.payer for one in PayerShare.objects.across_stores(reason="test")] == ["insurer"]
        assert cash_work.DEPOSIT in [one.balance for one in Deposit.objects.across_stores(reason="test")]
        assert find_differences(actor, floor.store.id, FIRST) == []
