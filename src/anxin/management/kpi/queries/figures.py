"""Figures of the stores that somebody may see, by themselves or rolled up to brand, region or group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from django.db import connection

from anxin.management.kpi import permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.asking import rows_behind
from anxin.management.kpi.engine.live import LiveTables
from anxin.management.kpi.engine.place import Known
from anxin.management.kpi.engine.working import Asked, Figure, work_out
from anxin.management.kpi.queries.months import read_monthly
from anxin.management.kpi.rules.basis import facts_behind
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span, months_later
from anxin.management.kpi.rules.targets import is_beyond
from anxin.parties.org.queries import all_stores
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.facts import Fact, registry
from anxin.platform.queries import query

FIRST_RECORDS, OF_A_VISIT = "repair_orders.opened", "fact.is_cancelled IS NOT TRUE AND fact.is_internal IS NOT TRUE"
"""A store keeps records from its first order on; a trial that was cancelled, or a car of the house, begins nothing."""


class Level(StrEnum):
    """What a figure is about; the id of a group's figure is 0."""

    STORE = "store"
    BRAND = "brand"
    REGION = "region"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class FigureRows:
    """A page of the facts behind a measure; each row has the fact's columns."""

    measure: Measure
    fact: Fact
    rows: tuple[Mapping[str, object], ...]
    has_more: bool


@query(permissions.SEE)
def compute_figures(
    actor: Actor,
    codes: Sequence[str],
    level: Level,
    period: Period,
    spans: Sequence[Span],
    *,
    unit_ids: Sequence[int] | None = None,
    by: Sequence[str] = (),
) -> list[Figure]:
    """Each figure, for each unit and period, out of the stores in which the actor may see figures.

    Of a unit larger than any of which its definition is kept it is unknown.

    :raises NotFound: an unknown code, or a unit of which the actor may see no store
    """
    known = catalogue()
    if any(code not in known.definitions for code in codes):
        raise NotFound
    places = {store: unit for store, unit in units_of(actor, level).items() if unit_ids is None or unit in unit_ids}
    if unit_ids is not None and set(unit_ids) - set(places.values()):
        raise NotFound
    asked = Asked([known.definitions[code] for code in codes], places, period, tuple(spans), tuple(by), opened_days(places))
    begun, own = first_days(places), own_days(places, facts_behind(asked.definitions, known.measures))
    known_of, monthly = keeps_records(places, begun, own), read_monthly(asked, known, begun, own)
    found = work_out(LiveTables(begun), known, asked, known_of, monthly)
    beyond = {code for code in codes if is_beyond(known.definitions[code], level)}
    return [replace(one, value=None) if one.code in beyond else one for one in found]


@query(permissions.SEE)
def list_figure_rows(
    actor: Actor, measure: str, level: Level, unit_id: int, span: Span, *, most: int = 50, skip: int = 0
) -> FigureRows:
    """The facts behind a measure of one unit over a period, the newest first; ``has_more`` beyond ``most``.

    ``measure.evidence`` asks for those of a measure that the evidence for an obstacle is about.

    :raises NotFound: an unknown measure, one without facts yet, or a unit of which the actor may see no store
    """
    chosen = catalogue().measure(measure)
    places = {store: unit for store, unit in units_of(actor, level).items() if unit == unit_id}
    if chosen is None or chosen.fact not in registry or not places:
        raise NotFound
    fact = registry[chosen.fact]
    rows = rows_behind(
        LiveTables(first_days(places) if fact.is_of_calendar else None), chosen, places, span, most=most + 1, skip=skip
    )
    return FigureRows(chosen, fact, tuple(rows[:most]), len(rows) > most)


@query(permissions.SEE)
def get_first_day(actor: Actor, store_id: int) -> date | None:
    """The day on which a store's own records begin; None before its first customer's order.

    :raises NotFound: a store of which the actor may see no figures
    """
    if not actor.may(permissions.SEE, store_id):
        raise NotFound
    return first_days({store_id: store_id}).get(store_id)


def units_of(actor: Actor, level: Level) -> dict[int, int]:
    """Store → the unit for which it counts, of the stores in which the actor may see figures."""
    found = {}
    for store_id in sorted(actor.stores_for(permissions.SEE)):
        store = all_stores()[store_id]
        unit = {Level.STORE: store.id, Level.BRAND: store.brand_id, Level.REGION: store.region_id, Level.GROUP: 0}[level]
        if unit is not None:
            found[store_id] = unit
    return found


def opened_days(places: Mapping[int, int]) -> dict[int, date]:
    """Store → the day on which it opened, of those of which it is known."""
    return {store: day for store in places if (day := all_stores()[store].opened_on)}


def todays_of(places: Mapping[int, int]) -> dict[int, date]:
    """Store → its business day now, by its own clock."""
    now = clock.now()
    return {store: all_stores()[store].clock.day(now) for store in places}


def first_days(places: Mapping[int, int]) -> dict[int, date]:
    """Store → the day of its first customer's order, of those that have any."""
    fact = registry[FIRST_RECORDS]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.store_id, f.day FROM unnest(%s::bigint[]) AS s(store_id) CROSS JOIN LATERAL"
            f" (SELECT day FROM ({fact.sql}) AS fact WHERE fact.store_id = s.store_id AND {OF_A_VISIT}"
            " ORDER BY day LIMIT 1) AS f",
            [list(places)],
        )
        return dict(cursor.fetchall())


def own_days(places: Mapping[int, int], facts: Iterable[str]) -> dict[str, dict[int, date]]:
    """Fact → store → the day of its first row from the month on in which the register was begun, of facts that have one."""
    found: dict[str, dict[int, date]] = {}
    for name in sorted({one for one in facts if one in registry and registry[one].begins_by}):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT store_id, min(day) FROM (SELECT store_id, day, min({registry[name].begins_by})"
                f" OVER (PARTITION BY store_id) AS since FROM ({registry[name].sql}) AS fact WHERE store_id = ANY(%s))"
                " AS entered WHERE day >= date_trunc('month', since) GROUP BY 1",
                [list(places)],
            )
            found[name] = dict(cursor.fetchall())
    return found


def keeps_records(
    places: Mapping[int, int],
    days: Mapping[int, date] | None = None,
    own: Mapping[str, Mapping[int, date]] = MappingProxyType({}),
) -> Known:
    """Whether a unit has records of a period: a store of it had begun by a day, the fact reaches back, the period has come.

    What people state is only known where they did. ``own`` is, by fact, the first day of those that begin with their own
    first row.
    """
    begun = _by_unit(places, first_days(places) if days is None else days)
    begun_of = {fact: _by_unit(places, its) for fact, its in own.items()}
    todays: dict[int, date] = {}
    for store_id, today in todays_of(places).items():
        unit = places[store_id]
        todays[unit] = max(todays.get(unit, today), today)

    def is_known(unit: int, span: Span, asked: Fact, by: date) -> bool:
        today = todays[unit]
        reaches = not asked.months_back or span.first >= months_later(today.replace(day=1), -asked.months_back)
        since = begun_of.get(asked.name, begun).get(unit)
        return not asked.is_stated and reaches and since is not None and since <= by and span.first <= today

    return is_known


def _by_unit(places: Mapping[int, int], days: Mapping[int, date]) -> dict[int, date]:
    found: dict[int, date] = {}
    for store_id, day in days.items():
        unit = places[store_id]
        found[unit] = min(found.get(unit, day), day)
    return found
