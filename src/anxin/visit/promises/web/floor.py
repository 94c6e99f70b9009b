"""The workshop speaks: until when a job takes, in two taps, and words to the front desk."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.platform import clock
from anxin.platform.ui.formats import format_time
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.promises import commands, permissions, queries, rules
from anxin.visit.promises.web.forms import DelayForm
from anxin.visit.repair_orders.queries import get_order_head

MOST_LINES = 50
LATER_MINUTES = (15, 30, 60, 120)
"""What a tile adds to what is expected: only what is proposed, any time may be typed."""


@require_POST
@page(permissions.ESTIMATE)
def say_delay(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """One tile says until when, the chosen reason why."""
    form = DelayForm(request.POST)
    form.is_valid()
    given, now = form.cleaned_data, clock.now()
    said = commands.say_delay(
        actor=request.actor,
        number=number,
        job_id=job_id,
        until=given.get("until") or given.get("other") or now,
        reason=given.get("reason", ""),
        words=given.get("words", ""),
        at=now,
    )
    local = _("已告诉服务顾问：做到 %(time)s") % {"time": format_time(said.until)}
    return redirect_after_post(request, _back(request, number), Toast(local))


@require_POST
@page(permissions.TALK)
def write_note(request: PageRequest, number: str) -> HttpResponse:
    """A word to the other side; from the workshop it answers the question that stands."""
    commands.write_note(actor=request.actor, number=number, words=request.POST.get("words", ""), at=clock.now())
    return redirect_after_post(request, _back(request, number), Toast(_("已留言")))


@require_POST
@page(permissions.TALK)
def read_notes(request: PageRequest, number: str) -> HttpResponse:
    """What the other side said was read."""
    commands.read_notes(actor=request.actor, number=number, at=clock.now())
    return redirect_after_post(request, _back(request, number), Toast(_("已读")))


@page(permissions.SEE)
def talk(request: PageRequest, number: str) -> HttpResponse:
    """Everything said about a car, and how what was expected of it moved."""
    head = get_order_head(request.actor, number)
    found = queries.list_talk(request.actor, number, before=_before(request), limit=MOST_LINES)
    context = {
        "order": head,
        "lines": found.lines,
        "older": found.older_before,
        "changes": queries.list_expectation_changes(request.actor, head.id),
        "may_talk": request.actor.may(permissions.TALK, head.store_id),
    }
    return render_page(request, "promises/talk.html", context)


def _before(request: PageRequest) -> datetime | None:
    """Where the page of the newer lines ended; the newest of all where the address names no instant."""
    try:
        found = parse_datetime(request.GET.get("before", ""))
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def proposed_times(expected_at: datetime, now: datetime) -> list[tuple[str, datetime, int]]:
    """What the tiles offer: the value to post, the time, and how much later that is in minutes."""
    begin = rules.on_five(max(expected_at, now))
    return [((begin + timedelta(minutes=more)).isoformat(), begin + timedelta(minutes=more), more) for more in LATER_MINUTES]


def _back(request: PageRequest, number: str) -> str:
    """The page of this site that ``?back=`` names, else the order."""
    wished = request.GET.get("back", "")
    if wished and url_has_allowed_host_and_scheme(wished, None):
        return wished
    return reverse("repair_orders:detail", args=[number])
