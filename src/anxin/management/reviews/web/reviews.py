"""Reviews of repair orders: the list, beginning one, and one with its orders and measures."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.management.reviews import commands, permissions, queries
from anxin.management.reviews.web.forms import CauseForm, ConclusionForm, MeasureForm, OrderForm, ReviewForm
from anxin.management.reviews.web.staff import why_no_hand
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import staff_choices
from anxin.platform import clock
from anxin.platform.ui.formats import plate_or_vin
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.permissions import SEE as SEE_ORDERS

LIST, ONE = "reviews/reviews.html", "reviews/review.html"
COLUMNS = (
    Column("held_on", _("开会日期"), kind="day"),
    Column("days", _("复盘的日子")),
    Column("people", _("参加的人"), wide_only=True),
    Column("orders", _("工单数"), kind="integer"),
    Column("measures", _("措施数"), kind="integer", wide_only=True),
    Column("open_measures", _("没完成的措施"), kind="integer"),
    Column("state_label", _("状态")),
    Column("conclusion", _("结论"), wide_only=True),
)


@require_safe
@page(permissions.SEE_REVIEWS)
def list_reviews(request: PageRequest) -> HttpResponse:
    """The store's reviews, the newest first; spreadsheet."""
    listing = read_list(request, queries.ReviewFilter, COLUMNS)
    found = queries.page_reviews(request.actor, request.store_id, listing.filter, listing.window, url=_url)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("工单复盘"), about=store_info(request.store_id).name)
    return render_page(request, LIST, {"list": listing, **_may(request)}, partial=("table",))


@page(permissions.REVIEW)
def open_review(request: PageRequest) -> HttpResponse:
    """Which days, when, with whom; the orders are proposed."""
    template, today = "reviews/open_review.html", store_info(request.store_id).clock.day(clock.now())
    if request.method != "POST":
        last = today.replace(day=1) - timedelta(days=1)
        form = ReviewForm(initial={"first": last.replace(day=1), "last": last, "held_on": today})
        no_hand = why_no_hand(request.actor, request.store_id)
        return render_page(request, template, {"form": form, "no_hand": no_hand})
    form = ReviewForm(request.POST)
    by: dict[str, Any] = {"actor": request.actor, "store_id": request.store_id, "at": clock.now()}
    return submit(
        request,
        form,
        lambda _given: commands.open_review(review=form.review(), **by),
        back=(template, dict),
        url=lambda made: _url(made.id),
        toast=_("已开始，工单已挑好"),
    )


@require_safe
@page(permissions.SEE_REVIEWS)
def show_review(request: PageRequest, review_id: int) -> HttpResponse:
    """One review."""
    return render_page(request, ONE, _context(request, review_id))


@require_POST
@page(permissions.REVIEW)
def add_reviewed_order(request: PageRequest, review_id: int) -> HttpResponse:
    """One more order."""
    return _act(request, review_id, "order", OrderForm(request.POST), commands.add_reviewed_order, _("已加入"))


@require_POST
@page(permissions.REVIEW)
def drop_reviewed_order(request: PageRequest, review_id: int, reviewed_id: int) -> HttpResponse:
    """Take an order out."""
    command = partial(commands.drop_reviewed_order, reviewed_id=reviewed_id)
    return _act(request, review_id, "drop", forms.Form(request.POST), command, _("已拿掉"))


@require_POST
@page(permissions.REVIEW)
def note_causes(request: PageRequest, review_id: int, reviewed_id: int) -> HttpResponse:
    """Why it took long or came back; whoever was first is told, with what stands there now."""
    command = partial(commands.note_causes, reviewed_id=reviewed_id, version=posted_version(request))
    return _act(request, review_id, "cause", CauseForm(request.POST), command, _("已记下"), about=reviewed_id)


@require_POST
@page(permissions.REVIEW)
def agree_measure(request: PageRequest, review_id: int) -> HttpResponse:
    """What is done, by whom, until when."""
    form = MeasureForm(request.POST)
    found = queries.get_review(request.actor, review_id, clock.now())
    form.offer(staff_choices(request.actor, found.row.store_id)).offer_orders(_orders(found))
    return _act(request, review_id, "measure", form, commands.agree_measure, _("已定，责任人已收到任务"))


@require_POST
@page(permissions.REVIEW)
def close_review(request: PageRequest, review_id: int) -> HttpResponse:
    """Close it; it stays as it is."""
    command = partial(commands.close_review, version=posted_version(request))
    return _act(request, review_id, "close", ConclusionForm(request.POST), command, _("复盘已结束"))


def _act(
    request: PageRequest,
    review_id: int,
    name: str,
    form: forms.Form,
    command: Callable[..., Any],
    done: Any,
    *,
    about: int = 0,
) -> HttpResponse:
    """Carry out one form of the page; what is refused shows there, with what was typed."""
    by = {"actor": request.actor, "review_id": review_id, "at": clock.now()}

    def context() -> dict[str, Any]:
        # Only whoever was told that another changed it goes on from what stands there now.
        found = {**_context(request, review_id), "refused_order": about, "posted": posted_version(request)}
        # Of a review that another has just closed no form is on the page, what it was told must be.
        return found if found["is_open"] and name != "drop" else {**found, "unplaced": form}

    back = (ONE, context)
    return submit(
        request, form, lambda given: command(**given, **by), back=back, name=f"{name}_form", url=_url(review_id), toast=done
    )


def _context(request: PageRequest, review_id: int) -> dict[str, Any]:
    found = queries.get_review(request.actor, review_id, clock.now())
    row, may = found.row, request.actor.may(permissions.REVIEW, found.row.store_id)
    is_open = may and row.state == "OPEN"
    staff = staff_choices(request.actor, row.store_id) if is_open else []
    lines = [
        (one, CauseForm(initial={"causes": one.causes, "words": one.words}, auto_id=f"cause_{one.id}_%s"))
        for one in found.orders
    ]
    return {
        "found": found,
        "row": row,
        "lines": lines,
        "is_open": is_open,
        "no_hand": why_no_hand(request.actor, row.store_id) if is_open else "",
        "may_see_orders": request.actor.may(SEE_ORDERS, row.store_id),
        "order_form": OrderForm(auto_id="order_%s"),
        "measure_form": MeasureForm(auto_id="measure_%s").offer(staff).offer_orders(_orders(found)),
        "close_form": ConclusionForm(auto_id="close_%s"),
    }


def _orders(found: queries.ReviewView) -> list[tuple[int, str]]:
    return [(one.id, f"{plate_or_vin(one.plate, one.vin) or one.model_name} {one.number}") for one in found.orders]


def _may(request: PageRequest) -> dict[str, bool]:
    return {"may_review": request.actor.may(permissions.REVIEW, request.store_id)}


def _url(review_id: int) -> str:
    return reverse("reviews:review", args=[review_id])
