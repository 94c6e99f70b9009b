"""The sums that evidence is judged by: of the period, of what was usual before, of single days, and of each member."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.asking import Cell, Question, ask
from anxin.management.kpi.engine.live import LiveTables
from anxin.management.kpi.rules.chance import FEWEST_DAYS, Parts
from anxin.management.kpi.rules.derived import column_of, strata_of
from anxin.management.kpi.rules.evidence import Evidence, Kind
from anxin.management.kpi.rules.fractions import Fraction, Linear, fraction_of
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Span
from anxin.platform.facts import registry

MOST_STRETCHES = 31
"""Stretches into which a period is cut, to see how they differ: days of a month, of a year twelve at a time."""
FEWEST_USUAL = 21
"""Days: of fewer than three weeks nothing is known of what is usual."""
OPEN = Measure("open_stores", "", "", "org.store_day", "count", where={"is_open": True})
Member = int | str
Sums = Mapping[str, Decimal]
NO_SUMS: Sums = {}


@dataclass(frozen=True, slots=True)
class Spans:
    """The period, its stretches that are over, and the time before it that says what is usual; None without any."""

    now: Span
    over: tuple[Span, ...]
    usual: Span | None

    @property
    def all(self) -> tuple[Span, ...]:
        """Each once."""
        return tuple(dict.fromkeys([self.now, *([self.usual] if self.usual else []), *self.over]))


class Group(NamedTuple):
    """Evidence whose members are found by one statement for each fact."""

    column: str
    stratum: str
    spans: tuple[Span, ...]


def stretches(span: Span, until: date) -> tuple[Span, ...]:
    """The days of a span before a day, each for itself, or several together where they are many."""
    days = min(span.days, (until - span.first).days)
    if days <= 0:
        return ()
    each = -(-days // MOST_STRETCHES)
    last = span.first + timedelta(days=days - 1)
    firsts = (span.first + timedelta(days=step) for step in range(0, days, each))
    return tuple(Span(one, min(one + timedelta(days=each - 1), last)) for one in firsts)


class EvidenceSums:
    """One statement for each fact, and one for each fact and column that members stand in, for evidence of any figures."""

    def __init__(
        self, places: Mapping[int, int], unit_id: int, spans: Spans, asked: Sequence[Evidence], begun: Mapping[int, date]
    ) -> None:
        self.places, self.unit_id, self.spans = places, unit_id, spans
        self.tables = LiveTables(begun or None)
        summed = [one for one in asked if one.kind is not Kind.FIGURE]
        days = [OPEN] if any(fraction_for(one).is_total for one in summed) else []
        self.whole = self._ask([*_all_measures(summed), *days], spans.all, "", "")
        groups: dict[Group, list[Evidence]] = defaultdict(list)
        self.group_of: dict[tuple[str, tuple[str, ...], str], Group] = {}
        for one in summed:
            for column in one.by:
                group = self._group(one, column)
                groups[group].append(one)
                # Evidence that follows from a formula has the same code with each figure.
                self.group_of[one.code, one.figures, column] = group
        self.members = {
            group: self._ask(_all_measures(those), group.spans, group.column, group.stratum)
            for group, those in groups.items()
        }

    def parts(self, one: Evidence, span: Span | None, *, exposed: bool = False) -> Parts:
        """The two sums of a span; nothing without one."""
        return _parts(one, self.whole.get(("", "", span), NO_SUMS), exposed=exposed)

    def over(self, one: Evidence) -> Parts:
        """The two sums of the stretches that are over."""
        those = [self.parts(one, span) for span in self.spans.over]
        return Parts(sum((each.top for each in those), Decimal(0)), sum((each.bottom for each in those), Decimal(0)))

    def open_days(self, span: Span | None) -> Decimal:
        """Days on which the stores of the unit open."""
        return self.whole.get(("", "", span), NO_SUMS).get(OPEN.name, Decimal(0))

    def by(self, one: Evidence, span: Span | None) -> Decimal:
        """What a sum is spread over: what is below the line, of a total the open days."""
        return self.open_days(span) if fraction_for(one).is_total else self.parts(one, span).bottom

    def by_over(self, one: Evidence) -> Decimal:
        """The same over the stretches that are over."""
        return sum((self.by(one, each) for each in self.spans.over), Decimal(0))

    @property
    def knows_usual(self) -> bool:
        """Whether the time before says what is usual, and enough of this is over to be held to it."""
        return self.has_usual and len(self.spans.over) >= FEWEST_DAYS

    @property
    def has_usual(self) -> bool:
        """Whether the time before is long enough to say what is usual."""
        return self.spans.usual is not None and self.spans.usual.days >= FEWEST_USUAL

    def of_members(self, one: Evidence, column: str, span: Span | None, *, exposed: bool = False) -> dict[Member, Parts]:
        """The two sums of each member over a span."""
        found: dict[Member, Parts] = {}
        for (member, _stratum), parts in self.of_strata(one, column, span, exposed=exposed).items():
            other = found.get(member, Parts(Decimal(0), Decimal(0)))
            found[member] = Parts(other.top + parts.top, other.bottom + parts.bottom)
        return found

    def of_strata(
        self, one: Evidence, column: str, span: Span | None, *, exposed: bool = False
    ) -> dict[tuple[Member, Member], Parts]:
        """The two sums of each member in each kind of work."""
        asked = self.members[self.group_of[one.code, one.figures, column]]
        return {
            (member, stratum): _parts(one, sums, exposed=exposed)
            for (member, stratum, when), sums in asked.items()
            if when == span and member != ""
        }

    def _group(self, one: Evidence, column: str) -> Group:
        now, usual = self.spans.now, [self.spans.usual] if self.spans.usual else []
        if one.kind is Kind.MIX:
            return Group(column, "", tuple(dict.fromkeys([now, *usual, *self.spans.over])))
        if one.kind is Kind.EXPOSED or is_drawn(one):
            return Group(column, "", (now,))
        facts = [registry[measure.fact] for measure in measures_of(one)]
        return Group(column, strata_of(facts, column), tuple(dict.fromkeys([now, *self.spans.over])))

    def _ask(
        self, measures: Iterable[Measure], spans: tuple[Span, ...], column: str, stratum: str
    ) -> Mapping[tuple[Member, Member, Span | None], Sums]:
        """(Member, kind of work, span) → measure → sum."""
        together: dict[tuple[str, ...], dict[str, Measure]] = defaultdict(dict)
        for one in measures:
            fact = registry[one.fact]
            together[tuple(column_of(fact, each) for each in (column, stratum) if each)][one.name] = one
        found: dict[tuple[Member, Member, Span | None], dict[str, Decimal]] = defaultdict(dict)
        for by, those in together.items():
            if not all(by):
                continue
            for cell, sums in ask(self.tables, Question(tuple(those.values()), self.places, spans, by)).items():
                member, kind = _values(cell, column, stratum)
                found[member, kind, cell.span].update(sums)
        return found


def fraction_for(one: Evidence) -> Fraction:
    """The two sums of evidence, which the catalogue saw to."""
    fraction = fraction_of(one.formula)
    assert fraction is not None
    return fraction


def measures_of(one: Evidence) -> list[Measure]:
    """What evidence counts or adds up."""
    return [catalogue().measures[term.measure] for term in one.formula.terms]


def are_counts(one: Evidence) -> bool:
    """Whether it is a part of what is counted, so that chance can be reckoned."""
    return all(measure.aggregate == "count" for measure in measures_of(one))


def is_drawn(one: Evidence) -> bool:
    """Whether it counts rows of one fact among others of it: by how much a few of them differ by chance is known."""
    return are_counts(one) and len({measure.fact for measure in measures_of(one)}) == 1


def _all_measures(asked: Iterable[Evidence]) -> list[Measure]:
    found: dict[str, Measure] = {}
    for one in asked:
        for plain in measures_of(one):
            found[plain.name] = plain
            if one.exposed:
                exposed = one.exposed_measure(plain)
                found[exposed.name] = exposed
    return list(found.values())


def _values(cell: Cell, column: str, stratum: str) -> tuple[Member, Member]:
    values = [one if isinstance(one, int | str) else "" for one in cell.by]
    member = values[0] if column else ""
    return member, values[-1] if stratum else ""


def _parts(one: Evidence, sums: Sums, *, exposed: bool) -> Parts:
    fraction = fraction_for(one)
    suffix = f".{one.code}" if exposed else ""

    def total(line: Linear) -> Decimal:
        weighed = (weight * sums.get(term.measure + suffix, Decimal(0)) for term, weight in line.weights.items())
        return sum(weighed, line.constant)

    return Parts(total(fraction.top), total(fraction.bottom))
