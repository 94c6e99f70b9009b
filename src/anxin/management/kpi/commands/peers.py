"""What like stores came to together, put together by night out of what was kept of each."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from anxin.management.kpi import parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.models import PeerFigure, StorePeers
from anxin.management.kpi.queries.figures import first_days
from anxin.management.kpi.queries.snapshots import Snapshot, list_snapshots
from anxin.management.kpi.rules import peers
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.periods import Span, months_later
from anxin.parties.org.queries import all_stores
from anxin.platform.actor import Actor
from anxin.platform.parameters import value

ENTRIES = "vehicle_entries"
MONTHS_LOOKED_AT = 12
COLUMNS = ("kind", "name", "code", "version", "stores", "mean", "median", "lower", "upper", "weights")
GIVEN = """
unnest(%(kind)s::text[], %(name)s::text[], %(code)s::text[], %(version)s::int[], %(stores)s::int[], %(mean)s::numeric[],
    %(median)s::numeric[], %(lower)s::numeric[], %(upper)s::numeric[], %(weights)s::text[]::jsonb[])
    AS given(kind, name, code, version, stores, mean, median, lower, upper, weights)
"""
PUBLISH = f"""
INSERT INTO kpi_peerfigure AS old
    (month, last_on, kind, name, code, definition_version, stores, mean, median, lower, upper, weights)
SELECT %(month)s, %(last_on)s, given.* FROM {GIVEN}
ON CONFLICT (name, kind, code, definition_version, month) DO UPDATE SET
    last_on = excluded.last_on, stores = excluded.stores, mean = excluded.mean, median = excluded.median,
    lower = excluded.lower, upper = excluded.upper, weights = excluded.weights
WHERE (old.last_on, old.stores, old.mean, old.median, old.lower, old.upper, old.weights) IS DISTINCT FROM
    (excluded.last_on, excluded.stores, excluded.mean, excluded.median, excluded.lower, excluded.upper, excluded.weights)
"""
WITHDRAW = f"""
DELETE FROM kpi_peerfigure AS old USING unnest(%(codes)s::text[], %(versions)s::int[]) AS now(code, version)
WHERE old.month = %(month)s AND old.code = now.code AND old.definition_version = now.version AND NOT EXISTS (
    SELECT FROM {GIVEN} WHERE (given.kind, given.name, given.code) = (old.kind, old.name, old.code))
"""
RANK = """
UPDATE kpi_figuresnapshot AS kept SET peer_rank = given.rank
FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::int[]) AS given(store_id, code, version, rank)
WHERE kept.month = %s AND (kept.store_id, kept.code, kept.definition_version) = (given.store_id, given.code, given.version)
    AND kept.peer_rank IS DISTINCT FROM given.rank
"""


@dataclass(frozen=True, slots=True)
class Lot:
    """With whom a store is compared."""

    group: str
    brand_id: int | None
    cell: str


def publish_peers(actor: Actor, span: Span) -> None:
    """Put together what groups of like stores and brands came to over a month, and each store's place in its group.

    For a command whose actor sees every store; the stores of a group are those of the month's first night.
    """
    lots = _lots(actor, span)
    by_code: dict[str, list[Snapshot]] = defaultdict(list)
    codes = [code for code, one in catalogue().definitions.items() if not catalogue().needs(one)]
    for one in list_snapshots(actor, codes, span.first, span.first):
        if one.store_id in lots:
            by_code[one.code].append(one)
    rows = [row for code, found in by_code.items() for row in _rows(catalogue().definitions[code], found, lots)]
    placed = [place for code, found in by_code.items() for place in _placed(catalogue().definitions[code], found, lots)]
    given: dict[str, Any] = {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}
    given |= {"month": span.first, "last_on": span.last, "codes": codes}
    given["versions"] = [catalogue().definitions[code].version for code in codes]
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAW, given)
        cursor.execute(PUBLISH, given)
        cursor.execute(RANK, [[row[place] for row in placed] for place in range(4)] + [span.first])


def has_lots(actor: Actor, month: date) -> bool:
    """Whether it was said who is compared with whom in a month."""
    return StorePeers.objects.visible_to(actor, permissions.SEE).filter(month=month).exists()


def _lots(actor: Actor, span: Span) -> dict[int, Lot]:
    rows = StorePeers.objects.visible_to(actor, permissions.SEE).filter(month=span.first)
    found = {row.store_id: Lot(row.group, row.brand_id, row.cell) for row in rows}
    if found:
        return found
    found = _made(_traits(actor, span), span.first)
    StorePeers.objects.bulk_create(
        StorePeers(store_id=store, month=span.first, group=lot.group, brand_id=lot.brand_id, cell=lot.cell)
        for store, lot in found.items()
    )
    return found


def _made(stores: Sequence[peers.Traits], month: date) -> dict[int, Lot]:
    """Groups first, brands after them as far as no cell becomes too small."""
    ages = peers.bands_of([value(one, None, month) for one in (parameters.YOUNG_STORE, parameters.OLD_STORE)])
    sizes = peers.bands_of([value(one, None, month) for one in (parameters.SMALL_STORE, parameters.LARGE_STORE)])
    brands: dict[int, set[int]] = defaultdict(set)
    for one in stores:
        brands[one.brand_id].add(one.store_id)
    groups = [(("group", _name(one)), one.store_ids) for one in peers.group_alike(stores, ages, sizes)]
    by_size = sorted(brands.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    chosen = set(peers.publishable([*groups, *((("brand", str(brand)), frozenset(ids)) for brand, ids in by_size)]))
    group_of = {store: name for (kind, name), ids in groups if (kind, name) in chosen for store in ids}
    found = {}
    for one in stores:
        group, brand = group_of.get(one.store_id, ""), one.brand_id if ("brand", str(one.brand_id)) in chosen else None
        found[one.store_id] = Lot(group, brand, f"{group}/{brand or ''}")
    return found


def _name(group: peers.Group) -> str:
    return "|".join([group.tier, *(f"{band.least}-{band.limit or ''}" for band in (group.age, group.entries))])


def _traits(actor: Actor, span: Span) -> list[peers.Traits]:
    """Every store that keeps records by then; vehicles a month are those of the year before."""
    stores, since = all_stores(), months_later(span.first, -MONTHS_LOOKED_AT)
    entries: dict[int, list[Decimal]] = defaultdict(list)
    for one in list_snapshots(actor, [ENTRIES], since, span.first - timedelta(days=1)):
        if one.value is not None and not one.is_partial:
            entries[one.store_id].append(one.value)
    found = []
    for store_id, begun in sorted(first_days(dict.fromkeys(stores, 0)).items()):
        if begun > span.last:
            continue
        opened = stores[store_id].opened_on or begun
        months = (span.first.year - opened.year) * 12 + span.first.month - opened.month
        counts = entries.get(store_id, [])
        size = int(sum(counts) / len(counts)) if counts else 0
        found.append(peers.Traits(store_id, stores[store_id].brand_id, stores[store_id].tier, max(0, months), size))
    return found


def _rows(definition: Definition, found: Sequence[Snapshot], lots: Mapping[int, Lot]) -> Iterator[tuple[Any, ...]]:
    sets: dict[tuple[str, str], list[Snapshot]] = defaultdict(list)
    for one in found:
        lot = lots[one.store_id]
        if lot.group:
            sets[PeerFigure.Kind.GROUP, lot.group].append(one)
        if lot.brand_id:
            sets[PeerFigure.Kind.BRAND, str(lot.brand_id)].append(one)
    for (kind, name), members in sets.items():
        known = [(one, one.value) for one in members if one.value is not None and _is_whole(definition, one)]
        together = peers.common(definition, [(number, one.parts) for one, number in known])
        if together is None:
            continue
        weights: dict[str, list[list[str]]] = defaultdict(list)
        for one, number in known:
            each = peers.weights_of(definition.formula, one.parts, number)
            weights[lots[one.store_id].cell].append([str(weight) for weight in each])
        values = [one.quantize(peers.EXACTNESS) for one in (together.mean, together.median, together.lower, together.upper)]
        said = json.dumps({cell: sorted(each) for cell, each in sorted(weights.items())})
        yield (kind, name, definition.code, definition.version, together.stores, *values, said)


def _placed(
    definition: Definition, found: Sequence[Snapshot], lots: Mapping[int, Lot]
) -> Iterator[tuple[int, str, int, int | None]]:
    values: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for one in found:
        if one.value is not None and lots[one.store_id].group and _is_whole(definition, one):
            values[lots[one.store_id].group][one.store_id] = one.value
    places = {store: rank for each in values.values() for store, rank in peers.ranks(definition, each).items()}
    for one in found:
        yield one.store_id, one.code, one.version, places.get(one.store_id)


def _is_whole(definition: Definition, one: Snapshot) -> bool:
    """Whether a store's month stands beside others': not the few days of a total with which its records began."""
    return not (one.is_partial and definition.grows)
