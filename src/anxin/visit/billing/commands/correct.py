"""A wrong bill that is found after the car has left: taken back and made anew in one act (M09.01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.money import Money
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.settle import SettledOrder, bill_order
from anxin.visit.billing.commands.unlock import take_settlement_back
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders import permissions as order_permissions
from anxin.visit.repair_orders.commands import CorrectedLine


@dataclass(frozen=True, slots=True)
class CorrectedBill:
    """The settlement that was taken back, what had been paid on it, and the one in its place."""

    undone: str
    freed: Money
    settled: SettledOrder


@command(permissions.CORRECT, rule="M09.01")
def correct_bill(*, actor: Actor, number: str, lines: Sequence[CorrectedLine], reason: str, at: datetime) -> CorrectedBill:
    """Set payers and amounts of a delivered order right: counter entries close its bills, and new ones stand.

    What was paid pays the new bill of the same payer; what is left of it is a deposit to be given back. The delivery and
    every clock stay as they are.

    :raises NotFound: unknown, or in a store where the actor may not correct
    :raises InvoiceStands: a bill has an invoice that was not taken back by a red one
    :raises Invalid: no reason, or more than 200 characters
    Further as ``correct_repair_order``.
    """
    repair_orders.require_order(actor, permissions.CORRECT, number, then=order_permissions.CORRECT)
    closed = repair_orders.correct_repair_order(actor=actor, number=number, lines=lines, at=at)
    undone, freed = take_settlement_back(actor, permissions.CORRECT, closed.id, reason, at)
    return CorrectedBill(undone, freed, bill_order(actor, closed, at))
