"""Closing a day: counted against the book, locked by the database, opened again on record, handed to finance."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor, make_user
from anxin.platform import clock, parameters
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import CashCount, Tender
from anxin.visit.billing.models import DepositEntry, Payment
from anxin.visit.billing.parameters import ONE_PERSON_TILL
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.repair_orders.tests.factories import FrontDesk, inspected_order

TODAY, TOMORROW = AT.date(), AT.date() + timedelta(days=1)
Race = Callable[..., list[Any]]


def take(desk: FrontDesk, fen: int, method: str = "cash") -> commands.TakenPayment:
    bill = settled_order(desk).bills[0]
    return commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender(method, Money(fen))], at=AT)


def close(desk: FrontDesk, count: CashCount, reason: str = "", **more: Any) -> commands.ClosedDay:
    given = {"actor": desk.actor, "on": TODAY, **more}
    return commands.close_day(store_id=desk.store.pk, count=count, reason=reason, at=AT, **given)


def day_of(desk: FrontDesk, payment_id: int) -> object:
    with reading(desk.actor):
        return Payment.objects.across_stores(reason="test").get(pk=payment_id).received_on


@pytest.mark.django_db
def test_a_closed_day_takes_no_more_money_and_the_next_day_does() -> None:
    desk = make_cash_desk()
    take(desk, 10050)
    take(desk, 5000, "wechat")
    made = close(desk, CashCount(pieces={"100": 1, "0.5": 1}))
    assert (made.expected_cash, made.difference) == (Money(10050), Money(0))
    after = take(desk, 700)
    assert day_of(desk, after.payment_ids[0]) == TOMORROW
    with reading(desk.actor):
        (view,) = queries.list_day_closings(desk.actor, desk.store.pk, TODAY)
        assert (view.by_method, view.receipts, view.pieces) == (
            {"cash": Money(10050), "wechat": Money(5000)},
            2,
            {"100": 1, "0.5": 1},
        )
        late = Payment.objects.across_stores(reason="test").get(pk=after.payment_ids[0])
    late.pk, late.number, late.received_on = None, "LG-P26-000099", TODAY
    writing = unit_of_work(desk.actor, "test", writable=True)
    with pytest.raises(DatabaseError, match="closed"), transaction.atomic(), writing:
        late.save(force_insert=True)
    with pytest.raises(commands.DayIsClosed):
        close(desk, CashCount(Money(10050)))


@pytest.mark.django_db
def test_money_after_the_closing_is_told_on_the_closed_day_and_stands_with_its_day_on_the_next() -> None:
    desk = make_cash_desk()
    take(desk, 10000)
    close(desk, CashCount(Money(10000)))
    take(desk, 700)
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    closed = client.get(f"/cashier/day/?on={TODAY}").content.decode()
    assert "日结后当天又收款 ¥ 7.00，记在" in closed
    assert f"?on={TOMORROW}" in closed
    assert f"{TODAY:%m-%d} " in client.get(f"/cashier/day/?on={TOMORROW}").content.decode().split("<tbody>")[1]
    assert f"{TODAY:%m-%d} " not in closed.split("<tbody>")[1]


@pytest.mark.django_db
def test_a_deposit_after_the_closing_lies_in_its_ledger_on_the_day_of_its_payment() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    close(desk, CashCount(Money(0)))
    commands.take_deposit(actor=desk.actor, number=number, tenders=[Tender("cash", Money(5000))], at=AT)
    commands.refund_deposit(actor=desk.actor, number=number, payer="customer", reason="客户不修了", at=AT)
    with reading(desk.actor):
        rows = DepositEntry.objects.across_stores(reason="test").select_related("payment").order_by("pk")
        days = [(row.reason, row.on, row.payment and row.payment.received_on) for row in rows]
    assert days == [("TAKEN", TOMORROW, TOMORROW), ("REFUNDED", TOMORROW, TOMORROW)]


@pytest.mark.django_db
def test_a_difference_needs_a_reason_and_a_large_one_the_finance_manager() -> None:
    desk = make_cash_desk()
    take(desk, 10000)
    cashier = make_actor(desk.store, "cashier")
    with pytest.raises(Invalid):
        close(desk, CashCount(Money(9500)), actor=cashier)
    with pytest.raises(commands.DifferenceNotApproved):
        close(desk, CashCount(Money(8900)), "找零找错", actor=cashier)
    made = close(desk, CashCount(Money(8900)), "找零找错", actor=make_actor(desk.store, "finance_manager"))
    assert made.difference == Money(-1100)


@pytest.mark.django_db
def test_nonsense_counts_other_days_other_people_and_other_stores_are_refused() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    take(desk, 10000)
    for count in (CashCount(), CashCount(Money(1), {"100": 1}), CashCount(Money(-1)), CashCount(pieces={"7": 1})):
        with pytest.raises(Invalid):
            close(desk, count)
    with pytest.raises(commands.CashMoved):
        close(desk, CashCount(Money(10000), seen=Money(9000)))
    with pytest.raises(Invalid):
        close(desk, CashCount(Money(0)), on=TOMORROW)
    with pytest.raises(NotFound):
        close(desk, CashCount(Money(10000)), actor=elsewhere.actor)
    with pytest.raises(Denied):
        close(desk, CashCount(Money(10000)), actor=make_actor(desk.store, "technician"))


@pytest.mark.django_db
def test_a_day_is_opened_again_on_record_until_finance_has_its_cash() -> None:
    desk = make_cash_desk()
    take(desk, 10000)
    close(desk, CashCount(Money(10000)))
    act: dict[str, Any] = {
        "actor": make_actor(desk.store, "finance_manager"),
        "store_id": desk.store.pk,
        "on": TODAY,
        "at": AT,
    }
    with pytest.raises(Denied):
        commands.reopen_day(**{**act, "actor": make_actor(desk.store, "cashier")}, reason="漏记")
    commands.reopen_day(**act, reason="漏记一笔")
    assert day_of(desk, take(desk, 700).payment_ids[0]) == TODAY
    close(desk, CashCount(Money(10700)))
    assert commands.receive_cash(**act).counted_cash == Money(10700)
    for again in (partial(commands.receive_cash, **act), partial(commands.reopen_day, **act, reason="再开")):
        with pytest.raises(Conflict):
            again()
    with reading(desk.actor):
        shown = queries.list_day_closings(desk.actor, desk.store.pk, TODAY)
    assert [(one.stands, one.reopened_because) for one in shown] == [(True, ""), (False, "漏记一笔")]


def test_payments_and_a_closing_agree_on_what_belongs_to_the_day(race: Race) -> None:
    desk = make_cash_desk()
    bill = settled_order(desk).bills[0]
    pay = partial(commands.take_payment, actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", Money(100))], at=AT)
    shut = partial(close, desk, CashCount(Money(0)), "随后核对")
    outcomes = race(pay, shut, pay, shut)
    made = [each for each in outcomes if isinstance(each, commands.ClosedDay)]
    assert len(made) == 1
    assert sorted(type(each).__name__ for each in outcomes if each not in made) == ["DayIsClosed"] + ["TakenPayment"] * 2
    booked = queries.totals_of_day(desk.actor, desk.store.pk, TODAY).get("cash", Money(0))
    assert booked == made[0].expected_cash


@pytest.mark.django_db
def test_whoever_closed_a_day_neither_receives_its_cash_nor_opens_it_again_but_in_a_store_of_one() -> None:
    desk = make_cash_desk()
    take(desk, 10000)
    manager, other = (make_actor(desk.store, "finance_manager") for _ in range(2))
    close(desk, CashCount(Money(8000)), "找零找错", actor=manager)
    here: dict[str, Any] = {"store_id": desk.store.pk, "on": TODAY, "at": AT}
    for again in (commands.receive_cash, partial(commands.reopen_day, reason="漏记")):
        with pytest.raises(commands.OwnClosing):
            again(actor=manager, **here)
    with reading(manager):
        (shown,) = queries.list_day_closings(manager, desk.store.pk, TODAY)
    assert (shown.stands, shown.received_at) == (True, None)
    commands.reopen_day(actor=other, reason="漏记", **here)
    close(desk, CashCount(Money(8000)), "找零找错", actor=manager)
    ParameterValue.objects.create(
        code=ONE_PERSON_TILL.code, level="group", value=True, valid_from=TODAY, actor_key="t", at=AT
    )
    parameters.forget()
    assert commands.receive_cash(actor=manager, **here).counted_cash == Money(8000)


@pytest.mark.django_db
def test_the_page_closes_opens_again_and_hands_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_cash_desk()
    take(desk, 10000)
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    inspected_order(desk)
    shown = client.get("/cashier/day/").content.decode()
    assert "账面现金" in shown
    assert "门店还在营业，到 " in shown
    assert "车间里还有 2 台车没有交：现在日结，之后收的款都记到下一天。" in shown
    assert "还有" not in client.get("/cashier/day/?on=2026-11-01").content.decode()
    url = f"/cashier/day/{TODAY}/"
    assert client.post(f"{url}close/", {"seen": "10000", "total": "99"}).status_code == 422
    assert client.post(f"{url}close/", {"seen": "9", "total": "100"}).status_code == 409
    assert client.post(f"{url}close/", {"seen": "10000", "piece_100": "1"}).status_code == 303
    assert "已日结" in client.get("/cashier/day/").content.decode()
    assert client.post(f"{url}receive-cash/").status_code == 409
    shown = client.get("/cashier/day/").content.decode()
    assert ("您自己日结的" in shown, "receive-cash" in shown, "/reopen/" in shown) == (True, False, False)
    finance = make_user(desk.store, "finance_manager")
    client.force_login(finance)
    assert "receive-cash" in client.get("/cashier/day/").content.decode()
    assert client.post(f"{url}reopen/", {"reason": ""}).status_code == 422
    assert client.post(f"{url}reopen/", {"reason": "漏记"}).status_code == 303
    client.force_login(User.objects.get(pk=desk.actor.id))
    assert client.post(f"{url}close/", {"seen": "10000", "total": "100"}).status_code == 303
    client.force_login(finance)
    assert client.post(f"{url}receive-cash/").status_code == 303
    assert client.post(f"{url}receive-cash/").status_code == 409
    assert client.post("/cashier/day/yesterday/receive-cash/").status_code == 404
