"""A code that the customer scans: asked for, watched, cancelled; the door at which platforms tell; refunds that failed."""

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.ui.formats import format_money
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page, wants_region
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import commands, paying, permissions, queries
from anxin.visit.billing.web.codes import picture_of

LARGEST_BODY = 65_536
PAGE = "billing/request.html"


@require_safe
@page(permissions.SEE)
def payment_request(request: PageRequest, request_id: int) -> HttpResponse:
    """The code for the customer's phone; asks for itself every two seconds, and leaves for the order once it is over."""
    found = queries.get_payment_request(request.actor, request_id)
    if wants_region(request) and not found.is_open:
        words = (
            _("已收款 ¥ %(amount)s") % {"amount": format_money(found.amount)} if found.state == "PAID" else found.state_label
        )
        toast = Toast(words, level="ok" if found.state == "PAID" else "late")
        return redirect_after_post(request, reverse("billing:order", args=[found.repair_order]), toast=toast)
    context = {"asked": found, "picture": picture_of(found.code), "may_take": request.actor.may(permissions.TAKE_PAYMENT)}
    return render_page(request, PAGE, context, partial="code")


@require_POST
@page(permissions.TAKE_PAYMENT)
def close_payment_request(request: PageRequest, request_id: int) -> HttpResponse:
    """Take the code away, so that the customer pays otherwise."""
    found = queries.get_payment_request(request.actor, request_id)
    commands.close_payment_request(actor=request.actor, request_id=request_id, at=clock.now())
    url = reverse("billing:order", args=[found.repair_order])
    return redirect_after_post(request, url, toast=Toast(_("收款码已取消")))


@require_POST
@page(permissions.REVERSE_PAYMENT)
def retry_platform_refund(request: PageRequest, number: str, refund_id: int) -> HttpResponse:
    """Send a refund again."""
    commands.retry_platform_refund(actor=request.actor, refund_id=refund_id, at=clock.now())
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=Toast(_("已重新提交退款")))


@require_POST
@page(permissions.REVERSE_PAYMENT)
def settle_platform_refund(request: PageRequest, number: str, refund_id: int) -> HttpResponse:
    """The customer has the money by another way."""
    commands.settle_platform_refund(actor=request.actor, refund_id=refund_id, at=clock.now())
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=Toast(_("已记为退到客户手里")))


@csrf_exempt
@require_POST
@page(public=True)
def notify(request: PageRequest, method: str, store_id: int) -> HttpResponse:
    """A platform says that money came. Nothing is looked up before its signature fits; told again, nothing changes."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return _failed("too large", 413)
    platform = paying.platforms().get(method)
    if platform is None:
        return _failed("no such platform", 404)
    try:
        said = platform.read_notification(request.headers, request.body, clock.now())
    except paying.NotFromPlatform as problem:
        return _failed(str(problem), 401)
    if said is None or said.state != "paid":
        return HttpResponse(status=204)
    try:
        commands.record_platform_payment(
            actor=Actor.system("billing", [store_id]),
            number=said.number,
            method=method,
            transaction=said.transaction,
            amount=Money(said.amount_fen),
            at=clock.now(),
        )
    except NotFound:
        return _failed("no such request", 404)
    return HttpResponse(status=204)


def _failed(words: str, status: int) -> HttpResponse:
    return JsonResponse({"code": "FAIL", "message": words}, status=status)
