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
by their share of all rows. With ``by`` alone each member is held against all others; of hours and money against what the
others make of the same kind of work. With neither the ratio is held against the target of the figure that has this formula,
and where there is none, or it is met, against what was usual before. ``factor = true``: the figure is this times something
else; held against its target, against what the figure's target leaves to it, or against what was usual. ``figure`` names
another figure of the catalogue in place of a formula: it misses its own target.

``direction`` says which way of the ratio is good. How much the figure loses is only known where the formula is the
figure's own or a factor of it, or ``same_ratio`` says that it is the same share of the same things, or a part of the same
sum. A finding is only named where chance would hardly make it (``chance.py``). Measured on planted facts
(``tests/test_evidence.py``, ``tests/test_evidence_levels.py``): the cause and whose it is stand among the first three in
every month; of members who are like all others one in two hundred is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from anxin.management.kpi.rules.definitions import Words
from anxin.management.kpi.rules.formula import Formula, read_formula
from anxin.management.kpi.rules.measures import DefinitionError, Measure

KNOWN = {"zh", "en", "obstacles", "figures", "formula", "exposed", "by", "direction", "same_ratio", "factor", "figure"}


class Kind(StrEnum):
    """How evidence is held against something."""

    EXPOSED = "exposed"
    MEMBERS = "members"
    RATE = "rate"
    FACTOR = "factor"
    FIGURE = "figure"
    MIX = "mix"
    """What kinds of work bring to the sum, against what each of them usually did."""


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
    kind: Kind = Kind.RATE
    figure: str = ""

    def is_of(self, formula: Formula) -> bool:
        """Whether what its ratio loses, the figure with this formula loses."""
        return self.same_ratio or self.formula == formula

    @property
    def is_rate(self) -> bool:
        """Whether it is held against what was usual, and not part against part."""
        return self.kind is Kind.RATE

    def exposed_measure(self, measure: Measure) -> Measure:
        """The same count of the exposed rows only."""
        where = dict(measure.where)
        for column, wanted in self.exposed.items():
            both = isinstance(wanted, dict) and isinstance(where.get(column), dict)
            where[column] = {**where[column], **wanted} if both else wanted
        name = f"{measure.name}.{self.code}"
        return Measure(name, measure.zh, measure.en, measure.fact, measure.aggregate, measure.column, where)


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
        _kind(written),
        str(written.get("figure", "")),
    )


def _kind(written: Mapping[str, Any]) -> Kind:
    if written.get("factor"):
        return Kind.FACTOR
    if written.get("figure"):
        return Kind.FIGURE
    if written.get("exposed"):
        return Kind.EXPOSED
    return Kind.MEMBERS if written.get("by") else Kind.RATE
