"""Figures of stores by month as the last night kept them: value, target, standing, the months before (M22.04)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from anxin.management.kpi import parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.models import FigureSnapshot, StorePeers
from anxin.management.kpi.queries.figures import Level
from anxin.management.kpi.queries.passing import held_so_far, passing_by_store, percent_of
from anxin.management.kpi.queries.peers import PeerClass, class_of
from anxin.management.kpi.queries.sheet import asked_by_source, near_percent
from anxin.management.kpi.queries.snapshots import read_parts
from anxin.management.kpi.queries.targets import Aims, aims_of
from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.harm import is_unrecorded
from anxin.management.kpi.rules.league import points, read_weights
from anxin.management.kpi.rules.passing import Passing
from anxin.management.kpi.rules.periods import Period, Span, months_later
from anxin.management.kpi.rules.standing import Standing, gap, shown, stand
from anxin.management.kpi.rules.targets import done_percent
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.parameters import value
from anxin.platform.queries import query

TREND_MONTHS = 12


@dataclass(frozen=True, slots=True)
class MonthReading:
    """A figure of a store over a month, or its days so far, in shown units (percent, yuan).

    ``before`` is the whole month before; ``trend`` the twelve months up to this one, None where one is a gap. Of what grows
    with the days ``done`` is how much of its target was reached and ``passed`` how many of the open days are over, both in
    percent; a running month is held against its share of the target. ``points`` are 100 for the target. A month of which
    records fill only a part is a gap of the trend; what needs all of its days or months is not judged in it.
    ``is_unrecorded``: nobody writes down what it is made of, which is no failure and has no points.
    """

    store_id: int
    definition: Definition
    span: Span
    value: Decimal | None
    before: Decimal | None
    trend: tuple[Decimal | None, ...]
    target: Target | None
    standing: Standing
    done: Decimal | None
    passed: Decimal | None
    points: Decimal | None
    is_unrecorded: bool = False

    @property
    def missing(self) -> Decimal | None:
        """What is missing to the target."""
        return None if self.value is None or self.target is None else gap(self.value, self.target)


class _Kept(NamedTuple):
    """A month as it was kept, in shown units."""

    last_on: date
    value: Decimal | None
    is_partial: bool
    parts: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class LastKept:
    """The days of a month that was kept, and the stores of which."""

    span: Span
    store_ids: tuple[int, ...]

    @property
    def first(self) -> date:
        """The month's first day."""
        return self.span.first

    @property
    def last(self) -> date:
        """The last day that counts."""
        return self.span.last


@query(permissions.SEE)
def read_months(
    actor: Actor, codes: Sequence[str], month: date, store_ids: Sequence[int] | None = None
) -> list[MonthReading]:
    """Figures of stores over the month of a day, in the order of the codes; of all stores that the actor sees without ids.

    A store or figure of which nothing was kept is missing.

    :raises NotFound: an unknown code, or a store of which the actor may see no figures
    """
    known, visible = catalogue().definitions, actor.stores_for(permissions.SEE)
    wanted = visible if store_ids is None else frozenset(store_ids)
    if set(codes) - set(known) or wanted - visible:
        raise NotFound
    first = month.replace(day=1)
    since = months_later(first, 1 - TREND_MONTHS)
    rows = (
        FigureSnapshot.objects.visible_to(actor, permissions.SEE)
        .filter(store_id__any=sorted(wanted), code__in=codes, month__gte=since, month__lte=first)
        .values_list("store_id", "code", "definition_version", "month", "last_on", "value", "is_partial", "parts")
    )
    kept: dict[tuple[int, str], dict[date, _Kept]] = {}
    for store, code, version, of, last_on, number, is_partial, parts in rows:
        if known[code].version == version:
            kept.setdefault((store, code), {})[of] = _Kept(last_on, shown(number, known[code].unit), is_partial, parts)
    aims = aims_of(actor, sorted(wanted), [first.year])
    ends = {(store, months[first].last_on) for (store, _code), months in kept.items() if first in months}
    passing = _passing(ends, first)
    return [
        _reading(store, known[code], kept[store, code], first, aims, passing[store, kept[store, code][first].last_on])
        for code in codes
        for store in sorted(wanted)
        if first in kept.get((store, code), {})
    ]


@query(permissions.SEE)
def list_peer_classes(actor: Actor, month: date) -> dict[int, PeerClass]:
    """Store → with which stores it is compared in the month of a day, of those that the actor sees."""
    rows = StorePeers.objects.visible_to(actor, permissions.SEE).filter(month=month.replace(day=1)).exclude(group="")
    return {row.store_id: class_of(row.group) for row in rows}


@query(permissions.SEE)
def get_last_kept(actor: Actor, until: date) -> LastKept | None:
    """The newest month that was kept up to a day, of the stores that the actor sees; None before the first night."""
    rows = FigureSnapshot.objects.visible_to(actor, permissions.SEE).filter(month__lte=until)
    newest = rows.order_by("-month", "-last_on").values_list("month", "last_on").first()
    if newest is None:
        return None
    stores = rows.filter(month=newest[0]).order_by("store_id").values_list("store_id", flat=True).distinct()
    return LastKept(Span(*newest), tuple(stores))


def weights_of_group(day: date) -> Mapping[str, Decimal]:
    """How much each figure weighs in the score; what is not named weighs 1."""
    return read_weights(value(parameters.LEAGUE_WEIGHTS, None, day))


def _passing(ends: Collection[tuple[int, date]], first: date) -> dict[tuple[int, date], Passing]:
    """(Store, last day kept) → how much of the month was over then."""
    found = {}
    for last in {each for _store, each in ends}:
        stores = [store for store, each in ends if each == last]
        for store, one in passing_by_store(stores, Period.MONTH, Span(first, last)).items():
            found[store, last] = one
    return found


def _reading(
    store: int,
    definition: Definition,
    kept: Mapping[date, "_Kept"],
    first: date,
    aims: Aims,
    passing: Passing,
) -> MonthReading:
    now = kept[first]
    span, number, is_cut_short = Span(first, now.last_on), now.value, now.is_partial and definition.needs_all
    months = [kept.get(months_later(first, back - TREND_MONTHS + 1)) for back in range(TREND_MONTHS)]
    trend = tuple(None if one is None or one.is_partial else one.value for one in months)
    target = replace(aims, stores=(store,)).of(definition.code, Period.MONTH, span)
    is_own = target is not None
    target = target or asked_by_source(definition, Level.STORE, store, Period.MONTH, span)
    done = done_percent(number, target) if definition.grows and not is_cut_short else None
    passed = percent_of(definition, passing) if passing.is_running and done is not None else None
    aim = None if target is None or is_cut_short else held_so_far(definition, target, Period.MONTH, passing, is_own=is_own)
    near, then = near_percent(Level.STORE, store, span.last), kept.get(months_later(first, -1))
    standing = stand(number, aim, near)
    unrecorded = (
        target is not None
        and standing is not Standing.MET
        and not _may_come(definition, now)
        and is_unrecorded(definition, number, then.value if then else None, read_parts(now.parts), catalogue().measures)
    )
    return MonthReading(
        store,
        definition,
        span,
        number,
        None if now.is_partial else trend[-2],
        trend,
        target,
        Standing.NONE if unrecorded else standing,
        done,
        passed,
        None if unrecorded else points(number, aim),
        unrecorded,
    )


def _may_come(definition: Definition, kept: _Kept) -> bool:
    """Whether it may only not be known yet: it looks back, or beside another period."""
    return kept.value is None and (kept.is_partial or definition.is_change)
