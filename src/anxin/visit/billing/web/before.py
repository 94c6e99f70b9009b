"""At the desk before an order is settled: parts for several payers, rounding off, deposits; and going back to there."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.platform import clock
from anxin.platform.money import Money
from anxin.platform.ui.formats import format_money
from anxin.platform.ui.pages import Toast, redirect_after_post
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import commands, permissions, queries
from anxin.visit.billing.web.cashier import seen_sum, show_order
from anxin.visit.billing.web.forms import DepositForm, ReasonForm, RoundingForm, ShareForm
from anxin.visit.billing.web.refusing import ask_why, refusal_of
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders import permissions as order_permissions


@require_POST
@page(order_permissions.SHARE)
def share_payers(request: PageRequest, number: str) -> HttpResponse:
    """Let another payer take over a part of an item, or of all that one payer owes."""
    actor = request.actor
    form = ShareForm(queries.get_cashier_order(actor, number).bills, request.POST)
    if not form.is_valid():
        return show_order(request, number, share_form=form, status=422)
    new, insurer, at = form.share(), form.named_insurer(), clock.now()

    def run() -> None:
        repair_orders.share_payers(actor=actor, number=number, new=new, at=at)
        if insurer:
            said = {"insurer": insurer, "seen_insurer": request.POST.get("seen_insurer", "").replace("\x00", "")}
            is_new = form.cleaned_data["is_new_insurer"]
            commands.name_insurer(actor=actor, number=number, is_new=is_new, at=at, **said)

    refused = refusal_of(run)
    if refused is not None:
        return show_order(request, number, share_form=form, refusal=refused)
    # What is signed no longer holds: said at once, not when the button refuses.
    gap = queries.get_cashier_order(actor, number).estimate_gap
    words = _("已分摊；%(gap)s") % {"gap": gap} if gap else _("已分摊")
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=Toast(words))


@require_POST
@page(order_permissions.SHARE)
def remove_share(request: PageRequest, number: str, share_id: int) -> HttpResponse:
    """Take a part back."""
    repair_orders.remove_share(actor=request.actor, number=number, share_id=share_id, at=clock.now())
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=Toast(_("已取消分摊")))


@require_POST
@page(order_permissions.ROUND_OFF)
def round_off(request: PageRequest, number: str) -> HttpResponse:
    """Take the odd sum off what the customer pays."""
    actor, form = request.actor, RoundingForm(request.POST)
    if not form.is_valid():
        return show_order(request, number, rounding_form=form, status=422)
    amount, seen, done = Money.yuan(form.cleaned_data["rounding"]), seen_sum(request, "seen_customer_total"), []

    def run() -> None:
        made = repair_orders.round_off(actor=actor, number=number, amount=amount, seen_total=seen, at=clock.now())
        done.append(made)

    refused = refusal_of(run)
    if refused is not None:
        return show_order(request, number, rounding_form=form, refusal=refused)
    words = _("已优惠 ¥ %(amount)s（超过抹零金额，账单上写优惠）") if done[0].is_discount else _("已抹零 ¥ %(amount)s")
    words = _("超过抹零金额，按优惠 ¥ %(amount)s 请主管批，批了才能结算") if done[0].is_asked else words
    words %= {"amount": format_money(amount)}
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=Toast(words))


@require_POST
@page(permissions.TAKE_PAYMENT)
def take_deposit(request: PageRequest, number: str) -> HttpResponse:
    """Take money for an order that is not settled."""
    actor, form = request.actor, DepositForm(request.POST)
    if not form.is_valid():
        return show_order(request, number, deposit_form=form, status=422)
    tender = form.tender()
    refused = refusal_of(lambda: commands.take_deposit(actor=actor, number=number, tenders=[tender], at=clock.now()))
    if refused is not None:
        return show_order(request, number, deposit_form=form, refusal=refused)
    toast = Toast(_("已收定金 ¥ %(amount)s") % {"amount": format_money(tender.amount)})
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=toast)


@require_POST
@page(permissions.SEE)
def show_preview(request: PageRequest, number: str) -> HttpResponse:
    """Print the preview for the customer, and keep that it was (R-DL03)."""
    commands.show_preview(actor=request.actor, number=number, at=clock.now())
    return redirect_after_post(request, reverse("billing:print_bill", args=[number]))


@require_POST
@page(permissions.SETTLE)
def ask_free_express(request: PageRequest, number: str) -> HttpResponse:
    """Ask for a late express order to be free, where the program has not."""
    commands.ask_free_express(actor=request.actor, number=number, at=clock.now())
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=Toast(_("已请主管批")))


@page(permissions.REVERSE_PAYMENT)
def refund_deposit(request: PageRequest, number: str, payer: str) -> HttpResponse:
    """Give the rest of a deposit back, by the methods by which it came."""
    actor, found = request.actor, queries.get_cashier_order(request.actor, number)
    balance = format_money(Money.sum([one.balance for one in found.deposits if one.payer == payer]))
    form = ReasonForm(request.POST or None)
    context = {
        "number": number,
        "back": reverse("billing:order", args=[number]),
        "form": form,
        "title": _("退定金"),
        "words": _("定金余额 ¥%(balance)s，按原收款方式退回。") % {"balance": balance},
        "question": _("退定金 ¥%(balance)s？") % {"balance": balance},
    }

    def run(reason: str) -> None:
        commands.refund_deposit(actor=actor, number=number, payer=payer, reason=reason, at=clock.now())

    return ask_why(request, form, context, run, _("定金已退"))


@page(permissions.UNLOCK)
def unlock_order(request: PageRequest, number: str) -> HttpResponse:
    """Take a settlement back, with the reason."""
    actor, found = request.actor, queries.get_cashier_order(request.actor, number)
    paid = found.total - found.due
    form = ReasonForm(request.POST or None)
    words = _("结算单 %(settlement)s 整单冲回，工单回到“待结算”，可以改明细再重新结算，会有新的结算单号。") % {
        "settlement": found.settlement.number if found.settlement else number
    }
    if paid:
        words += _("已收的 ¥%(paid)s 转为定金，重新结算时自动抵扣。") % {"paid": format_money(paid)}
    back = reverse("billing:order", args=[number])
    context = {"number": number, "back": back, "form": form, "title": _("解锁"), "words": words}
    context["question"] = _("解锁这张工单？")

    def run(reason: str) -> None:
        commands.unlock_order(actor=actor, number=number, reason=reason, at=clock.now())

    return ask_why(request, form, context, run, _("已解锁"))
