"""The league: stores side by side, like with like, by the figures of a month (M22.04)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.management.kpi import permissions, queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import LastKept, MonthReading, PeerClass
from anxin.management.kpi.queries.kept import weights_of_group
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.league import best, places, score
from anxin.management.kpi.rules.periods import Period, months_later, span_of
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.peers import class_words
from anxin.management.kpi.web.places import read_place
from anxin.parties.org.queries import all_stores, list_regions
from anxin.platform.ui.formats import format_day
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page

USUAL = (
    "vehicle_entries", "total_repair_output", "gross_margin", "workshop_on_time_completion", "labour_efficiency",
    "additional_item_rate", "settled_after_inspection", "churn_rate", "first_time_fix",
)  # fmt: skip
COURSE = "workshop_on_time_completion"
MOST_COLUMNS = 14
MARKS = {Standing.MISSED: "miss", Standing.NEAR: "near"}
ONE = Decimal("0.1")


@dataclass(frozen=True)
class NoFilter:
    """The league reads its own choices."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands in the address: month, tier, group of like stores, columns, order."""

    day: date
    tier: str
    group: str
    codes: tuple[str, ...]
    sort: str

    def query(self, **changes: str) -> str:
        """The address with some of it changed."""
        given = {"day": self.day.isoformat(), "tier": self.tier, "group": self.group, "sort": self.sort, **changes}
        pairs = [(key, word) for key, word in given.items() if word]
        return urlencode([*pairs, *([("kpi", code) for code in self.codes] if self.codes != USUAL else [])])


@dataclass(frozen=True, slots=True)
class Line:
    """A store of the league with all that its row says."""

    store_id: int
    readings: Mapping[str, MonthReading]
    score: Decimal | None
    rank: int | None
    before: int | None


@page(permissions.SEE)
def show_league(request: PageRequest) -> HttpResponse:
    """Stores side by side over a month, as far as the reader may see them."""
    choice = _choice(request)
    kept = queries.get_last_kept(request.actor, choice.day)
    classes = queries.list_peer_classes(request.actor, kept.first) if kept else {}
    lines = _lines(request, choice, kept.first, classes) if kept else []
    definitions = [catalogue().definitions[code] for code in choice.codes]
    listing = read_list(request, NoFilter, _columns(definitions)).with_page(RowPage(lines, len(lines)))
    if listing.wants_export:
        return listing.export(_("门店排名"))
    context = {
        "span": kept,
        "words": _words(kept),
        "heads": [_head(one, lines, choice) for one in definitions],
        "rows": [_row(request, line, lines, choice, kept) for line in lines] if kept else [],
        "middle": _middle(lines, definitions),
        "filters": _filters(choice, classes),
        "choice": choice,
        "by_score": choice.query(sort=""),
        "export_url": listing.export_url,
        "all_figures": _all_figures(choice),
        "before": choice.query(day=months_later(choice.day.replace(day=1), -1).isoformat()),
        "course": labels.say(catalogue().definitions[COURSE].name),
        **_months(choice, read_place(request).today),
    }
    return render_page(request, "kpi/league.html", context)


def _choice(request: PageRequest) -> Choice:
    given, known = request.GET, catalogue()
    codes = [code for code in given.getlist("kpi") if code in known.definitions and not known.needs(known.definitions[code])]
    tier = given.get("tier", "")
    chosen = tuple(dict.fromkeys(codes))[:MOST_COLUMNS] or USUAL
    sort = given.get("sort", "")
    return Choice(
        read_place(request).day,
        tier if tier in labels.TIERS else "",
        given.get("group", "")[:60],
        chosen,
        sort if sort in chosen else "",
    )


def _lines(request: PageRequest, choice: Choice, month: date, classes: Mapping[int, PeerClass]) -> list[Line]:
    stores = [
        store
        for store in request.actor.stores_for(permissions.SEE)
        if (not choice.tier or all_stores()[store].tier == choice.tier)
        and (not choice.group or (store in classes and classes[store].name == choice.group))
    ]
    codes = tuple(dict.fromkeys([*choice.codes, COURSE]))
    now = _by_store(queries.read_months(request.actor, codes, month, stores))
    then = _by_store(queries.read_months(request.actor, choice.codes, months_later(month, -1), stores))
    scores, earlier = (_scores(found, choice.codes, month) for found in (now, then))
    ranked, ranked_before = places(scores), places(earlier)
    lines = [Line(store, found, scores[store], ranked.get(store), ranked_before.get(store)) for store, found in now.items()]
    return sorted(lines, key=lambda line: _order(line, choice.sort))


def _order(line: Line, sort: str) -> tuple[bool, Decimal, int]:
    if not sort:
        return (line.score is None, -(line.score or Decimal(0)), line.store_id)
    reading = line.readings.get(sort)
    number = reading.value if reading else None
    sign = 1 if catalogue().definitions[sort].direction == "down" else -1
    return (number is None, sign * (number or Decimal(0)), line.store_id)


def _by_store(readings: Sequence[MonthReading]) -> dict[int, dict[str, MonthReading]]:
    found: dict[int, dict[str, MonthReading]] = {}
    for one in readings:
        found.setdefault(one.store_id, {})[one.definition.code] = one
    return found


def _scores(found: Mapping[int, Mapping[str, MonthReading]], codes: Sequence[str], day: date) -> dict[int, Decimal | None]:
    weights = weights_of_group(day)
    return {
        store: score({code: readings[code].points for code in codes if code in readings}, weights)
        for store, readings in found.items()
    }


def _columns(definitions: Sequence[Definition]) -> list[Column]:
    def figure(code: str) -> Column:
        definition = catalogue().definitions[code]
        name = f"{labels.say(definition.name)} {labels.UNITS[definition.unit]}".strip()
        return Column(code, name, value=lambda line: _value(line, code), kind="number")

    return [
        Column("rank", gettext_lazy("名次"), kind="integer"),
        Column("store", gettext_lazy("门店"), value=lambda line: all_stores()[line.store_id].name),
        *(figure(one.code) for one in definitions),
        Column("score", gettext_lazy("综合分"), kind="number"),
    ]


def _value(line: Line, code: str) -> Decimal | None:
    return line.readings[code].value if code in line.readings else None


def _head(definition: Definition, lines: Sequence[Line], choice: Choice) -> dict[str, object]:
    asked = {
        labels.target_words(line.readings[definition.code].target) for line in lines if definition.code in line.readings
    }
    return {
        "name": labels.say(definition.name),
        "unit": labels.UNITS[definition.unit],
        "target": next(iter(asked)) if len(asked) == 1 else (_("各店不同") if asked else ""),
        "query": choice.query(sort=definition.code),
        "is_sorted": choice.sort == definition.code,
    }


def _row(request: PageRequest, line: Line, lines: Sequence[Line], choice: Choice, kept: LastKept) -> dict[str, object]:
    store, regions = all_stores()[line.store_id], {one.id: one.name for one in list_regions(request.actor)}
    place = {"level": "store", "unit": line.store_id, "period": Period.MONTH, "day": kept.last.isoformat()}
    cells = []
    for code in choice.codes:
        definition, reading = catalogue().definitions[code], line.readings.get(code)
        top = best([_value(each, code) for each in lines], definition.direction)
        cells.append(
            {
                "value": labels.number(reading.value, definition) if reading else "—",
                "mark": MARKS.get(reading.standing, "") if reading else "",
                "is_best": reading is not None and top is not None and reading.value == top,
                "url": f"{reverse('kpi:figure', args=[code])}?{urlencode(place)}",
            }
        )
    course = line.readings.get(COURSE)
    return {
        "rank": line.rank or "—",
        "moved": _moved(line),
        "store": store.name,
        "region": regions.get(store.region_id, "") if store.region_id else "",
        "is_own": line.store_id == request.store_id,
        "url": f"{reverse('kpi:sheet')}?{urlencode(place)}",
        "cells": cells,
        "course": course.trend if course else (),
        "aim": course.target.value if course and course.target else None,
        "score": line.score.quantize(ONE) if line.score is not None else "—",
    }


def _moved(line: Line) -> str:
    if line.rank is None or line.before is None:
        return ""
    by = line.before - line.rank
    return f"↑{by}" if by > 0 else f"↓{-by}" if by else "—"


def _middle(lines: Sequence[Line], definitions: Sequence[Definition]) -> dict[str, object] | None:
    """The median of the stores shown; of fewer than three it says nothing more than they."""
    if len(lines) < 3:
        return None
    cells = []
    for one in definitions:
        known = [number for line in lines if (number := _value(line, one.code)) is not None]
        cells.append(labels.number(median(known) if known else None, one))
    scores = [line.score for line in lines if line.score is not None]
    return {"count": len(lines), "cells": cells, "score": median(scores).quantize(ONE) if scores else "—"}


def _filters(choice: Choice, classes: Mapping[int, PeerClass]) -> dict[str, object]:
    tiers = [("", _("全部")), *((tier, str(name)) for tier, name in labels.TIERS.items() if tier)]
    groups = {one.name: class_words(one) for one in classes.values() if not choice.tier or one.tier == choice.tier}
    return {
        "tiers": [(name, choice.query(tier=tier, group=""), tier == choice.tier) for tier, name in tiers],
        "groups": [(words, choice.query(group=name), name == choice.group) for name, words in sorted(groups.items())],
        "no_group": choice.query(group=""),
    }


def _all_figures(choice: Choice) -> list[tuple[str, str, bool]]:
    known = catalogue()
    ready = [one for one in known.definitions.values() if not known.needs(one)]
    return sorted(((one.code, labels.say(one.name), one.code in choice.codes) for one in ready), key=lambda each: each[1])


def _words(kept: LastKept | None) -> str:
    if kept is None:
        return _("还没有按月的数据，今晚之后就有")
    if kept.span == span_of(Period.MONTH, kept.first):
        return f"{format_day(kept.first)} – {format_day(kept.last)}"
    return _("%(first)s 起，数据截至 %(last)s") % {"first": format_day(kept.first), "last": format_day(kept.last)}


def _months(choice: Choice, today: date) -> dict[str, str]:
    following = months_later(choice.day.replace(day=1), 1)
    is_there = following <= today
    return {"after": choice.query(day=min(span_of(Period.MONTH, following).last, today).isoformat()) if is_there else ""}
