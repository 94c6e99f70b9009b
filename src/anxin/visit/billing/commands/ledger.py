"""How money is written down: the ledger of receivables beside a bill's balance, and that of deposits."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.numbering import next_number
from anxin.platform.turns import share_turn
from anxin.visit.billing.commands.surplus import surplus_answered
from anxin.visit.billing.commands.unneeded import needless_answered
from anxin.visit.billing.models import Bill, DayClosing, Deposit, DepositEntry, Payment, ReceivableEntry


def new_payment(actor: Actor, at: datetime, book: Bill | Deposit, **row: Any) -> Payment:
    """A payment on a bill or a deposit that is not saved yet, with the next number of its store."""
    store = store_info(book.store_id)
    day = open_day(store.id, store.clock.day(at))
    return Payment(
        store_id=store.id,
        number=next_number(store.id, store.code, "P", day),
        bill=book if isinstance(book, Bill) else None,
        deposit=book if isinstance(book, Deposit) else None,
        received_at=at,
        received_on=day,
        actor_key=actor.key,
        **row,
    )


def day_turn(store_id: int) -> str:
    """The turn of a store's cash desk: closings take it alone, payments together."""
    return f"billing:day:{store_id}"


def open_day(store_id: int, day: date) -> date:
    """The day on which money counts that comes on ``day``: itself, or the first after it that is not closed."""
    share_turn(day_turn(store_id))
    closed = set(
        DayClosing.objects.in_stores([store_id]).filter(on__gte=day, reopening__isnull=True).values_list("on", flat=True)
    )
    while day in closed:
        day += timedelta(days=1)
    return day


def enter(bill: Bill, payments: Sequence[Payment], reason: str, at: datetime, keys: Sequence[str] = ()) -> None:
    """Write payments into the ledger and move the balance of a bill whose row the caller has locked."""
    ReceivableEntry.objects.bulk_create(
        [
            ReceivableEntry(
                store_id=bill.store_id,
                bill=bill,
                key=keys[index] if keys else f"payment:{payment.pk}",
                amount=-payment.amount,
                reason=reason,
                payment=payment,
                at=at,
                on=payment.received_on,
                actor_key=payment.actor_key,
            )
            for index, payment in enumerate(payments)
        ]
    )
    bill.due = bill.due - Money.sum(payment.amount for payment in payments)
    bill.save(update_fields=["due"])


def note(bill: Bill, reason: str, amount: Money, actor: Actor, at: datetime, once: str = "") -> ReceivableEntry:
    """An entry without a payment, not saved; each reason stands once on a bill, or ``once`` for each thing named so."""
    return ReceivableEntry(
        store_id=bill.store_id,
        bill=bill,
        key=f"{reason.lower()}:{bill.pk}{once}",
        amount=amount,
        reason=reason,
        at=at,
        on=store_info(bill.store_id).clock.day(at),
        actor_key=actor.key,
    )


def locked_deposit(store_id: int, order_id: int, payer: str) -> Deposit:
    """What a payer has standing for an order, locked; opened with nothing when there is none. The order is locked before."""
    return _locked_of(store_id, payer, repair_order_id=order_id)


def locked_booking_deposit(store_id: int, appointment_id: int, payer: str) -> Deposit:
    """The same for a booking, which is locked before and has no order yet."""
    return _locked_of(store_id, payer, appointment_id=appointment_id)


def _locked_of(store_id: int, payer: str, **origin: int) -> Deposit:
    rows = Deposit.objects.in_stores([store_id]).locked()
    found: Deposit | None = rows.filter(payer=payer, **origin).first()
    if found is None:
        found = Deposit(store_id=store_id, payer=payer, balance=Money(0), **origin)
        found.save(force_insert=True)
    return found


def move_deposit(
    deposit: Deposit,
    reason: str,
    amount: Money,
    actor: Actor,
    at: datetime,
    *,
    payment: Payment | None = None,
    bill: Bill | None = None,
) -> None:
    """Write an entry and move the balance of a deposit whose row the caller has locked.

    Money that came or went counts on the day of its payment: after a closing that is the next open day, in both ledgers.
    """
    DepositEntry(
        store_id=deposit.store_id,
        deposit=deposit,
        amount=amount,
        reason=reason,
        payment=payment,
        bill=bill,
        at=at,
        on=payment.received_on if payment is not None else store_info(deposit.store_id).clock.day(at),
        actor_key=actor.key,
    ).save(force_insert=True)
    deposit.balance = deposit.balance + amount
    deposit.save(update_fields=["balance"])
    if not deposit.balance:
        surplus_answered(deposit, at)
        needless_answered(deposit, at)


def enter_used(bill: Bill, used: Money, actor: Actor, at: datetime, once: str = "") -> None:
    """Pay a bill whose row is new or locked with money of a deposit."""
    note(bill, "DEPOSIT", -used, actor, at, once).save(force_insert=True)
    bill.due = bill.due - used
    bill.save(update_fields=["due"])
