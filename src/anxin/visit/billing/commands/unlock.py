"""Taking a settlement back, so that the order may be changed: a recorded act that changes no row of the books (M09.01)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.platform.text import clean_text
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.invoices import InvoiceStands, standing_invoices
from anxin.visit.billing.commands.ledger import locked_deposit, move_deposit, note
from anxin.visit.billing.events import SettlementReversed
from anxin.visit.billing.models import Bill, ReceivableEntry, Settlement, SettlementReversal
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders import permissions as order_permissions

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class UnlockedOrder:
    """The order, open to changes again; ``freed`` is what had been paid and stands as a deposit now."""

    repair_order: str
    settlement: str
    state: str
    version: int
    freed: Money


@command(permissions.UNLOCK, rule="M09.01")
def unlock_order(*, actor: Actor, number: str, reason: str, at: datetime) -> UnlockedOrder:
    """Take the settlement of an order back: counter entries close its bills, and what was paid waits for the next.

    :raises NotFound: unknown, or in a store where the actor may not unlock
    :raises IllegalTransition: not settled, or delivered
    :raises InvoiceStands: a bill has an invoice that was not taken back by a red one
    :raises Invalid: no reason, or more than 200 characters
    """
    repair_orders.require_order(actor, permissions.UNLOCK, number, then=order_permissions.UNLOCK)
    order = repair_orders.unlock_repair_order(actor=actor, number=number, at=at)
    number_before, freed = take_settlement_back(actor, permissions.UNLOCK, order.id, reason, at)
    return UnlockedOrder(order.number, number_before, order.state, order.version, freed)


def take_settlement_back(actor: Actor, permission: str, order_id: int, reason: str, at: datetime) -> tuple[str, Money]:
    """Close the bills of an order that is locked with counter entries; returns the settlement's number and what was paid.

    :raises InvoiceStands: a bill has an invoice that was not taken back by a red one
    :raises Invalid: no reason, or more than 200 characters
    """
    why = clean_text(reason)
    if not why or len(why) > LONGEST_REASON:
        raise Invalid(_("请写原因，最多 200 个字。"), field="reason")
    rows = Settlement.objects.visible_to(actor, permission)
    settlement: Settlement = rows.filter(repair_order_id=order_id, reversal__isnull=True).one()
    bills = list(Bill.objects.visible_to(actor, permission).filter(settlement=settlement).order_by("pk").locked())
    if standing_invoices(actor, permission, [bill.pk for bill in bills]):
        raise InvoiceStands
    SettlementReversal(
        store_id=settlement.store_id,
        settlement=settlement,
        reason=why,
        at=at,
        on=store_info(settlement.store_id).clock.day(at),
        actor_key=actor.key,
    ).save(force_insert=True)
    freed = Money.sum(_close(bill, order_id, actor, at) for bill in bills)
    events.publish(
        SettlementReversed(settlement_id=settlement.pk, repair_order_id=order_id, store_id=settlement.store_id), at=at
    )
    return settlement.number, freed


def _close(bill: Bill, order_id: int, actor: Actor, at: datetime) -> Money:
    """Undo what was billed, and move what was paid to the payer's deposit."""
    paid = bill.amount - bill.due
    entries = [note(bill, "UNDONE", -bill.amount, actor, at)]
    if paid:
        entries.append(note(bill, "FREED", paid, actor, at))
        move_deposit(locked_deposit(bill.store_id, order_id, bill.payer), "FREED", paid, actor, at, bill=bill)
    ReceivableEntry.objects.bulk_create(entries)
    bill.due = Money(0)
    bill.save(update_fields=["due"])
    return paid
