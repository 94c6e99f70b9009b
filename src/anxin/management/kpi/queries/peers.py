"""A store beside like stores and its brand: only what tells nobody a store that he cannot see (M22.04)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.management.kpi import permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.models import FigureSnapshot, PeerFigure, StorePeers
from anxin.management.kpi.queries.snapshots import read_parts
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.peers import Band, Weights, may_be_shown, weights_of
from anxin.management.kpi.rules.periods import Span
from anxin.management.kpi.rules.standing import shown
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query

Own = Mapping[str, Sequence[Weights]]
"""Cell → what the stores that the reader sees contribute."""


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

    Of the stores that the actor cannot see at least five stand behind each, and none carries more than half. What was not
    kept, because the month is too new or the figure has no facts, is missing.

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
    peers = _together(definition, group) if group is not None and _passes([group], own, whole=True) else None
    beside = [one for (kind, name), one in sets.items() if brand and kind == PeerFigure.Kind.GROUP and _meets(name, brand)]
    return PeerReading(
        definition.code,
        mine.store_id,
        Span(mine.month, mine.last_on),
        shown(mine.value, definition.unit),
        class_of(lot.group) if lot is not None and lot.group else None,
        peers,
        _together(definition, brand) if brand is not None and _passes([brand, *beside], own, whole=False) else None,
        mine.peer_rank if peers is not None else None,
    )


def _passes(sets: Sequence[PeerFigure], own: Own, *, whole: bool) -> bool:
    """Whether sets may be shown: as wholes, or even cell by cell, which is what follows from one beside the other."""
    for one in sets:
        cells = {cell: [tuple(map(Decimal, each)) for each in written] for cell, written in one.weights.items()}
        if whole:
            mine = [each for cell in cells for each in own.get(cell, ())]
            cells, own_cells = {"": [each for written in cells.values() for each in written]}, {"": mine}
        else:
            own_cells = {cell: list(own.get(cell, ())) for cell in cells}
        if not all(may_be_shown(weights, own_cells[cell]) for cell, weights in cells.items()):
            return False
    return True


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
    found: dict[str, list[Weights]] = defaultdict(list)
    for row in rows:
        if row.value is not None and row.store_id in lots:
            found[lots[row.store_id].cell].append(weights_of(definition.formula, read_parts(row.parts), row.value))
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
