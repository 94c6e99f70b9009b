"""What came in on a business day, by method; as a page and as XLSX."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.parties.org.queries import calendar_of, store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.money import ZERO, Money
from anxin.platform.parameters import value
from anxin.platform.ui.formats import PAYER_LABELS, format_clock, format_time
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import permissions, queries
from anxin.visit.billing.models import Payment
from anxin.visit.billing.parameters import ONE_PERSON_TILL
from anxin.visit.billing.queries import DayClosingView, DayFilter
from anxin.visit.billing.web.forms import ClosingForm, ReasonForm
from anxin.visit.repair_orders.permissions import SEE as SEE_ORDERS
from anxin.visit.repair_orders.queries import count_in_shop

COLUMNS = (
    Column("number", gettext_lazy("收款单号")),
    Column("received_at", gettext_lazy("时间"), kind="time"),
    Column("method_label", gettext_lazy("收款方式")),
    Column("amount", gettext_lazy("金额"), kind="money"),
    Column("payer", gettext_lazy("付款方"), lambda row: PAYER_LABELS.get(row.payer, row.payer)),
    Column("repair_order", gettext_lazy("工单 / 预约"), lambda row: row.repair_order or row.booking),
    Column("plate", gettext_lazy("车牌"), kind="plate"),
    Column("received_by", gettext_lazy("收款人"), wide_only=True),
    Column("reference", gettext_lazy("凭证"), wide_only=True),
    Column("reason", gettext_lazy("退款原因"), wide_only=True),
)


@page(permissions.SEE)
def day(request: PageRequest) -> HttpResponse:
    """Totals by method and every payment of a day (today unless asked for)."""
    return show_day(request)


def show_day(
    request: PageRequest,
    on: dt.date | None = None,
    *,
    closing_form: Any = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a day; after a refusal with its words and what was typed."""
    actor, store_id = request.actor, request.store_id
    listing = read_list(request, DayFilter, COLUMNS, default_sort="")
    on = on or listing.filter.on or store_info(store_id).clock.day(clock.now())
    found = queries.list_payments_of_day(actor, store_id, on)
    listing = listing.with_page(RowPage(list(found.payments), len(found.payments)))
    if listing.wants_export:
        return listing.export(f"{_('收款')} {on}")
    listing = replace(listing, columns=_columns(store_id, on))
    totals = [(label, found.totals[code]) for code, label in Payment.Method.choices if code in found.totals]
    closings = queries.list_day_closings(actor, store_id, on)
    standing = next((one for one in closings if one.stands), None)
    has_cash = standing is not None and standing.received_at is None
    is_own = has_cash and _is_own(request, standing)
    context = {
        "list": listing,
        "on": on,
        "before": on - dt.timedelta(days=1),
        "after": on + dt.timedelta(days=1),
        "totals": totals,
        "received": found.received,
        "late": queries.received_after_closing(actor, store_id, on) if standing is not None else (None, ZERO),
        "cash": found.totals.get(Payment.Method.CASH, Money(0)),
        "closing": standing,
        "reopened": [one for one in closings if not one.stands],
        "closing_form": closing_form or ClosingForm(),
        "reason_form": ReasonForm(),
        "error": error,
        "may_close": standing is None and actor.may(permissions.CLOSE_DAY, store_id),
        "unfinished": _unfinished(actor, store_id, on) if standing is None else "",
        "is_own": is_own,
        "may_reopen": has_cash and not is_own and actor.may(permissions.REOPEN_DAY, store_id),
        "may_receive": has_cash and not is_own and actor.may(permissions.RECEIVE_CASH, store_id),
    }
    return render_page(request, "billing/day.html", context, partial="table", status=status)


def _columns(store_id: int, on: dt.date) -> tuple[Column, ...]:
    """As exported, but the time says its day where that is not the day of the page: money that came after a closing."""
    local_day = store_info(store_id).clock.day

    def told(row: queries.PaymentOfDay) -> str:
        came_on = local_day(row.received_at)
        return format_clock(row.received_at) if came_on == on else f"{came_on:%m-%d} {format_clock(row.received_at)}"

    return tuple(replace(one, value=told, kind="text") if one.code == "received_at" else one for one in COLUMNS)


def _unfinished(actor: Actor, store_id: int, on: dt.date) -> str:
    """Why money may still come on the day that is closed: the store is open, cars stand in the shop."""
    now, calendar = clock.now(), calendar_of(store_id)
    if on != store_info(store_id).clock.day(now):
        return ""
    words = []
    if calendar.is_open(now):
        words.append(_("门店还在营业，到 %(time)s") % {"time": format_time(calendar.closing_of(calendar.local_date(now)))})
    cars = count_in_shop(actor, store_id).all if actor.may(SEE_ORDERS, store_id) else 0
    if cars:
        words.append(_("车间里还有 %(n)s 台车没有交") % {"n": cars})
    return " · ".join(words)


def _is_own(request: PageRequest, standing: DayClosingView | None) -> bool:
    """Whether the actor closed the day, and so leaves its cash to another."""
    today = store_info(request.store_id).clock.day(clock.now())
    own = standing is not None and standing.closed_by_key == request.actor.key
    return own and not value(ONE_PERSON_TILL, request.store_id, today)
