"""The advisor tells the customer the new time in two taps, asks the workshop in one, shows the link and takes it back."""

from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.parties.contacts.queries import blocked_words
from anxin.platform import clock
from anxin.platform.documents.qr import qr_address
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.ui.formats import format_time
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.ui.reaching import reachable_base
from anxin.platform.web import PageRequest, page
from anxin.visit.promises import commands, permissions, queries
from anxin.visit.promises.web.forms import TellForm
from anxin.visit.repair_orders.queries import OrderHead, get_order_head

TEMPLATE = "promises/tell.html"


@page(permissions.TELL)
def tell_customer(request: PageRequest, number: str) -> HttpResponse:
    """The new time with its reason and what to say, ready to confirm: called, sent, or said in person."""
    head, now = get_order_head(request.actor, number), clock.now()
    expected = queries.find_expected(request.actor, number, now)
    context = {
        "order": head,
        "expected": expected,
        "form": _filled(head, expected, now),
        "unsent": blocked_words(head.store_id, head.customer_id, "service", "sms"),
    }
    if request.method != "POST":
        return render_page(request, TEMPLATE, context)
    form = context["form"] = TellForm(request.POST)
    if not form.is_valid():
        return render_page(request, TEMPLATE, context, status=422)
    try:
        told = commands.tell_customer(
            actor=request.actor,
            number=number,
            how=request.POST.get("how", ""),
            version=posted_version(request),
            at=now,
            **form.cleaned_data,
        )
    except (Invalid, Conflict) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.shown)
        return render_page(request, TEMPLATE, context, status=refusal.status)
    words = _("已记下：客户知道 %(time)s 交车") if told.was_in_time else _("已记下，但告知时已过了承诺时间（%(time)s 交车）")
    toast = Toast(words % {"time": format_time(told.promised_at)})
    return redirect_after_post(request, reverse("repair_orders:detail", args=[number]), toast)


@require_POST
@page(permissions.TELL)
def ask_progress(request: PageRequest, number: str) -> HttpResponse:
    """Ask the workshop how far the car is, in one tap."""
    commands.ask_progress(actor=request.actor, number=number, at=clock.now())
    toast = Toast(_("已问车间，答复会出现在沟通记录里"))
    return redirect_after_post(request, reverse("repair_orders:detail", args=[number]), toast)


@page(permissions.TELL, keeps_answer=False)
def progress_link(request: PageRequest, number: str) -> HttpResponse:
    """The customer's link as a code to show, and how it stands."""
    head, now = get_order_head(request.actor, number), clock.now()
    base = reachable_base(request)
    context: dict[str, object] = {"order": head, "base": base}
    if request.method == "POST" and not base:
        # The page says what is missing; no link is made that nobody could be shown.
        return render_page(request, "promises/link.html", context, status=409)
    if request.method == "POST":
        try:
            commands.share_progress(actor=request.actor, number=number, by_message=False, at=now)
        except Conflict as refusal:
            context["problem"] = refusal.shown
            return render_page(request, "promises/link.html", context, status=refusal.status)
    link = queries.find_progress_link(request.actor, number, now)
    if link is not None:
        context |= {"link": link, "code": qr_address(base + link.path) if base else ""}
    return render_page(request, "promises/link.html", context)


@require_POST
@page(permissions.TELL)
def revoke_progress(request: PageRequest, number: str) -> HttpResponse:
    """Take the customer's link back."""
    commands.revoke_progress(actor=request.actor, number=number, at=clock.now())
    return redirect_after_post(request, reverse("promises:progress_link", args=[number]), Toast(_("进度链接已收回")))


def _filled(head: OrderHead, expected: queries.ExpectedOrder | None, now: datetime) -> TellForm:
    wanted = (expected.new_promise_at if expected else None) or head.promised_at or now
    reason = expected.reason_label if expected else ""
    words = _("您好，您的车因为“%(reason)s”会晚一些，预计 %(time)s 可以交车。给您添麻烦了，非常抱歉。") % {
        "reason": reason,
        "time": format_time(wanted),
    }
    return TellForm(initial={"promised_at": wanted, "reason": reason, "words": words})
