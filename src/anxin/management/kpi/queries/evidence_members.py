"""Members of evidence that stand out: against all others, of money and hours against what these make of the same work."""

from collections.abc import Mapping
from decimal import Decimal

from anxin.management.kpi.queries.evidence_case import MOST_MEMBERS, SOME, ZERO, Case, Finding, Suspect, rows_of
from anxin.management.kpi.queries.evidence_sums import Member, are_counts, is_drawn
from anxin.management.kpi.rules.chance import (
    CLEAR,
    CLEAR_AMONG_MANY,
    CLEAR_BY_DAYS,
    Parts,
    errors_of_days,
    excess,
    is_drawn_clear,
    loss,
)
from anxin.management.kpi.rules.evidence import Evidence
from anxin.management.kpi.rules.standing import shown

MATERIAL = Decimal("0.2")
"""Of the others' ratio, where chance is not known."""


def of_exposed(case: Case, one: Evidence, whole: Parts) -> Finding | None:
    sums = case.sums
    part = sums.parts(one, sums.spans.now, exposed=True)
    lost = loss(part, whole, is_good_high=one.direction == "up")
    if part.bottom < case.fewest or lost <= 0 or not is_clear(part, whole, one, CLEAR):
        return None
    before, was = sums.parts(one, sums.spans.usual, exposed=True), sums.parts(one, sums.spans.usual)
    suspects = []
    for column in one.by:
        theirs = sums.of_members(one, column, sums.spans.now, exposed=True)
        # Of what a member did, how much is of the exposed kind: too much of it is his part.
        kinds = {
            member: Parts(theirs[member].bottom, all_of_his.bottom)
            for member, all_of_his in sums.of_members(one, column, sums.spans.now).items()
        }
        suspects += _outstanding(case, column, kinds, Parts(part.bottom, whole.bottom), one)
    share = before.bottom / was.bottom if was.bottom else None
    effect, worse = _lost(case, one, lost, whole)
    return Finding(one, part, whole.without(part), effect, worse, share, tuple(suspects), rows_of(one))


def of_members(case: Case, one: Evidence, whole: Parts) -> Finding | None:
    sign = 1 if one.direction == "up" else -1
    found: list[tuple[Suspect, Decimal]] = []
    for column in one.by:
        of_column = []
        for key, own in case.sums.of_members(one, column, case.sums.spans.now).items():
            others = held_to(case, one, column, key, own, whole)
            lost = sign * (others.top - own.top) / whole.bottom if others is not None else ZERO
            if others is not None and lost > 0:
                of_column.append((Suspect(column, key, own, others), lost))
        of_column.sort(key=lambda each: (-each[1], str(each[0].id)))
        found += of_column[:MOST_MEMBERS]
    if not found:
        return None
    suspect, lost = found[0]
    effect, worse = _lost(case, one, lost, whole)
    return Finding(
        one, suspect.own, suspect.others, effect, worse, None, tuple(each for each, _lost_by in found), rows_of(one)
    )


def held_to(case: Case, one: Evidence, column: str, key: Member, own: Parts, whole: Parts) -> Parts | None:
    """What a member is held against, where he stands out: of counts all others, else what these make of the same work."""
    if own.bottom <= 0 or (is_drawn(one) and own.bottom < case.fewest):
        return None
    if is_drawn(one):
        if not is_drawn_clear(own, whole, CLEAR_AMONG_MANY):
            return None
        rest = whole.without(own)
        return Parts(own.bottom * rest.top / rest.bottom, own.bottom)
    return _of_same_work(case, one, column, key)


def _of_same_work(case: Case, one: Evidence, column: str, key: Member) -> Parts | None:
    """What the others make of the same kinds of work in place of a member, where his days differ from it by no chance."""
    sums, rates = case.sums, {}
    now = sums.of_strata(one, column, sums.spans.now)
    for stratum in {each for _member, each in now}:
        rest = [parts for (member, each), parts in now.items() if each == stratum and member != key]
        top, bottom = sum((each.top for each in rest), ZERO), sum((each.bottom for each in rest), ZERO)
        if bottom > 0:
            rates[stratum] = top / bottom
    mine = {stratum: parts for (member, stratum), parts in now.items() if member == key and stratum in rates}
    asked = sum((parts.bottom * rates[stratum] for stratum, parts in mine.items()), ZERO)
    own = Parts(sum((each.top for each in mine.values()), ZERO), sum((each.bottom for each in mine.values()), ZERO))
    if own.bottom <= 0 or asked <= 0 or abs(own.top - asked) < SOME * asked:
        return None
    days = []
    for span in sums.spans.over:
        there = sums.of_strata(one, column, span)
        his = [(stratum, parts) for (member, stratum), parts in there.items() if member == key and stratum in rates]
        if any(parts.bottom or parts.top for _stratum, parts in his):
            days.append(sum((parts.top - parts.bottom * rates[stratum] for stratum, parts in his), ZERO))
    return Parts(asked, own.bottom) if abs(errors_of_days(days)) > CLEAR_BY_DAYS else None


def _outstanding(case: Case, column: str, kinds: Mapping[Member, Parts], whole: Parts, one: Evidence) -> list[Suspect]:
    more = {key: excess(own, whole) for key, own in kinds.items()}
    clear = [
        key
        for key, own in kinds.items()
        if more[key] > 0 and own.bottom >= case.fewest and is_clear(own, whole, one, CLEAR_AMONG_MANY)
    ]
    clear.sort(key=lambda key: (-more[key], str(key)))
    return [Suspect(column, key, kinds[key], whole.without(kinds[key])) for key in clear[:MOST_MEMBERS]]


def _lost(case: Case, one: Evidence, lost: Decimal, whole: Parts) -> tuple[Decimal | None, Decimal]:
    if one.is_of(case.reading.definition.formula):
        return shown(lost, case.unit), ZERO
    return None, lost / abs(whole.ratio) if whole.ratio else ZERO


def is_clear(part: Parts, whole: Parts, one: Evidence, errors: float) -> bool:
    if are_counts(one):
        return is_drawn_clear(part, whole, errors)
    rest = whole.without(part)
    if part.ratio is None or rest.ratio is None:
        return False
    return abs(part.ratio - rest.ratio) >= abs(rest.ratio) * MATERIAL
