"""Settling and paying on real PostgreSQL: done, refused, denied."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import Denied, IdempotencyKeyReused, IllegalTransition, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import Tender
from anxin.visit.billing.models import Bill, ReceivableEntry
from anxin.visit.billing.queries import CashierFilter
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, inspected_order, signed_order

pytestmark = pytest.mark.django_db
MIXED = [NewJob("天窗渗水", items=[replace(LABOUR, payer="warranty"), PART])]


def test_a_settled_order_has_one_bill_per_payer_and_a_gapless_number() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk, jobs=MIXED)
    assert settled.number == "LG-S26-000001"
    assert {bill.payer: bill.amount for bill in settled.bills} == {"warranty": Money(9000), "customer": Money(68000)}
    assert settled_order(desk).number == "LG-S26-000002"


def test_an_order_is_settled_once_and_only_after_its_inspection() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    with pytest.raises(IllegalTransition):
        commands.settle_order(actor=desk.actor, number=settled.repair_order, at=AT + timedelta(hours=3))
    with pytest.raises(IllegalTransition):
        commands.settle_order(actor=desk.actor, number=signed_order(desk).number, at=AT)


def test_two_methods_pay_a_bill_and_nothing_more_is_taken() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    bill = settled.bills[0]
    tenders = [Tender("cash", Money.yuan(70)), Tender("wechat", Money.yuan(700))]
    taken = commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=tenders, at=AT)
    assert (taken.due, taken.numbers) == (Money(0), ("LG-P26-000001", "LG-P26-000002"))
    with pytest.raises(commands.Overpaid):
        commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", Money(1))], at=AT)
    with reading(desk.actor):
        assert queries.is_customer_share_paid(desk.actor, settled.repair_order)
        assert queries.totals_of_day(desk.actor, desk.store.pk, AT.date()) == {"cash": Money(7000), "wechat": Money(70000)}


@pytest.mark.parametrize("fen", [0, -1])
def test_nothing_or_less_is_not_a_payment(fen: int) -> None:
    desk = make_cash_desk()
    bill = settled_order(desk).bills[0]
    with pytest.raises(Invalid):
        commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", Money(fen))], at=AT)


def test_a_reversal_makes_the_bill_due_again_and_happens_once() -> None:
    desk = make_cash_desk()
    bill = settled_order(desk).bills[0]
    taken = commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("card", bill.due)], at=AT)
    again = commands.reverse_payment(actor=desk.actor, payment_id=taken.payment_ids[0], reason="刷错卡", at=AT)
    assert again.due == bill.due
    with pytest.raises(commands.AlreadyReversed):
        commands.reverse_payment(actor=desk.actor, payment_id=taken.payment_ids[0], reason="再退", at=AT)
    with reading(desk.actor):
        assert queries.find_differences(desk.actor, desk.store.pk) == []


def test_the_ledger_is_never_changed() -> None:
    desk = make_cash_desk()
    settled_order(desk)
    with pytest.raises(DatabaseError), transaction.atomic(), unit_of_work(desk.actor, "test", writable=True):
        ReceivableEntry.objects.across_stores(reason="test").update(amount=Money(1))


def test_another_stores_cashier_finds_neither_order_nor_bill() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    settled = settled_order(desk)
    with pytest.raises(NotFound):
        commands.take_payment(
            actor=elsewhere.actor, bill_id=settled.bills[0].bill_id, tenders=[Tender("cash", Money(1))], at=AT
        )
    with pytest.raises(NotFound):
        commands.settle_order(actor=elsewhere.actor, number=settled.repair_order, at=AT)
    with reading(elsewhere.actor):
        assert queries.find_settlement(elsewhere.actor, settled.repair_order) is None


def test_a_technician_takes_no_money() -> None:
    desk = make_cash_desk()
    bill = settled_order(desk).bills[0]
    with pytest.raises(Denied):
        commands.take_payment(
            actor=make_actor(desk.store, "technician"), bill_id=bill.bill_id, tenders=[Tender("cash", bill.due)], at=AT
        )


def test_a_payment_key_gives_the_first_payment_back_and_fits_no_other() -> None:
    desk = make_cash_desk()
    bill = settled_order(desk).bills[0]
    pay = partial(commands.take_payment, actor=desk.actor, bill_id=bill.bill_id, at=AT)
    first = pay(tenders=[Tender("cash", Money(100))], key="till-1")
    assert pay(tenders=[Tender("cash", Money(100))], key="till-1") == first
    with pytest.raises(IdempotencyKeyReused):
        pay(tenders=[Tender("card", Money(100))], key="till-1")
    with pytest.raises(Invalid):
        pay(tenders=[Tender("cash", Money(1))], key="x" * 81)


def test_settling_and_paying_is_one_act_for_the_payers_who_pay_now() -> None:
    desk = make_cash_desk()
    opened = inspected_order(desk, jobs=MIXED)
    at = AT + timedelta(hours=2)
    settle = partial(commands.settle_and_pay, actor=desk.actor, number=opened.number, methods={"customer": "cash"}, at=at)
    with pytest.raises(commands.TotalChanged):
        settle(seen_total=Money(1))
    done = settle(seen_total=Money(77000))
    assert [taken.due for taken in done.taken] == [Money(0)]
    with reading(desk.actor):
        assert [row.payer for row in queries.list_open_bills(desk.actor, desk.store.pk, payer="")] == ["warranty"]


def test_nobody_settles_and_takes_money_without_the_right_to_take_it() -> None:
    desk = make_cash_desk()
    opened = inspected_order(desk)
    lead = make_actor(desk.store, "front_desk_supervisor")
    with pytest.raises(Denied):
        commands.settle_and_pay(
            actor=lead, number=opened.number, methods={"customer": "cash"}, seen_total=Money(77000), at=AT
        )
    with reading(desk.actor):
        assert queries.find_settlement(desk.actor, opened.number) is None
        assert [row.number for row in queries.cashier_queue(desk.actor, desk.store.pk, CashierFilter()).to_settle] == [
            opened.number
        ]


def test_books_that_disagree_become_one_task_of_the_finance_manager() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    unbilled = inspected_order(desk)
    hub.settle_repair_order(actor=desk.actor, number=unbilled.number, at=AT + timedelta(hours=2))
    with unit_of_work(desk.actor, "test", writable=True):
        Bill.objects.across_stores(reason="test").filter(pk=settled.bills[0].bill_id).update(due=Money(1))
    night = AT + timedelta(days=1)
    first, second = (commands.report_differences(actor=desk.actor, store_id=desk.store.pk, at=night) for _night in range(2))
    assert {each.kind for each in first.found} == {"ledger", "unbilled"}
    assert (first.tasks, second.tasks) == (2, 0)
