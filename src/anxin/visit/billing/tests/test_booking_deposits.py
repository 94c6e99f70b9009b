"""Money given for a booking: it stands for the booking, then for its order, and goes back when nobody comes."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_user
from anxin.parties.work.queries import TaskRow, find_open_task
from anxin.platform.errors import Denied, Invalid, NotFound, Refusal
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Window
from anxin.visit.appointments import commands as appointments
from anxin.visit.appointments.tests.factories import LATER, make_appointment
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import Tender
from anxin.visit.billing.models import Deposit
from anxin.visit.billing.parameters import DEPOSIT_BACK_TASK
from anxin.visit.billing.tests.factories import make_cash_desk
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.tests.factories import FrontDesk, open_order, sign_order

Race = Callable[..., list[Any]]
TEN = [Tender("cash", Money.yuan(10))]


def booked(desk: FrontDesk, **more: Any) -> str:
    """The number of a booking of a new car."""
    return make_appointment(desk.store, **more).number


def take(desk: FrontDesk, number: str, **more: Any) -> commands.TakenDeposit:
    return commands.take_booking_deposit(**{"actor": desk.actor, "number": number, "tenders": TEN, "at": AT} | more)


def refund(desk: FrontDesk, number: str, **more: Any) -> commands.RefundedDeposit:
    given = {"actor": desk.actor, "number": number, "payer": "customer", "reason": "不来了", "at": AT}
    return commands.refund_booking_deposit(**given | more)


def open_of(desk: FrontDesk, number: str) -> str:
    """What reception does when it opens the order of a booking."""
    with reading(system_actor("test")):
        booking = queries.get_booking_deposits(desk.actor, number).booking
    order = open_order(desk, customer_id=booking.customer_id)
    with unit_of_work(desk.actor, "test", writable=True):
        commands.give_deposits_to_order(desk.store.pk, booking.id, order.id, AT)
    return order.number


def balance(desk: FrontDesk, number: str) -> Money:
    found = queries.get_booking_deposits(desk.actor, number)
    return Money.sum(one.balance for one in found.deposits)


def task_of(deposit_id: int) -> TaskRow | None:
    with reading(system_actor("test")):
        return find_open_task(system_actor("test"), DEPOSIT_BACK_TASK, DocumentRef("billing.deposit", deposit_id))


def happened(name: str) -> None:
    """Let the handlers of the last event of this name run."""
    with reading(system_actor("test")):
        event = StoredEvent.objects.filter(name=name).order_by("pk").last()
    assert event is not None
    handle(event.pk, event.store_id)


def books_agree(desk: FrontDesk) -> bool:
    with reading(desk.actor):
        return queries.find_differences(desk.actor, desk.store.pk) == []


@pytest.mark.django_db
def test_a_deposit_for_a_booking_is_taken_with_a_receipt_counts_on_its_day_and_stays_when_the_booking_is_moved() -> None:
    desk = make_cash_desk()
    number = booked(desk)
    first = take(desk, number)
    second = take(desk, number, tenders=[Tender("card", Money.yuan(20))])
    assert (second.deposit_id, second.balance) == (first.deposit_id, Money.yuan(30))
    day = queries.list_payments_of_day(desk.actor, desk.store.pk, AT.date())
    assert [(one.number, one.repair_order, one.booking) for one in day.payments] == [
        (second.numbers[0], "", number),
        (first.numbers[0], "", number),
    ]
    assert day.received == Money.yuan(30)
    appointments.move_appointment(actor=system_actor("test"), number=number, wanted_at=LATER + timedelta(hours=1), at=AT)
    assert balance(desk, number) == Money.yuan(30)
    (row,) = queries.list_open_deposits(desk.actor, desk.store.pk, queries.DepositFilter(), Window()).rows
    assert (row.booking, row.balance, row.why_back) == (number, Money.yuan(30), "")
    assert books_agree(desk)


@pytest.mark.django_db
def test_the_order_of_a_booking_gets_its_deposit_and_the_settlement_uses_it() -> None:
    desk = make_cash_desk()
    number = booked(desk)
    taken = take(desk, number)
    order = open_of(desk, number)
    (deposit,) = queries.list_deposits(desk.actor, order)
    assert (deposit.id, deposit.balance, deposit.booking) == (taken.deposit_id, Money.yuan(10), number)
    more = commands.take_deposit(actor=desk.actor, number=order, tenders=TEN, at=AT)
    assert (more.deposit_id, more.balance) == (taken.deposit_id, Money.yuan(20))
    assert queries.get_booking_deposits(desk.actor, number).repair_order == order
    with pytest.raises(commands.DepositMovedOn):
        refund(desk, number)
    back = commands.refund_deposit(actor=desk.actor, number=order, payer="customer", reason="不做了", at=AT)
    assert back.amount == Money.yuan(20)
    assert books_agree(desk)


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["cancel", "miss"])
def test_what_was_given_for_a_booking_that_ends_is_one_task_which_closes_itself_when_it_went_back(end: str) -> None:
    desk = make_cash_desk()
    number = booked(desk)
    taken = take(desk, number)
    if end == "cancel":
        appointments.cancel_appointment(actor=system_actor("test"), number=number, reason="车卖了", at=AT)
        happened("appointments.AppointmentCancelled")
    else:
        appointments.mark_no_show(actor=system_actor("test"), number=number, at=AT)
        happened("appointments.AppointmentMissed")
    task = task_of(taken.deposit_id)
    assert task is not None
    assert "10.00" in task.title
    told = commands.tell_needless_deposits(
        actor=system_actor("test"), store_id=desk.store.pk, appointment_id=_id(desk, number), at=AT
    )
    assert told.count == 1
    assert task_of(taken.deposit_id) == task
    with pytest.raises(commands.BookingOver):
        take(desk, number)
    only = queries.DepositFilter(only_needless=True)
    assert [one.booking for one in queries.list_open_deposits(desk.actor, desk.store.pk, only, Window()).rows] == [number]
    assert refund(desk, number).amount == Money.yuan(10)
    assert task_of(taken.deposit_id) is None
    with pytest.raises(commands.AlreadyReversed):
        refund(desk, number)
    assert books_agree(desk)


@pytest.mark.django_db
def test_who_comes_after_all_has_the_money_on_the_order_and_nobody_is_asked_to_give_it_back() -> None:
    desk = make_cash_desk()
    number = booked(desk)
    taken = take(desk, number)
    appointments.mark_no_show(actor=system_actor("test"), number=number, at=AT)
    happened("appointments.AppointmentMissed")
    assert task_of(taken.deposit_id) is not None
    appointments.mark_arrived(actor=system_actor("test"), number=number, at=LATER)
    open_of(desk, number)
    assert task_of(taken.deposit_id) is None


@pytest.mark.django_db
def test_the_money_of_a_cancelled_order_is_a_task_too() -> None:
    desk = make_cash_desk()
    order = open_order(desk).number
    taken = commands.take_deposit(actor=desk.actor, number=order, tenders=TEN, at=AT)
    hub.cancel_repair_order(actor=desk.actor, number=order, reason="客户不做了", at=AT)
    happened("repair_orders.RepairOrderCancelled")
    assert task_of(taken.deposit_id) is not None
    commands.refund_deposit(actor=desk.actor, number=order, payer="customer", reason="不做了", at=AT)
    assert task_of(taken.deposit_id) is None


@pytest.mark.django_db
def test_a_part_of_a_deposit_goes_back_by_the_method_by_which_it_came() -> None:
    desk = make_cash_desk()
    number = booked(desk)
    (payment,) = take(desk, number, tenders=[Tender("wechat", Money.yuan(50))]).payment_ids
    given = {"actor": desk.actor, "payment_id": payment, "reason": "少收", "at": AT}
    with pytest.raises(commands.RefundTooLarge):
        commands.reverse_payment(amount=Money.yuan(51), **given)  # type: ignore[arg-type]
    commands.reverse_payment(amount=Money.yuan(20), **given)  # type: ignore[arg-type]
    assert balance(desk, number) == Money.yuan(30)
    assert {one.method for one in queries.get_booking_deposits(desk.actor, number).deposits[0].payments} == {"wechat"}
    assert books_agree(desk)


@pytest.mark.django_db
def test_a_deposit_of_too_many_noughts_is_refused() -> None:
    desk = make_cash_desk()
    with pytest.raises(Invalid) as refused:
        take(desk, booked(desk), tenders=[Tender("cash", Money.yuan(150_000)), Tender("card", Money.yuan(50_001))])
    assert "200,000.00" in str(refused.value)


@pytest.mark.django_db
def test_a_deposit_for_a_booking_is_refused_without_amount_or_giver_and_once_the_car_is_here() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    number = booked(desk)
    for wrong in ({"tenders": []}, {"tenders": [Tender("cash", Money(0))]}, {"payer": "goodwill"}):
        with pytest.raises(Invalid):
            take(desk, number, **wrong)
    with pytest.raises(NotFound):
        take(elsewhere, number)
    with pytest.raises(Denied):
        take(desk, number, actor=make_actor(desk.store, "technician"))
    with pytest.raises(NotFound):
        refund(desk, number)
    take(desk, number)
    with pytest.raises(Denied):
        refund(desk, number, actor=make_actor(desk.store, "cashier"))
    with pytest.raises(Invalid, match="原因"):
        refund(desk, number, reason=" ")
    appointments.mark_arrived(actor=system_actor("test"), number=number, at=AT)
    with pytest.raises(commands.BookingOver, match="在工单上"):
        take(desk, number)
    assert balance(desk, number) == Money.yuan(10)


@pytest.mark.django_db
def test_the_database_keeps_a_deposit_with_what_it_was_given_for() -> None:
    desk = make_cash_desk()
    number = booked(desk)
    taken = take(desk, number)
    open_of(desk, number)
    other = open_order(desk)

    def change(**to: Any) -> None:
        with transaction.atomic(), unit_of_work(desk.actor, "test", writable=True):
            Deposit.objects.across_stores(reason="test").filter(pk=taken.deposit_id).update(**to)

    for to in ({"repair_order_id": other.id}, {"repair_order_id": None}, {"appointment_id": None}):
        with pytest.raises(DatabaseError, match="stays with"):
            change(**to)
    for origin in ({}, {"repair_order_id": other.id, "appointment_id": _id(desk, number)}):
        row = Deposit(store_id=desk.store.pk, payer="insurer", balance=Money(0), **origin)
        writing = unit_of_work(desk.actor, "test", writable=True)
        with pytest.raises(DatabaseError, match="begins with"), transaction.atomic(), writing:
            row.save(force_insert=True)


def _id(desk: FrontDesk, number: str) -> int:
    return queries.get_booking_deposits(desk.actor, number).booking.id


CODES = count(1)
steps = st.lists(
    st.tuples(st.sampled_from(["take", "back", "part", "order", "cancel", "on order"]), st.integers(1, 9000)), max_size=8
)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps)
def test_whatever_is_done_the_entries_sum_to_the_balance(acts: list[tuple[str, int]]) -> None:
    desk = make_cash_desk(f"B{next(CODES)}")
    number, made = booked(desk), list[int]()
    for act, fen in acts:
        with suppress(Refusal):
            _do(desk, number, act, Money(fen), made)
    assert books_agree(desk)
    day = queries.list_payments_of_day(desk.actor, desk.store.pk, AT.date())
    assert day.received == balance(desk, number)


def _do(desk: FrontDesk, number: str, act: str, amount: Money, made: list[int]) -> None:
    order = queries.get_booking_deposits(desk.actor, number).repair_order
    if act == "take":
        made += take(desk, number, tenders=[Tender("cash", amount)]).payment_ids
    elif act == "back":
        refund(desk, number)
    elif act == "cancel":
        appointments.cancel_appointment(actor=system_actor("test"), number=number, reason="不来", at=AT)
    elif act == "order" and not order:
        open_of(desk, number)
    elif act == "on order" and order:
        made += commands.take_deposit(actor=desk.actor, number=order, tenders=[Tender("card", amount)], at=AT).payment_ids
    elif act == "part" and made:
        commands.reverse_payment(actor=desk.actor, payment_id=made[-1], reason="退", amount=amount, at=AT)


def test_two_tills_take_for_one_booking_and_both_count(race: Race) -> None:
    desk = make_cash_desk()
    number = booked(desk)
    outcomes = race(*[partial(take, desk, number, actor=make_actor(desk.store, "cashier")) for _each in range(3)])
    assert {type(one).__name__ for one in outcomes} == {"TakenDeposit"}
    assert balance(desk, number) == Money.yuan(30)
    assert books_agree(desk)


def test_a_refund_and_the_opening_of_the_order_lose_no_money(race: Race) -> None:
    desk = make_cash_desk()
    number = booked(desk)
    take(desk, number)
    outcomes = race(partial(refund, desk, number), partial(open_of, desk, number), partial(refund, desk, number))
    went_back = sum(isinstance(one, commands.RefundedDeposit) for one in outcomes)
    assert went_back <= 1
    assert balance(desk, number) == Money.yuan(10 - 10 * went_back)
    assert queries.get_booking_deposits(desk.actor, number).repair_order
    assert books_agree(desk)


def test_one_payment_of_a_booking_goes_back_once_though_two_refund_it_at_once(race: Race) -> None:
    desk = make_cash_desk()
    number = booked(desk)
    first = take(desk, number).payment_ids[0]
    take(desk, number)
    back = partial(commands.reverse_payment, actor=desk.actor, payment_id=first, reason="客户不要了", at=AT)
    assert sorted(type(one).__name__ for one in race(back, back)) == ["AlreadyReversed", "TakenPayment"]
    assert balance(desk, number) == Money.yuan(10)
    assert books_agree(desk)


def test_money_taken_while_the_booking_is_cancelled_is_refused_or_told(race: Race) -> None:
    desk = make_cash_desk()
    number = booked(desk)
    cancel = partial(appointments.cancel_appointment, actor=system_actor("test"), number=number, reason="不来", at=AT)
    taken, _cancelled = race(partial(take, desk, number), cancel)
    happened("appointments.AppointmentCancelled")
    if isinstance(taken, commands.TakenDeposit):
        assert task_of(taken.deposit_id) is not None
    else:
        assert isinstance(taken, commands.BookingOver)
        assert balance(desk, number) == Money(0)


@pytest.mark.django_db
def test_the_page_of_a_bill_reads_from_its_lines_to_the_sum_and_then_to_what_the_deposit_leaves() -> None:
    desk = make_cash_desk()
    number = booked(desk)
    take(desk, number)
    order = open_of(desk, number)
    sign_order(desk, order)
    with reading(desk.actor):
        (bill,) = queries.get_cashier_order(desk.actor, order).bills
    assert Money.sum(line.amount for line in bill.lines) == bill.amount
    assert (bill.from_deposit, bill.after_deposit) == (Money.yuan(10), bill.amount - Money.yuan(10))
    client = Client()
    client.force_login(make_user(desk.store, "cashier"))
    page = client.get(f"/cashier/orders/{order}/").content.decode()
    assert page.index("不含税") < page.index("定金抵扣") < page.index("扣除定金后")
