"""Day closings as a list, found by day, state and difference, and one of them on paper for finance."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import CashCount
from anxin.visit.billing.queries import ClosingFilter
from anxin.visit.billing.tests.factories import make_cash_desk
from anxin.visit.billing.tests.test_closing import close, take
from anxin.visit.repair_orders.tests.factories import FrontDesk

pytestmark = pytest.mark.django_db
TODAY = AT.date()
BEFORE = TODAY - timedelta(days=1)


def listed(desk: FrontDesk, **wanted: Any) -> list[tuple[date, int, str]]:
    with reading(desk.actor):
        found = queries.page_day_closings(desk.actor, desk.store.pk, ClosingFilter(**wanted), Order(), Window())
    assert found.total == len(found.rows)
    return [(row.on, row.difference.fen, row.state) for row in found.rows]


def three_closings() -> FrontDesk:
    """Yesterday, handed to finance; today with a difference, opened again, and closed right."""
    desk = make_cash_desk()
    close(desk, CashCount(Money(0)), on=BEFORE)
    finance = make_actor(desk.store, "finance_manager")
    commands.receive_cash(actor=finance, store_id=desk.store.pk, on=BEFORE, at=AT)
    take(desk, 10000)
    close(desk, CashCount(Money(9900)), "找零少了")
    commands.reopen_day(actor=finance, store_id=desk.store.pk, on=TODAY, reason="找到一元", at=AT)
    close(desk, CashCount(pieces={"100": 1}))
    return desk


def test_closings_are_found_by_day_state_and_difference_the_newest_first() -> None:
    desk = three_closings()
    whole = [(TODAY, 0, "closed"), (TODAY, -100, "reopened"), (BEFORE, 0, "received")]
    assert listed(desk) == whole
    assert listed(desk, only_difference=True) == whole[1:2]
    assert listed(desk, since=TODAY) == whole[:2]
    assert listed(desk, until=BEFORE) == whole[2:]
    assert [listed(desk, state=one) for one in ("closed", "reopened", "received")] == [[one] for one in whole]
    elsewhere = make_cash_desk("NS")
    with reading(elsewhere.actor):
        seen = queries.page_day_closings(elsewhere.actor, desk.store.pk, ClosingFilter(), Order(), Window())
        assert list(seen.rows) == []
        with pytest.raises(NotFound):
            queries.get_day_closing(elsewhere.actor, 1)


def test_the_list_exports_and_each_closing_prints(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = three_closings()
    monkeypatch.setattr(clock, "now", lambda: AT)
    client.force_login(User.objects.get(pk=desk.actor.id))
    page = client.get("/cashier/closings/?only_difference=1").content.decode()
    assert "找零少了" in page
    assert "现金已交财务</span>" not in page
    assert client.get("/cashier/closings/?format=xlsx").content.startswith(b"PK")
    with reading(desk.actor):
        newest = queries.list_day_closings(desk.actor, desk.store.pk, TODAY)[0]
    assert client.get(f"/cashier/closings/{newest.id}/print/").content.startswith(b"%PDF")
    assert client.get("/cashier/closings/0/print/").status_code == 404
