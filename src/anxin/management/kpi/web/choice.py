"""The choice of a store or a larger unit in the head of a page of figures."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from anxin.management.kpi.queries import Level
from anxin.management.kpi.web.levels import WORDS, names_of_units, units_in_reach
from anxin.management.kpi.web.places import Place
from anxin.platform.names import in_reading_order
from anxin.platform.web import PageRequest


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """The levels, and the units of the one that is shown where there are several: label, address, whether it is this one."""

    levels: Sequence[tuple[str, str, bool]]
    units: Sequence[tuple[str, str, bool]]
    unit: str


def level_choice(request: PageRequest, place: Place, *, without: Collection[Level] = ()) -> LevelChoice | None:
    """The choice for a page about a place; None for whoever sees one store. What else the address says is kept."""
    offered = {level: units for level, units in units_in_reach(request.actor).items() if level not in without}
    if not offered:
        return None
    names = names_of_units(request.actor, offered)
    stores = offered.get(place.level, {}).get(place.unit_id, ())
    near = request.store_id if request.store_id in stores or not stores else stores[0]

    def towards(level: Level) -> int:
        """The unit that holds the store in view, else the first one."""
        units = offered[level]
        return next((unit for unit, each in units.items() if near in each), next(iter(units)))

    def address(level: Level, unit: int) -> str:
        return replace(place, level=level, unit_id=unit).address

    here = sorted(offered.get(place.level, {}), key=lambda unit: in_reading_order(names[place.level, unit]))
    return LevelChoice(
        [
            (str(WORDS[one]), place.address if one is place.level else address(one, towards(one)), one is place.level)
            for one in offered
        ],
        [(names[place.level, unit], address(place.level, unit), unit == place.unit_id) for unit in here if len(here) > 1],
        names.get((place.level, place.unit_id), ""),
    )
