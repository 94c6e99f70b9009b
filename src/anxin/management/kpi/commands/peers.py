"""What like stores came to, published once a month is over out of what was kept of each."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection

from anxin.management.kpi import parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.models import FigureSnapshot, PeerFigure, StorePeers
from anxin.management.kpi.queries.figures import first_days
from anxin.management.kpi.queries.peers import newest_compared
from anxin.management.kpi.queries.snapshots import list_snapshots
from anxin.management.kpi.rules import peers
from anxin.management.kpi.rules.periods import Span, months_later
from anxin.parties.org.queries import all_stores
from anxin.platform.actor import Actor
from anxin.platform.clock import GROUP_CLOCK
from anxin.platform.parameters import value

ENTRIES = "vehicle_entries"
MONTHS_LOOKED_AT = 12
GROUP, BRAND = PeerFigure.Kind.GROUP, PeerFigure.Kind.BRAND
COMPARED = {
    GROUP: "UPDATE kpi_figuresnapshot SET group_value = value WHERE id = ANY(%s)",
    BRAND: "UPDATE kpi_figuresnapshot SET brand_value = value WHERE id = ANY(%s)",
}
Set = tuple[PeerFigure.Kind, str, str]
"""Group or brand, its name, the figure's code."""


@dataclass(frozen=True, slots=True)
class Lot:
    """With whom a store is compared."""

    group: str
    brand_id: int | None

    @property
    def sets(self) -> list[tuple[PeerFigure.Kind, str]]:
        """The sets in which it lies."""
        group = [(GROUP, self.group)] if self.group else []
        return [*group, *([(BRAND, str(self.brand_id))] if self.brand_id else [])]


def publish_peers(actor: Actor, span: Span, at: datetime) -> None:
    """Say who is compared with whom in a month and, when it is time, what like stores and brands came to.

    For a command whose actor sees every store. What was published stands: a correction that comes later does not change it,
    and what was not known of six stores yet is published when it is. Only stores count whose records fill the month.
    """
    lots = _lots(actor, span)
    if not _is_time(span, at):
        return
    sets = _values(actor, span, lots)
    PeerFigure.objects.bulk_create(
        PeerFigure(
            month=span.first, kind=kind, name=name, code=code, published_at=at,
            definition_version=catalogue().definitions[code].version,
            values=[str(number) for number in sorted(each.values())],
        )
        for (kind, name, code), each in sets.items()
    )  # fmt: skip
    with connection.cursor() as cursor:
        for kind, statement in COMPARED.items():
            cursor.execute(statement, [[row for (of, _name, _code), each in sets.items() if of == kind for row in each]])


def is_to_publish(actor: Actor, span: Span, at: datetime) -> bool:
    """Whether it was not said yet who is compared with whom in a month or, though it is time, what they came to."""
    lots = StorePeers.objects.visible_to(actor, permissions.SEE).filter(month=span.first)
    if not lots.exists():
        return True
    if not _is_time(span, at) or not lots.exclude(group="", brand=None).exists():
        return False
    return not PeerFigure.objects.filter(month=span.first).exists()


def _is_time(span: Span, at: datetime) -> bool:
    return span.first <= newest_compared(span.first, GROUP_CLOCK.day(at))


def _values(actor: Actor, span: Span, lots: Mapping[int, Lot]) -> dict[Set, dict[int, Decimal]]:
    """Of each set that is not published and known of enough stores: the ids of kept figures with their values."""
    known = {code: one.version for code, one in catalogue().definitions.items() if not catalogue().needs(one)}
    told = set(PeerFigure.objects.filter(month=span.first).values_list("kind", "name", "code", "definition_version"))
    begun = first_days(dict.fromkeys(lots, 0))
    whole = sorted(store for store in lots if store in begun and begun[store] <= span.first)
    rows = FigureSnapshot.objects.visible_to(actor, permissions.SEE).filter(
        month=span.first, last_on=span.last, store_id__any=whole, value__isnull=False, is_partial=False
    )
    found: dict[Set, dict[int, Decimal]] = defaultdict(dict)
    for row, store, code, version, number in rows.values_list("id", "store_id", "code", "definition_version", "value"):
        for kind, name in lots[store].sets:
            if known.get(code) == version and number is not None and (kind, name, code, version) not in told:
                found[kind, name, code][row] = number
    return {one: each for one, each in found.items() if len(each) >= peers.LEAST}


def _lots(actor: Actor, span: Span) -> dict[int, Lot]:
    rows = StorePeers.objects.visible_to(actor, permissions.SEE).filter(month=span.first)
    found = {row.store_id: Lot(row.group, row.brand_id) for row in rows}
    if found:
        return found
    found = _made(_traits(actor, span), span.first)
    sizes = _sizes(found.values())
    StorePeers.objects.bulk_create(
        StorePeers(
            store_id=store, month=span.first, group=lot.group, group_stores=sizes.get((GROUP, lot.group), 0),
            brand_id=lot.brand_id, brand_stores=sizes.get((BRAND, str(lot.brand_id)), 0),
        )
        for store, lot in found.items()
    )  # fmt: skip
    return found


def _sizes(lots: Collection[Lot]) -> Mapping[tuple[PeerFigure.Kind, str], int]:
    return Counter(each for lot in lots for each in lot.sets)


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
        brand = one.brand_id if ("brand", str(one.brand_id)) in chosen else None
        found[one.store_id] = Lot(group_of.get(one.store_id, ""), brand)
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
