"""Evidence that is held against a target, against what a target leaves to it, or against what was usual."""

from decimal import Decimal

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.evidence_case import (
    MOST_MEMBERS,
    NOBODY,
    SOME,
    ZERO,
    Against,
    Case,
    Finding,
    Suspect,
    rows_of,
)
from anxin.management.kpi.queries.evidence_members import held_to, is_clear
from anxin.management.kpi.queries.evidence_sums import are_counts, fraction_for
from anxin.management.kpi.rules.chance import CLEAR, CLEAR_AMONG_MANY, CLEAR_BY_DAYS, Parts, errors_of_days, is_drawn_off
from anxin.management.kpi.rules.evidence import Evidence, Kind
from anxin.management.kpi.rules.fractions import fraction_of
from anxin.management.kpi.rules.standing import raw, shown


def of_figure(case: Case, one: Evidence) -> Finding | None:
    against = case.target_of(one)
    if against is None:
        return None
    reading = case.judged[one.figure]
    fraction = fraction_of(one.formula)
    top = fraction.top.value(reading.parts) if fraction else None
    bottom = fraction.bottom.value(reading.parts) if fraction else None
    assert reading.value is not None
    value = raw(reading.value, reading.definition.unit)
    parts = Parts(value, Decimal(1)) if top is None or not bottom else Parts(top, bottom)
    if fraction and not fraction.is_total and bottom and are_counts(one) and not is_drawn_off(parts, against.value):
        return None
    worse = abs(value - against.value) / abs(against.value) if against.value else Decimal(1)
    return Finding(one, parts, NOBODY, None, worse, None, (), rows_of(one), against)


def of_rate(case: Case, one: Evidence, whole: Parts) -> Finding | None:
    against, ratio = case.target_of(one), whole.ratio
    if ratio is None:
        return None
    if against is not None and (not are_counts(one) or is_drawn_off(whole, against.value)):
        worse = abs(against.value - ratio) / abs(against.value) if against.value else Decimal(1)
        return Finding(one, whole, NOBODY, None, worse, None, (), rows_of(one), against)
    before = case.sums.parts(one, case.sums.spans.usual)
    both = Parts(whole.top + before.top, whole.bottom + before.bottom)
    if before.bottom < case.fewest or not before.ratio or not case.sums.has_usual:
        return None
    worse = (before.ratio - ratio) / before.ratio * (1 if one.direction == "up" else -1)
    if worse <= 0 or not is_clear(whole, both, one, CLEAR):
        return None
    return Finding(one, whole, before, None, worse, None, (), rows_of(one), Against("usual", before.ratio))


def of_factor(case: Case, one: Evidence, whole: Parts) -> Finding | None:
    against = case.target_of(one) or _left(case, one) or _usual(case, one)
    ratio = whole.ratio
    if against is None or not ratio or ratio >= against.value:
        return None
    # Of a loss no part is said: so many times less than nothing is no amount.
    effect = shown(case.value * (against.value / ratio - 1), case.unit) if case.value > 0 else None
    worse = 1 - ratio / against.value
    suspects: list[Suspect] = []
    for column in one.by:
        each = [
            Suspect(column, key, own, others)
            for key, own in case.sums.of_members(one, column, case.sums.spans.now).items()
            if (others := held_to(case, one, column, key, own, whole)) is not None and others.top > own.top
        ]
        each.sort(key=lambda found: (found.own.top - found.others.top, str(found.id)))
        suspects += each[:MOST_MEMBERS]
    return Finding(one, whole, NOBODY, effect, worse, None, tuple(suspects), rows_of(one), against)


def _left(case: Case, one: Evidence) -> Against | None:
    """What the figure's target leaves to a factor, where all its other factors have targets of their own."""
    if case.aim is None or case.reading.definition.direction != "up":
        return None
    rest, product = Decimal(1), case.sums.parts(one, case.sums.spans.now).ratio or ZERO
    others = [
        each
        for each in catalogue().evidence_for(case.reading.definition)
        if each.kind is Kind.FACTOR and each.code != one.code
    ]
    for each in others:
        asked, own = case.asked_of(each), case.sums.parts(each, case.sums.spans.now).ratio
        if asked is None or not asked[1] or not own:
            return None
        rest *= asked[1]
        product *= own
    # Only where the factors are the whole of the figure.
    if not others or abs(product - case.value) > abs(case.value) / 1000:
        return None
    left = case.aim / rest
    ratio = case.sums.parts(one, case.sums.spans.now).ratio
    return Against("left", left) if ratio is not None and ratio < left * (1 - SOME) else None


def _usual(case: Case, one: Evidence) -> Against | None:
    """What was usual of a factor, where it is less now by no chance."""
    sums = case.sums
    before, passed, was_by = sums.parts(one, sums.spans.usual), sums.by_over(one), sums.by(one, sums.spans.usual)
    if not sums.knows_usual or before.top <= 0 or passed <= 0 or was_by < case.fewest:
        return None
    usual, over = before.top / was_by, sums.over(one)
    days = [
        off for each in sums.spans.over if (off := _off(sums.parts(one, each).top, sums.by(one, each), usual)) is not None
    ]
    if over.top > passed * usual * (1 - SOME) or errors_of_days(days, passed / was_by) > -CLEAR_AMONG_MANY:
        return None
    if not fraction_for(one).is_total:
        return Against("usual", usual)
    # What the open days that are over usually bring, and what today has brought so far.
    return Against("usual", usual * passed + (sums.parts(one, sums.spans.now).top - over.top))


def _off(top: Decimal, by: Decimal, usual: Decimal) -> Decimal | None:
    """What a day was off what is usual of as much; None of a day without anything."""
    return top - by * usual if by or top else None


def of_mix(case: Case, one: Evidence) -> Finding | None:
    sums, (column,) = case.sums, one.by
    over, before = sums.over(one), sums.parts(one, sums.spans.usual)
    passed, was_by = sums.by_over(one), sums.by(one, sums.spans.usual)
    if not sums.knows_usual or passed <= 0 or was_by < case.fewest or before.top <= 0:
        return None
    by_day = [
        (sums.parts(one, each).top, sums.by(one, each), sums.of_members(one, column, each)) for each in sums.spans.over
    ]
    bad = -1 if one.direction == "up" else 1
    suspects = []
    for key, was in sums.of_members(one, column, sums.spans.usual).items():
        usual, share = was.top / was_by, was.top / before.top
        tops = [there[key].top if key in there else ZERO for _top, _by, there in by_day]
        own, asked = sum(tops, ZERO), usual * passed
        if asked <= 0 or bad * (own - asked) < SOME * asked or asked < SOME * over.top:
            continue
        # Worse than usual of itself, and of the whole: where all are worse alike it is none of them.
        alone = [top - usual * by for top, (_top, by, _there) in zip(tops, by_day, strict=True)]
        beside = [top - share * whole for top, (whole, _by, _there) in zip(tops, by_day, strict=True)]
        if min(bad * errors_of_days(each, passed / was_by) for each in (alone, beside)) > CLEAR_BY_DAYS:
            suspects.append(Suspect(column, key, Parts(own, passed), Parts(asked, passed)))
    if not suspects:
        return None
    suspects = sorted(suspects, key=lambda each: (-abs(each.own.top - each.others.top), str(each.id)))[:MOST_MEMBERS]
    missing = sum((abs(each.others.top - each.own.top) for each in suspects), ZERO)
    lost = missing if fraction_for(one).is_total else missing / passed
    return Finding(one, over, before, shown(lost, case.unit), ZERO, None, tuple(suspects), rows_of(one))
