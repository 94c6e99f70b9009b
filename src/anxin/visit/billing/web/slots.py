"""What billing shows on the pages of an order and of a customer."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from anxin.platform.money import Money
from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot
from anxin.visit.billing import permissions, queries

SHOWN_IN = ("INSPECTED", "SETTLED", "DELIVERED")


@dataclass(frozen=True, slots=True)
class Panel:
    """The settlement of an order, if there is one."""

    settlement: queries.SettlementView | None
    due: Money


def settlement_panel(request: PageRequest, order: Any) -> str | None:
    """Who pays what and what is still due; nothing before the inspection."""
    if order.state not in SHOWN_IN:
        return None
    found = queries.find_settlement(request.actor, order.number)
    due = Money.sum(bill.due for bill in found.bills) if found else Money(0)
    return render_to_string("billing/panel.html", {"found": Panel(found, due), "number": order.number}, request=request)


def settle_action(request: PageRequest, order: Any) -> str | None:
    """The next step of an inspected order."""
    if order.state != "INSPECTED":
        return None
    return format_html(
        '<a class="ax-btn ax-btn--go" href="{}">{}</a>', reverse("billing:order", args=[order.number]), _("结算")
    )


def account_link(request: PageRequest, customer: Any) -> str:
    """To what the customer owes, the credit and the statement."""
    return format_html(
        '<a class="ax-btn ax-btn--line" href="{}">{}</a>',
        reverse("billing:debtor", args=[queries.DebtorKey("customer", customer.id).code]),
        _("往来账（欠款、挂账额度、对账单）"),
    )


def booked_money(request: PageRequest, booked: Any) -> str | None:
    """What was given for the bookings of a day; ``booked`` are rows with ``id``, ``number``, ``plate`` and the customer."""
    if not booked:
        return None
    sums = queries.sum_deposits_of_bookings(request.actor, [row.id for row in booked])
    cars = [(row, sums[row.id]) for row in booked if row.id in sums]
    return render_to_string("billing/_booked_money.html", {"cars": cars}, request=request) if cars else None


register_slot("appointments.day", booked_money, order=40, permission=permissions.SEE)
register_slot("customer.side", account_link, order=40, permission=permissions.SEE)
register_slot("repair_order.side", settlement_panel, order=20, permission=permissions.SEE)
register_slot("repair_order.actions", settle_action, order=50, permission=permissions.SETTLE)
