"""The page of what booking does for the store, with every definition under its figure."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.appointments import permissions as booking_permissions
from anxin.visit.appointments import queries as bookings
from anxin.visit.appointments.parameters import CAME_MINUTES, PUNCTUAL_MINUTES
from anxin.visit.reception import permissions, queries

GROUPS = {"green": _("绿色通道"), "booked": _("预约"), "walk_in": _("直接到店")}
USUAL = timedelta(days=30)


@page(permissions.SEE)
def booking_figures(request: PageRequest) -> HttpResponse:
    """Bookings kept to the time, punctuality, no-shows, promises and waits of some days, the last thirty unless given."""
    actor, store_id = request.actor, request.store_id
    today = store_info(store_id).clock.day(clock.now())
    since, until = _date(request, "since", today - USUAL), _date(request, "until", today)
    try:
        bookings.require_span(since, until)
    except Invalid:
        since, until = today - USUAL, today
    entries = queries.figures_of_entries(actor, store_id, since, until)
    may_see = actor.may(booking_permissions.SEE, store_id)
    context = {
        "since": since,
        "until": until,
        "entries": entries,
        "interactive": queries.interactive_share(actor, store_id, since, until),
        "waits": [(GROUPS[one.group], one) for one in entries.waits],
        "due": bookings.figures_of_due_bookings(actor, store_id, since, until) if may_see else None,
        "reasons": bookings.list_no_shows(actor, store_id, since, until).reasons if may_see else (),
        "came_minutes": value(CAME_MINUTES, store_id, until),
        "punctual_minutes": value(PUNCTUAL_MINUTES, store_id, until),
    }
    return render_page(request, "reception/booking_figures.html", context)


def _date(request: PageRequest, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise
