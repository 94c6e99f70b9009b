"""The books against each other: orders, settlements, bills, lines, payments and the ledger; empty is right."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from anxin.platform.actor import Actor
from anxin.platform.money import Money, MoneyField
from anxin.platform.queries import query
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Bill, Deposit, DepositEntry, Payment, ReceivableEntry, Settlement
from anxin.visit.repair_orders.queries import list_settled_ids


@dataclass(frozen=True, slots=True)
class Difference:
    """Two books that disagree about a document: ``kind`` says which, ``subject_kind`` and ``subject_id`` about what."""

    kind: str
    subject_kind: str
    subject_id: int
    expected: Money
    found: Money


@query(permissions.SEE)
def find_differences(actor: Actor, store_id: int, since: date | None = None) -> list[Difference]:
    """Where the books of a store disagree; with ``since``, orders settled on or after that day must be billed, too."""
    bills = Bill.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id).order_by()
    found = [
        *_bill_differences(bills, "ledger", "entries__amount", "due"),
        *_bill_differences(bills, "billed", "entries__amount", "amount", only=Q(entries__reason="BILLED")),
        *_payment_differences(actor, store_id, ReceivableEntry, "billing.bill", "payments"),
        *_bill_differences(bills, "lines", "lines__amount", "amount"),
    ]
    deposits = Deposit.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id).order_by()
    for one in deposits.annotate(summed=_sum("entries__amount")).exclude(summed=F("balance")):
        found.append(Difference("deposit", "billing.deposit", one.pk, one.balance, _money(one.summed)))
    found += _payment_differences(actor, store_id, DepositEntry, "billing.deposit", "deposit_payments")
    settlements = Settlement.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id).order_by()
    for row in settlements.annotate(summed=_sum("bills__amount")).exclude(summed=F("total")):
        found.append(Difference("settlement", "billing.settlement", row.pk, row.total, _money(row.summed)))
    if since is not None:
        orders = list_settled_ids(actor, store_id, since)
        standing = settlements.filter(repair_order__in=list(orders), reversal__isnull=True)
        billed = set(standing.values_list("repair_order", flat=True))
        found += [
            Difference("unbilled", "repair_orders.repairorder", order_id, Money(0), Money(0))
            for order_id in sorted(set(orders) - billed)
        ]
    return found


def _bill_differences(bills: Any, kind: str, summed: str, column: str, *, only: Q | None = None) -> list[Difference]:
    rows = bills.annotate(summed=_sum(summed, only)).exclude(summed=F(column))
    return [Difference(kind, "billing.bill", row.pk, _money(getattr(row, column)), _money(row.summed)) for row in rows]


def _payment_differences(actor: Actor, store_id: int, book: Any, subject: str, kind: str) -> list[Difference]:
    """Payments of bills, or of deposits, against what their ledger says of them."""
    of = subject.partition(".")[2]
    said = _sums(book.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, payment__isnull=False), of)
    paid = _sums(Payment.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id), of)
    sign = -1 if book is ReceivableEntry else 1
    return [
        Difference(kind, subject, one, Money(sign * said.get(one, 0)), Money(paid.get(one, 0)))
        for one in sorted(said.keys() | paid.keys())
        if sign * said.get(one, 0) != paid.get(one, 0)
    ]


def _sums(rows: Any, of: str) -> dict[int, int]:
    found = rows.filter(**{f"{of}__isnull": False}).order_by().values_list(of).annotate(sum=Sum("amount"))
    return {pk: _money(total).fen for pk, total in found}


def _sum(path: str, only: Q | None = None) -> Any:
    return Coalesce(Sum(path, filter=only), 0, output_field=MoneyField())


def _money(amount: Any) -> Money:
    return amount if isinstance(amount, Money) else Money(amount or 0)
