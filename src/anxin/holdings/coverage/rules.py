"""Pure decisions of coverage: which term holds for a car, and whether it covers on a day at a mileage."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from anxin.platform.calendar.rules import add_months

COVERED, NOT_COVERED, UNCLEAR = "covered", "not_covered", "unclear"
WHOLE, WEAR = "whole", "wear"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long and how far something is covered; None is no limit."""

    months: int | None
    km: int | None


@dataclass(frozen=True, slots=True)
class Term:
    """A row of terms: for a brand or every one, for models whose name begins so, for cars sold from a day on."""

    brand_id: int | None
    model_name: str
    part_group: str
    sold_from: date | None
    limit: Limit


@dataclass(frozen=True, slots=True)
class Car:
    """What is asked: the start of its warranty (None: not known), the day, and its mileage (None: not read)."""

    brand_id: int | None
    model_name: str
    starts_on: date | None
    day: date
    odometer_km: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Covered, not or unclear; ``why`` says what decided: inside, over_time, over_km, start_unknown, mileage_unknown."""

    answer: str
    why: str
    limit: Limit
    ends_on: date | None


def judge(limit: Limit, car: Car) -> Verdict:
    """Whether a limit covers: its last day and its last kilometre are still inside, whichever ends first."""
    ends_on = add_months(car.starts_on, limit.months) if limit.months is not None and car.starts_on else None
    if limit.km is not None and car.odometer_km is not None and car.odometer_km > limit.km:
        return Verdict(NOT_COVERED, "over_km", limit, ends_on)
    if ends_on is not None and car.day > ends_on:
        return Verdict(NOT_COVERED, "over_time", limit, ends_on)
    if limit.months is not None and ends_on is None:
        return Verdict(UNCLEAR, "start_unknown", limit, None)
    if limit.km is not None and car.odometer_km is None:
        return Verdict(UNCLEAR, "mileage_unknown", limit, ends_on)
    return Verdict(COVERED, "inside", limit, ends_on)


def judge_group(part_group: str, terms: Iterable[Term], floor: Limit, car: Car) -> Verdict:
    """The verdict for a kind of part: its own term, else the whole car's, and never less than ``floor``.

    A wear part has its own term or the floor: what covers the whole car does not cover what wears.
    """
    known = list(terms)
    own = _term_for(part_group, known, car)
    if own is None and part_group not in (WHOLE, WEAR):
        own = _term_for(WHOLE, known, car)
    if own is None:
        return judge(floor, car)
    if part_group == WEAR:
        return judge(own.limit, car)
    return max((judge(each, car) for each in (floor, own.limit)), key=_for_customer)


def groups_in(text: str, words: Mapping[str, str]) -> dict[str, str]:
    """Kinds of parts that a text names, each with the word that named it; one line, one kind."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        hit = next(((group, word) for group, given in words.items() for word in given.split() if word in line), None)
        if hit is not None:
            found.setdefault(*hit)
    return found


def summed(answers: Iterable[str]) -> str:
    """One answer for several: the same, else unclear."""
    different = set(answers)
    return different.pop() if len(different) == 1 else UNCLEAR


def _term_for(part_group: str, terms: Iterable[Term], car: Car) -> Term | None:
    fitting = [
        term
        for term in terms
        if term.part_group == part_group
        and term.brand_id in (None, car.brand_id)
        and car.model_name.casefold().startswith(term.model_name.casefold())
        and (term.sold_from is None or (car.starts_on is not None and term.sold_from <= car.starts_on))
    ]
    return max(
        fitting,
        key=lambda term: (term.brand_id is not None, len(term.model_name), term.sold_from or date.min),
        default=None,
    )


def _for_customer(verdict: Verdict) -> tuple[int, date, float]:
    farthest = verdict.limit.km if verdict.limit.km is not None else float("inf")
    return (NOT_COVERED, UNCLEAR, COVERED).index(verdict.answer), verdict.ends_on or date.max, farthest
