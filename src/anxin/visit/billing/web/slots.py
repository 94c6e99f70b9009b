"""What billing shows on the pages of an order and of a customer."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from anxin.platform.actor import Actor
from anxin.platform.documents.contributions import register_contribution
from anxin.platform.money import Money
from anxin.platform.requests import PageRequest
from anxin.platform.ui.formats import format_money
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


def deposits_of(actor: Actor, bookings: Any) -> dict[str, Any]:
    """What stands for bookings, by id, as a link to the money; ``bookings`` are rows with ``id`` and ``number``."""
    if not bookings or not actor.may(permissions.SEE):
        return {}
    sums = queries.sum_deposits_of_bookings(actor, [row.id for row in bookings])
    return {"deposits": {row.id: _deposit(row.number, sums[row.id]) for row in bookings if row.id in sums}}


def _deposit(number: str, amount: Money) -> str:
    address, shown = reverse("billing:booking", args=[number]), format_money(amount)
    return format_html('<a class="ax-chip" href="{}">{} ¥ {}</a>', address, _("已收定金"), shown)


register_contribution("appointments.rows", deposits_of)
register_slot("customer.side", account_link, order=40, permission=permissions.SEE)
register_slot("repair_order.side", settlement_panel, order=20, permission=permissions.SEE)
register_slot("repair_order.actions", settle_action, order=50, permission=permissions.SETTLE)
