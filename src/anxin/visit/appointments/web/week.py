"""The week of appointments: every half hour with its cars and its load; a tap books it."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.appointments import permissions, queries
from anxin.visit.appointments.web.days import day_of

TRADES = {"mechanical": _("机电"), "body": _("钣金"), "paint": _("喷漆")}
WEEK = timedelta(days=7)


@page(permissions.SEE)
def week_page(request: PageRequest) -> HttpResponse:
    """Monday to Sunday of the week of ``?day=``."""
    now = clock.now()
    day = day_of(request)
    monday = day - timedelta(days=day.weekday())
    days = queries.list_week(request.actor, request.store_id, monday)
    address = reverse("appointment_week")
    context = {
        "days": [(one, [(TRADES[trade], load) for trade, load in one.by_trade]) for one in days],
        "today": store_info(request.store_id).clock.day(now),
        "now": now,
        "monday": monday,
        "sunday": days[-1].day,
        "before": f"{address}?day={monday - WEEK}",
        "after": f"{address}?day={monday + WEEK}",
        "may_book": request.actor.may(permissions.BOOK, request.store_id),
    }
    return render_page(request, "appointments/week.html", context)
