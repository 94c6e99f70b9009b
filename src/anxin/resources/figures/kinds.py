"""The catalogue of kinds: what a store may enter or import by month, read once from ``kinds.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from anxin.platform.workbook.declaration import fold_head

Unit = Literal["yuan", "count", "points", "percent"]
GROUPS = ("expense", "rebate", "market", "history", "satisfaction")


@dataclass(frozen=True, slots=True)
class FigureKind:
    """One kind. Money is kept in fen, percent as 63.33; ``every`` 3 is one value for a quarter, in its last month.

    ``most`` is the greatest value on its scale: what is above was written on another one.
    """

    code: str
    zh: str
    en: str
    group: str
    unit: Unit
    aliases: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    every: int = 1
    may_be_negative: bool = False
    most: int | None = None

    @property
    def is_money(self) -> bool:
        """Whether its values are fen."""
        return self.unit == "yuan"

    def stands_in(self, month_number: int) -> bool:
        """Whether a month of this number (1 to 12) has a value of its own: of a quarter's figure only the last."""
        return month_number % self.every == 0

    def heads(self) -> set[str]:
        """What names it in a workbook, folded for comparison; what stands in brackets does not count."""
        return {fold_head(name) for name in (self.code, self.zh, self.en, *self.aliases)}


@lru_cache(maxsize=1)
def all_kinds() -> Mapping[str, FigureKind]:
    """Every kind by code, in the order of the file.

    :raises ValueError: an unknown group, or two kinds that a workbook could not tell apart
    """
    written = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))
    found: dict[str, FigureKind] = {}
    for code, said in written.items():
        lists: dict[str, Any] = {name: tuple(said.pop(name, ())) for name in ("aliases", "rows")}
        # No share is above the whole.
        usual = {"most": 100} if said["unit"] == "percent" else {}
        kind = FigureKind(code, **{**usual, **said}, **lists)
        if kind.group not in GROUPS:
            raise ValueError(f"{code}: no group {kind.group}")
        found[code] = kind
    return found


@lru_cache(maxsize=1)
def kinds_by_head() -> Mapping[str, FigureKind]:
    """Folded head → the kind that it names.

    :raises ValueError: two kinds share a name
    """
    found: dict[str, FigureKind] = {}
    for kind in all_kinds().values():
        for head in kind.heads():
            if found.setdefault(head, kind) is not kind:
                raise ValueError(f"{kind.code} and {found[head].code} are both called {head}")
    return found
