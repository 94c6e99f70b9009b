"""Who did not come in a span of days, and why."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.appointments import commands, parameters, permissions, queries
from anxin.visit.appointments.models import Appointment


@page(permissions.SEE)
def no_shows(request: PageRequest) -> HttpResponse:
    """No-shows of a span of days, those of which a reason is asked unless others are given, and how many for each reason."""
    today = store_info(request.store_id).clock.day(clock.now())
    asked = asked_since(request.store_id, today)
    since, until = _date(request, "since", asked), _date(request, "until", today)
    try:
        found = queries.list_no_shows(request.actor, request.store_id, since, until)
    except Invalid:
        since, until = asked, today
        found = queries.list_no_shows(request.actor, request.store_id, since, until)
    context = {
        "since": since,
        "until": until,
        "found": found,
        "choices": Appointment.NoShowReason.choices,
        "may_book": request.actor.may(permissions.BOOK, request.store_id),
    }
    return render_page(request, "appointments/no_shows.html", context)


@require_POST
@page(permissions.BOOK)
def explain(request: PageRequest, number: str) -> HttpResponse:
    """Note why a car did not come."""
    version, given = posted_version(request), given_reason(request)
    commands.record_no_show_reason(actor=request.actor, number=number, version=version, at=clock.now(), **given)
    span = {name: request.POST.get(name, "")[:10] for name in ("since", "until")}
    return redirect_after_post(
        request, f"{reverse('appointment_no_shows')}?{urlencode(span)}", toast=Toast(gettext("已登记原因"))
    )


def asked_since(store_id: int, today: date) -> date:
    """The first day of whose no-shows a reason is still asked."""
    days: int = value(parameters.ASK_REASON_DAYS, store_id, today)
    return today - timedelta(days=days)


def given_reason(request: PageRequest) -> dict[str, str]:
    """Reason and words as the form sends them; empty when nothing was chosen."""
    return {name: request.POST.get(name, "") for name in ("reason", "words")}


def _date(request: PageRequest, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise
