"""Naming the company that pays an insurer's bill, at the desk."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.platform import clock
from anxin.platform.ui.pages import Toast, redirect_after_post
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import commands, permissions
from anxin.visit.billing.web.cashier import show_order
from anxin.visit.billing.web.refusing import refusal_of


@require_POST
@page(permissions.SETTLE)
def name_insurer(request: PageRequest, number: str, bill_id: int) -> HttpResponse:
    """Say which company pays."""
    actor, name = request.actor, request.POST.get("insurer", "").replace("\x00", "")
    refused = refusal_of(lambda: commands.name_insurer(actor=actor, bill_id=bill_id, insurer=name, at=clock.now()))
    if refused is not None:
        return show_order(request, number, refusal=refused)
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=Toast(_("已记保险公司")))
