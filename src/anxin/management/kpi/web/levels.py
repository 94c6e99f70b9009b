"""Which stores and larger units somebody can look at, where he begins, and what they are called.

What a larger unit comes to is made only of stores that the reader sees one by one, so a choice tells him nothing more.
It is offered to whoever sees more than one store. A unit of which he sees none is not offered and not found.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.management.kpi.queries import Level
from anxin.management.kpi.queries.figures import units_of
from anxin.parties.org.queries import all_stores, list_regions
from anxin.platform.actor import Actor

WORDS = {
    Level.STORE: gettext_lazy("门店"),
    Level.BRAND: gettext_lazy("品牌"),
    Level.REGION: gettext_lazy("区域"),
    Level.GROUP: gettext_lazy("集团"),
}
LARGER = (Level.BRAND, Level.REGION)

Units = Mapping[Level, Mapping[int, Sequence[int]]]
"""Level → unit → the stores of it that the reader sees."""


def units_in_reach(actor: Actor) -> Units:
    """What there is to choose from; empty for whoever sees at most one store.

    The group stands in it for whoever sees all its stores, or such as no single brand or region holds.
    """
    found: dict[Level, dict[int, list[int]]] = {}
    for level in (Level.STORE, *LARGER):
        for store, unit in units_of(actor, level).items():
            found.setdefault(level, {}).setdefault(unit, []).append(store)
    stores = sorted(found.get(Level.STORE, {}))
    if len(stores) < 2:
        return {}
    offered: dict[Level, Mapping[int, Sequence[int]]] = {Level.STORE: found[Level.STORE]}
    for level in LARGER:
        if any(len(each) > 1 for each in found.get(level, {}).values()):
            offered[level] = found[level]
    is_in_one = any(list(each.values()) == [stores] for level, each in offered.items() if level in LARGER)
    if not is_in_one or len(stores) == _size_of(Level.GROUP, 0):
        offered[Level.GROUP] = {0: stores}
    return offered


def widest(actor: Actor) -> tuple[Level, int] | None:
    """Where somebody begins who sees more than one store: the whole that holds them all; None for everybody else.

    Of a brand and a region that both do, the one of which he sees every store.
    """
    offered = units_in_reach(actor)
    if not offered or Level.GROUP in offered:
        return (Level.GROUP, 0) if offered else None
    whole = [(level, unit) for level in LARGER for unit in offered.get(level, {}) if len(offered[level]) == 1]
    return max(whole, key=lambda one: len(offered[one[0]][one[1]]) == _size_of(*one))


def names_of_units(actor: Actor, units: Units) -> dict[tuple[Level, int], str]:
    """What units are called."""
    known = all_stores()
    regions = {one.id: one.name for one in list_regions(actor)} if Level.REGION in units else {}
    names: dict[tuple[Level, int], str] = {}
    for level, each in units.items():
        for unit, stores in each.items():
            store = known[stores[0]]
            words = {Level.STORE: store.name, Level.BRAND: store.brand_name, Level.GROUP: str(WORDS[Level.GROUP])}
            names[level, unit] = words[level] if level in words else regions.get(unit, "")
    return names


def unit_words(actor: Actor, level: Level, unit_id: int) -> str:
    """The unit's name; of more than a store with how many stores count, and that these are those the reader sees."""
    stores = [store for store, unit in units_of(actor, level).items() if unit == unit_id]
    name = names_of_units(actor, {level: {unit_id: stores}})[level, unit_id] if stores else ""
    if level is Level.STORE or not stores:
        return name
    if len(stores) == _size_of(level, unit_id):
        return _("%(name)s（%(count)s 家店）") % {"name": name, "count": len(stores)}
    return _("%(name)s（您能看到的 %(count)s 家店）") % {"name": name, "count": len(stores)}


def _size_of(level: Level, unit: int) -> int:
    """How many stores a unit has."""
    units = Counter(
        {Level.STORE: one.id, Level.BRAND: one.brand_id, Level.REGION: one.region_id, Level.GROUP: 0}[level]
        for one in all_stores().values()
    )
    return units[unit]
