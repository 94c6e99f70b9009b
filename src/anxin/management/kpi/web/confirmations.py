"""What people named as the obstacles of a figure: the form, what holds in this period, what was named before."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from anxin.management.kpi import permissions, queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import ConfirmationRow, Level
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.places import Place
from anxin.parties.org.queries import all_stores
from anxin.platform.ui.formats import format_day
from anxin.platform.web import PageRequest

MOST = 12


def confirmations_view(
    request: PageRequest,
    place: Place,
    reading: Reading,
    evident: Collection[str],
    chosen: Sequence[str] | None = None,
    note: str = "",
) -> dict[str, dict[str, Any]]:
    """What the panel shows: obstacles for which records speak (``evident``) first, then those that were looked at or that
    the definition names, then folded all others. ``chosen`` and ``note`` are what was typed into a form that was refused.
    """
    definition, code = reading.definition, reading.definition.code
    span = span_of(place.period, place.day)
    found = queries.list_obstacle_confirmations(request.actor, code, place.level, place.unit_id, span.first)
    here = [one for one in found if (one.first, one.period) == (span.first, place.period)]
    current = next((one for one in here if one.is_current and one.obstacles), None)
    is_store = place.level is Level.STORE
    # Of a single day nobody says why.
    may = is_store and place.period is not Period.DAY and place.unit_id in request.actor.stores_for(permissions.CONFIRM)
    ticked = chosen if chosen is not None else current.obstacles if current else ()
    mine = current.id if current and is_store else 0
    near = _near(definition, evident)
    others = [one for one in catalogue().obstacles if one not in near]
    is_asked = reading.standing is not Standing.MET or bool(current or definition.obstacles)
    rows = [_row(one, place) for one in found if one.is_current and one.obstacles and one.id != mine]
    return {
        "confirming": {
            "may": may and is_asked,
            "seen": mine,
            "choices": [(one, _name(one), one in ticked, one in evident) for one in near],
            "others": [(one, _name(one), one in ticked) for one in others],
            "is_other": not set(others).isdisjoint(ticked),
            "note": note or (current.note if current else ""),
            "said_by": _said_by(current) if current and is_store else "",
            "current": _names(current.obstacles) if mine and current else [],
            "before": rows[:MOST],
        }
    }


def day_said(one: ConfirmationRow) -> date:
    """The day in its store on which it was said."""
    return all_stores()[one.store_id].clock.day(one.at)


def _row(one: ConfirmationRow, place: Place) -> dict[str, object]:
    store = "" if place.level is Level.STORE else f" {all_stores()[one.store_id].name}"
    return {
        "when": f"{format_day(one.first)} – {format_day(one.last)}{store}",
        "obstacles": _names(one.obstacles),
        "note": one.note,
        "by": _said_by(one),
    }


def _near(definition: Definition, evident: Collection[str]) -> list[str]:
    """What is likely to be an obstacle of a figure: with evidence, named by the definition, looked at."""
    looked = [code for one in catalogue().evidence_for(definition) for code in one.obstacles]
    return list(dict.fromkeys([*evident, *definition.obstacles, *looked]))


def _names(codes: Sequence[str]) -> list[str]:
    return [_name(one) for one in codes]


def _name(code: str) -> str:
    known = catalogue().obstacles.get(code)
    return labels.say(known.name) if known else code


def _said_by(one: ConfirmationRow) -> str:
    return _("%(who)s %(day)s 确认") % {"who": one.by, "day": format_day(day_said(one))}
