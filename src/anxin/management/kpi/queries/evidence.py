"""What facts say of why a figure is missed: obstacles with evidence, ranked, with the members that stand out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from anxin.management.kpi import parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.asking import Answer, Cell, Question, ask
from anxin.management.kpi.engine.live import LiveTables
from anxin.management.kpi.queries.figures import Level, units_of
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.evidence import CLEAR_AMONG_MANY, Evidence, Parts, excess, is_clear, loss
from anxin.management.kpi.rules.fractions import Linear, fraction_of
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span, months_later, to_date
from anxin.management.kpi.rules.standing import shown
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.parameters import value
from anxin.platform.queries import query

USUAL_MONTHS = 12
"""What is usual is that of so many months before the period."""
MOST_MEMBERS = 3


@dataclass(frozen=True, slots=True)
class Suspect:
    """A member that stands out, with its own ratio's sums and those of all others."""

    column: str
    id: int | str
    own: Parts
    others: Parts


@dataclass(frozen=True, slots=True)
class Finding:
    """Evidence that holds.

    ``part`` and ``rest`` are the sums of the exposed rows and of the others; of a rate those of now and of the months
    before. ``effect`` is by how much the figure is worse for it, in shown units; None of a rate, and where the ratio is not
    the figure's. ``worse`` is then by how much of what is usual, or of the whole's, the ratio is worse. ``usual`` is the
    share of the exposed rows in the months before. ``rows``
    names the measure whose rows they are.
    """

    evidence: Evidence
    part: Parts
    rest: Parts
    effect: Decimal | None
    worse: Decimal
    usual: Decimal | None
    suspects: tuple[Suspect, ...]
    rows: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Obstacles of a figure as the facts see them: what holds, the largest effect first.

    ``quiet`` are obstacles whose evidence was asked for and shows nothing, ``unknown`` those of which no fact tells.
    """

    findings: tuple[Finding, ...]
    quiet: tuple[str, ...]
    unknown: tuple[str, ...]


@query(permissions.SEE)
def diagnose_figure(actor: Actor, code: str, level: Level, unit_id: int, period: Period, day: date) -> Diagnosis:
    """What facts say of the obstacles of a figure, over the period up to a day (M22.05).

    :raises NotFound: an unknown code, or a unit of which the actor may see no store
    """
    known = catalogue()
    places = {store: unit for store, unit in units_of(actor, level).items() if unit == unit_id}
    if code not in known.definitions or not places:
        raise NotFound
    definition = known.definitions[code]
    now = to_date(period, day)
    usual = Span(months_later(now.first, -USUAL_MONTHS), now.first - timedelta(days=1))
    asked = known.evidence_for(definition)
    fewest = value(parameters.MEMBER_MINIMUM, unit_id if level is Level.STORE else None, day)
    answers = _Answers(places, unit_id, now, usual, asked)
    found = [one for each in asked if (one := _finding(definition, each, answers, Decimal(fewest)))]
    found.sort(key=lambda one: (one.effect is None, -(one.effect or 0), -one.worse, one.evidence.code))
    named = {obstacle for one in found for obstacle in one.evidence.obstacles}
    looked = {obstacle for one in asked for obstacle in one.obstacles} - named
    return Diagnosis(
        tuple(found),
        tuple(one for one in definition.obstacles if one in looked),
        tuple(one for one in definition.obstacles if one not in looked | named),
    )


class _Answers:
    """The sums that evidence needs: one statement for each fact, and one for each fact and column that members stand in."""

    def __init__(self, places: Mapping[int, int], unit_id: int, now: Span, usual: Span, asked: Sequence[Evidence]) -> None:
        self.places, self.unit_id, self.now, self.usual = places, unit_id, now, usual
        self.whole = self._ask(asked, (now, usual), ())
        columns = {column for one in asked for column in one.by}
        self.members = {
            column: self._ask([one for one in asked if column in one.by], (now,), (column,)) for column in sorted(columns)
        }

    def _ask(self, asked: Sequence[Evidence], spans: tuple[Span, ...], by: tuple[str, ...]) -> Answer:
        measures: dict[str, Measure] = {}
        for one in asked:
            for plain in _measures(one):
                measures[plain.name] = plain
                if one.exposed:
                    exposed = one.exposed_measure(plain)
                    measures[exposed.name] = exposed
        if not measures:
            return {}
        return ask(LiveTables(), Question(tuple(measures.values()), self.places, spans, by))

    def parts(self, one: Evidence, span: Span, *, exposed: bool = False) -> Parts:
        """The two sums of a span."""
        return self._parts(one, self.whole.get(Cell(self.unit_id, span), {}), exposed=exposed)

    def of_members(self, one: Evidence, column: str, *, exposed: bool = False) -> dict[int | str, Parts]:
        """The two sums of each member of this period."""
        found: dict[int | str, Parts] = {}
        for cell, sums in self.members[column].items():
            (member,) = cell.by
            if isinstance(member, int | str) and member != "":
                found[member] = self._parts(one, sums, exposed=exposed)
        return found

    @staticmethod
    def _parts(one: Evidence, sums: Mapping[str, Decimal], *, exposed: bool) -> Parts:
        fraction = fraction_of(one.formula)
        assert fraction is not None
        suffix = f".{one.code}" if exposed else ""

        def total(line: Linear) -> Decimal:
            return sum(
                (weight * sums.get(term.measure + suffix, Decimal(0)) for term, weight in line.weights.items()), Decimal(0)
            )

        return Parts(total(fraction.top), total(fraction.bottom))


def _finding(definition: Definition, one: Evidence, answers: _Answers, fewest: Decimal) -> Finding | None:
    whole = answers.parts(one, answers.now)
    if whole.bottom < fewest:
        return None
    if one.exposed:
        return _of_exposed(definition, one, answers, whole, fewest)
    return _of_members(definition, one, answers, whole, fewest) if one.by else _of_rate(one, answers, whole, fewest)


def _of_exposed(definition: Definition, one: Evidence, answers: _Answers, whole: Parts, fewest: Decimal) -> Finding | None:
    part = answers.parts(one, answers.now, exposed=True)
    lost = loss(part, whole, is_good_high=one.direction == "up")
    if part.bottom < fewest or lost <= 0 or not is_clear(part, whole, are_counts=_are_counts(one)):
        return None
    before, was = answers.parts(one, answers.usual, exposed=True), answers.parts(one, answers.usual)
    suspects = []
    for column in one.by:
        theirs = answers.of_members(one, column, exposed=True)
        # Of what a member did, how much is of the exposed kind: too much of it is his part.
        kinds = {
            member: Parts(theirs[member].bottom, all_of_his.bottom)
            for member, all_of_his in answers.of_members(one, column).items()
        }
        suspects += _outstanding(column, kinds, Parts(part.bottom, whole.bottom), fewest, are_counts=_are_counts(one))
    share = before.bottom / was.bottom if was.bottom else None
    rows = _rows(one)
    effect, worse = _lost(definition, one, lost, whole)
    return Finding(one, part, whole.without(part), effect, worse, share, tuple(suspects), rows)


def _of_members(definition: Definition, one: Evidence, answers: _Answers, whole: Parts, fewest: Decimal) -> Finding | None:
    suspects: list[Suspect] = []
    is_good_high, are_counts = one.direction == "up", _are_counts(one)
    for column in one.by:
        theirs = answers.of_members(one, column)
        bad = {key: own for key, own in theirs.items() if loss(own, whole, is_good_high=is_good_high) > 0}
        clear = [key for key, own in bad.items() if own.bottom >= fewest and _stands_out(own, whole, are_counts=are_counts)]
        clear.sort(key=lambda key: (-loss(bad[key], whole, is_good_high=is_good_high), str(key)))
        suspects += [Suspect(column, key, bad[key], whole.without(bad[key])) for key in clear[:MOST_MEMBERS]]
    if not suspects:
        return None
    first = suspects[0]
    lost = loss(first.own, whole, is_good_high=is_good_high)
    effect, worse = _lost(definition, one, lost, whole)
    return Finding(one, first.own, first.others, effect, worse, None, tuple(suspects), _rows(one))


def _lost(definition: Definition, one: Evidence, lost: Decimal, whole: Parts) -> tuple[Decimal | None, Decimal]:
    if one.is_of(definition.formula):
        return shown(lost, definition.unit), Decimal(0)
    return None, lost / abs(whole.ratio) if whole.ratio else Decimal(0)


def _of_rate(one: Evidence, answers: _Answers, whole: Parts, fewest: Decimal) -> Finding | None:
    before = answers.parts(one, answers.usual)
    both = Parts(whole.top + before.top, whole.bottom + before.bottom)
    if before.bottom < fewest or not before.ratio or whole.ratio is None:
        return None
    worse = (before.ratio - whole.ratio) / before.ratio * (1 if one.direction == "up" else -1)
    if worse <= 0 or not is_clear(whole, both, are_counts=_are_counts(one)):
        return None
    return Finding(one, whole, before, None, worse, None, (), _rows(one))


def _outstanding(
    column: str, kinds: Mapping[int | str, Parts], whole: Parts, fewest: Decimal, *, are_counts: bool
) -> list[Suspect]:
    more = {key: excess(own, whole) for key, own in kinds.items()}
    clear = [
        key
        for key, own in kinds.items()
        if more[key] > 0 and own.bottom >= fewest and _stands_out(own, whole, are_counts=are_counts)
    ]
    clear.sort(key=lambda key: (-more[key], str(key)))
    return [Suspect(column, key, kinds[key], whole.without(kinds[key])) for key in clear[:MOST_MEMBERS]]


def _stands_out(own: Parts, whole: Parts, *, are_counts: bool) -> bool:
    return is_clear(own, whole, are_counts=are_counts, errors=CLEAR_AMONG_MANY)


def _measures(one: Evidence) -> list[Measure]:
    return [catalogue().measures[term.measure] for term in one.formula.terms]


def _are_counts(one: Evidence) -> bool:
    """Whether it is a part of what is counted, so that chance can be reckoned."""
    measures = _measures(one)
    return all(measure.aggregate == "count" for measure in measures)


def _rows(one: Evidence) -> str:
    """The measure whose rows are behind it: what is divided by, of the exposed kind where there is one."""
    fraction = fraction_of(one.formula)
    assert fraction is not None
    name = next(iter(sorted(term.measure for term in fraction.bottom.weights)))
    return f"{name}.{one.code}" if one.exposed else name
