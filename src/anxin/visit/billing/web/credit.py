"""Putting a bill on its customer's account, at the desk."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.platform import clock
from anxin.platform.ui.formats import format_day, format_money
from anxin.platform.ui.pages import Toast, redirect_after_post
from anxin.platform.web import PageRequest
from anxin.visit.billing import commands
from anxin.visit.billing.web.cashier import show_order
from anxin.visit.billing.web.refusing import refusal_of


def charge_to_account(request: PageRequest, number: str, bill_id: int) -> HttpResponse:
    """Where the tile 挂账 was chosen among the ways to pay: the whole of what is due."""
    actor = request.actor
    done: list[commands.ChargedBill] = []

    def run() -> None:
        done.append(commands.charge_to_account(actor=actor, bill_id=bill_id, at=clock.now()))

    refused = refusal_of(run)
    if refused is not None:
        return show_order(request, number, failed_bill=bill_id, refusal=refused)
    words = {"amount": format_money(done[0].amount), "on": format_day(done[0].due_on)}
    toast = Toast(_("已挂账 ¥ %(amount)s，%(on)s 前付") % words)
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=toast)
