"""Where a store stands now: the figures that matter most, what is off target ordered by harm, the month's days (M22.04)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from anxin.management.kpi import permissions
from anxin.management.kpi.board import board
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.confirmations import ConfirmationRow, obstacles_said
from anxin.management.kpi.queries.contributions import Carrier, carrier_columns, list_contributions
from anxin.management.kpi.queries.evidence import Finding, diagnose_figure, sums_behind
from anxin.management.kpi.queries.evidence_sums import EvidenceSums
from anxin.management.kpi.queries.figures import Level, compute_figures
from anxin.management.kpi.queries.remedies import RemedyRow, remedies_planned
from anxin.management.kpi.queries.sheet import Reading, asked_by_source, readings_of
from anxin.management.kpi.queries.targets import aims_of
from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.harm import Harm, Worth, harm_of
from anxin.management.kpi.rules.needs import Need
from anxin.management.kpi.rules.periods import Period, Span, span_of, to_date
from anxin.management.kpi.rules.standing import Standing, harm_sign, shown
from anxin.parties.org.queries import list_calendar, store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query

MARGIN, TICKET, TAXED_TICKET = "gross_margin", "average_ticket", "repair_ticket"
WORTH = (MARGIN, TICKET, TAXED_TICKET)
OFF = (Standing.MISSED, Standing.NEAR)


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure off its target, what that costs, the obstacles confirmed for this very period, and the last of another.

    ``family``: what one shortfall puts off target together has the same. ``beside`` are all
    figures of which anything is asked there, by code. ``remedies`` are still to be done, or were planned for this period.
    """

    reading: Reading
    harm: Harm
    family: str
    said: ConfirmationRow | None
    said_before: ConfirmationRow | None
    beside: Mapping[str, Reading]
    remedies: tuple[RemedyRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Gaps:
    """Figures off target: those with money first, the dearest at the top, then by how far they are off.

    ``unrecorded`` are asked for, and nobody writes down what they are made of. ``counts`` are of all that were judged.
    """

    gaps: tuple[Gap, ...]
    unrecorded: tuple[Reading, ...]
    counts: Mapping[Standing, int]


@dataclass(frozen=True, slots=True)
class Why:
    """Who carries most of a gap (``column`` says what he is), and the first obstacle with evidence.

    ``need`` is what the first part of the formula would have to be, the others as they are.
    """

    column: str
    carrier: Carrier | None
    finding: Finding | None
    need: Need | None = None


@dataclass(frozen=True, slots=True)
class DayOutput:
    """What a day brought, in yuan; None is not known."""

    day: date
    value: Decimal | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class MonthDays:
    """A month's days up to one of them, in yuan: ``each`` is what a working day must bring by the target of the month,
    ``needed`` what each of the ``left`` working days must bring now, ``brought`` what each of those that are over did. A day
    that still runs is one of those left, with all that it shall bring.
    """

    definition: Definition
    span: Span
    days: tuple[DayOutput, ...]
    total: Decimal
    target: Target | None
    each: Decimal | None
    needed: Decimal | None
    brought: Decimal | None
    left: int


@query(permissions.SEE)
def read_tiles(actor: Actor, codes: Sequence[str], level: Level, unit_id: int, period: Period, day: date) -> list[Reading]:
    """Figures as a cockpit shows them, without last year.

    :raises NotFound: an unknown code, or a unit of which the actor may see no store
    """
    return readings_of(actor, codes, level, unit_id, period, day, is_year_asked=False)


@query(permissions.SEE)
def list_gaps(actor: Actor, store_id: int, period: Period, day: date) -> Gaps:
    """What is off target in a store over a period up to a day, ordered by harm (M22.04).

    :raises NotFound: a store of which the actor may see no figures
    """
    if not actor.may(permissions.SEE, store_id):
        raise NotFound
    known, span = catalogue(), to_date(period, day)
    aims = aims_of(actor, [store_id], [span.last.year])
    asked = [
        one.code
        for one in known.definitions.values()
        if not known.needs(one)
        and (aims.of(one.code, period, span) or asked_by_source(one, Level.STORE, store_id, period, span) is not None)
    ]
    readings = read_tiles(actor, [*dict.fromkeys([*asked, *WORTH])], Level.STORE, store_id, period, day)
    by_code = {one.definition.code: one for one in readings}
    worth = Worth(*(by_code[code].value for code in WORTH))
    judged = [one for one in readings if one.target is not None]
    unrecorded = tuple(one for one in judged if one.is_unrecorded)
    off = [one for one in judged if one.standing in OFF]
    words = obstacles_said(actor, store_id, [one.definition.code for one in off], span_of(period, day).first)
    beside = {one.definition.code: one for one in judged}
    planned = remedies_planned(actor, store_id, [one.definition.code for one in off], span_of(period, day).first)
    gaps = [
        replace(
            _gap(one, worth, words.get(one.definition.code, ()), period, beside),
            remedies=tuple(
                each
                for each in planned.get(one.definition.code, ())
                if each.is_open or (each.first, each.period) == (one.span.first, period)
            ),
        )
        for one in off
    ]
    families = board().merged({one.family for one in gaps})
    gaps = sorted((replace(one, family=families[one.family]) for one in gaps), key=_harm)
    counted = [one.standing for one in judged if not one.is_unrecorded]
    return Gaps(tuple(gaps), unrecorded, {each: counted.count(each) for each in Standing})


@query(permissions.SEE)
def explain_gaps(actor: Actor, gaps: Sequence[Gap], store_id: int, period: Period, day: date) -> tuple[Why, ...]:
    """Of each of a store's gaps who carries most of it, and what facts say of it first; the facts are asked once for all.

    :raises NotFound: a store of which the actor may see no figures
    """
    if not actor.may(permissions.SEE, store_id):
        raise NotFound
    if not gaps:
        return ()
    definitions = [one.reading.definition for one in gaps]
    sums = sums_behind(definitions, {store_id: store_id}, store_id, period, day)
    return tuple(_why(actor, one, (Level.STORE, store_id, period, day), sums) for one in gaps)


@query(permissions.SEE)
def read_month_days(actor: Actor, store_id: int, day: date) -> MonthDays:
    """What each day of the month up to one of them brought, and what the working days that are left must bring.

    Of the figures that the cockpit names the first with a target of the month.

    :raises NotFound: a store of which the actor may see no figures
    """
    month, codes = span_of(Period.MONTH, day), board().days
    aims = aims_of(actor, [store_id], [month.last.year])
    asked = {code: target for code in codes if (target := aims.of(code, Period.MONTH, month))}
    code = next(iter(asked), codes[0])
    target = asked.get(code)
    number = to_date(Period.MONTH, day).days
    spans = [Span(each, each) for each in (month.first + timedelta(days=step) for step in range(number))]
    found = compute_figures(actor, [code], Level.STORE, Period.DAY, spans, unit_ids=[store_id])
    values = {one.cell.span.first: shown(one.value, "yuan") for one in found}
    is_open = {one.day: one.is_open for one in list_calendar(actor, store_id, month.first)}
    days = tuple(DayOutput(one.first, values[one.first], is_open[one.first]) for one in spans)
    total = sum((one.value for one in days if one.value is not None), Decimal(0))
    # A day that still runs is one of those that shall bring what is missing.
    until = day if store_info(store_id).clock.day(clock.now()) == day else day + timedelta(days=1)
    over = [one for one in days if one.day < until]
    past, left = sum(one.is_open for one in over), sum(each for one, each in is_open.items() if one >= until)
    brought = sum((one.value for one in over if one.value is not None), Decimal(0))
    missing = max(target.value - brought, Decimal(0)) if target else None
    return MonthDays(
        catalogue().definitions[code],
        month,
        days,
        total,
        target,
        target.value / (past + left) if target and past + left else None,
        missing / left if missing is not None and left else None,
        brought / past if past else None,
        left,
    )


def _why(actor: Actor, one: Gap, place: tuple[Level, int, Period, date], sums: EvidenceSums) -> Why:
    reading, code = one.reading, one.reading.definition.code
    column = next(iter(carrier_columns(code, Level.STORE)), "")
    carrier = None
    if column:
        found = list_contributions(actor, code, column, *place, reading=reading)
        carrier = next((each for each in found.members if _carries(each, found.gap, reading.definition)), None)
    found_out = diagnose_figure(actor, code, *place, reading=reading, beside=one.beside, sums=sums)
    return Why(column, carrier, next(iter(found_out.findings), None), next(iter(found_out.needs), None))


def _gap(one: Reading, worth: Worth, words: Sequence[ConfirmationRow], period: Period, beside: Mapping[str, Reading]) -> Gap:
    assert one.value is not None
    assert one.held is not None
    kind = board().harms.get(one.definition.code, "")
    harm = harm_of(one.definition, one.value, one.held, one.parts, one.passing, kind, worth)
    here = [each for each in words if (each.first, each.period) == (one.span.first, period)]
    family = board().family_of(one.definition)
    return Gap(one, harm, family, next(iter(here), None), next((each for each in words if each not in here), None), beside)


def _harm(one: Gap) -> tuple[bool, Decimal, Decimal, str]:
    """The dearest first, then the farthest off."""
    money, relative = one.harm.money, one.harm.relative
    return (money is None, -(money or Decimal(0)), -(relative or Decimal(0)), one.reading.definition.code)


def _carries(one: Carrier, gap: Decimal | None, definition: Definition) -> bool:
    is_harm = gap is not None and gap * harm_sign(definition, gap) > 0
    return bool(is_harm and one.points and gap and one.points * gap > 0 and not one.is_small)
