"""What the cockpit is made of: ``cockpit.toml``, read once and held against the catalogue."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.harm import KINDS, TAXED
from anxin.management.kpi.rules.measures import DefinitionError

FILE = Path(__file__).parent / "cockpit.toml"
MOST_TILES = 10


@dataclass(frozen=True, slots=True)
class Board:
    """``tiles`` by post ("" is everybody else), ``harms``: how a figure's gap becomes money, ``days`` of the chart.

    ``families``: figures that one shortfall puts off target together, ``products``: family of a total → those of
    its factors.

    Output that has tax in it is of the kind "taxed".
    """

    tiles: Mapping[str, tuple[str, ...]]
    harms: Mapping[str, str]
    days: tuple[str, ...]
    families: Mapping[str, str]
    products: Mapping[str, tuple[str, ...]]

    def tiles_for(self, posts: Collection[str]) -> list[str]:
        """The figures of whoever holds these posts, the most important first, of those that can be computed."""
        chosen = next((codes for post, codes in self.tiles.items() if post in posts), self.tiles[""])
        known = catalogue()
        return [code for code in chosen if not known.needs(known.definitions[code])][:MOST_TILES]

    def family_of(self, definition: Definition) -> str:
        """The name under which figures of one shortfall go together; of a figure that stands alone its own."""
        base = definition.same_as or definition.code
        return self.families.get(definition.code) or self.families.get(base, base)

    def merged(self, families: Collection[str]) -> dict[str, str]:
        """Family → that of the total of which it is a factor, where both are among these; else itself."""
        found = {one: one for one in families}
        for total, factors in self.products.items():
            if total in found:
                found |= {one: total for one in factors if one in found}
        return found


@lru_cache(maxsize=1)
def board() -> Board:
    """The file.

    :raises DefinitionError: it names what nobody defined
    """
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    tiles = {post: tuple(codes) for post, codes in written["tiles"].items()}
    harms = {code: _kind(kind, code) for kind, codes in written["harm"].items() for code in codes}
    days = tuple(written["days"]["figures"])
    families = {code: name for name, codes in written["families"].items() for code in codes}
    named = {*harms, *days, *families, *(code for codes in tiles.values() for code in codes)}
    products = {total: tuple(factors) for total, factors in written["products"].items()}
    lost = {one for total, factors in products.items() for one in (total, *factors)} - set(families.values())
    unknown = sorted((named - set(catalogue().definitions)) | (set(written["harm"]) - set(KINDS)) | lost)
    if unknown:
        raise DefinitionError(f"{FILE.name}: nobody defined {unknown}")
    return Board(tiles, harms, days, families, products)


def _kind(kind: str, code: str) -> str:
    known = catalogue()
    definition = known.definitions.get(code)
    columns = {known.measures[term.measure].column for term in definition.formula.terms} if definition else set()
    return TAXED if kind == "output" and "gross" in columns else kind
