"""Stores side by side: points, places and who moved, who stays last, and until when each store's records reach (M22.04)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from anxin.management.kpi import permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.figures import FIRST_RECORDS
from anxin.management.kpi.queries.kept import TREND_MONTHS, MonthReading, read_months, weights_of_group
from anxin.management.kpi.queries.snapshots import Snapshot, list_snapshots
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.league import LAST, last_twice, places, score
from anxin.management.kpi.rules.periods import Period, months_later, span_of
from anxin.management.kpi.rules.standing import shown
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.facts import registry
from anxin.platform.queries import query

LOOKED_BACK = timedelta(days=14)
ARRIVED = """
SELECT s.store_id, found.day, shop.day FROM unnest(%(stores)s::bigint[]) AS s(store_id)
LEFT JOIN LATERAL (
    SELECT f.day FROM ({opened}) AS f WHERE f.store_id = s.store_id AND f.day <= %(until)s ORDER BY f.day DESC LIMIT 1
) AS found ON true
LEFT JOIN LATERAL (
    SELECT max(d.day) AS day FROM ({days}) AS d
    WHERE d.store_id = s.store_id AND d.is_open AND d.day BETWEEN %(since)s AND %(until)s
) AS shop ON true
"""


@dataclass(frozen=True, slots=True)
class LeagueLine:
    """A store with its figures of a month by code, its score, its place now and the month before.

    ``lacking`` are the figures that count and are not known of it: then it has neither score nor place.
    """

    store_id: int
    readings: Mapping[str, MonthReading]
    score: Decimal | None
    rank: int | None
    before: int | None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class League:
    """Stores from the highest score on; ``last_twice`` are those among the last three of the last two whole months.

    ``unscored`` are figures that do not count as not every store has a target for them, with how many have none.
    """

    lines: tuple[LeagueLine, ...]
    last_twice: tuple[int, ...]
    unscored: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Until when a store's records reach: ``last`` is the last day with an order, None without any.

    It is late when the store was open since.
    """

    store_id: int
    last: date | None
    is_late: bool


@query(permissions.SEE)
def rank_stores(
    actor: Actor, codes: Sequence[str], month: date, store_ids: Sequence[int] | None = None, *, also: Sequence[str] = ()
) -> League:
    """Stores by the score of these figures over the month of a day, as the last night left it; all that the actor sees.

    A figure counts only when all these stores have a target for it: else who sets none would rank above who does. Of whom a
    figure that counts is not known, though it is of another, he has no place: else who records nothing would rank above who
    does. What is known of no store counts for none. ``also`` are figures that are read and not scored.

    :raises NotFound: an unknown code, or a store of which the actor may see no figures
    """
    now = _by_store(read_months(actor, tuple(dict.fromkeys([*codes, *also])), month, store_ids))
    then = _by_store(read_months(actor, codes, months_later(month.replace(day=1), -1), store_ids))
    scores, lacking = _scores(now, codes, month), _lacking(now, codes)
    ranked, before = places(scores), places(_scores(then, codes, month))
    lines = [
        LeagueLine(store, found, scores[store], ranked.get(store), before.get(store), lacking[store])
        for store, found in now.items()
    ]
    lines.sort(key=lambda line: (line.score is None, -(line.score or Decimal(0)), line.store_id))
    ends = (ranked, before)
    if _is_running(now) and len(before) >= 2 * LAST:
        older = _by_store(read_months(actor, codes, months_later(month.replace(day=1), -2), store_ids))
        ends = (before, places(_scores(older, codes, month)))
    return League(tuple(lines), tuple(last_twice(*ends)), _without_target(now, codes))


@query(permissions.SEE)
def read_common_trend(
    actor: Actor, codes: Sequence[str], month: date, store_ids: Sequence[int]
) -> dict[str, tuple[Decimal | None, ...]]:
    """What stores came to together in the twelve months up to that of a day, in shown units, out of what was kept of each.

    Of the stores of the last of these months; a month of which one of them was not kept, or a part is not known, is
    unknown: a sum of fewer stores is no smaller sum of them all. Ratios are those of sums. A figure that counts things once
    (vehicles, customers) has none: it does not add up.

    :raises NotFound: an unknown code, or a store of which the actor may see no figures
    """
    known = catalogue()
    if set(codes) - set(known.definitions):
        raise NotFound
    first = month.replace(day=1)
    months = [months_later(first, back - TREND_MONTHS + 1) for back in range(TREND_MONTHS)]
    adding = [code for code in codes if _adds_up(known.definitions[code])]
    kept: dict[tuple[str, date], list[Snapshot]] = {}
    for one in list_snapshots(actor, adding, months[0], first, store_ids=store_ids):
        kept.setdefault((one.code, one.span.first), []).append(one)
    last = {code: max((month for one, month in kept if one == code), default=first) for code in adding}
    stores = {code: {one.store_id for one in kept.get((code, last[code]), [])} for code in adding}
    return {
        code: tuple(_together(known.definitions[code], kept.get((code, each), []), stores[code]) for each in months)
        for code in adding
    }


@query(permissions.SEE)
def list_arrivals(actor: Actor, until: date, store_ids: Sequence[int] | None = None) -> list[Arrival]:
    """Until when the records of each store reach, of days up to one; of all stores that the actor sees without ids.

    :raises NotFound: a store of which the actor may see no figures
    """
    visible = actor.stores_for(permissions.SEE)
    wanted = visible if store_ids is None else frozenset(store_ids)
    if wanted - visible:
        raise NotFound
    statement = ARRIVED.format(opened=registry[FIRST_RECORDS].sql, days=registry["org.store_day"].sql)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"stores": sorted(wanted), "until": until, "since": until - LOOKED_BACK})
        return [
            Arrival(store, last, is_late=last is None or (shop is not None and shop > last))
            for store, last, shop in cursor.fetchall()
        ]


def _by_store(readings: Sequence[MonthReading]) -> dict[int, dict[str, MonthReading]]:
    found: dict[int, dict[str, MonthReading]] = {}
    for one in readings:
        found.setdefault(one.store_id, {})[one.definition.code] = one
    return found


def _is_running(found: Mapping[int, Mapping[str, MonthReading]]) -> bool:
    """Whether days of the month are still to come: its places may change."""
    spans = {one.span for readings in found.values() for one in readings.values()}
    return any(span != span_of(Period.MONTH, span.first) for span in spans)


def _scores(found: Mapping[int, Mapping[str, MonthReading]], codes: Sequence[str], day: date) -> dict[int, Decimal | None]:
    weights, lacking, counted = weights_of_group(day), _lacking(found, codes), _counted(found, codes)
    return {
        store: None if lacking[store] else score({code: _points(readings, code) for code in counted}, weights)
        for store, readings in found.items()
    }


def _lacking(found: Mapping[int, Mapping[str, MonthReading]], codes: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Store → the figures that count and are not known of it."""
    counted = _counted(found, codes)
    return {store: tuple(code for code in counted if _points(readings, code) is None) for store, readings in found.items()}


def _counted(found: Mapping[int, Mapping[str, MonthReading]], codes: Sequence[str]) -> list[str]:
    """The figures for which every store has a target, and which are known of one at least."""
    without = _without_target(found, codes)
    return [
        code for code in codes if code not in without and any(_points(each, code) is not None for each in found.values())
    ]


def _points(readings: Mapping[str, MonthReading], code: str) -> Decimal | None:
    return readings[code].points if code in readings else None


def _without_target(found: Mapping[int, Mapping[str, MonthReading]], codes: Sequence[str]) -> dict[str, int]:
    """Figure → how many of the stores have no target for it, of those figures for which any has none."""
    counts = {code: sum(readings[code].target is None for readings in found.values() if code in readings) for code in codes}
    return {code: count for code, count in counts.items() if count}


def _adds_up(definition: Definition) -> bool:
    return all(catalogue().measures[term.measure].is_additive for term in definition.formula.terms)


def _together(definition: Definition, found: Sequence[Snapshot], stores: Collection[int]) -> Decimal | None:
    parts = [one.parts for one in found if one.store_id in stores]
    if not parts or len(parts) < len(stores):
        return None

    def summed(term: Term) -> Decimal | None:
        known = [one for each in parts if (one := each.get(term)) is not None]
        return sum(known, Decimal(0)) if len(known) == len(parts) else None

    return shown(definition.formula.value(summed), definition.unit)
