"""Deposits at the desk: those that stand open, and those for a booking whose car has not come yet."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import NotFound, Refusal
from anxin.platform.money import Money
from anxin.platform.ui.formats import PAYER_LABELS, format_money
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import commands, permissions, queries
from anxin.visit.billing.web.forms import DepositForm, ReasonForm
from anxin.visit.billing.web.refusing import ask_why, refusal_of

BOOKING = "billing/booking.html"
COLUMNS = (
    Column("plate", gettext_lazy("车牌"), kind="plate"),
    Column("customer_name", gettext_lazy("客户")),
    Column("balance", gettext_lazy("余额"), kind="money"),
    Column("number", gettext_lazy("工单 / 预约"), lambda row: row.repair_order or row.booking),
    Column("why_back", gettext_lazy("待退原因")),
    Column("since", gettext_lazy("收款时间"), kind="time", wide_only=True),
    Column("payer", gettext_lazy("付款方"), lambda row: PAYER_LABELS.get(row.payer, row.payer), wide_only=True),
    Column("wanted_at", gettext_lazy("预约到店"), kind="time", wide_only=True),
)
LONGEST_SEARCH = 24


@require_safe
@page(permissions.SEE)
def deposits(request: PageRequest) -> HttpResponse:
    """Deposits of which something is left, and the bookings that a search finds, to take one for."""
    store_id = request.store_id
    listing = read_list(request, queries.DepositFilter, COLUMNS, default_sort="")
    text = listing.filter.text[:LONGEST_SEARCH]
    wanted = queries.DepositFilter(text, listing.filter.only_needless)
    found = queries.list_open_deposits(request.actor, store_id, wanted, listing.window)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("定金"))
    today = store_info(store_id).clock.day(clock.now())
    bookings = queries.find_bookings_to_pay(request.actor, store_id, text, today)
    return render_page(request, "billing/deposits.html", {"list": listing, "bookings": bookings}, partial="table")


@require_safe
@page(permissions.SEE)
def deposit(request: PageRequest, deposit_id: int) -> HttpResponse:
    """Where a task about a deposit leads: its order, or its booking."""
    order, booking = queries.get_deposit_documents(request.actor, deposit_id)
    return redirect("billing:order", order) if order else redirect("billing:booking", booking)


@require_safe
@page(permissions.SEE)
def booking(request: PageRequest, number: str) -> HttpResponse:
    """One booking at the desk: what was given for it, and taking more."""
    return show_booking(request, number)


@require_POST
@page(permissions.TAKE_PAYMENT)
def take_booking_deposit(request: PageRequest, number: str) -> HttpResponse:
    """Take money for a booking."""
    actor, form = request.actor, DepositForm(request.POST)
    if not form.is_valid():
        return show_booking(request, number, form=form, status=422)
    tender = form.tender()
    refused = refusal_of(lambda: commands.take_booking_deposit(actor=actor, number=number, tenders=[tender], at=clock.now()))
    if refused is not None:
        return show_booking(request, number, form=form, refusal=refused)
    toast = Toast(_("已收定金 ¥ %(amount)s") % {"amount": format_money(tender.amount)})
    return redirect_after_post(request, reverse("billing:booking", args=[number]), toast=toast)


@page(permissions.REVERSE_PAYMENT)
def refund_booking_deposit(request: PageRequest, number: str, payer: str) -> HttpResponse:
    """Give a deposit for a booking back, by the methods by which it came."""
    actor, found = request.actor, queries.get_booking_deposits(request.actor, number)
    balance = format_money(_given_by(found.deposits, payer))
    form = ReasonForm(request.POST or None)
    context = {
        "number": number,
        "back": reverse("billing:booking", args=[number]),
        "form": form,
        "title": _("退定金"),
        "words": _("定金余额 ¥%(balance)s，按原收款方式退回。") % {"balance": balance},
        "question": _("退定金 ¥%(balance)s？") % {"balance": balance},
    }

    def run(reason: str) -> None:
        commands.refund_booking_deposit(actor=actor, number=number, payer=payer, reason=reason, at=clock.now())

    return ask_why(request, form, context, run, _("定金已退"))


def show_booking(
    request: PageRequest,
    number: str,
    *,
    form: DepositForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a booking; after a refusal with its words and what was typed."""
    actor, found = request.actor, queries.get_booking_deposits(request.actor, number)
    store_id, is_expected = found.booking.store_id, found.booking.is_expected
    refund = "billing:refund_booking_deposit"
    context = {
        "head": found.booking,
        "is_booking": True,
        "repair_order": found.repair_order,
        "deposits": [(one, reverse(refund, args=[number, one.payer])) for one in found.deposits],
        "unused": found.booking.is_over and not found.repair_order,
        "deposit_form": form or DepositForm(),
        "take_deposit_url": reverse("billing:take_booking_deposit", args=[number]),
        "may_take_deposit": is_expected and actor.may(permissions.TAKE_PAYMENT, store_id),
        "may_reverse": not found.repair_order and actor.may(permissions.REVERSE_PAYMENT, store_id),
        "error": refusal.shown if refusal else "",
    }
    return render_page(request, BOOKING, context, status=refusal.status if refusal else status)


def _given_by(deposits: Iterable[queries.DepositView], payer: str) -> Money:
    """What is left of a payer's deposit.

    :raises NotFound: he has given none
    """
    found = [one.balance for one in deposits if one.payer == payer]
    if not found:
        raise NotFound
    return Money.sum(found)
