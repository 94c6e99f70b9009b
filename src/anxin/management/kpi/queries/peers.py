"""A store beside like stores and its brand: only what tells nobody a store that he cannot see (M22.04)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.management.kpi import permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.models import FigureSnapshot, PeerFigure, StorePeers
from anxin.management.kpi.queries.snapshots import read_parts
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.ends import (
    Sum,
    Told,
    are_quartiles_at_an_end,
    is_at_an_end,
    sum_of,
    sum_of_told,
)
from anxin.management.kpi.rules.peers import Band, Values, Weights, may_be_shown, weights_of
from anxin.management.kpi.rules.periods import Span
from anxin.management.kpi.rules.standing import shown
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query

Own = Mapping[str, Sequence[Told]]
"""Cell → what the stores that the reader sees contribute, and their values."""


@dataclass(frozen=True, slots=True)
class PeerClass:
    """What the stores of a group have in common: tier, age in months, vehicles a month."""

    name: str
    tier: str
    age: Band
    entries: Band


@dataclass(frozen=True, slots=True)
class Together:
    """What stores came to together, in shown units (percent, yuan); ``mean`` is the ratio of sums, of a total the mean."""

    stores: int
    mean: Decimal
    median: Decimal
    lower: Decimal
    upper: Decimal


@dataclass(frozen=True, slots=True)
class PeerReading:
    """A figure of a store over a month beside others; without ``peers``, ``brand``, ``rank`` where others are too few."""

    code: str
    store_id: int
    span: Span
    value: Decimal | None
    peer_class: PeerClass | None
    peers: Together | None
    brand: Together | None
    rank: int | None


@query(permissions.SEE)
def read_peers(actor: Actor, codes: Sequence[str], store_id: int, month: date) -> list[PeerReading]:
    """Figures of a store over the month of a day beside like stores and its brand, as the last night left them.

    Of the stores that the actor cannot see at least five stand behind each, and none carries more than half; nor do they
    lie at an end together (0, or 100 %), which would say what each of them is. What was not kept, because the month is
    too new or the figure has no facts, is missing.

    :raises NotFound: an unknown code, or a store of which the actor may see no figures
    """
    known = catalogue().definitions
    if set(codes) - set(known) or store_id not in actor.stores_for(permissions.SEE):
        raise NotFound
    first = month.replace(day=1)
    lots = {row.store_id: row for row in StorePeers.objects.visible_to(actor, permissions.SEE).filter(month=first)}
    lot = lots.get(store_id)
    kept = _kept(actor, codes, first)
    own = {code: _own(known[code], rows, lots) for code, rows in kept.items()}
    sets = _sets(codes, first, lot) if lot is not None else {}
    readings = []
    for code in codes:
        mine = next((row for row in kept.get(code, ()) if row.store_id == store_id), None)
        if mine is None:
            continue
        readings.append(_reading(known[code], mine, lot, sets.get(code, {}), own[code]))
    return readings


def class_of(name: str) -> PeerClass:
    """What a group's name says."""
    tier, age, entries = name.split("|")
    return PeerClass(name, tier, _band(age), _band(entries))


def _reading(
    definition: Definition,
    mine: FigureSnapshot,
    lot: StorePeers | None,
    sets: Mapping[tuple[str, str], PeerFigure],
    own: Own,
) -> PeerReading:
    group = sets.get((PeerFigure.Kind.GROUP, lot.group)) if lot is not None else None
    brand = sets.get((PeerFigure.Kind.BRAND, str(lot.brand_id))) if lot is not None else None
    is_group_shown = group is not None and _passes([group], own, whole=True) and not _tells_each(definition, group, own)
    peers = _together(definition, group) if group is not None and is_group_shown else None
    beside = [one for (kind, name), one in sets.items() if brand and kind == PeerFigure.Kind.GROUP and _meets(name, brand)]
    is_brand_shown = (
        brand is not None and _passes([brand, *beside], own, whole=False) and not _tells_each(definition, brand, own, beside)
    )
    return PeerReading(
        definition.code,
        mine.store_id,
        Span(mine.month, mine.last_on),
        shown(mine.value, definition.unit),
        class_of(lot.group) if lot is not None and lot.group else None,
        peers,
        _together(definition, brand) if brand is not None and is_brand_shown else None,
        mine.peer_rank if peers is not None else None,
    )


def _passes(sets: Sequence[PeerFigure], own: Own, *, whole: bool) -> bool:
    """Whether sets may be shown: as wholes, or even cell by cell, which is what follows from one beside the other."""
    for one in sets:
        cells = _cells(one)
        own_cells = {cell: [weights for weights, _value in own.get(cell, ())] for cell in cells}
        if whole:
            own_cells = {"": [each for mine in own_cells.values() for each in mine]}
            cells = {"": [each for written in cells.values() for each in written]}
        if not all(may_be_shown(weights, own_cells[cell]) for cell, weights in cells.items()):
            return False
    return True


def _tells_each(definition: Definition, one: PeerFigure, own: Own, beside: Sequence[PeerFigure] = ()) -> bool:
    """Whether a set gives away each store in it, or in a part of it, that the reader does not see.

    The parts are the groups inside it and what is left of it without them: of whatever else follows by subtracting, one of
    these lies at the same end.
    """
    inside = [each for each in beside if set(each.weights) <= set(one.weights)]
    rest, cells = _sum(definition, one), set(one.weights)
    for each in inside:
        rest, cells = rest.without(_sum(definition, each)), cells - set(each.weights)
    parts = [(_sum(definition, each), set(each.weights)) for each in (one, *inside)]
    for part, of_it in (*parts, (rest, cells)):
        if is_at_an_end(definition, part.without(sum_of_told(definition, _told(own, of_it)))):
            return True
    values = [value for _weights, value in _told(own, one.weights)]
    return are_quartiles_at_an_end(definition, Values(one.stores, one.mean, one.median, one.lower, one.upper), values)


def _told(own: Own, cells: Collection[str]) -> list[Told]:
    return [each for cell in cells for each in own.get(cell, ())]


def _sum(definition: Definition, one: PeerFigure) -> Sum:
    return sum_of(definition, one.mean, [each for written in _cells(one).values() for each in written])


def _cells(one: PeerFigure) -> dict[str, list[Weights]]:
    return {cell: [tuple(map(Decimal, each)) for each in written] for cell, written in one.weights.items()}


def _meets(group: str, brand: PeerFigure) -> bool:
    return any(cell.rpartition("/")[0] == group for cell in brand.weights)


def _together(definition: Definition, one: PeerFigure) -> Together:
    mean, median, lower, upper = (
        number if (number := shown(each, definition.unit)) is not None else each
        for each in (one.mean, one.median, one.lower, one.upper)
    )
    return Together(one.stores, mean, median, lower, upper)


def _kept(actor: Actor, codes: Sequence[str], first: date) -> dict[str, list[FigureSnapshot]]:
    found: dict[str, list[FigureSnapshot]] = defaultdict(list)
    known = catalogue().definitions
    for row in FigureSnapshot.objects.visible_to(actor, permissions.SEE).filter(month=first, code__in=codes):
        if row.definition_version == known[row.code].version:
            found[row.code].append(row)
    return found


def _own(definition: Definition, rows: Sequence[FigureSnapshot], lots: Mapping[int, StorePeers]) -> Own:
    found: dict[str, list[Told]] = defaultdict(list)
    for row in rows:
        if row.value is not None and row.store_id in lots:
            weights = weights_of(definition.formula, read_parts(row.parts), row.value)
            found[lots[row.store_id].cell].append((weights, row.value))
    return found


def _sets(codes: Sequence[str], first: date, lot: StorePeers) -> dict[str, dict[tuple[str, str], PeerFigure]]:
    """The groups and the store's brand, by code."""
    found: dict[str, dict[tuple[str, str], PeerFigure]] = defaultdict(dict)
    known = catalogue().definitions
    for row in PeerFigure.objects.filter(month=first, code__in=codes):
        if row.kind == PeerFigure.Kind.BRAND and row.name != str(lot.brand_id):
            continue
        if row.definition_version == known[row.code].version:
            found[row.code][row.kind, row.name] = row
    return found


def _band(written: str) -> Band:
    least, _, limit = written.partition("-")
    return Band(int(least), int(limit) if limit else None)
