"""What facts say of why a figure is missed: obstacles with evidence, ranked, with the members that stand out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from anxin.management.kpi import parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.evidence_case import Against, Case, Finding, Suspect
from anxin.management.kpi.queries.evidence_levels import of_factor, of_figure, of_mix, of_rate
from anxin.management.kpi.queries.evidence_members import of_exposed, of_members
from anxin.management.kpi.queries.evidence_sums import EvidenceSums, Spans, fraction_for, stretches
from anxin.management.kpi.queries.figures import Level, first_days, units_of
from anxin.management.kpi.queries.sheet import Reading, read_figure, readings_of
from anxin.management.kpi.rules.chance import Parts
from anxin.management.kpi.rules.contribution import aim_of
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.evidence import Evidence, Kind
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.needs import CAPACITY, CAPACITY_COLUMNS, Need, needs_of
from anxin.management.kpi.rules.periods import Period, Span, months_later, to_date
from anxin.management.kpi.rules.standing import Standing, raw
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.clock import GROUP_CLOCK
from anxin.platform.errors import NotFound
from anxin.platform.parameters import value
from anxin.platform.queries import query

__all__ = ["Against", "Diagnosis", "Finding", "Suspect", "diagnose_figure", "is_explainable"]
USUAL_MONTHS = 12
"""What is usual is that of so many months before the period."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Obstacles of a figure as the facts see them: what holds, the largest effect first.

    ``quiet`` are obstacles whose evidence was asked for and shows nothing; ``steady`` were only held against the time before
    and are no worse: what was always so does not show. ``unknown`` are those of which no fact tells. ``needs`` is what each
    part of the formula would have to be with the others as they are. All are empty of a figure that meets its target;
    ``is_off`` says that it misses what is asked of it by now.
    """

    findings: tuple[Finding, ...] = ()
    quiet: tuple[str, ...] = ()
    steady: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    is_off: bool = False

    @property
    def says_anything(self) -> bool:
        """Whether something stands behind the question."""
        return bool(self.findings or self.needs or self.quiet or self.steady or self.unknown)


@query(permissions.SEE)
def diagnose_figure(
    actor: Actor,
    code: str,
    level: Level,
    unit_id: int,
    period: Period,
    day: date,
    *,
    reading: Reading | None = None,
    beside: Mapping[str, Reading] | None = None,
    sums: EvidenceSums | None = None,
) -> Diagnosis:
    """What facts say of why a figure is missed, over the period up to a day (M22.05).

    ``reading`` is the figure and ``beside`` are all figures of which anything is asked there, if they were read already;
    ``sums`` are those of the evidence of several figures.

    :raises NotFound: an unknown code, or a unit of which the actor may see no store
    """
    known = catalogue()
    places = {store: unit for store, unit in units_of(actor, level).items() if unit == unit_id}
    if code not in known.definitions or not places:
        raise NotFound
    now = reading or read_figure(actor, code, level, unit_id, period, day)
    definition = now.definition
    if now.value is None or now.needs or (now.held is not None and now.standing is Standing.MET):
        return Diagnosis()
    aim = None if now.held is None else aim_of(now.value, now.held, None)
    asked_for = None if aim is None else raw(aim, definition.unit)
    # Obstacles are why a figure with a range is too low: of one that is too high they say nothing.
    is_too_high = definition.direction == "range" and aim is not None and now.value > aim
    needs = () if asked_for is None else _needs(definition, now.parts, asked_for, is_too_high=is_too_high)
    # Records of some weeks are no factors of a year of which people stated the rest.
    asked = [one for one in known.evidence_for(definition) if not (now.marks.stated and one.kind is Kind.FACTOR)]
    if is_too_high:
        return Diagnosis(needs=needs, is_off=True)
    sums = sums or sums_behind([definition], places, unit_id, period, day)
    fewest = Decimal(value(parameters.MEMBER_MINIMUM, unit_id if level is Level.STORE else None, day))
    judged = _judged(actor, asked, level, unit_id, period, day) if beside is None else beside
    case = Case(now, raw(now.value, definition.unit), asked_for, sums, judged, fewest)
    if not definition.formula.divides:
        needs = (*needs, *_factor_needs(case, asked))
    found = [one for each in asked if (one := _find(case, each))]
    # What names somebody goes before another figure that misses its target.
    found.sort(key=lambda one: (one.effect is None, -(one.effect or 0), not one.suspects, -one.worse, one.evidence.code))
    named = {obstacle for one in found for obstacle in one.evidence.obstacles}
    looked = {obstacle for one in asked for obstacle in one.obstacles} - named
    quiet = tuple(one for one in definition.obstacles if one in looked)
    told = {obstacle for one in asked if not _is_of_change(one, judged) for obstacle in one.obstacles}
    return Diagnosis(
        tuple(found),
        tuple(one for one in quiet if one in told),
        tuple(one for one in quiet if one not in told),
        tuple(one for one in definition.obstacles if one not in looked | named),
        needs,
        is_off=aim is not None,
    )


def sums_behind(
    definitions: Iterable[Definition], places: Mapping[int, int], unit_id: int, period: Period, day: date
) -> EvidenceSums:
    """What the evidence for the obstacles of figures is judged by: asked once for all of them."""
    known, begun = catalogue(), first_days(places)
    asked = [each for one in definitions for each in known.evidence_for(one)]
    return EvidenceSums(places, unit_id, _spans(period, day, begun), asked, begun)


def is_explainable(definition: Definition) -> bool:
    """Whether records can say anything of why a figure is missed."""
    known = catalogue()
    if known.needs(definition):
        return False
    parts = {term: Decimal(1) for term in definition.formula.terms}
    return bool(known.evidence_for(definition) or _needs(definition, parts, Decimal(0)))


def _find(case: Case, one: Evidence) -> Finding | None:
    """What evidence finds; None where it shows nothing, or of too few."""
    if one.kind is Kind.FIGURE:
        return of_figure(case, one)
    whole = case.sums.parts(one, case.sums.spans.now)
    if _is_few(case, one, whole):
        return None
    match one.kind:
        case Kind.EXPOSED:
            return of_exposed(case, one, whole)
        case Kind.MEMBERS:
            return of_members(case, one, whole)
        case Kind.FACTOR:
            return of_factor(case, one, whole)
        case Kind.MIX:
            return of_mix(case, one)
    return of_rate(case, one, whole)


def _judged(
    actor: Actor, asked: Sequence[Evidence], level: Level, unit_id: int, period: Period, day: date
) -> Mapping[str, Reading]:
    known = catalogue()
    kinds = (Kind.RATE, Kind.FACTOR, Kind.FIGURE)
    codes = {each.code for one in asked if one.kind in kinds for each in known.judged_by(one)}
    if not codes:
        return {}
    readings = readings_of(actor, sorted(codes), level, unit_id, period, day, is_year_asked=False)
    return {one.definition.code: one for one in readings}


def _is_of_change(one: Evidence, judged: Mapping[str, Reading]) -> bool:
    """Whether evidence was only held against the time before, so that what was always so does not show."""
    if not one.is_rate:
        return False
    judges = [judged[each.code] for each in catalogue().judged_by(one) if each.code in judged]
    return all(each.held is None for each in judges)


def _spans(period: Period, day: date, begun: Mapping[int, date]) -> Spans:
    now = to_date(period, day)
    # Before the last of the stores began, what they brought together is not what is usual of them.
    first = max([months_later(now.first, -USUAL_MONTHS), *begun.values()])
    usual = Span(first, now.first - timedelta(days=1)) if first < now.first else None
    return Spans(now, stretches(now, GROUP_CLOCK.day(clock.now())), usual)


def _factor_needs(case: Case, asked: Sequence[Evidence]) -> list[Need]:
    """What each factor of a total would have to be with the others as they are."""
    found = []
    for one in asked:
        ratio = case.sums.parts(one, case.sums.spans.now).ratio if one.kind is Kind.FACTOR else None
        if not ratio or case.aim is None or case.value <= 0:
            continue
        needed = ratio * case.aim / case.value
        is_share = any(each.unit == "percent" for each in catalogue().judged_by(one))
        # No margin is more than the whole: then that part alone cannot bring it.
        if not is_share or needed <= 1:
            found.append(Need(None, ratio, needed, one.code))
    return found


def _needs(
    definition: Definition, parts: Mapping[Term, Decimal | None], aim: Decimal, *, is_too_high: bool = False
) -> tuple[Need, ...]:
    measures = [catalogue().measures[term.measure] for term in definition.formula.terms]
    capacity = {one.name for one in measures if one.fact in CAPACITY or one.column in CAPACITY_COLUMNS}
    return needs_of(definition.formula, parts, aim, capacity, is_too_high=is_too_high)


def _is_few(case: Case, one: Evidence, whole: Parts) -> bool:
    """Whether a ratio is of too little to say anything; what a total adds up is told by its days."""
    return not fraction_for(one).is_total and whole.bottom < case.fewest
