"""Like stores: who is compared with whom, and what of it is shown without telling a store that the reader cannot see.

Groups are a *partition* of at least six stores each, so that whoever runs one of them has five others. A brand is compared
only where every *cell*, the stores that lie in the same sets, is empty or has six again. Of either a reader is told the
median of the stores that he cannot see, about: it does not add up, depends on nothing that he could change himself, and
how large the largest is, or that one is missing, does not follow from it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median, quantiles
from typing import TypeVar

from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.formula import Term

OTHERS = 5
"""How many stores that the reader cannot see must stand behind what he is shown."""
LEAST = OTHERS + 1
EXACTNESS = Decimal("1e-10")
"""How exactly figures are kept."""

Parts = Mapping[Term, Decimal | None]
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True, order=True)
class Band:
    """A class of stores: from ``least`` on and below ``limit``; without a limit upwards without end."""

    least: int
    limit: int | None

    def joined(self, other: "Band") -> "Band":
        """This band and the next above it."""
        return Band(self.least, other.limit)


@dataclass(frozen=True, slots=True)
class Traits:
    """What makes a store like another: the brand's tier, months since it opened, vehicles a month."""

    store_id: int
    brand_id: int
    tier: str
    age_months: int
    entries: int


@dataclass(frozen=True, slots=True)
class Group:
    """Stores that are compared with each other."""

    tier: str
    age: Band
    entries: Band
    store_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Values:
    """What a set of stores came to: the ratio of their sums (of a total the mean), the median and the quartiles."""

    stores: int
    mean: Decimal
    median: Decimal
    lower: Decimal
    upper: Decimal


def bands_of(limits: Sequence[int]) -> list[Band]:
    """The classes between limits: of (24, 60) those below 24, from 24 to 60, and above."""
    ends = sorted({one for one in limits if one > 0})
    return [Band(least, limit) for least, limit in zip([0, *ends], [*ends, None], strict=True)]


def group_alike(stores: Collection[Traits], ages: Sequence[Band], entries: Sequence[Band]) -> list[Group]:
    """A partition of each tier by age, then by entries; neighbours are joined until each has :data:`LEAST` stores.

    A tier with fewer stores is one group, too small to be published.
    """
    groups = []
    for tier in sorted({one.tier for one in stores}):
        mine = [one for one in stores if one.tier == tier]
        for age in _joined(ages, [one.age_months for one in mine]):
            alike = [one for one in mine if _lies_in(one.age_months, age)]
            for size in _joined(entries, [one.entries for one in alike]):
                ids = frozenset(one.store_id for one in alike if _lies_in(one.entries, size))
                groups.append(Group(tier, age, size, ids))
    return groups


def publishable(sets: Sequence[tuple[Name, frozenset[int]]]) -> list[Name]:
    """Of the sets, in their order, those that may stand beside each other: no cell is smaller than :data:`LEAST`."""
    chosen: list[tuple[Name, frozenset[int]]] = []
    for name, members in sets:
        cells = cells_of([*chosen, (name, members)])
        if members and all(size >= LEAST for size in Counter(cells.values()).values()):
            chosen.append((name, members))
    return [name for name, _members in chosen]


def cells_of(sets: Sequence[tuple[Name, frozenset[int]]]) -> dict[int, tuple[Name, ...]]:
    """Store → the sets in which it lies; stores with the same answer are one cell."""
    found: dict[int, tuple[Name, ...]] = defaultdict(tuple)
    for name, members in sets:
        for store_id in members:
            found[store_id] = (*found[store_id], name)
    return dict(found)


def common(definition: Definition, figures: Sequence[tuple[Decimal, Parts]]) -> Values | None:
    """What stores with these values and parts come to together; None without any."""
    values = sorted(value for value, _parts in figures)
    if not values:
        return None
    mean: Decimal | None = sum(values, Decimal(0)) / len(values)
    if any(definition.formula.divisors(parts.get) for _value, parts in figures):
        mean = definition.formula.value(
            lambda term: sum((parts.get(term) or Decimal(0) for _v, parts in figures), Decimal(0))
        )
    if mean is None:
        return None
    lower, _middle, upper = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    return Values(len(values), mean, median(values), lower, upper)


def median_of_others(values: Sequence[Decimal], own: Sequence[Decimal]) -> Decimal | None:
    """The median of the values without those of the reader's own stores; None where fewer than :data:`OTHERS` are left."""
    others = Counter(values)
    others.subtract(Counter(own))
    left = list(others.elements())
    return median(left) if len(left) >= OTHERS and min(others.values()) >= 0 else None


def about(value: Decimal, unit: str) -> Decimal:
    """A shown value as near as a reader may know it: whole percent, of anything else two significant digits."""
    if not value:
        return Decimal(0)
    place = 0 if unit == "percent" else value.adjusted() - 1
    found = value.quantize(Decimal(1).scaleb(place), ROUND_HALF_UP)
    return found.quantize(Decimal(1)) if place > 0 else found


def ranks(definition: Definition, values: Mapping[int, Decimal]) -> dict[int, int]:
    """Store → place from the best, equals share one; empty where neither more nor less is better."""
    if definition.direction not in ("up", "down"):
        return {}
    sign = -1 if definition.direction == "down" else 1
    return {store: 1 + sum(sign * other > sign * value for other in values.values()) for store, value in values.items()}


def _joined(bands: Sequence[Band], values: Sequence[int]) -> list[Band]:
    """The bands with neighbours joined from below until each holds enough; what is left over joins the last."""
    found: list[Band] = []
    running: Band | None = None
    for band in bands:
        running = band if running is None else running.joined(band)
        if sum(_lies_in(value, running) for value in values) >= LEAST:
            found.append(running)
            running = None
    if running is None:
        return found
    return [*found[:-1], found[-1].joined(running)] if found else [running]


def _lies_in(value: int, band: Band) -> bool:
    return band.least <= value and (band.limit is None or value < band.limit)
