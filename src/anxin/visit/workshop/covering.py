"""How a job is placed, and how much of the labour that its customer agreed to its plan has room for (M07.01)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil

from anxin.parties.org.queries import calendar_of
from anxin.visit.workshop.models import Assignment

Taken = tuple[datetime, datetime, int]
"""From when until when by how many people."""


REPLANS = 1000


def standing(team: Iterable[Assignment]) -> int:
    """The stand of a job of which these assignments hold: the newest of them, and how often its plan changed since."""
    return max((row.pk * REPLANS + row.replanned % REPLANS for row in team), default=0)


def labour_minutes(hours: Decimal) -> int:
    """Sold hours in whole minutes, the last one begun."""
    return ceil(hours * 60)


def work_minutes(store_id: int, taken: Taken) -> int:
    """Time of work in a plan: nights and closed days between do not count, unless nothing else is in it."""
    begin, end, people = taken
    return people * (calendar_of(store_id).working_minutes_between(begin, end) or int((end - begin).total_seconds() // 60))


def covered_of(standing: Iterable[Assignment]) -> int | None:
    """What the plan of a job covers; None for one from before that was kept."""
    return max((one.covered_minutes for one in standing if one.covered_minutes is not None), default=None)


def missing(hours: Decimal, covered: int | None, people: int) -> timedelta:
    """What a plan that covers so many minutes would have to be longer for the sold hours."""
    minutes = 0 if covered is None else max(labour_minutes(hours) - covered, 0)
    return timedelta(minutes=ceil(minutes / people))


def covered_by_move(store_id: int, standing: Sequence[Assignment], will: Taken, agreed: int) -> int:
    """What a plan covers that somebody changed by hand, of what is agreed to now.

    Who changes a plan that covers everything decides how long it takes. Of what came since, which he need not know yet, it
    covers only what it is longer than before.
    """
    first = standing[0]
    if first.planned_from is None or first.planned_to is None:
        return agreed
    before = work_minutes(store_id, (first.planned_from, first.planned_to, len(standing)))
    now = work_minutes(store_id, will)
    kept = covered_of(standing)
    covered = before if kept is None else kept
    if now >= agreed:
        return max(agreed, min(covered, now))
    if agreed > covered:
        return min(agreed, covered + max(now - before, 0))
    return max(agreed, min(covered, covered + now - before))
