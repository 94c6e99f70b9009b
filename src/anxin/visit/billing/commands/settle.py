"""Settling an order: the hub locks it and hands over its lines; every payer gets a bill."""

from dataclasses import dataclass
from datetime import datetime

from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.money import Money
from anxin.platform.numbering import next_number
from anxin.visit.billing import permissions, rules
from anxin.visit.billing.commands.deposits import use_deposits
from anxin.visit.billing.commands.free_express import charges_after_promise
from anxin.visit.billing.commands.naming import insurer_of
from anxin.visit.billing.events import OrderBilled
from anxin.visit.billing.models import Bill, BillLine, ReceivableEntry, Settlement
from anxin.visit.billing.queries.debts import INSURER
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders import permissions as order_permissions


@dataclass(frozen=True, slots=True)
class BilledPayer:
    """A payer's bill right after the settlement."""

    bill_id: int
    payer: str
    amount: Money
    due: Money


@dataclass(frozen=True, slots=True)
class SettledOrder:
    """The settlement of an order."""

    settlement_id: int
    number: str
    repair_order: str
    state: str
    version: int
    total: Money
    bills: tuple[BilledPayer, ...]


@command(permissions.SETTLE, rule="R-DL06")
def settle_order(*, actor: Actor, number: str, at: datetime) -> SettledOrder:
    """Settle an inspected order: lock it, and bill every payer with its share (R-DL03, R-DL06).

    :raises NotFound: unknown, or in a store where the actor may not settle
    :raises IllegalTransition: not inspected, or settled already
    :raises AdditionalItemsUndecided: items wait for the customer
    :raises PartsNotSettled: parts are not issued as signed
    :raises LateExpressUndecided: a late express job, and nobody has said whether it is free
    :raises EstimateExceeded: off the authorised estimate by more than the tolerance
    """
    repair_orders.require_order(actor, permissions.SETTLE, number, then=order_permissions.SETTLE)
    closed = repair_orders.settle_repair_order(actor=actor, number=number, at=at)
    return bill_order(actor, closed, at)


def bill_order(actor: Actor, closed: repair_orders.ClosedRepairOrder, at: datetime) -> SettledOrder:
    """Bill every payer of an order that is locked, with its share, and use what was paid before."""
    store = store_info(closed.store_id)
    day = store.clock.day(at)
    charges = [rules.Charge(line.item_id, line.payer, line.amount.fen, line.tax_rate_thousandths) for line in closed.lines]
    bills = rules.bills_of(charges_after_promise(actor, closed, charges, at))
    settlement = Settlement(
        store_id=store.id,
        repair_order_id=closed.id,
        round=_round(closed),
        number=next_number(store.id, store.code, "S", day),
        total=Money(sum(bill.amount_fen for bill in bills)),
        settled_at=at,
        settled_on=day,
        actor_key=actor.key,
    )
    settlement.save(force_insert=True)
    rows = _insert_bills(settlement, bills, closed.customer_id, actor, at)
    use_deposits(actor, closed.id, rows, at)
    events.publish(OrderBilled(settlement_id=settlement.pk, repair_order_id=closed.id, store_id=store.id), at=at)
    billed = tuple(BilledPayer(row.pk, row.payer, row.amount, row.due) for row in rows)
    return SettledOrder(
        settlement.pk, settlement.number, closed.number, closed.state, closed.version, settlement.total, billed
    )


def _round(closed: repair_orders.ClosedRepairOrder) -> int:
    return 1 + Settlement.objects.in_stores([closed.store_id]).filter(repair_order_id=closed.id).count()


def _insert_bills(
    settlement: Settlement, bills: list[rules.PayerBill], customer_id: int, actor: Actor, at: datetime
) -> list[Bill]:
    is_insured = any(bill.payer == INSURER for bill in bills)
    insurer = insurer_of(settlement.store_id, settlement.repair_order_id) if is_insured else ""
    rows: list[Bill] = Bill.objects.bulk_create(
        [
            Bill(
                store_id=settlement.store_id,
                settlement=settlement,
                payer=bill.payer,
                amount=Money(bill.amount_fen),
                net=Money(bill.net_fen),
                tax=Money(bill.tax_fen),
                due=Money(bill.amount_fen),
                billed_on=settlement.settled_on,
                customer_id=customer_id if bill.payer == "customer" else None,
                insurer=insurer if bill.payer == INSURER else "",
            )
            for bill in bills
        ]
    )
    _insert_lines(rows, bills)
    ReceivableEntry.objects.bulk_create(
        [
            ReceivableEntry(
                store_id=settlement.store_id,
                bill=row,
                key=f"billed:{row.pk}",
                amount=row.amount,
                reason="BILLED",
                at=at,
                on=settlement.settled_on,
                actor_key=actor.key,
            )
            for row in rows
        ]
    )
    return rows


def _insert_lines(rows: list[Bill], bills: list[rules.PayerBill]) -> None:
    BillLine.objects.bulk_create(
        [
            BillLine(
                store_id=row.store_id,
                bill=row,
                item_id=line.item_id,
                amount=Money(line.amount_fen),
                net=Money(line.net_fen),
                tax=Money(line.tax_fen),
            )
            for row, bill in zip(rows, bills, strict=True)
            for line in bill.lines
        ]
    )
