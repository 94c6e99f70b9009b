"""The cockpit of a group, region or brand: its main figures, whose data are in, and its stores side by side (M22.04)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.management.kpi import permissions, queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import Arrival, LastKept, Level, PeerClass
from anxin.management.kpi.queries.figures import units_of
from anxin.management.kpi.queries.kept import weights_of_group
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.choice import level_choice
from anxin.management.kpi.web.league import COURSE, Choice, columns_of, in_order, league_view, read_choice
from anxin.management.kpi.web.levels import widest
from anxin.management.kpi.web.peers import class_words
from anxin.management.kpi.web.places import Place, name_of, read_place
from anxin.management.kpi.web.tiles import tiles_of
from anxin.parties.org.queries import all_stores, list_regions
from anxin.platform.errors import NotFound
from anxin.platform.names import in_reading_order
from anxin.platform.ui.formats import format_day
from anxin.platform.ui.lists import RowPage, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page

TILES = ("total_repair_output", "repair_gross_profit", "gross_margin", "workshop_on_time_completion", "churn_rate")
TITLES = {
    Level.STORE: gettext_lazy("门店排名"),
    Level.BRAND: gettext_lazy("品牌驾驶舱"),
    Level.REGION: gettext_lazy("区域驾驶舱"),
    Level.GROUP: gettext_lazy("集团驾驶舱"),
}
MOST_NAMED = 5
"""Stores whose data are late are named up to so many."""


@dataclass(frozen=True)
class NoFilter:
    """The page reads its own choices."""


@page(permissions.SEE)
def show_group_cockpit(request: PageRequest) -> HttpResponse:
    """A unit's main figures over a period, and its stores by the figures of the month; one store leads to all of them."""
    place = _place(request)
    if read_place(request).level is Level.STORE is not place.level and "level" in request.GET:
        return redirect(f"{reverse('kpi:group_cockpit')}?{place.address}")
    choice = read_choice(request, place)
    stores = _stores(request, place)
    kept = queries.get_last_kept(request.actor, place.day)
    classes = queries.list_peer_classes(request.actor, kept.first) if kept else {}
    chosen = [store for store in stores if _is_wanted(store, choice, classes)]
    league = queries.rank_stores(request.actor, choice.codes, kept.first, chosen, also=[COURSE]) if kept else None
    lines = in_order(league.lines, choice.sort) if league else []
    regions = {one.id: one.name for one in list_regions(request.actor)}
    definitions = [catalogue().definitions[code] for code in choice.codes]
    listing = read_list(request, NoFilter, columns_of(definitions, kept, regions)).with_page(RowPage(lines, len(lines)))
    unit = name_of(request.actor, place)
    if listing.wants_export:
        month = f"{kept.first:%Y-%m}" if kept else ""
        return listing.export(_("门店排名 %(unit)s %(month)s") % {"unit": unit, "month": month})
    context = {
        "place": place,
        "title": TITLES[place.level],
        "unit": unit,
        "choice": level_choice(request, place, without=[Level.STORE]),
        "picked": choice,
        "by_score": choice.query(sort=""),
        "export_url": listing.export_url,
        "words": _words(kept),
        "arrived": _arrived(queries.list_arrivals(request.actor, kept.last if kept else place.day, stores)),
        "tiles": _tiles(request, place, stores),
        "filters": _filters(choice, stores, classes),
        "last_twice": [all_stores()[store].name for store in league.last_twice] if league else [],
        "points": _points(choice, kept.first if kept else place.day, league.unscored if league else {}),
        "all_figures": _all_figures(choice),
    }
    if kept:
        context |= league_view(request, choice, lines, classes, kept)
    return render_page(request, "kpi/group_cockpit.html", context)


@page(permissions.SEE)
def lead_to_stores(request: PageRequest) -> HttpResponse:
    """From where stores stood side by side before, to where they do."""
    query = request.GET.urlencode()
    return redirect(f"{reverse('kpi:group_cockpit')}{'?' if query else ''}{query}")


def _place(request: PageRequest) -> Place:
    """The unit of the address; whoever sees several stores looks at them together here, never at one."""
    place = read_place(request)
    start = widest(request.actor)
    if place.level is Level.STORE and start:
        return replace(place, level=start[0], unit_id=start[1])
    return place


def _stores(request: PageRequest, place: Place) -> list[int]:
    stores = [store for store, unit in units_of(request.actor, place.level).items() if unit == place.unit_id]
    if not stores:
        raise NotFound
    return stores


def _is_wanted(store: int, choice: Choice, classes: Mapping[int, PeerClass]) -> bool:
    if choice.tier and all_stores()[store].tier != choice.tier:
        return False
    return not choice.group or (store in classes and classes[store].name == choice.group)


def _tiles(request: PageRequest, place: Place, stores: Sequence[int]) -> object:
    """Of a single store none: it has a cockpit of its own."""
    if place.level is Level.STORE:
        return []
    known = catalogue()
    codes = [code for code in TILES if not known.needs(known.definitions[code])]
    readings = queries.read_tiles(request.actor, codes, place.level, place.unit_id, place.period, place.day)
    return tiles_of(readings, place.query, queries.read_common_trend(request.actor, codes, place.day, stores))


def _arrived(found: Sequence[Arrival]) -> dict[str, object]:
    """How many stores' records are in, and of the others until when they reach."""
    late = sorted((one for one in found if one.is_late), key=lambda one: (one.last is not None, one.last, one.store_id))
    words = [
        _("%(store)s 截至 %(day)s") % {"store": all_stores()[one.store_id].name, "day": format_day(one.last)}
        if one.last
        else _("%(store)s 还没有数据") % {"store": all_stores()[one.store_id].name}
        for one in late[:MOST_NAMED]
    ]
    return {"in": len(found) - len(late), "all": len(found), "late": words, "more": len(late) - len(words)}


def _filters(choice: Choice, stores: Sequence[int], classes: Mapping[int, PeerClass]) -> dict[str, object]:
    tiers = {tier: sum(all_stores()[store].tier == tier for store in stores) for tier in labels.TIERS if tier}
    tiers = {tier: count for tier, count in tiers.items() if count}
    offered = [("", _("全部"), len(stores)), *((tier, str(labels.TIERS[tier]), count) for tier, count in tiers.items())]
    groups = {
        classes[store].name: class_words(classes[store])
        for store in stores
        if store in classes and (not choice.tier or classes[store].tier == choice.tier)
    }
    links = [(f"{name} {count}", choice.query(tier=tier, group=""), tier == choice.tier) for tier, name, count in offered]
    return {
        "tiers": links if len(tiers) > 1 else [],
        "groups": [
            (words, choice.query(group=name), name == choice.group)
            for name, words in sorted(groups.items(), key=lambda each: in_reading_order(each[1]))
        ],
        "no_group": choice.query(group=""),
    }


def _points(choice: Choice, day: date, unscored: Mapping[str, int]) -> list[dict[str, object]]:
    """Of each figure in the score: its name, whether more or less is better, how much it weighs, for whom it counts not."""
    weights = weights_of_group(day)
    return [
        {
            "name": labels.say(one.name),
            "direction": labels.DIRECTIONS[one.direction],
            "weight": "—" if one.code in unscored else weights.get(one.code, 1),
            "without": unscored.get(one.code, 0),
        }
        for one in (catalogue().definitions[code] for code in choice.codes)
    ]


def _all_figures(choice: Choice) -> list[tuple[str, str, bool]]:
    known = catalogue()
    ready = [one for one in known.definitions.values() if not known.needs(one)]
    return sorted(
        ((one.code, labels.say(one.name), one.code in choice.codes) for one in ready),
        key=lambda each: in_reading_order(each[1]),
    )


def _words(kept: LastKept | None) -> str:
    if kept is None:
        return ""
    if kept.span == span_of(Period.MONTH, kept.first):
        return f"{format_day(kept.first)} – {format_day(kept.last)}"
    return _("%(first)s 起，数据截至 %(last)s") % {"first": format_day(kept.first), "last": format_day(kept.last)}
