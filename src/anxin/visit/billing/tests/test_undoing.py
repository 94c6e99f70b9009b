"""Deposits, refunds and settlements that are taken back: the books agree after each, whatever came before."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import count

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import Tender
from anxin.visit.billing.models import Payment, Settlement
from anxin.visit.billing.rules import Charge, bills_of, net_of
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewJob, NewShare
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, FrontDesk, inspected_order, signed_order, view_of

LATER = AT + timedelta(hours=2)
WARRANTY = [NewJob("天窗渗水", items=[replace(LABOUR, payer="warranty"), PART])]


def books_agree(desk: FrontDesk) -> bool:
    with reading(desk.actor):
        return queries.find_differences(desk.actor, desk.store.pk, AT.date()) == []


def payments_of(desk: FrontDesk, number: str) -> list[Payment]:
    """Every payment and refund for an order."""
    with reading(desk.actor):
        rows = Payment.objects.across_stores(reason="test").order_by("pk")
        of_bill = Q(bill__settlement__repair_order__number=number)
        return list(rows.filter(of_bill | Q(deposit__repair_order__number=number)))


def at_desk(desk: FrontDesk, number: str) -> queries.CashierOrder:
    with reading(desk.actor):
        return queries.get_cashier_order(desk.actor, number)


def pay(desk: FrontDesk, bill_id: int, amount: Money, method: str = "cash") -> int:
    tenders = [Tender(method, amount)]
    return commands.take_payment(actor=desk.actor, bill_id=bill_id, tenders=tenders, at=LATER).payment_ids[0]


@given(
    st.lists(st.tuples(st.sampled_from(["customer", "warranty", "insurer"]), st.integers(0, 10**9)), min_size=1, max_size=5),
    st.sampled_from([0, 30, 60, 130]),
)
def test_the_tax_of_a_shared_item_is_that_of_the_whole_item(shares: list[tuple[str, int]], rate: int) -> None:
    bills = bills_of(Charge(1, payer, fen, rate) for payer, fen in dict(shares).items())
    whole = sum(dict(shares).values())
    assert sum(bill.amount_fen for bill in bills) == whole
    assert sum(bill.net_fen for bill in bills) == net_of(whole, rate)
    assert all(0 <= bill.net_fen <= bill.amount_fen for bill in bills)


@pytest.mark.django_db
def test_an_item_that_two_payers_share_stands_on_both_bills_and_they_sum_to_the_preview() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk, jobs=WARRANTY).number
    hub.share_payers(
        actor=desk.actor, number=number, new=NewShare("customer", of_payer="warranty", share=Decimal("0.3333")), at=AT
    )
    preview = at_desk(desk, number)
    settled = commands.settle_order(actor=desk.actor, number=number, at=LATER)
    assert {bill.payer: bill.amount for bill in settled.bills} == {"warranty": Money(6000), "customer": Money(71000)}
    assert {bill.payer: bill.amount for bill in preview.bills} == {bill.payer: bill.amount for bill in settled.bills}
    shown = at_desk(desk, number)
    assert [line.is_share for bill in shown.bills for line in bill.lines].count(True) == 2
    order = view_of(desk, number)
    parts = [part for job in order.jobs for item in job.items for part in item.parts or ((item.payer, item.amount),)]
    for bill in settled.bills:
        assert Money.sum(amount for payer, amount in parts if payer == bill.payer) == bill.amount
    assert books_agree(desk)


@pytest.mark.django_db
def test_a_deposit_pays_the_bill_and_its_rest_goes_back_by_its_own_methods() -> None:
    desk = make_cash_desk()
    number = signed_order(desk).number
    taken = commands.take_deposit(
        actor=desk.actor, number=number, tenders=[Tender("wechat", Money.yuan(500)), Tender("cash", Money.yuan(400))], at=AT
    )
    assert (taken.balance, taken.numbers) == (Money.yuan(900), ("LG-P26-000001", "LG-P26-000002"))
    other = settled_order(desk)
    assert other.bills[0].due == other.total
    job = view_of(desk, number).jobs[0]
    hub.start_job(actor=desk.actor, number=number, job_id=job.id, at=AT)
    hub.finish_job(actor=desk.actor, number=number, job_id=job.id, cause="磨损", correction="更换", at=LATER)
    hub.pass_inspection(actor=desk.actor, number=number, at=LATER)
    assert at_desk(desk, number).due == Money(0)
    settled = commands.settle_order(actor=desk.actor, number=number, at=LATER)
    assert settled.bills[0].due == Money(0)
    (deposit,) = at_desk(desk, number).deposits
    assert deposit.balance == Money.yuan(130)
    back = commands.refund_deposit(actor=desk.actor, number=number, payer="customer", reason="用不完", at=LATER)
    assert back.amount == Money.yuan(130)
    assert [one.method for one in payments_of(desk, number) if one.pk in back.payment_ids] == ["cash"]
    with pytest.raises(commands.AlreadyReversed):
        commands.refund_deposit(actor=desk.actor, number=number, payer="customer", reason="再退", at=LATER)
    assert books_agree(desk)


@pytest.mark.django_db
def test_what_a_deposit_paid_of_a_bill_goes_back_through_the_bill_by_its_own_method_and_no_more() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    (deposit,) = commands.take_deposit(
        actor=desk.actor, number=number, tenders=[Tender("wechat", Money.yuan(500))], at=AT
    ).payment_ids
    commands.settle_order(actor=desk.actor, number=number, at=LATER)
    back = partial(commands.reverse_payment, actor=desk.actor, payment_id=deposit, reason="改用公司账户付", at=LATER)
    with pytest.raises(commands.AlreadyReversed, match="那一笔定金"):
        commands.refund_deposit(actor=desk.actor, number=number, payer="customer", reason="退", at=LATER)
    assert back(amount=Money.yuan(200)).due == Money.yuan(470)
    assert back().due == Money.yuan(770)
    with pytest.raises(commands.AlreadyReversed):
        back()
    assert {(one.method, one.amount) for one in payments_of(desk, number) if one.reversal_of_id} == {
        ("wechat", -Money.yuan(200)),
        ("wechat", -Money.yuan(300)),
    }
    (shown,) = at_desk(desk, number).deposits
    assert [(one.is_reversed, one.refunded) for one in shown.payments] == [(True, Money.yuan(500))]
    assert books_agree(desk)
    commands.unlock_order(actor=desk.actor, number=number, reason="改付款方", at=LATER)
    assert books_agree(desk)


@pytest.mark.django_db
def test_money_that_paid_a_second_bill_goes_back_through_it() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    payment = pay(desk, settled.bills[0].bill_id, Money.yuan(300), "card")
    commands.unlock_order(actor=desk.actor, number=settled.repair_order, reason="付款方错了", at=LATER)
    commands.settle_order(actor=desk.actor, number=settled.repair_order, at=LATER)
    back = commands.reverse_payment(actor=desk.actor, payment_id=payment, reason="退", at=LATER)
    assert back.due == settled.total
    assert books_agree(desk)


@pytest.mark.django_db
def test_a_deposit_is_refused_after_the_settlement_on_account_and_from_the_house() -> None:
    desk = make_cash_desk()
    settled, signed = settled_order(desk).repair_order, signed_order(desk).number
    cash = [Tender("cash", Money(100))]
    with pytest.raises(hub.OrderLocked):
        commands.take_deposit(actor=desk.actor, number=settled, tenders=cash, at=AT)
    for tenders, payer in (([Tender("account", Money(100))], "customer"), (cash, "goodwill"), ([], "customer")):
        with pytest.raises(Invalid):
            commands.take_deposit(actor=desk.actor, number=signed, tenders=tenders, payer=payer, at=AT)
    with pytest.raises(Denied):
        commands.take_deposit(actor=make_actor(desk.store, "technician"), number=signed, tenders=cash, at=AT)
    with pytest.raises(NotFound):
        commands.refund_deposit(actor=desk.actor, number=signed, payer="customer", reason="没有", at=AT)


@pytest.mark.django_db
def test_a_payment_goes_back_in_parts_and_never_more_than_was_paid() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    payment = pay(desk, settled.bills[0].bill_id, settled.total, "card")
    back = partial(commands.reverse_payment, actor=desk.actor, payment_id=payment, reason="少收一项", at=LATER)
    assert back(amount=Money(7000)).due == Money(7000)
    for amount in (settled.total, Money(0), Money(-1)):
        with pytest.raises(Invalid):
            back(amount=amount)
    assert back().due == settled.total
    with pytest.raises(commands.AlreadyReversed):
        back(amount=Money(1))
    (row,) = [one for bill in at_desk(desk, settled.repair_order).bills for one in bill.payments if not one.is_reversal]
    assert (row.refunded, row.is_reversed) == (settled.total, True)
    assert books_agree(desk)


@pytest.mark.django_db
def test_the_database_gives_back_no_more_than_was_paid() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    payment = pay(desk, settled.bills[0].bill_id, Money(100))
    (paid,) = payments_of(desk, settled.repair_order)
    paid.pk, paid.number, paid.amount, paid.reversal_of_id = None, "LG-P26-000099", Money(-101), payment
    writing = unit_of_work(desk.actor, "test", writable=True)
    with pytest.raises(DatabaseError, match="more is given back"), transaction.atomic(), writing:
        paid.save(force_insert=True)


@pytest.mark.django_db
def test_an_unlocked_order_keeps_its_money_gets_a_new_number_and_the_books_agree() -> None:
    desk = make_cash_desk()
    first = settled_order(desk, jobs=WARRANTY)
    bills = {bill.payer: bill for bill in first.bills}
    pay(desk, bills["customer"].bill_id, Money.yuan(300), "wechat")
    unlocked = commands.unlock_order(actor=desk.actor, number=first.repair_order, reason="付款方错了", at=LATER)
    assert (unlocked.state, unlocked.settlement, unlocked.freed) == ("INSPECTED", first.number, Money.yuan(300))
    assert books_agree(desk)
    shown = at_desk(desk, first.repair_order)
    assert (shown.settlement, [one.number for one in shown.undone]) == (None, [first.number])
    with reading(desk.actor):
        assert queries.list_open_bills(desk.actor, desk.store.pk, payer="") == []
        assert not queries.is_customer_share_paid(desk.actor, first.repair_order)
    hub.share_payers(
        actor=desk.actor,
        number=first.repair_order,
        new=NewShare("customer", of_payer="warranty", amount=Money(1000)),
        at=LATER,
    )
    second = commands.settle_order(actor=desk.actor, number=first.repair_order, at=LATER)
    assert (first.number, second.number) == ("LG-S26-000001", "LG-S26-000002")
    assert {bill.payer: bill.due for bill in second.bills} == {"warranty": Money(8000), "customer": Money.yuan(390)}
    assert books_agree(desk)


@pytest.mark.django_db
def test_money_of_a_settlement_that_was_taken_back_goes_back_by_its_own_method() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    payment = pay(desk, settled.bills[0].bill_id, Money.yuan(300), "wechat")
    commands.unlock_order(actor=desk.actor, number=settled.repair_order, reason="客户退修", at=LATER)
    commands.reverse_payment(actor=desk.actor, payment_id=payment, reason="退", amount=Money.yuan(100), at=LATER)
    back = commands.refund_deposit(actor=desk.actor, number=settled.repair_order, payer="customer", reason="退", at=LATER)
    assert back.amount == Money.yuan(200)
    assert {one.method for one in payments_of(desk, settled.repair_order)} == {"wechat"}
    assert books_agree(desk)


@pytest.mark.django_db
def test_unlocking_needs_a_reason_the_right_and_a_settled_order() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    settled = settled_order(desk)
    act = {"number": settled.repair_order, "at": LATER}
    with pytest.raises(Invalid):
        commands.unlock_order(actor=desk.actor, reason=" ", **act)  # type: ignore[arg-type]
    with pytest.raises(Denied):
        commands.unlock_order(actor=make_actor(desk.store, "cashier"), reason="错", **act)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        commands.unlock_order(actor=elsewhere.actor, reason="错", **act)  # type: ignore[arg-type]
    assert at_desk(desk, settled.repair_order).settlement is not None
    commands.unlock_order(actor=desk.actor, reason="错", **act)  # type: ignore[arg-type]
    with pytest.raises(IllegalTransition):
        commands.unlock_order(actor=desk.actor, reason="错", **act)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_database_takes_no_second_settlement_while_the_first_stands() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    with reading(desk.actor):
        row = Settlement.objects.across_stores(reason="test").get(pk=settled.settlement_id)
    for round_, message in ((2, "still stands"), (1, "settlement_round")):
        row.pk, row.number, row.round = None, f"LG-S26-00009{round_}", round_
        writing = unit_of_work(desk.actor, "test", writable=True)
        with pytest.raises(DatabaseError, match=message), transaction.atomic(), writing:
            row.save(force_insert=True)


CODES = count(1)
steps = st.lists(
    st.tuples(st.sampled_from(["deposit", "pay", "refund", "settle", "unlock"]), st.integers(1, 90000)), max_size=8
)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps)
def test_whatever_is_done_in_whatever_order_the_books_agree(acts: list[tuple[str, int]]) -> None:
    desk = make_cash_desk(f"T{next(CODES)}")
    number = inspected_order(desk).number
    for act, fen in acts:
        with suppress(Invalid, IllegalTransition, NotFound, hub.OrderLocked, commands.AlreadyReversed):
            _do(desk, number, act, Money(fen))
    assert books_agree(desk)
    paid = Money.sum(one.amount for one in payments_of(desk, number))
    found = at_desk(desk, number)
    standing = Money.sum(one.balance for one in found.deposits)
    settled = Money.sum(bill.amount - bill.due for bill in found.bills) if found.settlement else Money(0)
    assert paid == standing + settled


def _do(desk: FrontDesk, number: str, act: str, amount: Money) -> None:
    actor = desk.actor
    if act == "deposit":
        commands.take_deposit(actor=actor, number=number, tenders=[Tender("card", amount)], at=AT)
    elif act == "settle":
        commands.settle_order(actor=actor, number=number, at=LATER)
    elif act == "unlock":
        commands.unlock_order(actor=actor, number=number, reason="改", at=LATER)
    elif act == "pay":
        for bill in at_desk(desk, number).bills:
            if bill.bill_id:
                pay(desk, bill.bill_id, amount)
    else:
        for payment in payments_of(desk, number):
            commands.reverse_payment(actor=actor, payment_id=payment.pk, reason="退", amount=amount, at=LATER)
