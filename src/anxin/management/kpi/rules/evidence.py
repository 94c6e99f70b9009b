"""Evidence for obstacles: what facts can say of why a figure is missed, as ``definitions/evidence/*.toml`` write it.

    [waited_for_parts]
    zh = "等配件 30 分钟以上"
    en = "Waited 30 minutes or more for parts"
    obstacles = ["parts_supply"]
    figures = ["workshop_on_time_completion"]   # without it every figure that names one of the obstacles
    formula = "passed_on_time / passed_with_promise"
    exposed = { minutes_waited_parts = { ge = 30 } }
    by = ["bay_id"]
    same_ratio = true

With ``exposed`` those rows are held against the others: what the figure loses by them is the difference of the two ratios,
by their share of all rows. With ``by`` alone each member is held against all others. With neither the ratio is held against
what was usual before. ``direction`` says which way of the ratio is good. How much the figure loses is only known where the
formula is the figure's own, or ``same_ratio`` says that it is the same share of the same things, cut otherwise.

A finding is only named where chance would hardly make it: the two ratios differ by more than ``CLEAR`` standard errors, of
one member among many by more than ``CLEAR_AMONG_MANY``. Of sums (hours, minutes), whose chance is not known, by a fifth.
Measured on planted facts (``tests/test_evidence.py``): the cause and whose it is stand among the first three in every one of
ten months of each kind; of members who are like all others one in two hundred is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import sqrt
from typing import Any

from anxin.management.kpi.rules.definitions import Words
from anxin.management.kpi.rules.formula import Formula, read_formula
from anxin.management.kpi.rules.measures import DefinitionError, Measure

KNOWN = {"zh", "en", "obstacles", "figures", "formula", "exposed", "by", "direction", "same_ratio"}
CLEAR, CLEAR_AMONG_MANY = 2.5, 3.0
"""Standard errors; more where many members are looked at, of whom one is always the worst."""
MATERIAL = Decimal("0.2")
"""Of the others' ratio, where no standard error is known."""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A question to the facts; ``figures`` are the codes of the figures that it is about."""

    code: str
    name: Words
    obstacles: tuple[str, ...]
    figures: tuple[str, ...]
    formula: Formula
    exposed: Mapping[str, Any] = field(default_factory=dict, hash=False)
    by: tuple[str, ...] = ()
    direction: str = "up"
    same_ratio: bool = False

    def is_of(self, formula: Formula) -> bool:
        """Whether what its ratio loses, the figure with this formula loses."""
        return self.same_ratio or self.formula == formula

    @property
    def is_rate(self) -> bool:
        """Whether it is held against what was usual, and not part against part."""
        return not self.exposed and not self.by

    def exposed_measure(self, measure: Measure) -> Measure:
        """The same count of the exposed rows only."""
        where = dict(measure.where)
        for column, wanted in self.exposed.items():
            both = isinstance(wanted, dict) and isinstance(where.get(column), dict)
            where[column] = {**where[column], **wanted} if both else wanted
        name = f"{measure.name}.{self.code}"
        return Measure(name, measure.zh, measure.en, measure.fact, measure.aggregate, measure.column, where)


@dataclass(frozen=True, slots=True)
class Parts:
    """A ratio by its two sums."""

    top: Decimal
    bottom: Decimal

    @property
    def ratio(self) -> Decimal | None:
        """One by the other."""
        return self.top / self.bottom if self.bottom else None

    def without(self, other: "Parts") -> "Parts":
        """What is left."""
        return Parts(self.top - other.top, self.bottom - other.bottom)


def read_evidence(code: str, written: Mapping[str, Any]) -> Evidence:
    """Evidence out of its table in the file.

    :raises DefinitionError: unknown words, no name, nothing that it is about
    """
    if unknown := sorted(set(written) - KNOWN):
        raise DefinitionError(f"{code}: unknown {unknown}")
    direction = str(written.get("direction", "up"))
    if not (written.get("zh") and written.get("en") and (written.get("obstacles") or written.get("figures"))):
        raise DefinitionError(f"{code}: needs both names, and obstacles or figures")
    if direction not in ("up", "down"):
        raise DefinitionError(f"{code}: {direction!r} is no direction")
    return Evidence(
        code,
        Words(str(written["zh"]), str(written["en"])),
        tuple(written.get("obstacles", ())),
        tuple(written.get("figures", ())),
        read_formula(str(written["formula"])),
        dict(written.get("exposed", {})),
        tuple(written.get("by", ())),
        direction,
        bool(written.get("same_ratio", False)),
    )


def loss(part: Parts, whole: Parts, *, is_good_high: bool) -> Decimal:
    """By how much the whole's ratio is worse than without this part; below zero it is better."""
    rest = whole.without(part)
    if part.ratio is None or rest.ratio is None:
        return ZERO
    off = (rest.ratio - part.ratio) * part.bottom / whole.bottom
    return off if is_good_high else -off


def is_clear(part: Parts, whole: Parts, *, are_counts: bool, errors: float = CLEAR) -> bool:
    """Whether the part's ratio differs from the rest's by more than chance would make it."""
    rest = whole.without(part)
    if part.ratio is None or rest.ratio is None:
        return False
    off = abs(part.ratio - rest.ratio)
    if not are_counts:
        return off >= abs(rest.ratio) * MATERIAL
    # As if both had one more of each kind: two of two are not certain.
    share = float((whole.top + 1) / (whole.bottom + 2))
    error = sqrt(max(share * (1 - share), 0) * float(1 / part.bottom + 1 / rest.bottom))
    return float(off) > errors * error


def excess(part: Parts, whole: Parts) -> Decimal:
    """By how much a member has more of the top than the others' ratio would give him."""
    rest = whole.without(part)
    return part.top - (rest.ratio if rest.ratio is not None else part.ratio or ZERO) * part.bottom
