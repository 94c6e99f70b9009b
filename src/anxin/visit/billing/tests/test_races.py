"""Two cashiers at one bill, two hands at one order."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.money import Money
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import Tender
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.repair_orders.tests.factories import inspected_order

Race = Callable[..., list[Any]]


def test_two_cashiers_take_the_money_of_a_bill_once(race: Race) -> None:
    desk = make_cash_desk()
    bill = settled_order(desk).bills[0]
    people = [make_actor(desk.store, "cashier") for _each in range(4)]
    pay = [
        partial(commands.take_payment, actor=one, bill_id=bill.bill_id, tenders=[Tender("cash", bill.due)], at=AT)
        for one in people
    ]
    outcomes = race(*pay)
    assert sorted(type(each).__name__ for each in outcomes) == ["Overpaid"] * 3 + ["TakenPayment"]
    assert queries.find_differences(desk.actor, desk.store.pk) == []


def test_one_key_takes_a_payment_once_and_every_caller_gets_it(race: Race) -> None:
    desk = make_cash_desk()
    bill = settled_order(desk).bills[0]
    tenders = [Tender("cash", Money(100)), Tender("card", Money(200))]
    pay = partial(commands.take_payment, actor=desk.actor, bill_id=bill.bill_id, tenders=tenders, key="till-7", at=AT)
    outcomes = race(pay, pay, pay)
    assert len({each.payment_ids for each in outcomes}) == 1
    assert {each.due for each in outcomes} == {bill.due - Money(300)}


def test_one_key_at_two_bills_is_taken_at_one_of_them(race: Race) -> None:
    desk = make_cash_desk()
    bills = [settled_order(desk).bills[0] for _each in range(2)]
    pay = [
        partial(
            commands.take_payment,
            actor=desk.actor,
            bill_id=bill.bill_id,
            tenders=[Tender("cash", Money(100))],
            key="till-8",
            at=AT,
        )
        for bill in bills
    ]
    outcomes = race(*pay)
    assert sorted(type(each).__name__ for each in outcomes) == ["IdempotencyKeyReused", "TakenPayment"]
    assert queries.find_differences(desk.actor, desk.store.pk) == []


def test_an_order_is_settled_once_and_its_numbers_have_no_gap(race: Race) -> None:
    desk = make_cash_desk()
    numbers = [inspected_order(desk).number for _each in range(2)]
    settle = [
        partial(commands.settle_order, actor=desk.actor, number=number, at=AT + timedelta(hours=2))
        for number in numbers
        for _twice in range(2)
    ]
    outcomes = race(*settle)
    assert sorted(type(each).__name__ for each in outcomes) == ["IllegalTransition"] * 2 + ["SettledOrder"] * 2
    made = sorted(each.number for each in outcomes if isinstance(each, commands.SettledOrder))
    assert made == ["LG-S26-000001", "LG-S26-000002"]


def test_a_payment_is_given_back_once(race: Race) -> None:
    desk = make_cash_desk()
    bill = settled_order(desk).bills[0]
    taken = commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("card", bill.due)], at=AT)
    back = partial(commands.reverse_payment, actor=desk.actor, payment_id=taken.payment_ids[0], reason="刷错卡", at=AT)
    outcomes = race(back, back)
    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadyReversed", "TakenPayment"]
    assert queries.find_differences(desk.actor, desk.store.pk) == []


def test_a_refund_and_an_unlocking_give_the_money_back_once(race: Race) -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    paid = commands.take_payment(
        actor=desk.actor, bill_id=settled.bills[0].bill_id, tenders=[Tender("card", settled.total)], at=AT
    )
    back = partial(commands.reverse_payment, actor=desk.actor, payment_id=paid.payment_ids[0], reason="退", at=AT)
    unlock = partial(commands.unlock_order, actor=desk.actor, number=settled.repair_order, reason="改", at=AT)
    outcomes = race(back, unlock, back)
    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadyReversed", "TakenPayment", "UnlockedOrder"]
    assert queries.find_differences(desk.actor, desk.store.pk) == []


def test_a_payment_and_an_unlocking_lose_no_money(race: Race) -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    bill = settled.bills[0]
    pay = partial(commands.take_payment, actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", bill.due)], at=AT)
    unlock = partial(commands.unlock_order, actor=desk.actor, number=settled.repair_order, reason="改", at=AT)
    paid, unlocked = race(pay, unlock)
    assert type(unlocked).__name__ == "UnlockedOrder"
    assert unlocked.freed == (bill.due if isinstance(paid, commands.TakenPayment) else Money(0))
    assert queries.find_differences(desk.actor, desk.store.pk) == []


def test_deposits_of_two_cashiers_and_a_settlement_all_count(race: Race) -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    take = partial(commands.take_deposit, actor=desk.actor, number=number, tenders=[Tender("cash", Money(100))], at=AT)
    settle = partial(commands.settle_order, actor=desk.actor, number=number, at=AT + timedelta(hours=2))
    outcomes = race(take, take, settle)
    taken = sum(isinstance(each, commands.TakenDeposit) for each in outcomes)
    (settled,) = [each for each in outcomes if isinstance(each, commands.SettledOrder)]
    assert settled.total - settled.bills[0].due == Money(100 * taken)
    assert queries.find_differences(desk.actor, desk.store.pk) == []


def test_numbers_have_no_gap_after_refusals_and_races(race: Race) -> None:
    desk = make_cash_desk()
    bill = settled_order(desk).bills[0]
    pay = [
        partial(commands.take_payment, actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", Money(fen))], at=AT)
        for fen in (bill.due.fen, 1, 2, bill.due.fen + 1, 3)
    ]
    outcomes = race(*pay)
    made = sorted(number for each in outcomes if isinstance(each, commands.TakenPayment) for number in each.numbers)
    assert made == [f"LG-P26-{place:06}" for place in range(1, len(made) + 1)]
