"""Account customers: credit is granted by finance, used up to its limit, and given back by paying (M09.01)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import Tender
from anxin.visit.billing.models import AccountCharge, CreditTerms, Debtor
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.repair_orders.tests.factories import FrontDesk, inspected_order, view_of

TODAY = AT.date()
LATER = AT + timedelta(hours=3)
MUCH = Money.yuan(1000)
Race = Callable[..., list[Any]]


def customer_of(desk: FrontDesk, number: str) -> int:
    return view_of(desk, number).head.customer_id


def grant(desk: FrontDesk, customer_id: int, limit: Money = MUCH, *, days: int = 30, until: int = 90) -> int:
    granted = commands.grant_credit(
        actor=desk.actor,
        store_id=desk.store.pk,
        customer_id=customer_id,
        limit=limit,
        days=days,
        until=TODAY + timedelta(days=until),
        at=AT,
    )
    return granted.debtor_id


def credit_of(desk: FrontDesk, customer_id: int) -> queries.Credit:
    with reading(desk.actor):
        found = queries.find_credit(desk.actor, desk.store.pk, customer_id, TODAY)
    assert found is not None
    return found


@pytest.mark.django_db
def test_a_bill_on_account_stays_due_lets_the_car_leave_and_is_paid_like_any_other() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    bill, customer = settled.bills[0], customer_of(desk, settled.repair_order)
    grant(desk, customer)
    done = commands.charge_to_account(actor=desk.actor, bill_id=bill.bill_id, at=LATER)
    assert (done.amount, done.due_on, done.left) == (bill.due, TODAY + timedelta(days=30), MUCH - bill.due)
    with reading(desk.actor):
        assert queries.is_customer_share_paid(desk.actor, settled.repair_order)
        order_id = view_of(desk, settled.repair_order).head.id
        assert queries.orders_to_pay(desk.actor, [order_id]) == frozenset()
        assert queries.list_paid_at(desk.actor, [order_id]) == {order_id: LATER}
        (row,) = queries.list_open_bills(desk.actor, desk.store.pk)
        assert row.due == bill.due
        assert queries.get_cashier_order(desk.actor, settled.repair_order).is_on_account
        assert queries.totals_of_day(desk.actor, desk.store.pk, TODAY) == {}
    commands.take_payment(
        actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("transfer", bill.due)], at=LATER + timedelta(days=5)
    )
    assert credit_of(desk, customer).left == MUCH
    with reading(desk.actor):
        assert queries.find_differences(desk.actor, desk.store.pk) == []


@pytest.mark.django_db
def test_nobody_puts_on_account_what_was_not_granted_or_no_longer() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    bill, customer = settled.bills[0], customer_of(desk, settled.repair_order)
    charge = partial(commands.charge_to_account, actor=desk.actor, bill_id=bill.bill_id)
    with pytest.raises(commands.NoCredit, match="财务经理"):
        charge(at=LATER)
    grant(desk, customer, until=1)
    with pytest.raises(commands.NoCredit):
        charge(at=LATER + timedelta(days=2))
    grant(desk, customer, Money(0))
    with pytest.raises(commands.NoCredit):
        charge(at=LATER)
    grant(desk, customer, bill.due - Money(1))
    with pytest.raises(commands.CreditExceeded, match="先收差额"):
        charge(at=LATER)
    commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", Money(1))], at=LATER)
    assert charge(at=LATER).left == Money(0)
    with pytest.raises(commands.ChargedBefore):
        charge(at=LATER)
    with reading(desk.actor):
        assert AccountCharge.objects.across_stores(reason="test").count() == 1


@pytest.mark.django_db
def test_only_a_customers_own_bill_with_money_due_goes_on_account() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    bill = settled.bills[0]
    grant(desk, customer_of(desk, settled.repair_order))
    commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", bill.due)], at=LATER)
    with pytest.raises(Invalid):
        commands.charge_to_account(actor=desk.actor, bill_id=bill.bill_id, at=LATER)
    other = settled_order(desk)
    with pytest.raises(Invalid):
        commands.take_payment(
            actor=desk.actor, bill_id=other.bills[0].bill_id, tenders=[Tender("account", Money(1))], at=LATER
        )


@pytest.mark.django_db
def test_credit_is_granted_by_finance_in_its_own_store_with_sound_terms() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    settled = settled_order(desk)
    customer = customer_of(desk, settled.repair_order)
    terms: dict[str, Any] = {"store_id": desk.store.pk, "customer_id": customer, "limit": MUCH, "days": 30, "at": AT}
    with pytest.raises(Denied):
        commands.grant_credit(actor=make_actor(desk.store, "cashier"), until=TODAY, **terms)
    with pytest.raises(NotFound):
        commands.grant_credit(actor=elsewhere.actor, until=TODAY, **terms)
    with pytest.raises(NotFound):
        commands.grant_credit(actor=elsewhere.actor, until=TODAY, **{**terms, "store_id": elsewhere.store.pk})
    for wrong in ({"limit": Money(-1)}, {"days": 367}, {"until": TODAY - timedelta(days=1)}):
        with pytest.raises(Invalid):
            commands.grant_credit(actor=desk.actor, **{"until": TODAY, **terms, **wrong})
    with reading(desk.actor):
        assert not CreditTerms.objects.across_stores(reason="test").exists()


@pytest.mark.django_db
def test_every_grant_stays_on_record_and_the_newest_holds() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    customer = customer_of(desk, settled.repair_order)
    grant(desk, customer)
    grant(desk, customer, Money.yuan(2000), days=60)
    with reading(desk.actor):
        found = queries.get_debtor(desk.actor, desk.store.pk, queries.DebtorKey("customer", customer), TODAY)
    assert [(one.limit, one.days) for one in found.granted] == [(Money.yuan(2000), 60), (MUCH, 30)]
    assert found.credit == queries.Credit(Money.yuan(2000), Money(0), 60, TODAY + timedelta(days=90), is_active=True)
    with pytest.raises(DatabaseError), transaction.atomic(), unit_of_work(desk.actor, "test", writable=True):
        CreditTerms.objects.across_stores(reason="test").update(limit=Money(1))


@pytest.mark.django_db
def test_the_database_itself_holds_the_limit() -> None:
    desk = make_cash_desk()
    bills = [settled_order(desk).bills[0] for _each in range(2)]
    with unit_of_work(desk.actor, "test", writable=True):
        debtor = Debtor.objects.create(store_id=desk.store.pk, payer="warranty")
        CreditTerms.objects.create(
            store_id=desk.store.pk, debtor=debtor, limit=bills[0].due, days=1, until=TODAY, at=AT, actor_key="test"
        )

    def charge(bill: commands.BilledPayer) -> None:
        with transaction.atomic(), unit_of_work(desk.actor, "test", writable=True):
            AccountCharge.objects.create(
                store_id=desk.store.pk, debtor=debtor, bill_id=bill.bill_id, amount=bill.due, due_on=TODAY, on=TODAY,
                at=AT, actor_key="test",
            )  # fmt: skip

    charge(bills[0])
    with pytest.raises(DatabaseError, match="beyond the credit"):
        charge(bills[1])


def test_two_cashiers_do_not_put_more_on_account_than_the_limit(race: Race) -> None:
    desk = make_cash_desk()
    first = inspected_order(desk)
    customer = customer_of(desk, first.number)
    second = inspected_order(desk, customer_id=customer)
    bills = [
        commands.settle_order(actor=desk.actor, number=one.number, at=AT + timedelta(hours=2)).bills[0]
        for one in (first, second)
    ]
    grant(desk, customer, bills[0].due + Money(1))
    outcomes = race(*[partial(commands.charge_to_account, actor=desk.actor, bill_id=one.bill_id, at=LATER) for one in bills])
    assert sorted(type(each).__name__ for each in outcomes) == ["ChargedBill", "CreditExceeded"]


def test_one_bill_goes_on_account_once_whoever_is_first(race: Race) -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    bill = settled.bills[0]
    grant(desk, customer_of(desk, settled.repair_order))
    charge = partial(commands.charge_to_account, actor=desk.actor, bill_id=bill.bill_id, at=LATER)
    pay = partial(
        commands.take_payment, actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", bill.due)], at=LATER
    )
    outcomes = race(charge, charge, pay)
    assert sum(isinstance(each, commands.ChargedBill) for each in outcomes) <= 1
    assert sum(isinstance(each, commands.TakenPayment) for each in outcomes) == 1
    assert queries.find_differences(desk.actor, desk.store.pk) == []


@pytest.mark.django_db
def test_settling_puts_a_bill_on_account_in_one_act_or_settles_nothing() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    settle: dict[str, Any] = {"actor": desk.actor, "number": number, "methods": {"customer": "account"}, "at": LATER}
    with pytest.raises(commands.NoCredit):
        commands.settle_and_pay(seen_total=Money(77000), **settle)
    with reading(desk.actor):
        assert queries.find_settlement(desk.actor, number) is None
    grant(desk, customer_of(desk, number))
    done = commands.settle_and_pay(seen_total=Money(77000), **settle)
    assert (done.taken, [one.amount for one in done.charged]) == ((), [Money(77000)])


@pytest.mark.django_db
def test_an_unlocked_bill_uses_no_credit() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    customer = customer_of(desk, settled.repair_order)
    grant(desk, customer)
    commands.charge_to_account(actor=desk.actor, bill_id=settled.bills[0].bill_id, at=LATER)
    assert credit_of(desk, customer).used == settled.total
    commands.unlock_order(actor=desk.actor, number=settled.repair_order, reason="改付款方", at=LATER)
    assert credit_of(desk, customer).left == MUCH
    with reading(desk.actor):
        assert not queries.is_customer_share_paid(desk.actor, settled.repair_order)


@pytest.mark.django_db
def test_the_desk_refuses_with_what_to_do_and_then_takes_the_tile(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    customer, bill = customer_of(desk, settled.repair_order), settled.bills[0]
    monkeypatch.setattr(clock, "now", lambda: LATER)
    client.force_login(User.objects.get(pk=desk.actor.id))
    url = f"/cashier/orders/{settled.repair_order}/bills/{bill.bill_id}/take-payment/"
    refused = client.post(url, {"method": "account", "due": bill.due.fen})
    assert refused.status_code == 409
    assert "请财务经理在客户的往来账里批额度" in refused.content.decode()
    page = f"/cashier/debtors/customer-{customer}/"
    granted = client.post(
        f"{page}credit/", {"limit": "1000", "days": "30", "until": (TODAY + timedelta(days=9)).isoformat()}
    )
    assert granted.status_code in (204, 302, 303)
    assert client.post(url, {"method": "account", "due": bill.due.fen}).status_code in (204, 302, 303)
    shown = client.get(f"/cashier/orders/{settled.repair_order}/").content.decode()
    assert "已挂账" in shown
    assert "230.00" in client.get("/cashier/accounts/").content.decode()
    wrong = client.post(f"{page}credit/", {"limit": "10", "days": "30", "until": "2020-01-01"})
    assert wrong.status_code == 422
    assert "有效期不能早于今天" in wrong.content.decode()
