"""Money taken for an order before it is settled, or for a booking (定金/预收), which pays the bill later (M09.01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.ui.formats import format_money
from anxin.visit.appointments import commands as appointments
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.ledger import (
    enter_used,
    locked_booking_deposit,
    locked_deposit,
    move_deposit,
    new_payment,
)
from anxin.visit.billing.commands.payments import Tender, require_tenders
from anxin.visit.billing.commands.unneeded import needless_answered
from anxin.visit.billing.events import DepositReceived
from anxin.visit.billing.models import Bill, Deposit
from anxin.visit.billing.parameters import LARGEST_DEPOSIT
from anxin.visit.repair_orders import commands as repair_orders

PAYERS = ("customer", "warranty", "insurer")
"""The house itself (善意, 内部) gives no deposit."""


class BookingOver(Conflict):
    """The car has come, or is not expected any more: no money is taken for the booking."""

    code = "booking_over"
    default_rule = "M09.01"


@dataclass(frozen=True, slots=True)
class TakenDeposit:
    """The deposit after the payment."""

    deposit_id: int
    payment_ids: tuple[int, ...]
    numbers: tuple[str, ...]
    balance: Money


@command(permissions.TAKE_PAYMENT, rule="M09.01")
def take_deposit(
    *, actor: Actor, number: str, tenders: Sequence[Tender], payer: str = "customer", at: datetime
) -> TakenDeposit:
    """Take money for an order that is not settled; each method gets a numbered receipt. The settlement uses it.

    :raises NotFound: unknown order, or in a store where the actor may not take payments
    :raises OrderLocked: settled, delivered or cancelled: money is taken on its bill
    :raises Invalid: as ``take_payment``, or a payer who gives none
    """
    order = repair_orders.hold_for_money(actor, permissions.TAKE_PAYMENT, number, open_only=True)
    _require_giver(order.store_id, payer, tenders, at)
    return _take(actor, locked_deposit(order.store_id, order.id, payer), tenders, at)


@command(permissions.TAKE_PAYMENT, rule="M09.01")
def take_booking_deposit(
    *, actor: Actor, number: str, tenders: Sequence[Tender], payer: str = "customer", at: datetime
) -> TakenDeposit:
    """Take money for a booking whose car is still expected: the order that is opened of it gets the deposit.

    :raises NotFound: unknown booking, or in a store where the actor may not take payments
    :raises BookingOver: the car has come, did not come, or the booking was called off
    :raises Invalid: as ``take_deposit``
    """
    booking = appointments.hold_booking(actor, permissions.TAKE_PAYMENT, number)
    if booking.has_arrived:
        raise BookingOver(_("车已到店：请在工单上收定金；还没有开单的，请服务顾问先开单。"), state=booking.state)
    if not booking.is_expected:
        raise BookingOver(_("预约已取消或未到店，不能收定金；客户还要来的，请先另约一次。"), state=booking.state)
    _require_giver(booking.store_id, payer, tenders, at)
    return _take(actor, locked_booking_deposit(booking.store_id, booking.id, payer), tenders, at)


def give_deposits_to_order(store_id: int, appointment_id: int, order_id: int, at: datetime) -> None:
    """Inside the command that opens an order of a booking: what was given for the booking stands for the order."""
    rows = Deposit.objects.in_stores([store_id]).filter(appointment_id=appointment_id, repair_order=None)
    for deposit in rows.order_by("pk").locked():
        deposit.repair_order_id = order_id
        deposit.save(update_fields=["repair_order"])
        needless_answered(deposit, at)


def _require_giver(store_id: int, payer: str, tenders: Sequence[Tender], at: datetime) -> None:
    require_tenders(tenders)
    most: Money = value(LARGEST_DEPOSIT, store_id, at)
    if Money.sum(tender.amount for tender in tenders) > most:
        raise Invalid(_("一笔定金最多 ¥%(most)s，请核对金额。") % {"most": format_money(most)}, field="amount")
    if payer not in PAYERS:
        raise Invalid(_("请选谁付定金：自费、保修或保险。"), field="payer")


def _take(actor: Actor, deposit: Deposit, tenders: Sequence[Tender], at: datetime) -> TakenDeposit:
    made = []
    for tender in tenders:
        payment = new_payment(actor, at, deposit, method=tender.method, amount=tender.amount, reference=tender.reference)
        payment.save(force_insert=True)
        move_deposit(deposit, "TAKEN", tender.amount, actor, at, payment=payment)
        received = DepositReceived(
            payment_id=payment.pk, deposit_id=deposit.pk, fen=payment.amount.fen, store_id=deposit.store_id
        )
        events.publish(received, at=at)
        made.append(payment)
    return TakenDeposit(deposit.pk, tuple(one.pk for one in made), tuple(one.number for one in made), deposit.balance)


def use_deposits(actor: Actor, order_id: int, bills: Sequence[Bill], at: datetime) -> None:
    """Pay new bills of an order with what their payers have standing for it; the order is locked by the caller."""
    if not bills:
        return
    rows = Deposit.objects.in_stores([bills[0].store_id]).filter(repair_order_id=order_id, balance__gt=0).order_by("pk")
    by_payer = {bill.payer: bill for bill in bills}
    for deposit in rows.locked():
        bill = by_payer.get(deposit.payer)
        used = min(deposit.balance, bill.due) if bill is not None else Money(0)
        if bill is not None and used:
            enter_used(bill, used, actor, at)
            move_deposit(deposit, "USED", -used, actor, at, bill=bill)
