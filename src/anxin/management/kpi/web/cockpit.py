"""The store manager's cockpit: where the store stands, what weighs most, and the month's days (M22.04)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.management.kpi import permissions, queries
from anxin.management.kpi.board import board
from anxin.management.kpi.queries import Level
from anxin.management.kpi.queries.passing import passing_of
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.choice import level_choice
from anxin.management.kpi.web.days import draw_days
from anxin.management.kpi.web.places import Place, name_of, read_place
from anxin.management.kpi.web.tiles import tiles_of
from anxin.parties.people.queries import find_own_employee
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.ui.formats import format_clock, format_day
from anxin.platform.ui.pages import render_page
from anxin.platform.ui.slots import LazyPanel
from anxin.platform.web import PageRequest, page

TABS = {
    Period.DAY: gettext_lazy("今天"),
    Period.MONTH: gettext_lazy("本月至今"),
    Period.QUARTER: gettext_lazy("本季"),
    Period.YEAR: gettext_lazy("本年"),
}
COUNTED = (Standing.MISSED, Standing.NEAR, Standing.MET)


@page(permissions.SEE)
def show_cockpit(request: PageRequest) -> HttpResponse:
    """The store on one page: tiles worst first and the month's days at once, the gaps as soon as they are worked out.

    Whoever looks at more than a store has another cockpit.
    """
    asked = read_place(request)
    if asked.level is not Level.STORE:
        return redirect(f"{reverse('kpi:group_cockpit')}?{asked.query}")
    place = store_place(request)
    codes = board().tiles_for(posts_of(request.actor))
    readings = queries.read_tiles(request.actor, codes, Level.STORE, place.unit_id, place.period, place.day)
    months = queries.read_months(request.actor, codes, place.day, [place.unit_id])
    shown = request.GET.get("standing", "")
    days = queries.read_month_days(request.actor, place.unit_id, place.day)
    context = {
        "place": place,
        "unit": name_of(request.actor, place),
        "choice": level_choice(request, place),
        "tabs": [(label, f"{query}{_kept(shown)}", is_here) for label, query, is_here in tabs_of(place)],
        "until": until_words(place),
        "counts": _counts(readings, place, shown),
        "number": len(readings),
        "tiles": tiles_of(
            [one for one in readings if shown not in COUNTED or one.standing == shown],
            place.query,
            {one.definition.code: one.trend for one in months},
        ),
        "has_targets": any(one.target for one in readings),
        "days": draw_days(days, is_today=place.day == place.today),
        "gaps": LazyPanel(_("最大差距"), f"{reverse('kpi:cockpit_gaps')}?{place.query}"),
    }
    return render_page(request, "kpi/cockpit.html", context)


def store_place(request: PageRequest) -> Place:
    """The store, period and day of the address; a cockpit is that of one store."""
    place = read_place(request)
    if place.level is not Level.STORE:
        place = replace(place, level=Level.STORE, unit_id=request.store_id)
    return place if place.period in TABS else replace(place, period=Period.MONTH)


def posts_of(actor: Actor) -> Collection[str]:
    """The posts that the reader holds."""
    own = find_own_employee(actor)
    return () if own is None else (own.post, *own.extra_posts)


def tabs_of(place: Place) -> list[tuple[str, str, bool]]:
    """The periods to choose from: label, query, whether it is this one."""
    return [(str(label), replace(place, period=one).query, one is place.period) for one, label in TABS.items()]


def until_words(place: Place) -> str:
    """How much of the period's open days is over, and until when the figures know."""
    until = format_clock(clock.now()) if place.day == place.today else format_day(place.day)
    said = _("数据截至 %(until)s") % {"until": until}
    if place.period is Period.DAY:
        return said
    passed = f"{passing_of([place.unit_id], place.period, place.span).percent:.1f}"
    return f"{_('时间进度 %(passed)s%%') % {'passed': passed}} · {said}"


def _kept(standing: str) -> str:
    """What the address says beside the place, so that only the tiles of a standing are shown."""
    return f"&{urlencode({'standing': standing})}" if standing in COUNTED else ""


def _counts(readings: Sequence[Reading], place: Place, shown: str) -> list[dict[str, object]]:
    found = []
    for standing in COUNTED:
        level, word = labels.STANDINGS[standing]
        query = f"{place.query}{'' if shown == standing else _kept(standing)}"
        number = sum(one.standing is standing for one in readings)
        found.append({"level": level, "word": word, "count": number, "query": query, "is_here": shown == standing})
    return found
