"""Settlements, bills, payments and the receivables ledger of the past."""

from datetime import datetime
from typing import Any

from anxin.faces.twin.past.ledger import Ledger, PastVisit
from anxin.platform.money import Money
from anxin.visit.billing import rules
from anxin.visit.billing.models import Bill, BillLine, Payment, ReceivableEntry, Settlement


def settle(ledger: Ledger, past: PastVisit) -> None:
    """The settlement with a bill for every payer."""
    visit, key = past.plan, ledger.floor.one("cashier").key
    charges = [rules.Charge(item.pk, item.payer, item.amount.fen, int(item.tax_rate * 1000)) for item in past.approved]
    bills = rules.bills_of(charges)
    day = ledger.day(visit.settled_at)
    settlement = ledger.rows.add(
        Settlement,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        number=ledger.numbers.take("S", day),
        total=Money(sum(bill.amount_fen for bill in bills)),
        settled_at=visit.settled_at,
        settled_on=day,
        actor_key=key,
    )
    for bill in bills:
        row = ledger.rows.add(
            Bill,
            store_id=ledger.store_id,
            settlement_id=settlement.pk,
            payer=bill.payer,
            customer_id=past.customer_id if bill.payer == "customer" else None,
            amount=Money(bill.amount_fen),
            net=Money(bill.net_fen),
            tax=Money(bill.tax_fen),
            due=Money(bill.amount_fen),
            billed_on=day,
        )
        past.bills.append(row)
        for line in bill.lines:
            ledger.rows.add(
                BillLine,
                store_id=ledger.store_id,
                bill_id=row.pk,
                item_id=line.item_id,
                amount=Money(line.amount_fen),
                net=Money(line.net_fen),
                tax=Money(line.tax_fen),
            )
        _enter(ledger, row, f"billed:{row.pk}", row.amount, "BILLED", visit.settled_at)


def pay(ledger: Ledger, past: PastVisit) -> None:
    """The customer's payment, by the methods of the plan."""
    visit = past.plan
    for bill in past.bills:
        if bill.payer != "customer" or not bill.due:
            continue
        shares = bill.amount.split([percent for _method, percent in visit.methods])
        for (method, _percent), share in zip(visit.methods, shares, strict=True):
            if not share:
                continue
            payment = ledger.rows.add(
                Payment,
                store_id=ledger.store_id,
                number=ledger.numbers.take("P", ledger.day(visit.paid_at)),
                bill_id=bill.pk,
                method=method,
                amount=share,
                received_at=visit.paid_at,
                received_on=ledger.day(visit.paid_at),
                actor_key=ledger.floor.one("cashier").key,
            )
            bill.due = bill.due - share
            _enter(ledger, bill, f"payment:{payment.pk}", -share, "PAYMENT", visit.paid_at, payment.pk)


def _enter(
    ledger: Ledger, bill: Any, key: str, amount: Money, reason: str, at: datetime, payment_id: int | None = None
) -> None:
    ledger.rows.add(
        ReceivableEntry,
        store_id=ledger.store_id,
        bill_id=bill.pk,
        key=key,
        amount=amount,
        reason=reason,
        payment_id=payment_id,
        at=at,
        on=ledger.day(at),
        actor_key=ledger.floor.one("cashier").key,
    )
