"""What evidence is judged by, and what it finds: the figure with its sums, a finding, its members."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.evidence_sums import EvidenceSums, Member
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.chance import Parts
from anxin.management.kpi.rules.contribution import aim_of
from anxin.management.kpi.rules.evidence import Evidence
from anxin.management.kpi.rules.fractions import fraction_of
from anxin.management.kpi.rules.standing import Standing, raw

SOME = Decimal("0.1")
"""Of what is compared with: where chance is known to be no reason, less than this is none either."""
MOST_MEMBERS = 3
ZERO = Decimal(0)
NOBODY = Parts(ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Against:
    """What a ratio is held against, in the formula's own unit.

    ``kind``: ``target`` of the figure ``code``, ``left`` what the figure's target leaves to it, ``usual`` the time before.
    """

    kind: str
    value: Decimal
    code: str = ""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A member that stands out, with its own ratio's sums and those that it is held against.

    These are of all others, or what these make of the same kinds of work; of kinds of work what was usual of themselves.
    """

    column: str
    id: Member
    own: Parts
    others: Parts


@dataclass(frozen=True, slots=True)
class Finding:
    """Evidence that holds.

    ``part`` and ``rest`` are the sums of the exposed rows and of the others; of a rate those of now and of the months
    before. ``effect`` is by how much the figure is worse for it, in shown units; None of a rate, and where the ratio is not
    the figure's. ``worse`` is then by how much of what it is held against the ratio is worse. ``usual`` is the share of the
    exposed rows in the months before. ``against`` is what a rate, a factor or a figure is held against. ``rows`` names the
    measure whose rows they are.
    """

    evidence: Evidence
    part: Parts
    rest: Parts
    effect: Decimal | None
    worse: Decimal
    usual: Decimal | None
    suspects: tuple[Suspect, ...]
    rows: str
    against: Against | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The figure that is asked about, with what its evidence is judged by.

    ``value`` and ``aim`` are in the formula's own unit, ``aim`` None where nothing is asked. ``judged`` are readings of the
    figures whose targets evidence is held against, each with what it is held against by now.
    """

    reading: Reading
    value: Decimal
    aim: Decimal | None
    sums: EvidenceSums
    judged: Mapping[str, Reading]
    fewest: Decimal

    @property
    def unit(self) -> str:
        """Of the figure."""
        return self.reading.definition.unit

    def asked_of(self, one: Evidence) -> tuple[Reading, Decimal] | None:
        """The figure by whose target evidence is judged, the store's own before a source's, and what that is by now."""
        found = [self.judged[each.code] for each in catalogue().judged_by(one) if each.code in self.judged]
        for reading in sorted(found, key=lambda each: not each.is_own):
            aim = aim_of(reading.value, reading.held, None) if reading.held and reading.value is not None else None
            if aim is not None:
                return reading, raw(aim, reading.definition.unit)
        return None

    def target_of(self, one: Evidence) -> Against | None:
        """What is asked of the figure with the evidence's formula, where it misses that on its bad side."""
        asked = self.asked_of(one)
        if asked is None or asked[0].standing is not Standing.MISSED:
            return None
        reading, aim = asked
        is_high_wanted = reading.definition.direction != "down"
        is_below = reading.value is not None and raw(reading.value, reading.definition.unit) < aim
        return Against("target", aim, reading.definition.code) if is_below is is_high_wanted else None


def rows_of(one: Evidence) -> str:
    """The measure whose rows are behind it: what is divided by, of the exposed kind where there is one; of a total it."""
    fraction = fraction_of(one.formula)
    lines = [term.measure for term in one.formula.terms]
    if fraction is not None:
        lines = [term.measure for term in (fraction.top if fraction.is_total else fraction.bottom).weights]
    name = next(iter(sorted(lines)))
    return f"{name}.{one.code}" if one.exposed else name
