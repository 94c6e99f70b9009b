"""The five levels: the customer taps them on the store's device or on his own phone; the list of who did not (R-DL07)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.documents.qr import qr_address
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.formats import format_time
from anxin.platform.ui.link_doors import LinkDoor, by_link
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.ui.reaching import reachable_base
from anxin.platform.web import PageRequest, page
from anxin.visit.reception import commands, permissions, queries
from anxin.visit.reception.commands import RatingWish
from anxin.visit.reception.parameters import COACHED_FROM
from anxin.visit.reception.rating_tokens import link_actor
from anxin.visit.reception.web import words
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.parameters import ADDRESS_OPENINGS, LINK_OPENINGS
from anxin.visit.repair_orders.queries import store_of, token_hash

OWN_PAGE = "reception/rate_own.html"
DOOR = LinkDoor(
    permission=permissions.RATE_OWN,
    actor_of=link_actor,
    store_of=store_of,
    hash_of=token_hash,
    describe=store_info,
    per_address=ADDRESS_OPENINGS,
    per_link=LINK_OPENINGS,
    ended="reception/rating_ended.html",
)


@dataclass(frozen=True)
class RatingFilter:
    """The days of settlement; today without them."""

    since: date | None = filter_field(_("从"))
    until: date | None = filter_field(_("到"))
    is_missing: bool = filter_field(_("只看没有评价的"), default=False)


def _level_of(row: queries.RatedOrder) -> object:
    if row.rating:
        return row.rating.level
    until = {"day": format_time(row.open_until)}
    return gettext("漏评") if row.is_missed else gettext("没评，可补到 %(day)s") % until


COLUMNS = (
    Column("number", _("工单")),
    Column("plate", _("车牌"), kind="plate"),
    Column("customer_name", _("客户"), wide_only=True),
    Column("advisor_name", _("服务顾问")),
    Column("cashier_name", _("收银")),
    Column("settled_at", _("结算"), kind="time", wide_only=True),
    Column("level", _("评价"), _level_of),
    Column("penalty", _("漏评扣款 元"), lambda row: row.penalty if row.is_missed else None, kind="money"),
    Column("words", _("客户原话"), lambda row: row.rating.words if row.rating else "", wide_only=True),
    Column("channel", _("方式"), lambda row: row.rating.channel_label if row.rating else "", wide_only=True),
    Column("coached", _("诱导"), lambda row: row.rating.coached_label if row.rating else ""),
)


@page(permissions.RATE)
def rate_order(request: PageRequest, number: str) -> HttpResponse:
    """The device is turned to the customer, who taps a level or scans the code with his own phone."""
    problem, status, base = "", 200, reachable_base(request)
    if request.method == "POST":
        try:
            wish = _wish(request, "device")
            commands.rate_service(actor=request.actor, number=number, wish=wish, at=clock.now())
        except (Invalid, Conflict) as refusal:
            problem, status = refusal.shown, refusal.status
        else:
            return redirect_after_post(request, request.path, toast=Toast(gettext("谢谢您的评价")))
    context: dict[str, Any] = {
        "head": orders.get_order_head(request.actor, number),
        "rating": queries.find_rating_asked(request.actor, number),
        "levels": words.LEVELS.items(),
        "problem": problem,
        "base": base,
    }
    # The answer to a tap is kept with its key; the link is a secret, and only shown.
    if request.method != "POST":
        link = queries.find_rating_link(request.actor, number, clock.now())
        context |= {"link": link, "qr": qr_address(base + link.path) if base and link and link.path else ""}
    return render_page(request, "reception/rate.html", context, status=status)


@require_POST
@page(permissions.RATE)
def share_rating(request: PageRequest, number: str) -> HttpResponse:
    """Make the customer's own link, which the page then shows as a code; none where no phone could open it."""
    if not reachable_base(request):
        return redirect_after_post(request, reverse("rate_order", args=[number]))
    commands.share_rating(actor=request.actor, number=number, at=clock.now())
    return redirect_after_post(request, reverse("rate_order", args=[number]))


@require_POST
@page(permissions.RATE)
def revoke_rating(request: PageRequest, number: str) -> HttpResponse:
    """Take the customer's link back."""
    ended = commands.revoke_rating(actor=request.actor, number=number, at=clock.now())
    said = gettext("评价二维码已收回") if ended.was_live else gettext("没有可收回的二维码")
    return redirect_after_post(request, reverse("rate_order", args=[number]), toast=Toast(said))


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(DOOR)
def rate_own(request: PageRequest, token: str) -> HttpResponse:
    """The customer's own page behind the code: five levels, a word, and whether somebody asked for a level."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            commands.rate_by_link(actor=request.actor, token=token, wish=_wish(request, "own"), at=clock.now())
        except commands.RatedBefore:
            # A second tap: the page thanks for what was said with the first.
            pass
        except (Invalid, Conflict) as refusal:
            problem, status = refusal.shown, refusal.status
    view = queries.get_rating_page(request.actor, token, clock.now())
    context: dict[str, Any] = {"store": store_info(view.store_id), "levels": words.LEVELS.items(), "problem": problem}
    return render_page(request, OWN_PAGE, context | {"is_done": view.is_rated}, status=status)


@page(permissions.MONITOR_RATINGS)
def ratings(request: PageRequest) -> HttpResponse:
    """The control list: settled orders with their ratings, those without one, and each advisor's figures."""
    listing = read_list(request, RatingFilter, COLUMNS)
    today = store_info(request.store_id).clock.day(clock.now())
    since, until = listing.filter.since or listing.filter.until or today, listing.filter.until or today
    problem, rows = "", []
    try:
        rows = queries.list_ratings(request.actor, request.store_id, min(since, until), until)
    except Invalid as refusal:
        problem = refusal.shown
    shown = [row for row in rows if not listing.filter.is_missing or row.rating is None]
    listing = listing.with_page(RowPage(shown, len(shown)))
    if listing.wants_export:
        return listing.export(_("客户评价"))
    context = {"list": listing, "problem": problem, "figures": queries.rating_figures(rows)}
    least = value(COACHED_FROM, request.store_id, today)
    given = [(row, row.rating) for row in rows if row.rating]
    context |= {"rated": [row for row, rating in given if rating.is_scored and rating.level >= least]}
    may_restore = request.actor.may(permissions.RESTORE_RATINGS, request.store_id)
    context |= {"marked": [row for row, rating in given if rating.coached_by == "staff" and may_restore]}
    return render_page(request, "reception/ratings.html", context, partial=("table",), status=422 if problem else 200)


@require_POST
@page(permissions.MONITOR_RATINGS)
def mark_coached(request: PageRequest) -> HttpResponse:
    """Somebody steered a rating: it is not scored any more."""
    number, said = request.POST.get("number", ""), request.POST.get("words", "")
    commands.mark_coached(actor=request.actor, number=number, words=said, at=clock.now())
    return redirect_after_post(request, reverse("ratings"), toast=Toast(gettext("已标记，不计入得分")))


@require_POST
@page(permissions.RESTORE_RATINGS)
def unmark_coached(request: PageRequest) -> HttpResponse:
    """It was not steered after all: it is scored again."""
    commands.unmark_coached(actor=request.actor, number=request.POST.get("number", ""), at=clock.now())
    return redirect_after_post(request, reverse("ratings"), toast=Toast(gettext("已恢复计分")))


def _wish(request: PageRequest, channel: str) -> RatingWish:
    level = request.POST.get("level", "")
    given = int(level) if level.isdecimal() and len(level) == 1 else 0
    return RatingWish(given, request.POST.get("words", ""), channel, request.POST.get("was_asked_for") == "on")
