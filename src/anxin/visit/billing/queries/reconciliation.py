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
from anxin.visit.billing.models import Bill, Settlement
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
        *_bill_differences(bills, "payments", "payments__amount", "paid"),
        *_bill_differences(bills, "lines", "lines__amount", "amount"),
    ]
    settlements = Settlement.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id).order_by()
    for row in settlements.annotate(summed=_sum("bills__amount")).exclude(summed=F("total")):
        found.append(Difference("settlement", "billing.settlement", row.pk, row.total, _money(row.summed)))
    if since is not None:
        orders = list_settled_ids(actor, store_id, since)
        billed = set(settlements.filter(repair_order__in=list(orders)).values_list("repair_order", flat=True))
        found += [
            Difference("unbilled", "repair_orders.repairorder", order_id, Money(0), Money(0))
            for order_id in sorted(set(orders) - billed)
        ]
    return found


def _bill_differences(bills: Any, kind: str, summed: str, column: str, *, only: Q | None = None) -> list[Difference]:
    rows = bills.annotate(summed=_sum(summed, only), paid=F("amount") - F("due")).exclude(summed=F(column))
    return [Difference(kind, "billing.bill", row.pk, _money(getattr(row, column)), _money(row.summed)) for row in rows]


def _sum(path: str, only: Q | None = None) -> Any:
    return Coalesce(Sum(path, filter=only), 0, output_field=MoneyField())


def _money(amount: Any) -> Money:
    return amount if isinstance(amount, Money) else Money(amount or 0)
