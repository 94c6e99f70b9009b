"""The list of receivables: who owes what, filtered, summed over all pages, exported, in one's own stores only."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.errors import Denied
from anxin.platform.money import Money
from anxin.platform.ui.lists import Order, Window
from anxin.visit.billing.queries import ReceivableFilter, ReceivableRow, list_receivables
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.repair_orders.tests.factories import FrontDesk

pytestmark = pytest.mark.django_db
TODAY = AT.date() + timedelta(days=8)


def listed(desk: FrontDesk, **wanted: Any) -> list[ReceivableRow]:
    found = list_receivables(desk.actor, ReceivableFilter(**wanted), Order("billed_on"), Window(), TODAY)
    assert found.total == len(found.rows)
    assert found.sums["due"] == Money.sum(row.due for row in found.rows)
    return list(found.rows)


def test_open_bills_are_found_by_payer_age_number_and_store() -> None:
    desk = make_cash_desk()
    old, new = settled_order(desk), settled_order(desk, at=AT + timedelta(days=8))
    assert [row.settlement for row in listed(desk)] == [old.number, new.number]
    assert [row.age_days for row in listed(desk)] == [8, 0]
    assert [row.settlement for row in listed(desk, older_than=7)] == [old.number]
    assert [row.settlement for row in listed(desk, text=new.repair_order[-6:])] == [new.number]
    assert listed(desk, payer=("insurer",)) == []
    assert len(listed(desk, store_id=desk.store.pk, payer=("customer",))) == 2
    assert listed(desk, store_id=desk.store.pk + 1) == []


def test_the_sums_are_those_of_all_pages() -> None:
    desk = make_cash_desk()
    for _number in range(2):
        settled_order(desk)
    first = list_receivables(desk.actor, ReceivableFilter(), Order(), Window(0, 1), TODAY)
    assert (len(first.rows), first.total, first.sums["due"]) == (1, 2, Money.sum([first.rows[0].due] * 2))


def test_another_store_sees_none_and_a_technician_may_not() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    settled_order(desk)
    assert listed(elsewhere) == []
    with pytest.raises(Denied):
        list_receivables(make_actor(desk.store, "technician"), ReceivableFilter(), Order(), Window(), TODAY)


def test_the_page_links_to_the_order_and_exports(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_cash_desk()
    settled = settled_order(desk)
    client.force_login(User.objects.get(pk=desk.actor.id))
    page = client.get("/cashier/receivables/?older_than=30").content.decode()
    assert settled.number not in page
    page = client.get("/cashier/receivables/").content.decode()
    assert settled.number in page
    assert f"/cashier/orders/{settled.repair_order}/" in page
    assert "/cashier/receivables/" in client.get("/cashier/").content.decode()
    assert client.get("/cashier/receivables/?format=xlsx")["Content-Type"].startswith("application/vnd.openxml")
