"""What the cash desk has beside plain settlements: invoices of every kind, closed days, a deposit, and an order that was
unlocked, shared with the insurer and settled again. Through the commands.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from anxin.faces.twin.floor import Floor
from anxin.faces.twin.steps import decide_late_express
from anxin.parties.org.queries import system_actor
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.appointments import permissions as appointment_permissions
from anxin.visit.appointments.models import Appointment
from anxin.visit.billing import commands as billing
from anxin.visit.billing import permissions
from anxin.visit.billing.commands import CashCount, InvoiceWish, Tender
from anxin.visit.billing.models import Bill
from anxin.visit.billing.queries import get_cashier_order, totals_of_day
from anxin.visit.repair_orders import commands as orders
from anxin.visit.repair_orders import permissions as order_permissions
from anxin.visit.repair_orders.commands import NewShare
from anxin.visit.repair_orders.models import RepairOrder

COMPANY = InvoiceWish("special", "深圳市前海某某贸易有限公司", "91350100M000100Y43")
CLOSED = 7
"""So many days before today are closed; finance has received the cash of all but the last."""
INVOICED = 6
"""Of so many paid bills an invoice was asked for; the last one waits for its number."""
TAKEN_OVER = Decimal("0.02")
"""By the insurer; so little that the customer need not sign again."""
DEPOSIT = Money.yuan(300)
FOR_PARTS = Money.yuan(1500)
"""For a booking whose part is ordered."""


def look_back(floor: Floor, at: datetime) -> None:
    """Everything of one store, after its days were played until ``at``."""
    _close_days(floor, at)
    # An order with an invoice is not unlocked.
    _settle_again(floor, at)
    _invoice(floor, at)
    _take_deposit(floor, at)


def _close_days(floor: Floor, at: datetime) -> None:
    cashier, finance, today = floor.one("cashier").actor, floor.one("finance_manager").actor, floor.store.clock.day(at)
    days = [today - timedelta(days=before) for before in range(CLOSED, 0, -1)]
    with reading(cashier):
        cash = {on: totals_of_day(cashier, floor.store.id, on).get("cash", Money(0)) for on in days}
    for on in days:
        # The cash came to five yuan less on the first of them.
        counted = max(cash[on] - Money.yuan(5), Money(0)) if on == days[0] else cash[on]
        reason = "" if counted == cash[on] else "找零差错"
        count = CashCount(counted)
        billing.close_day(actor=cashier, store_id=floor.store.id, on=on, count=count, reason=reason, at=at)
        if on != days[-1]:
            billing.receive_cash(actor=finance, store_id=floor.store.id, on=on, at=at)


def _invoice(floor: Floor, at: datetime) -> None:
    cashier = floor.one("cashier").actor
    with unit_of_work(system_actor("twin"), "twin.read", writable=False):
        rows: Any = Bill.objects.visible_to(system_actor("twin"), permissions.SEE).filter(store_id=floor.store.id)
        paid = rows.filter(payer="customer", due=0, amount__gt=0, settlement__reversal=None).order_by("-pk")
        found = [(row.pk, row.customer.name) for row in paid.select_related("customer")[:INVOICED]]
    made = []
    for place, (bill_id, name) in enumerate(reversed(found)):
        wish = COMPANY if place == 1 else InvoiceWish("electronic", name)
        made.append(billing.request_invoice(actor=cashier, bill_id=bill_id, wish=wish, at=at).id)
    for place, invoice_id in enumerate(made[:-1]):
        _number(floor, invoice_id, place, at)
    if len(made) > 1:
        red = billing.red_letter_invoice(actor=cashier, invoice_id=made[0], reason="抬头开错", at=at)
        _number(floor, red.id, len(made), at)


def _number(floor: Floor, invoice_id: int, place: int, at: datetime) -> None:
    number = f"2644{floor.store.id:04}{place + 1:012}"
    cashier = floor.one("cashier").actor
    billing.record_invoice_number(actor=cashier, invoice_id=invoice_id, code="", fiscal_number=number, at=at)


def _take_deposit(floor: Floor, at: datetime) -> None:
    cashier = floor.one("cashier").actor
    for number in _orders(floor, ("IN_PROGRESS", "AUTHORISED"))[:1]:
        billing.take_deposit(actor=cashier, number=number, tenders=[Tender("wechat", DEPOSIT)], at=at)
    with unit_of_work(system_actor("twin"), "twin.read", writable=False):
        rows: Any = Appointment.objects.visible_to(system_actor("twin"), appointment_permissions.SEE)
        expected = rows.filter(store_id=floor.store.id, state="BOOKED", wanted_on__gt=floor.store.clock.day(at))
        booked = list(expected.order_by("wanted_at").values_list("number", flat=True)[:1])
    for number in booked:
        billing.take_booking_deposit(actor=cashier, number=number, tenders=[Tender("card", FOR_PARTS)], at=at)


def _settle_again(floor: Floor, at: datetime) -> None:
    """The newest settled car that is still here, else the newest inspected one, settled first."""
    cashier, finance = floor.one("cashier").actor, floor.one("finance_manager").actor
    settled = _orders(floor, ("SETTLED",))
    for number in [one for one in settled or _orders(floor, ("INSPECTED",)) if _is_as_signed(floor, one)][:1]:
        if not settled:
            decide_late_express(floor, number, at, approve=False)
            billing.settle_order(actor=cashier, number=number, at=at)
        billing.unlock_order(actor=finance, number=number, reason="保险认了一部分，改付款方", at=at)
        new = NewShare("insurer", of_payer="customer", share=TAKEN_OVER)
        orders.share_payers(actor=floor.one("service_manager").actor, number=number, new=new, at=at)
        decide_late_express(floor, number, at, approve=False)
        billing.settle_order(actor=cashier, number=number, at=at)


def _is_as_signed(floor: Floor, number: str) -> bool:
    """Whether the customer owes exactly what was signed, so that a little less needs no new signature."""
    cashier = floor.one("cashier").actor
    with reading(cashier):
        found = get_cashier_order(cashier, number)
    return bool(found.customer_total) and found.customer_total == found.authorised_customer_total


def _orders(floor: Floor, states: Sequence[str]) -> list[str]:
    """Orders in these states on which the customer owes something, the newest first."""
    with unit_of_work(system_actor("twin"), "twin.read", writable=False):
        rows: Any = RepairOrder.objects.visible_to(system_actor("twin"), order_permissions.SEE)
        mine = rows.filter(store_id=floor.store.id, state__in=states, items__payer="customer", items__decision="APPROVED")
        return list(dict.fromkeys(mine.order_by("-pk").values_list("number", flat=True)))
