"""What payers have standing for an order, and the settlements that were taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from anxin.parties.org.queries import list_user_names
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Deposit, Payment, SettlementReversal
from anxin.visit.billing.queries.settlements import PaymentRow, payment_rows


@dataclass(frozen=True, slots=True)
class DepositView:
    """A payer's deposit for an order with the payments that made it."""

    id: int
    payer: str
    balance: Money
    payments: tuple[PaymentRow, ...]


@dataclass(frozen=True, slots=True)
class UndoneSettlement:
    """A settlement that was taken back: by whom, when and why."""

    number: str
    total: Money
    settled_at: datetime
    undone_at: datetime
    undone_by: str
    reason: str


@query(permissions.SEE)
def list_deposits(actor: Actor, number: str) -> list[DepositView]:
    """Deposits for an order, with their payments; those used up as well."""
    rows = list(Deposit.objects.visible_to(actor, permissions.SEE).filter(repair_order__number=number).order_by("pk"))
    if not rows:
        return []
    # What a deposit paid of a bill goes back through the bill.
    mine = Q(deposit__in=rows) | Q(reversal_of__deposit__in=rows)
    payments = list(Payment.objects.visible_to(actor, permissions.SEE).filter(mine).order_by("pk"))
    shown = payment_rows(payments)
    return [
        DepositView(
            row.pk,
            row.payer,
            row.balance,
            tuple(view for payment, view in zip(payments, shown, strict=True) if payment.deposit_id == row.pk),
        )
        for row in rows
    ]


@query(permissions.SEE)
def list_undone_settlements(actor: Actor, number: str) -> list[UndoneSettlement]:
    """Settlements of an order that were taken back, the newest first."""
    rows = SettlementReversal.objects.visible_to(actor, permissions.SEE).filter(settlement__repair_order__number=number)
    found = list(rows.select_related("settlement").order_by("-pk"))
    people = {int(row.actor_key[5:]) for row in found if row.actor_key.startswith("user:")}
    names = list_user_names(actor, people) if people else {}
    return [
        UndoneSettlement(
            row.settlement.number,
            row.settlement.total,
            row.settlement.settled_at,
            row.at,
            names.get(int(row.actor_key[5:]), "") if row.actor_key.startswith("user:") else "",
            row.reason,
        )
        for row in found
    ]
