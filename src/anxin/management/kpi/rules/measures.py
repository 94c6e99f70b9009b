"""Measures: one aggregate over one table of facts, as ``definitions/measures/*.toml`` write it.

    [settled_orders]
    zh = "结算工单数"
    en = "Settled orders"
    fact = "repair_orders.settled"
    count = true
    where = { is_internal = false }

One of ``count``, ``sum``, ``distinct`` (things, each once) or ``last`` (a stock: what stands on the last day). ``distinct``
may look back over ``months`` before the end of the period, and count only what came ``at_least`` so often, or what came
there and then not again for ``quiet`` months. ``history`` names the kind of monthly figures that stands in before a store
keeps records; with ``history_counts`` each stated month counts as one. ``where`` is met by all of its columns: a value, a
list of values, or ``{ ge = 1, lt = 5 }``; ``set = true`` asks that something stands there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from anxin.management.kpi.rules.periods import Span, window_since

Aggregate = Literal["count", "sum", "distinct", "last"]
COMPARISONS = ("ge", "gt", "le", "lt", "ne", "set")
AGGREGATES: tuple[Aggregate, ...] = ("count", "sum", "distinct", "last")
TEXTS = ("zh", "en")
KNOWN = {*TEXTS, "fact", *AGGREGATES, "where", "months", "at_least", "quiet", "history", "history_counts"}


class DefinitionError(ValueError):
    """A definition that cannot stand; says which and why."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One aggregate; ``column`` is empty for a count of rows."""

    name: str
    zh: str
    en: str
    fact: str
    aggregate: Aggregate
    column: str = ""
    where: Mapping[str, Any] = field(default_factory=dict, hash=False)
    months: int = 0
    at_least: int = 1
    quiet: int = 0
    history: str = ""
    history_counts: bool = False

    @property
    def is_additive(self) -> bool:
        """Whether the sum over months or stores is the whole's; distinct things and stocks are not."""
        return self.aggregate in ("count", "sum")

    @property
    def adds_up(self) -> bool:
        """Whether it is more, the more days are looked at; a stock or what came in a window is not."""
        return self.aggregate != "last" and not self.is_windowed

    @property
    def needs_whole_window(self) -> bool:
        """Whether a window without records at its beginning tells nothing: what did not come again, or came so often."""
        return self.is_windowed and (self.quiet > 0 or self.at_least > 1)

    def window(self, span: Span) -> Span:
        """The days at which it looks for a period: of what looks back, those of its months up to the end."""
        return Span(window_since(span.last, self.months), span.last) if self.is_windowed else span

    @property
    def is_windowed(self) -> bool:
        """Whether it looks back beyond the period."""
        return self.months > 0

    @property
    def texts(self) -> list[tuple[str, str]]:
        """The columns that it compares with texts, and each of these texts."""
        compared = {
            column: wanted if isinstance(wanted, list) else [*wanted.values()] if isinstance(wanted, dict) else [wanted]
            for column, wanted in self.where.items()
        }
        return [(column, one) for column, those in compared.items() for one in those if isinstance(one, str)]


def read_measure(name: str, written: Mapping[str, Any]) -> Measure:
    """A measure out of its table in the file.

    :raises DefinitionError: an unknown word, no or several aggregates, a window without things to count in it
    """
    unknown = set(written) - KNOWN
    chosen = [one for one in AGGREGATES if one in written]
    if unknown or len(chosen) != 1 or not all(written.get(text) for text in (*TEXTS, "fact")):
        raise DefinitionError(f"{name}: unknown {sorted(unknown)}, aggregates {chosen}")
    aggregate = chosen[0]
    months, at_least, quiet = (
        int(written.get(word, usual)) for word, usual in (("months", 0), ("at_least", 1), ("quiet", 0))
    )
    if ((months or at_least > 1) and aggregate != "distinct") or (quiet and not months):
        raise DefinitionError(f"{name}: only distinct things are counted over a window")
    column = "" if aggregate == "count" else str(written[aggregate])
    where = dict(written.get("where", {}))
    for wanted in where.values():
        if isinstance(wanted, dict) and set(wanted) - set(COMPARISONS):
            raise DefinitionError(f"{name}: compares by {sorted(set(wanted) - set(COMPARISONS))}")
    history = str(written.get("history", ""))
    if history and aggregate not in ("count", "sum"):
        raise DefinitionError(f"{name}: only what adds up over months has a history")
    zh, en, fact = (str(written[word]) for word in ("zh", "en", "fact"))
    counts = bool(written.get("history_counts", False))
    return Measure(name, zh, en, fact, aggregate, column, where, months, at_least, quiet, history, counts)
