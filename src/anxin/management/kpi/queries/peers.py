"""A store beside like stores and its brand: only what tells nobody a store that he cannot see (M22.04)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.management.kpi import parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.models import FigureSnapshot, PeerFigure, StorePeers
from anxin.management.kpi.queries.snapshots import read_parts
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.peers import Band, about, common, median_of_others, ranks
from anxin.management.kpi.rules.periods import Span, months_later
from anxin.management.kpi.rules.standing import shown
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.parameters import value
from anxin.platform.queries import query

GROUP, BRAND = PeerFigure.Kind.GROUP, PeerFigure.Kind.BRAND


@dataclass(frozen=True, slots=True)
class PeerClass:
    """What the stores of a group have in common: tier, age in months, vehicles a month."""

    name: str
    tier: str
    age: Band
    entries: Band


@dataclass(frozen=True, slots=True)
class Whole:
    """What all stores of a set came to, for whoever sees each; in shown units (percent, yuan).

    ``mean`` is the ratio of sums, of a total the mean; ``lower`` and ``upper`` the quartiles; ``rank`` the store's place
    from the best, None where neither more nor less is better.
    """

    stores: int
    mean: Decimal
    lower: Decimal
    upper: Decimal
    rank: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A store beside others, in shown units.

    ``median`` is that of the stores that the reader cannot see, about (whole percent, else two significant digits); for
    whoever sees all of them it is exact and of all, and ``whole`` is there, too. ``side`` says whether the store lies
    ``above`` it, ``below``, or, as far as it is said, ``about`` there; None where its own value is not known.
    """

    median: Decimal
    side: str | None
    whole: Whole | None


@dataclass(frozen=True, slots=True)
class PeerReading:
    """A figure of a store over a month beside others; without ``peers`` and ``brand`` where others are too few."""

    code: str
    store_id: int
    span: Span
    value: Decimal | None
    peer_class: PeerClass | None
    peers: Comparison | None
    brand: Comparison | None


@query(permissions.SEE)
def read_peers(actor: Actor, codes: Sequence[str], store_id: int, month: date) -> list[PeerReading]:
    """Figures of a store over the month of a day beside like stores and its brand.

    Who does not see all of these stores is told the median of those that he does not see, of five at least, as it was
    published when the month was over (:func:`newest_compared`). What was not kept, because the month is too new or the
    figure has no facts, is missing.

    :raises NotFound: an unknown code, or a store of which the actor may see no figures
    """
    known = catalogue().definitions
    if set(codes) - set(known) or store_id not in actor.stores_for(permissions.SEE):
        raise NotFound
    first = month.replace(day=1)
    lots = {row.store_id: row for row in StorePeers.objects.visible_to(actor, permissions.SEE).filter(month=first)}
    lot = lots.get(store_id)
    kept = _kept(actor, codes, first)
    told = _published(codes, first, lot) if lot is not None else {}
    readings = []
    for code in codes:
        mine = next((row for row in kept.get(code, ()) if row.store_id == store_id), None)
        if mine is not None:
            beside = {}
            for kind, ids, is_all in _sets(lots, lot):
                seen = [row for row in kept[code] if row.store_id in ids]
                beside[kind] = (
                    _beside_all(known[code], mine, seen)
                    if is_all
                    else _beside_others(known[code], mine, seen, told.get((code, kind)))
                )
            readings.append(_reading(known[code], mine, lot, beside))
    return readings


def peers_day(today: date) -> int:
    """On which day of the next month it is published what like stores came to in a month."""
    return int(value(parameters.PEERS_DAY, None, today))


def newest_compared(day: date, today: date) -> date:
    """The newest month, up to that of a day, of which it is published by today what like stores came to: its first day."""
    back = 1 if today.day >= peers_day(today) else 2
    return min(day.replace(day=1), months_later(today.replace(day=1), -back))


def class_of(name: str) -> PeerClass:
    """What a group's name says."""
    tier, age, entries = name.split("|")
    return PeerClass(name, tier, _band(age), _band(entries))


def _reading(
    definition: Definition,
    mine: FigureSnapshot,
    lot: StorePeers | None,
    beside: Mapping[PeerFigure.Kind, Comparison | None],
) -> PeerReading:
    return PeerReading(
        definition.code,
        mine.store_id,
        Span(mine.month, mine.last_on),
        shown(mine.value, definition.unit),
        class_of(lot.group) if lot is not None and lot.group else None,
        beside[GROUP],
        beside[BRAND],
    )


def _sets(lots: Mapping[int, StorePeers], lot: StorePeers | None) -> list[tuple[PeerFigure.Kind, set[int], bool]]:
    """Group and brand: the stores in it that the reader sees, and whether these are all."""
    if lot is None:
        return [(GROUP, set(), False), (BRAND, set(), False)]
    group = {store for store, one in lots.items() if lot.group and one.group == lot.group}
    brand = {store for store, one in lots.items() if lot.brand_id and one.brand_id == lot.brand_id}
    return [(GROUP, group, len(group) == lot.group_stores), (BRAND, brand, len(brand) == lot.brand_stores)]


def _beside_others(
    definition: Definition, mine: FigureSnapshot, seen: Sequence[FigureSnapshot], published: PeerFigure | None
) -> Comparison | None:
    """Beside stores of which the reader sees only these."""
    if published is None:
        return None
    kept = [row.group_value if published.kind == GROUP else row.brand_value for row in seen]
    middle = median_of_others([Decimal(one) for one in published.values], [one for one in kept if one is not None])
    said = shown(middle, definition.unit)
    if said is None:
        return None
    said = about(said, definition.unit)
    return Comparison(said, _side(definition, mine, said), None)


def _beside_all(definition: Definition, mine: FigureSnapshot, seen: Sequence[FigureSnapshot]) -> Comparison | None:
    counted = {
        row.store_id: (row.value, read_parts(row.parts))
        for row in seen
        if row.value is not None and not (row.is_partial and definition.needs_all)
    }
    together = common(definition, list(counted.values()))
    if together is None:
        return None
    rank = ranks(definition, {store: number for store, (number, _parts) in counted.items()}).get(mine.store_id)
    mean, middle, lower, upper = (
        number if (number := shown(each, definition.unit)) is not None else each
        for each in (together.mean, together.median, together.lower, together.upper)
    )
    side = _side(definition, mine, about(middle, definition.unit))
    return Comparison(middle, side, Whole(together.stores, mean, lower, upper, rank))


def _side(definition: Definition, mine: FigureSnapshot, middle: Decimal) -> str | None:
    """On which side of a median that is said about a store lies: of that median and its own value alone."""
    own = shown(mine.value, definition.unit)
    if own is None:
        return None
    near = about(own, definition.unit)
    return "about" if near == middle else "above" if near > middle else "below"


def _kept(actor: Actor, codes: Sequence[str], first: date) -> dict[str, list[FigureSnapshot]]:
    found: dict[str, list[FigureSnapshot]] = defaultdict(list)
    known = catalogue().definitions
    for row in FigureSnapshot.objects.visible_to(actor, permissions.SEE).filter(month=first, code__in=codes):
        if row.definition_version == known[row.code].version:
            found[row.code].append(row)
    return found


def _published(codes: Sequence[str], first: date, lot: StorePeers) -> dict[tuple[str, PeerFigure.Kind], PeerFigure]:
    """What the store's group and brand came to, by code."""
    names = {GROUP: lot.group, BRAND: str(lot.brand_id)}
    known = catalogue().definitions
    rows = PeerFigure.objects.filter(month=first, code__in=codes, name__in=names.values())
    return {
        (row.code, PeerFigure.Kind(row.kind)): row
        for row in rows
        if names[PeerFigure.Kind(row.kind)] == row.name and row.definition_version == known[row.code].version
    }


def _band(written: str) -> Band:
    least, _, limit = written.partition("-")
    return Band(int(least), int(limit) if limit else None)
