"""Taking money on one bill, and giving it back."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.ui.formats import format_money
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import commands, paying, permissions, queries
from anxin.visit.billing.models import Payment
from anxin.visit.billing.web.cashier import show_order
from anxin.visit.billing.web.credit import charge_to_account
from anxin.visit.billing.web.forms import RefundForm
from anxin.visit.billing.web.refusing import refusal_of

REVERSE = "billing/reverse.html"


@require_POST
@page(permissions.TAKE_PAYMENT)
def take_payment(request: PageRequest, number: str, bill_id: int) -> HttpResponse:
    """Take the whole due by one method (``method``), or amounts by several (``amount_cash`` …).

    By a method that a platform serves, the whole due is asked of the customer's phone; amounts are what came already.
    On account it is paid later.
    """
    actor = request.actor
    typed = {code: request.POST.get(f"amount_{code}", "").strip()[:20] for code in Payment.Method.values}
    reference = request.POST.get("reference", "").replace("\x00", "")[:64]
    method = request.POST.get("method", "")
    if method in paying.platforms() and not any(typed.values()):
        return _ask_by_code(request, number, bill_id, method)
    if method == Payment.Method.ACCOUNT and not any(typed.values()):
        return charge_to_account(request, number, bill_id)
    try:
        tenders = _tenders(typed, method, request.POST.get("due", ""), reference)
    except Invalid as problem:
        return show_order(request, number, typed=typed, failed_bill=bill_id, refusal=problem)
    refused = refusal_of(lambda: commands.take_payment(actor=actor, bill_id=bill_id, tenders=tenders, at=clock.now()))
    if refused is not None:
        return show_order(request, number, typed=typed, failed_bill=bill_id, refusal=refused)
    amount = Money.sum(tender.amount for tender in tenders)
    toast = Toast(_("已收款 ¥ %(amount)s") % {"amount": format_money(amount)})
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=toast)


@page(permissions.REVERSE_PAYMENT)
def reverse_payment(request: PageRequest, payment_id: int) -> HttpResponse:
    """Give a payment back by its own method, whole or in part, with the reason."""
    actor = request.actor
    payment = queries.get_payment(actor, payment_id)
    form = RefundForm(request.POST or None, initial={"amount": payment.left.as_yuan})
    page_of, number = ("order", payment.repair_order) if payment.repair_order else ("booking", payment.booking)
    back = reverse(f"billing:{page_of}", args=[number])
    context = {"form": form, "payment": payment, "back": back}
    if request.method != "POST":
        return render_page(request, REVERSE, context)
    if not form.is_valid():
        return render_page(request, REVERSE, context, status=422)
    reason, amount = form.cleaned_data["reason"], form.wished()
    refused = refusal_of(
        lambda: commands.reverse_payment(actor=actor, payment_id=payment_id, reason=reason, amount=amount, at=clock.now())
    )
    if isinstance(refused, Conflict):
        raise refused
    if refused is not None:
        form.add_error("amount" if getattr(refused, "field", "") == "amount" else "reason", refused.shown)
        return render_page(request, REVERSE, context, status=refused.status)
    toast = Toast(_("已退款"))
    return redirect_after_post(request, back, toast=toast)


def _ask_by_code(request: PageRequest, number: str, bill_id: int, method: str) -> HttpResponse:
    actor = request.actor
    refused = refusal_of(lambda: commands.request_payment(actor=actor, bill_id=bill_id, method=method, at=clock.now()))
    if refused is not None:
        return show_order(request, number, failed_bill=bill_id, refusal=refused)
    return redirect_after_post(request, reverse("billing:order", args=[number]))


def _tenders(typed: dict[str, str], method: str, due: str, reference: str) -> list[commands.Tender]:
    """What the form says.

    :raises Invalid: neither a method nor an amount, or not an amount of money
    """
    amounts = {code: text for code, text in typed.items() if text}
    if amounts:
        return [commands.Tender(code, _amount(text), reference) for code, text in amounts.items()]
    if method not in Payment.Method.values:
        raise Invalid(_("请选择收款方式，或分别填写金额。"), field="method", rule="M09.01")
    if not due.isdecimal() or len(due) > 15:
        raise Invalid(_("请刷新页面，再收一次。"), field="method", rule="M09.01")
    return [commands.Tender(method, Money(int(due)), reference)]


def _amount(text: str) -> Money:
    try:
        amount = Money.yuan(text.replace(",", "").replace("，", ""))  # i18n: data
    except (ArithmeticError, ValueError):
        raise Invalid(_("金额要写成 846.00 这样的数。"), field="amount", rule="M09.01") from None
    if not 0 < amount.fen < 10**14:
        raise Invalid(_("收款金额要大于 0。"), field="amount", rule="M09.01")
    return amount
