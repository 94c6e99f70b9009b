"""Debts by age, statements, one reminder for each debtor, and the day by which somebody said that he would pay."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.work.models import Task
from anxin.platform import clock
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Order, Window
from anxin.visit.billing import commands, handlers, queries
from anxin.visit.billing.commands import Tender
from anxin.visit.billing.events import BillPaid
from anxin.visit.billing.models import Bill, Debtor
from anxin.visit.billing.queries import AgedDebt, AgeFilter, DebtorKey
from anxin.visit.billing.queries.debtors import OpenBill, _ages
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.billing.tests.test_credit import customer_of, grant
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, FrontDesk

MIXED = [NewJob("天窗渗水", items=[replace(LABOUR, payer="warranty"), PART])]
DAY = timedelta(days=1)
Race = Callable[..., list[Any]]


def aged(desk: FrontDesk, after: int, **wanted: Any) -> list[AgedDebt]:
    today = AT.date() + after * DAY
    with reading(desk.actor):
        found = queries.list_debts_by_age(desk.actor, desk.store.pk, AgeFilter(**wanted), Order(), Window(), today)
    assert found.total == len(found.rows)
    assert found.sums["due"] == Money.sum(row.due for row in found.rows)
    assert all(row.due == Money.sum(row.ages) for row in found.rows)
    return list(found.rows)


def remind(desk: FrontDesk, after: int) -> commands.Reminders:
    return commands.remind_debtors(actor=system_actor("billing"), store_id=desk.store.pk, at=AT + after * DAY)


def tasks(desk: FrontDesk) -> list[tuple[str, str]]:
    with reading(desk.actor):
        rows = Task.objects.across_stores(reason="test").filter(kind="billing.collecting").order_by("pk")
        return [(one.state, one.post) for one in rows]


@pytest.mark.django_db
@pytest.mark.parametrize(("after", "place"), [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (400, 3)])
def test_a_debt_stands_in_one_age_by_the_days_since_it_was_billed(after: int, place: int) -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    (row,) = aged(desk, after)
    assert [bool(one) for one in row.ages] == [at == place for at in range(4)]
    assert row.key == DebtorKey("customer", customer_of(desk, settled.repair_order))
    with reading(desk.actor):
        found = queries.get_debtor(desk.actor, desk.store.pk, row.key, AT.date() + after * DAY)
    assert (found.ages, found.due) == (row.ages, row.due)


@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 10**9)), max_size=8))
def test_the_ages_of_a_debtor_sum_to_what_it_owes(bills: list[tuple[int, int]]) -> None:
    day = AT.date()
    rows = tuple(
        OpenBill(1, "", "", "", day, Money(fen), Money(fen), day, None, age, is_overdue=False) for age, fen in bills
    )
    assert Money.sum(_ages(rows, [30, 60, 90])) == Money.sum(row.due for row in rows)


@pytest.mark.django_db
def test_debts_are_by_customer_and_by_payer_without_what_the_house_bears() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    first = settled_order(desk, jobs=MIXED)
    second = settled_order(desk, jobs=MIXED)
    own = settled_order(desk).bills[0].bill_id
    with unit_of_work(desk.actor, "test", writable=True):
        Bill.objects.across_stores(reason="test").filter(pk=own).update(payer="internal", customer=None)
    settled_order(elsewhere)
    rows = {row.key: row for row in aged(desk, 1)}
    customers = [DebtorKey("customer", customer_of(desk, one.repair_order)) for one in (first, second)]
    assert set(rows) == {*customers, DebtorKey("warranty")}
    assert rows[DebtorKey("warranty")].bills == 2
    assert [row.key for row in aged(desk, 1, payer=("warranty",))] == [DebtorKey("warranty")]
    assert aged(desk, 1, only_overdue=True) == []
    assert len(aged(desk, 31, only_overdue=True)) == 3
    with reading(elsewhere.actor), pytest.raises(NotFound):
        queries.get_debtor(elsewhere.actor, desk.store.pk, customers[0], AT.date())


@pytest.mark.django_db
def test_what_is_on_account_is_overdue_after_its_own_days_and_the_rest_after_the_stores() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    grant(desk, customer_of(desk, settled.repair_order), days=45)
    commands.charge_to_account(actor=desk.actor, bill_id=settled.bills[0].bill_id, at=AT + timedelta(hours=3))
    settled_order(desk)
    overdue = {days: len(aged(desk, days, only_overdue=True)) for days in (30, 31, 45, 46)}
    assert overdue == {30: 0, 31: 1, 45: 1, 46: 2}


@pytest.mark.django_db
def test_an_overdue_debtor_is_one_task_however_many_bills_and_it_closes_itself_when_paid() -> None:
    desk = make_cash_desk()
    first = settled_order(desk)
    customer = customer_of(desk, first.repair_order)
    second = settled_order(desk, customer_id=customer)
    assert remind(desk, 30).overdue == 0
    assert (remind(desk, 31).opened, remind(desk, 32).opened) == (1, 0)
    assert tasks(desk) == [("OPEN", "cashier")]
    for bill in (first.bills[0], second.bills[0]):
        assert tasks(desk)[-1][0] == "OPEN"
        commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", bill.due)], at=AT + 33 * DAY)
        paid = BillPaid(bill_id=bill.bill_id, store_id=desk.store.pk)
        handlers.close_reminder_of_payer(actor=system_actor("billing"), event=paid, at=AT + 33 * DAY)
    assert tasks(desk) == [("DONE", "cashier")]


@pytest.mark.django_db
def test_nobody_is_reminded_before_the_promised_day_and_again_after_it() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    customer = customer_of(desk, settled.repair_order)
    remind(desk, 31)
    today = AT.date() + 31 * DAY
    said: dict[str, Any] = {"store_id": desk.store.pk, "payer": "customer", "customer_id": customer, "at": AT + 31 * DAY}
    commands.note_promise(actor=desk.actor, on=today + 5 * DAY, **said)
    assert [state for state, _post in tasks(desk)] == ["DONE"]
    assert (remind(desk, 32).opened, remind(desk, 36).opened, remind(desk, 37).opened) == (0, 0, 1)
    assert aged(desk, 32)[0].promised_on == today + 5 * DAY
    with reading(desk.actor):
        found = queries.get_debtor(desk.actor, desk.store.pk, DebtorKey("customer", customer), today)
    assert [(one.on, bool(one.noted_by)) for one in found.promises] == [(today + 5 * DAY, True)]


@pytest.mark.django_db
def test_a_promise_is_a_day_to_come_of_somebody_who_owes_noted_by_whoever_collects() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    settled = settled_order(desk)
    said: dict[str, Any] = {
        "store_id": desk.store.pk,
        "payer": "customer",
        "customer_id": customer_of(desk, settled.repair_order),
        "on": AT.date() + DAY,
        "at": AT,
    }
    with pytest.raises(Denied):
        commands.note_promise(actor=make_actor(desk.store, "technician"), **said)
    with pytest.raises(NotFound):
        commands.note_promise(actor=elsewhere.actor, **said)
    for wrong in (AT.date() - DAY, AT.date() + 93 * DAY):
        with pytest.raises(Invalid):
            commands.note_promise(actor=desk.actor, **{**said, "on": wrong})
    with pytest.raises(Conflict):
        commands.note_promise(actor=desk.actor, **{**said, "payer": "insurer", "customer_id": None})
    with reading(desk.actor):
        assert not Debtor.objects.across_stores(reason="test").exists()


def test_two_nights_at_once_make_one_task(race: Race) -> None:
    desk = make_cash_desk()
    settled_order(desk)
    night = partial(commands.remind_debtors, actor=system_actor("billing"), store_id=desk.store.pk, at=AT + 31 * DAY)
    outcomes = race(night, night)
    assert sum(one.opened for one in outcomes) == 1


@pytest.mark.django_db
def test_pages_list_debts_show_one_debtor_and_print_its_statement(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_cash_desk()
    settled = settled_order(desk, jobs=MIXED)
    customer = customer_of(desk, settled.repair_order)
    monkeypatch.setattr(clock, "now", lambda: AT + 40 * DAY)
    client.force_login(User.objects.get(pk=desk.actor.id))
    listed = client.get("/cashier/debts/").content.decode()
    assert "31–60 天" in listed
    assert f"/cashier/debtors/customer-{customer}/" in listed
    page = client.get(f"/cashier/debtors/customer-{customer}/").content.decode()
    assert settled.repair_order in page
    assert "逾期" in page
    assert client.get(f"/cashier/debtors/customer-{customer}/statement/").content.startswith(b"%PDF")
    assert client.get(f"/cashier/debtors/customer-{customer}/?format=xlsx").content.startswith(b"PK")
    assert client.get("/cashier/debts/?format=xlsx").content.startswith(b"PK")
    assert client.get("/cashier/debtors/warranty-0/").status_code == 200
    for unknown in ("customer-0", "nobody-0", "internal-0", "customer-999999", "999999", "x"):
        assert client.get(f"/cashier/debtors/{unknown}/").status_code == 404
    promised = client.post(f"/cashier/debtors/customer-{customer}/promise/", {"on": (AT + 42 * DAY).date().isoformat()})
    assert promised.status_code in (204, 302, 303)
    with reading(desk.actor):
        debtor = Debtor.objects.across_stores(reason="test").get()
        assert Bill.objects.across_stores(reason="test").filter(due__gt=0).count() == 2
    assert client.get(f"/cashier/debtors/{debtor.pk}/").status_code == 200
