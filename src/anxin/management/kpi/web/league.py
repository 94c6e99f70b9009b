"""The league: stores side by side, like with like, by the figures of a month (M22.04)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import LastKept, LeagueLine, MonthReading, PeerClass
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.league import best
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.places import Place
from anxin.parties.org.queries import all_stores, list_regions
from anxin.parties.people.queries import find_own_employee
from anxin.platform.ui.lists import Column
from anxin.platform.web import PageRequest

USUAL = (
    "vehicle_entries", "total_repair_output", "gross_margin", "workshop_on_time_completion", "labour_efficiency",
    "additional_item_rate", "settled_after_inspection", "churn_rate", "first_time_fix",
)  # fmt: skip
COURSE = "workshop_on_time_completion"
MOST_COLUMNS = 14
MARKS = {Standing.MISSED: "miss", Standing.NEAR: "near"}
ONE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands in the address beside the place: tier, group of like stores, columns, order."""

    place: Place
    tier: str
    group: str
    codes: tuple[str, ...]
    sort: str

    def query(self, **changes: str) -> str:
        """The address with some of it changed."""
        given = {"tier": self.tier, "group": self.group, "sort": self.sort, **changes}
        pairs = [(key, word) for key, word in given.items() if word]
        pairs += [("kpi", code) for code in self.codes] if self.codes != USUAL else []
        return "&".join([self.place.query, *([urlencode(pairs)] if pairs else [])])


@dataclass(frozen=True, slots=True)
class Middle:
    """The median row: of so many stores with a score, whether they are all like stores."""

    count: int
    cells: Sequence[str]
    exact: Decimal
    score: Decimal
    are_alike: bool


def read_choice(request: PageRequest, place: Place) -> Choice:
    """Out of the address; what cannot be read there counts as not given."""
    given, known = request.GET, catalogue()
    codes = [code for code in given.getlist("kpi") if code in known.definitions and not known.needs(known.definitions[code])]
    tier, sort = given.get("tier", ""), given.get("sort", "")
    chosen = tuple(dict.fromkeys(codes))[:MOST_COLUMNS] or USUAL
    return Choice(
        place, tier if tier in labels.TIERS else "", given.get("group", "")[:60], chosen, sort if sort in chosen else ""
    )


def league_view(
    request: PageRequest, choice: Choice, lines: Sequence[LeagueLine], classes: Mapping[int, PeerClass], kept: LastKept
) -> dict[str, object]:
    """The table: heads with targets, rows with marks, the median where its place is."""
    definitions = [catalogue().definitions[code] for code in choice.codes]
    regions = {one.id: one.name for one in list_regions(request.actor)}
    tops = _tops(lines, definitions, classes)
    middle = _middle(lines, definitions, classes)
    own = _own_store(request)
    rows: list[dict[str, object]] = [_row(line, choice, kept, regions, tops, classes, own) for line in lines]
    if middle and not choice.sort:
        above = sum(line.score is not None and line.score >= middle.exact for line in lines)
        rows.insert(above, {"middle": middle})
    elif middle:
        rows.append({"middle": middle})
    return {
        "heads": [_head(one, lines, choice) for one in definitions],
        "rows": rows,
        "course": labels.say(catalogue().definitions[COURSE].name),
    }


def in_order(lines: Sequence[LeagueLine], sort: str) -> list[LeagueLine]:
    """By a figure, the best first; without one as they are, by their score."""
    if not sort:
        return list(lines)
    sign = 1 if catalogue().definitions[sort].direction == "down" else -1

    def place(line: LeagueLine) -> tuple[bool, Decimal, int]:
        number = value_of(line, sort)
        return (number is None, sign * (number or Decimal(0)), line.store_id)

    return sorted(lines, key=place)


def columns_of(definitions: Sequence[Definition], kept: LastKept | None, regions: Mapping[int, str]) -> list[Column]:
    """The spreadsheet: the month and until when, place, store, region, a number for each figure, the score."""

    def figure(code: str) -> Column:
        definition = catalogue().definitions[code]
        name = f"{labels.say(definition.name)} {labels.UNITS[definition.unit]}".strip()
        return Column(code, name, value=lambda line: value_of(line, code), kind="number")

    def region(line: LeagueLine) -> str:
        return regions.get(all_stores()[line.store_id].region_id or 0, "")

    return [
        Column("month", gettext_lazy("月份"), value=lambda _line: f"{kept.first:%Y-%m}" if kept else ""),
        Column("until", gettext_lazy("数据截至"), value=lambda _line: kept.last if kept else None, kind="day"),
        Column("rank", gettext_lazy("名次"), kind="integer"),
        Column("before", gettext_lazy("上月名次"), kind="integer"),
        Column("store", gettext_lazy("门店"), value=lambda line: all_stores()[line.store_id].name),
        Column("region", gettext_lazy("区域"), value=region),
        *(figure(one.code) for one in definitions),
        Column("score", gettext_lazy("综合分"), kind="number"),
    ]


def value_of(line: LeagueLine, code: str) -> Decimal | None:
    """A figure of a store; what nobody writes down is none."""
    reading = line.readings.get(code)
    return None if reading is None or reading.is_unrecorded else reading.value


def like(store_id: int, classes: Mapping[int, PeerClass]) -> str:
    """What the stores have in common with which this one is compared: their group, else the brand's tier."""
    return classes[store_id].name if store_id in classes else all_stores()[store_id].tier


def _tops(
    lines: Sequence[LeagueLine], definitions: Sequence[Definition], classes: Mapping[int, PeerClass]
) -> dict[tuple[str, str], Decimal | None]:
    """The best of like stores, by their group and the figure."""
    alike: dict[str, list[LeagueLine]] = {}
    for line in lines:
        alike.setdefault(like(line.store_id, classes), []).append(line)
    return {
        (group, one.code): best([value_of(line, one.code) for line in each], one.direction)
        for group, each in alike.items()
        for one in definitions
    }


def _head(definition: Definition, lines: Sequence[LeagueLine], choice: Choice) -> dict[str, object]:
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


def _own_store(request: PageRequest) -> int | None:
    """The store that the reader chose, else the one in which he works; a leader of several works in none."""
    if request.has_chosen_store:
        return request.store_id
    own = find_own_employee(request.actor)
    return own.store_id if own else None


def _row(
    line: LeagueLine,
    choice: Choice,
    kept: LastKept,
    regions: Mapping[int, str],
    tops: Mapping[tuple[str, str], Decimal | None],
    classes: Mapping[int, PeerClass],
    own: int | None,
) -> dict[str, object]:
    store = all_stores()[line.store_id]
    place = urlencode({"level": "store", "unit": line.store_id, "period": Period.MONTH, "day": kept.last.isoformat()})
    cells = []
    for code in choice.codes:
        reading = line.readings.get(code)
        top = tops[like(line.store_id, classes), code]
        cells.append(
            {
                "value": _said(reading),
                "mark": MARKS.get(reading.standing, "") if reading else "",
                "is_best": reading is not None and top is not None and reading.value == top,
                "url": f"{reverse('kpi:figure', args=[code])}?{place}",
            }
        )
    course = line.readings.get(COURSE)
    return {
        "rank": line.rank or "—",
        "moved": _moved(line),
        "store": store.name,
        "region": regions.get(store.region_id, "") if store.region_id else "",
        "is_own": line.store_id == own,
        "url": f"{reverse('kpi:cockpit')}?{place}",
        "cells": cells,
        "course": course.trend if course else (),
        "aim": course.target.value if course and course.target else None,
        "score": line.score.quantize(ONE) if line.score is not None else "—",
        "lacking": [labels.say(catalogue().definitions[code].name) for code in line.lacking],
    }


def _said(reading: MonthReading | None) -> str:
    """What a store has of a figure; what nobody writes down is no zero."""
    if reading is None:
        return "—"
    return _("没人记") if reading.is_unrecorded else labels.number(reading.value, reading.definition)


def _moved(line: LeagueLine) -> str:
    if line.rank is None or line.before is None:
        return ""
    by = line.before - line.rank
    return f"↑{by}" if by > 0 else f"↓{-by}" if by else "—"


def _middle(
    lines: Sequence[LeagueLine], definitions: Sequence[Definition], classes: Mapping[int, PeerClass]
) -> Middle | None:
    """The median of the stores shown; of fewer than three it says nothing more than they."""
    scores = [line.score for line in lines if line.score is not None]
    if len(lines) < 3 or not scores:
        return None
    cells = []
    for one in definitions:
        known = [number for line in lines if (number := value_of(line, one.code)) is not None]
        middle = labels.number(median(known) if known else None, one)
        cells.append(
            middle
            if len(known) in (0, len(scores))
            else _("%(middle)s（%(count)s 家）") % {"middle": middle, "count": len(known)}
        )
    exact = median(scores)
    are_alike = len({like(line.store_id, classes) for line in lines}) == 1
    return Middle(len(scores), cells, exact, exact.quantize(ONE), are_alike)
