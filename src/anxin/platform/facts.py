"""Facts: the tables that modules publish for figures, the only door through which figures are made.

Owns: the declaration and the register. Does not own: what is computed from them (``kpi``), nor who may see it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise

Kind = Literal["id", "text", "flag", "count", "money", "number", "day"]
"""``count`` is a whole number, ``money`` is fen, ``number`` has three decimals; so sums are exact on every engine."""

COMMON: Mapping[str, Kind] = {"key": "id", "store_id": "id", "day": "day"}
"""What each fact has: its row, its store, and the business day of the store on which it counts."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One table of facts.

    ``sql`` selects exactly ``columns`` out of the module's own tables and those below it, one row for each ``key``; whose
    stores it shows is decided by row security and by whoever runs it. ``sets`` are the raw-fact sets of A.12 that it
    serves. ``page`` is the address of a row, by its ``number``. ``months_back`` is how many whole months before this one the
    select reaches back; 0 is to the first row. ``is_stated``: people say it, so that what nobody said is unknown and not
    zero. ``begins_by``: it is kept in a register that a store may begin long after its first order, so its records begin
    with its own first row, of those from the month on in which a row was first entered by this column: an old claim that is
    entered later begins nothing. ``values`` are those that a text column can have, so that whoever asks for another is told.
    """

    name: str
    words: str | Promise
    columns: Mapping[str, Kind]
    sql: str
    sets: tuple[str, ...] = ()
    page: str = ""
    months_back: int = 0
    is_stated: bool = False
    values: Mapping[str, Collection[str]] = field(default_factory=dict)
    begins_by: str = ""

    @property
    def is_of_calendar(self) -> bool:
        """Whether it is worked out of what days are, and not of what happened: it knows days before anything was kept."""
        return self.months_back > 0

    @property
    def table(self) -> str:
        """The name under which expressions speak of it."""
        return self.name.replace(".", "_")


registry: dict[str, Fact] = {}


def day_of(moment: str, store: str = "store") -> str:
    """SQL of the store's business day at a moment, for what keeps no day; ``store`` is the alias of ``org_store``."""
    return f"({moment} AT TIME ZONE {store}.time_zone - {store}.day_starts_at)::date"


def minutes(since: str, until: str) -> str:
    """SQL of the whole minutes from one moment to the other, rounded down; negative when the second came first."""
    return f"floor(extract(epoch FROM {until} - {since}) / 60)::bigint"


def publish(
    name: str,
    words: str | Promise,
    columns: Mapping[str, Kind],
    sql: str,
    *,
    sets: tuple[str, ...] = (),
    page: str = "",
    months_back: int = 0,
    is_stated: bool = False,
    values: Mapping[str, Collection[str]] | None = None,
    begins_by: str = "",
) -> Fact:
    """Publish a table of facts as ``module.name``; ``columns`` come beside key, store and day."""
    fact = Fact(name, words, {**COMMON, **columns}, sql, sets, page, months_back, is_stated, values or {}, begins_by)
    if registry.setdefault(name, fact) != fact:
        raise ValueError(f"{name} is published twice")
    return fact
