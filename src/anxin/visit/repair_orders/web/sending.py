"""The desk's side of the customer's link: send it, show it as a code, take it back."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.parties.contacts.queries import blocked_words
from anxin.platform import clock
from anxin.platform.documents.qr import qr_address
from anxin.platform.errors import Conflict
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.ui.reaching import reachable_base
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders import commands, permissions, queries

TEMPLATE = "repair_orders/approval_link.html"


@page(permissions.AUTHORISE, keeps_answer=False)
def send_approval_link(request: PageRequest, number: str) -> HttpResponse:
    """The link of the order: how it stands; sent anew, or made to be shown. Its address is shown this once."""
    head = queries.get_order_head(request.actor, number)
    now = clock.now()
    base = reachable_base(request)
    context = {
        "order": head,
        "link": queries.find_approval_link(request.actor, number, now),
        "may_send": settings.PUBLIC_URL,
        "unsent": blocked_words(head.store_id, head.customer_id, "service", "sms"),
        "may_show": base,
    }
    by_message = request.POST.get("how") == "message"
    if request.method != "POST":
        return render_page(request, TEMPLATE, context)
    if not base and not by_message:
        # The page says what to set; an earlier link stays.
        return render_page(request, TEMPLATE, context, status=409)
    try:
        made = commands.send_approval_link(actor=request.actor, number=number, by_message=by_message, at=now)
    except Conflict as refusal:
        return render_page(request, TEMPLATE, {**context, "problem": refusal.shown}, status=refusal.status)
    if by_message and not made.blocked_reason:
        return redirect_after_post(request, reverse("repair_orders:detail", args=[number]), Toast(_("链接已发给客户")))
    address = base + made.path
    shown = {"address": address, "code": qr_address(address), "blocked": made.blocked_reason}
    link = queries.find_approval_link(request.actor, number, now)
    return render_page(request, TEMPLATE, {**context, **shown, "link": link})


@require_POST
@page(permissions.AUTHORISE)
def revoke_approval_link(request: PageRequest, number: str) -> HttpResponse:
    """Take the link back."""
    commands.revoke_approval_link(actor=request.actor, number=number, at=clock.now())
    return redirect_after_post(request, reverse("repair_orders:detail", args=[number]), Toast(_("链接已收回")))
