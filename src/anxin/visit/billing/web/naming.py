"""Naming the company that pays the insurer's part of an order, at the desk."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.platform import clock
from anxin.platform.ui.pages import Toast, redirect_after_post
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import commands
from anxin.visit.billing.web.cashier import show_order
from anxin.visit.billing.web.refusing import refusal_of
from anxin.visit.repair_orders import permissions as order_permissions


@require_POST
@page(order_permissions.SHARE)
def name_insurer(request: PageRequest, number: str) -> HttpResponse:
    """Say which company pays."""
    actor, is_new = request.actor, request.POST.get("is_new") == "on"
    name, seen, why = (request.POST.get(one, "").replace("\x00", "") for one in ("insurer", "seen_insurer", "reason"))
    said = {"insurer": name, "seen_insurer": seen, "reason": why}
    refused = refusal_of(lambda: commands.name_insurer(actor=actor, number=number, is_new=is_new, at=clock.now(), **said))
    if refused is not None:
        return show_order(request, number, insurer_typed=name, why_typed=why, refusal=refused)
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=Toast(_("已记保险公司")))
