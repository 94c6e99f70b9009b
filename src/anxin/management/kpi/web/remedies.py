"""What is done about a missed figure: what was planned, the fields to plan more, and one remedy for whoever has it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from anxin.management.kpi import commands, parameters, permissions, queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import RemedyRow
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.places import Place, address_in
from anxin.parties.org.queries import all_stores
from anxin.parties.people.permissions import SEE as SEE_STAFF
from anxin.parties.people.queries import Colleague, list_employees, under_posts
from anxin.parties.work.permissions import DO
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.ui.formats import format_day
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page

MOST = 12
MOST_CARRIERS = 3
LONGEST_ID = 18
"""Digits."""


@dataclass(frozen=True, slots=True)
class RemedyWords:
    """A remedy as pages say it."""

    id: int
    words: str
    who: str
    when: str
    state: str
    level: str
    result: str
    about: str


def remedies_view(
    request: PageRequest, place: Place, reading: Reading, carriers: Collection[int], *, may_plan: bool
) -> dict[str, object]:
    """What was planned about the figure, the open ones first, and the fields for whoever ``may_plan`` more there.

    ``carriers`` are offered before whoever answers for the figure.
    """
    definition = reading.definition
    found = queries.list_remedies(request.actor, definition.code, place.level, place.unit_id, place.span.first)
    return {
        "remedies": {
            "open": [remedy_words(one) for one in found if one.is_open],
            "before": [remedy_words(one) for one in found if not one.is_open][:MOST],
            **(_fields(request, place, definition, carriers) if may_plan else {}),
        }
    }


def remedy_words(one: RemedyRow) -> RemedyWords:
    """A remedy as pages say it: what, who, until when, how it stands."""
    level = "late" if one.is_late else "ok" if one.done_at and not one.is_open else ""
    return RemedyWords(
        one.id,
        one.words,
        one.who,
        format_day(one.due_on),
        _("逾期") if one.is_late else one.state_label,
        level,
        one.result,
        f"{format_day(one.first)} – {format_day(one.last)}",
    )


def plan_posted(request: PageRequest, place: Place, code: str) -> bool:
    """Plan what the form says is to be done; whether it says something.

    :raises Invalid: no day, or what the command refuses
    """
    given = request.POST
    if not given.get("words", "").strip():
        return False
    commands.plan_remedy(
        actor=request.actor,
        store_id=place.unit_id,
        code=code,
        period=place.period,
        day=place.day,
        words=given["words"],
        responsible_id=_id(given.get("responsible_id", "")),
        due_on=_day(given.get("due_on", "")),
        at=clock.now(),
    )
    return True


@page(DO)
def show_remedy(request: PageRequest, remedy_id: int) -> HttpResponse:
    """One remedy, with the figure and the obstacles that it answers, for whoever has it."""
    one = queries.get_remedy(request.actor, remedy_id)
    definition = catalogue().definitions.get(one.code)
    known = catalogue().obstacles
    may_see = request.actor.may(permissions.SEE, one.store_id)
    place = address_in(one.store_id, Period(one.period), one.last)
    context = {
        "row": remedy_words(one),
        "name": labels.say(definition.name) if definition else one.code,
        "store": all_stores()[one.store_id].name,
        "obstacles": [labels.say(known[code].name) for code in one.obstacles if code in known],
        "task_url": reverse("task", args=[one.task_id]) if one.task_id else "",
        "figure_url": f"{reverse('kpi:figure', args=[one.code])}?{place}" if may_see and definition else "",
        "done_at": one.done_at,
    }
    return render_page(request, "kpi/remedy.html", context)


def _fields(request: PageRequest, place: Place, definition: Definition, carriers: Collection[int]) -> dict[str, object]:
    """Words, person and day: as they were posted, else the first who should do it and the usual time."""
    typed = request.POST
    people = list_employees(request.actor, place.unit_id) if request.actor.may(SEE_STAFF, place.unit_id) else []
    first, staff = _offered(people, definition, carriers), under_posts(people)
    groups = [(_("先考虑"), first), *staff] if first else staff
    due = place.today + timedelta(days=value(parameters.REMEDY_DAYS, place.unit_id, place.today))
    chosen = typed.get("responsible_id") or (str(first[0][0]) if first else "")
    return {
        "groups": _marked(groups, chosen),
        "words": typed.get("words", ""),
        "due_on": typed.get("due_on") or due.isoformat(),
        "today": place.today.isoformat(),
    }


def _offered(people: Sequence[Colleague], definition: Definition, carriers: Collection[int]) -> list[tuple[int, str]]:
    """Who of the store carries most of the gap, then whoever answers for the figure."""
    names = {one.id: one.name for one in people}
    owners = [one.id for one in people if one.holds(definition.owner)]
    ids = dict.fromkeys([*list(carriers)[:MOST_CARRIERS], *owners])
    return [(one, names[one]) for one in ids if one in names]


def _marked(
    groups: Sequence[tuple[str, Sequence[tuple[int, str]]]], chosen: str
) -> list[tuple[str, list[tuple[int, str, bool]]]]:
    """The choices with the one that is chosen, marked where it stands first."""
    first = next(
        (number for number, (_label, people) in enumerate(groups) for one, _name in people if str(one) == chosen), -1
    )
    return [
        (label, [(one, name, number == first and str(one) == chosen) for one, name in people])
        for number, (label, people) in enumerate(groups)
    ]


def _id(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) <= LONGEST_ID else 0


def _day(written: str) -> date:
    try:
        found = parse_date(written)
    except ValueError:
        found = None
    if found is None:
        raise Invalid(_("请选完成日期。"), field="due_on")
    return found
