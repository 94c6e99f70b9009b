"""The queue of the cash desk, and one order: preview, settlement, payment (FORM-40)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import calendar_of, store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Refusal
from anxin.platform.money import ZERO, Money
from anxin.platform.parameters import value
from anxin.platform.ui.formats import PAYER_LABELS, format_money
from anxin.platform.ui.lists import read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.ui.remedies import remedy_of
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import commands, permissions, queries
from anxin.visit.billing.models import Invoice, Payment
from anxin.visit.billing.parameters import SETTLE_WITHIN
from anxin.visit.billing.queries import ReceivableFilter
from anxin.visit.billing.web.codes import platform_context
from anxin.visit.billing.web.forms import IN_CASH, DepositForm, InvoiceForm, RoundingForm, ShareForm
from anxin.visit.billing.web.receivables import AT_THE_DESK
from anxin.visit.billing.web.refusing import refusal_of
from anxin.visit.repair_orders import permissions as order_permissions
from anxin.visit.repair_orders.commands import EstimateExceeded
from anxin.visit.repair_orders.parameters import ROUND_OFF_LIMIT
from anxin.visit.repair_orders.queries import PendingDiscount, find_pending_discount, list_awaiting_settlement

QUEUE, ORDER = "billing/cashier.html", "billing/order.html"
LONGEST_SEARCH = 24
CUSTOMER, INSURER = "customer", "insurer"
FEN_OF_YUAN = 100
LATER = ""
"""The tile of a payer who does not pay at the desk."""


@page(permissions.SEE)
def cashier(request: PageRequest) -> HttpResponse:
    """Customers first: orders to settle with their age (M09.08) and unpaid bills; ``payer`` shows another payer's bills."""
    actor, store_id = request.actor, request.store_id
    now = clock.now()
    today = store_info(store_id).clock.day(now)
    listing = read_list(request, ReceivableFilter, AT_THE_DESK, default_sort="billed_on")
    text = listing.filter.text[:LONGEST_SEARCH]
    payer = next(iter(listing.filter.payer), CUSTOMER)
    wanted = ReceivableFilter(text=text, store_id=store_id)
    owed = queries.list_debts_by_payer(actor, wanted, payer, listing.order, listing.window, today)
    waiting = list_awaiting_settlement(actor, store_id, text)
    limit, calendar = value(SETTLE_WITHIN, store_id, today), calendar_of(store_id)
    context = {
        "list": replace(listing, wants_export=False).with_page(owed.page),
        "payer": payer,
        "tabs": _tabs(owed.debts, len(waiting), payer),
        "to_settle": [(row, limit.due(calendar, row.inspected_at)) for row in waiting] if payer == CUSTOMER else [],
        "text": text,
        "bookings": queries.find_bookings_to_pay(actor, store_id, text, today) if text else (),
        "now": now,
    }
    return render_page(request, QUEUE, context, partial="queue")


def _tabs(debts: Sequence[queries.PayerDebt], to_settle: int, chosen: str) -> list[tuple[str, str, str]]:
    """The customers with those who wait to be settled, then each other payer with number and sum of the open bills."""
    owed = {debt.payer: debt for debt in debts}
    at_desk = to_settle + (owed[CUSTOMER].bills if CUSTOMER in owed else 0)
    others = [payer for payer in PAYER_LABELS if payer != CUSTOMER and (payer in owed or payer == chosen)]
    return [
        (CUSTOMER, _("客户"), str(at_desk)),
        *((payer, str(PAYER_LABELS[payer]), _owed(owed.get(payer))) for payer in others),
    ]


def _owed(debt: queries.PayerDebt | None) -> str:
    return f"{debt.bills} · ¥ {format_money(debt.due)}" if debt else "0"


@page(permissions.SEE)
def order(request: PageRequest, number: str) -> HttpResponse:
    """One order at the desk."""
    return show_order(request, number)


@require_POST
@page(permissions.SETTLE)
def settle_order(request: PageRequest, number: str) -> HttpResponse:
    """Settle, and with ``act=pay`` take the whole bill of every payer for whom a method was chosen."""
    actor = request.actor
    prefix = "method_"
    chosen = {
        name.removeprefix(prefix): str(method)
        for name, method in request.POST.items()
        if name.startswith(prefix) and method != LATER
    }
    pays = request.POST.get("act") == "pay"
    if pays and not chosen:
        return show_order(request, number, chosen=chosen, error=_("请选择收款方式，或按“只结算”。"), status=422)
    seen = seen_sum(request, "seen_total")
    done: list[commands.SettledAndPaid] = []

    def run() -> None:
        methods = chosen if pays else {}
        made = commands.settle_and_pay(actor=actor, number=number, methods=methods, seen_total=seen, at=clock.now())
        done.append(made)

    refused = refusal_of(run)
    if refused is not None:
        return show_order(request, number, chosen=chosen, refusal=refused)
    words = _("已结算并收款") if done[0].taken else _("已结算")
    if not done[0].taken and (done[0].requested or done[0].charged):
        words = _("已结算，请客户扫码") if done[0].requested else _("已结算并挂账")
    toast = Toast(f"{words} · {done[0].settled.number}")
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=toast)


def show_order(
    request: PageRequest,
    number: str,
    *,
    chosen: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    failed_bill: int | None = None,
    share_form: ShareForm | None = None,
    deposit_form: DepositForm | None = None,
    rounding_form: RoundingForm | None = None,
    invoice_form: InvoiceForm | None = None,
    insurer_typed: str | None = None,
    why_typed: str = "",
    error: str = "",
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one order, after a refusal with its words and what was chosen."""
    actor = request.actor
    found = queries.get_cashier_order(actor, number)
    pending = _pending_discount(actor, found)
    context: dict[str, Any] = {
        "found": found,
        "head": found.order.head,
        "bills": [(bill, (chosen or {}).get(bill.payer, LATER)) for bill in found.bills],
        "methods": _methods(actor, found),
        "is_customer_due": any(bill.due for bill in found.bills if bill.payer == CUSTOMER),
        "methods_or_later": [*IN_CASH, (LATER, _("以后再收"))],
        "methods_in_money": IN_CASH,
        "method_names": [(code, label, (typed or {}).get(code, "")) for code, label in IN_CASH],
        "has_payments": any(bill.payments for bill in found.bills),
        "failed_bill": failed_bill,
        "error": error or (refusal.shown if refusal else ""),
        "remedy": remedy_of(request, refusal),
        "sign_again": remedy_of(request, EstimateExceeded(number=number)) if found.estimate_gap else None,
        "debtor_key": queries.DebtorKey(CUSTOMER, found.order.head.customer_id).code,
        "waits_since": _waiting_words(found, pending),
        "pending_items": pending.item_ids if pending else frozenset(),
        "to_invoice": _to_invoice(request, found, invoice_form, failed_bill),
        "share_form": share_form or ShareForm(found.bills),
        **_naming(actor, found),
        "insurer_typed": insurer_typed,
        "why_typed": why_typed,
        "causes": Invoice.Cause.choices,
        "deposit_form": deposit_form or DepositForm(),
        "deposits": [(one, reverse("billing:refund_deposit", args=[number, one.payer])) for one in found.deposits],
        "unused": found.settlement is not None or found.order.head.state == "CANCELLED",
        "take_deposit_url": reverse("billing:take_deposit", args=[number]),
        "rounding_form": rounding_form or RoundingForm(initial=_odd_sum(found)),
        "rounding_words": _rounding_words(actor, found),
        "may_not_preview": not found.order.head.inspected_at and "settle" not in found.order.verbs,
        **platform_context(actor, found),
        **_allowed(actor, found),
    }
    return render_page(request, ORDER, context, status=refusal.status if refusal else status)


def _methods(actor: Actor, found: queries.CashierOrder) -> Sequence[tuple[str, object]]:
    """How the customer may pay; on account only who has credit."""
    head = found.order.head
    if not any(bill.due and not bill.charged_until for bill in found.bills if bill.payer == CUSTOMER):
        return IN_CASH
    today = store_info(head.store_id).clock.day(clock.now())
    credit = queries.find_credit(actor, head.store_id, head.customer_id, today)
    return Payment.Method.choices if credit is not None and credit.is_active else IN_CASH


def _allowed(actor: Actor, found: queries.CashierOrder) -> dict[str, bool]:
    """What this person may do with the order as it stands."""
    store_id, verbs = found.order.head.store_id, found.order.verbs
    is_open, takes = found.settlement is None, actor.may(permissions.TAKE_PAYMENT, store_id)
    is_delivered = found.order.head.state == "DELIVERED"
    return {
        "may_settle": actor.may(permissions.SETTLE, store_id),
        "may_take": takes,
        "may_reverse": actor.may(permissions.REVERSE_PAYMENT, store_id),
        "may_invoice": actor.may(permissions.INVOICE, store_id),
        "may_share": is_open and actor.may(order_permissions.SHARE, store_id),
        "may_name": actor.may(order_permissions.SHARE, store_id),
        "may_round": is_open and bool(found.customer_total) and actor.may(order_permissions.ROUND_OFF, store_id),
        "may_unlock": actor.may(permissions.UNLOCK, store_id) and "unlock" in verbs,
        "may_correct": is_delivered and not is_open and actor.may(permissions.CORRECT, store_id),
        "may_take_deposit": is_open and "deliver" not in verbs and takes,
    }


def _shows_insurer(actor: Actor, found: queries.CashierOrder) -> bool:
    """Whether this person may say which insurer pays: one does, or a part can still be given to one."""
    is_asked = found.settlement is None or any(bill.payer == INSURER for bill in found.bills)
    return is_asked and actor.may(order_permissions.SHARE, found.order.head.store_id)


def _naming(actor: Actor, found: queries.CashierOrder) -> dict[str, Any]:
    """The insurers to choose from, and who is named now, also while no part is an insurer's yet: whoever names another
    says whom he saw."""
    if not _shows_insurer(actor, found):
        return {"insurers": (), "insurer": ""}
    named = [bill.insurer for bill in found.bills if bill.payer == INSURER]
    return {
        "insurers": queries.list_insurers(actor, found.order.head.store_id),
        "insurer": named[0] if named else queries.find_insurer(actor, found.order.head.number),
    }


def _odd_sum(found: queries.CashierOrder) -> dict[str, Any]:
    """The jiao and fen of what the customer pays, to be rounded off."""
    odd = Money(found.customer_total.fen % FEN_OF_YUAN)
    return {"rounding": odd.as_yuan} if odd else {}


def _rounding_words(actor: Actor, found: queries.CashierOrder) -> str:
    """Up to where it is rounding, and what becomes of more: said before the button."""
    store_id = found.order.head.store_id
    limit = value(ROUND_OFF_LIMIT, store_id, store_info(store_id).clock.day(clock.now()))
    words = {"limit": format_money(limit), "left": format_money(max(limit - found.rounded_off, ZERO))}
    if actor.may(order_permissions.CHANGE, store_id):
        return _("一张单抹零最多 ¥%(limit)s，还可抹 ¥%(left)s；再多按优惠算，超出您的权限要主管批。") % words
    return _("一张单抹零最多 ¥%(limit)s，还可抹 ¥%(left)s；再多按优惠算，主管批了才能结算。") % words


def _to_invoice(
    request: PageRequest, found: queries.CashierOrder, typed: InvoiceForm | None, failed_bill: int | None
) -> list[tuple[queries.CashierBill, bool, InvoiceForm]]:
    """Bills that can have an invoice: whether one stands, and the form with the title that the customer used last."""
    bills = [bill for bill in found.bills if bill.bill_id and bill.amount and bill.payer not in ("internal", "goodwill")]
    head = found.order.head
    kept = queries.find_invoice_title(request.actor, head.store_id, head.customer_id) if bills else None
    rows = []
    for bill in bills:
        stands = any(not one.is_red and not one.is_reddened and one.state != "CANCELLED" for one in bill.invoices)
        known = {"kind": "electronic", "buyer_name": head.customer_name if bill.payer == CUSTOMER else bill.insurer}
        if kept is not None and bill.payer == CUSTOMER:
            known = {"kind": kept.kind, "buyer_name": kept.buyer_name, "tax_number": kept.tax_number}
        rows.append((bill, stands, typed if typed and failed_bill == bill.bill_id else InvoiceForm(initial=known)))
    return rows


def _pending_discount(actor: Actor, found: queries.CashierOrder) -> PendingDiscount | None:
    """Asked only where something is taken off and nobody has settled yet."""
    is_lowered = any(line.discount for bill in found.bills for line in bill.lines)
    return find_pending_discount(actor, found.order.head.number) if is_lowered and found.settlement is None else None


def _waiting_words(found: queries.CashierOrder, pending: PendingDiscount | None) -> str:
    """Why the order cannot be settled yet; empty when it can, or is."""
    if pending is not None:
        return _("优惠 ¥ %(amount)s 等主管批，批了才能结算。") % {"amount": format_money(pending.amount)}
    if found.settlement is None and (found.is_late_unasked or (found.late is not None and found.late.state == "PENDING")):
        return _("快保超时，等主管批是否免收费用。")
    if found.settlement is not None or "settle" in found.order.verbs:
        return _("还有 %(n)s 项没有客户决定，先请服务顾问确认。") % {"n": found.undecided} if found.undecided else ""
    return _("工单现在是“%(state)s”，总检通过后才能结算。") % {"state": found.order.head.state_label}


def seen_sum(request: PageRequest, name: str) -> Money:
    """The sum that the page showed; one that nothing equals when it was tampered with."""
    fen = request.POST.get(name, "")
    return Money(int(fen)) if fen.isdecimal() and len(fen) < 16 else Money(-1)
