"""Where a job goes that no single shift holds: over the rest of a day and the next ones, without a gap. Pure; no Django.

The car keeps its bay and its technician: work goes on at the beginning of their next shift, and nothing comes between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from anxin.visit.workshop.free_time import Span, first_free_end
from anxin.visit.workshop.grid import gaps
from anxin.visit.workshop.placing import Day, Left, Person, Pick, Place, Placement, Work, fits, minutes_late
from anxin.visit.workshop.rules import missing_skills


@dataclass(frozen=True, slots=True)
class _Offer:
    """A technician and a bay with the stretches in which they do the whole job."""

    person: Person
    place: Place
    stretches: tuple[Span, ...]


def is_long(work: Work, day: Day) -> bool:
    """Whether nobody could do the job in one go even on an empty day."""
    return work.minutes > day.longest_minutes


def place_long(work: Work, days: Sequence[Day]) -> Pick | Left:
    """The place at which a long job ends first, from the first of the days on; of two, with who has the least."""
    offers = [
        _Offer(person, place, stretches)
        for person in days[0].people.values()
        for place in days[0].places.values()
        if fits(place, work)
        and not missing_skills(work.skills, work.is_high_voltage, {person.id: person.skills})
        and (stretches := _stretches(work, person.id, place.id, days))
    ]
    if not offers:
        return Left(work.job_id, "time", minutes=work.minutes)
    best = min(offers, key=lambda one: (one.stretches[-1][1], one.person.planned_minutes, one.person.id, one.place.id))
    end = best.stretches[-1][1]
    late = minutes_late(end, work.promised_at)
    return Pick(work.job_id, best.person.id, best.place.id, best.stretches[0][0], end, ("over_days",), late, best.stretches)


def with_long(works: Sequence[Work], found: Placement, days: Sequence[Day]) -> Placement:
    """A placement in which the long jobs that had no place on the first day go over several, if these hold them."""
    waiting = {one.job_id: one for one in works}
    picks, left = list(found.picks), []
    for one in found.left:
        work = waiting.get(one.job_id) if one.cause == "time" else None
        pick = place_long(work, days) if work is not None else one
        if work is None or isinstance(pick, Left):
            left.append(one)
            continue
        for day in days:
            if pick.technician_id in day.people and pick.bay_id in day.places:
                day.take(work, pick)
        picks.append(pick)
    return Placement(tuple(picks), tuple(left))


def _stretches(work: Work, person_id: int, place_id: int, days: Sequence[Day]) -> tuple[Span, ...]:
    """From the first day whose end is free: the rest of that day, then whole beginnings; nothing where none is free."""
    windows = [window for day in days for window in _windows(work, person_id, place_id, day)]
    for first in range(len(windows)):
        found, left = [], timedelta(minutes=work.minutes)
        for place, (since, until, busy) in enumerate(windows[first:]):
            begin = since if place else first_free_end(busy, since, until)
            end = min(begin + left, until)
            if place and any(start < end and stop > begin for start, stop in busy):
                break
            if end > begin:
                found.append((begin, end))
                left -= end - begin
            if not left:
                return tuple(found)
    return ()


def _windows(work: Work, person_id: int, place_id: int, day: Day) -> list[tuple[*Span, tuple[Span, ...]]]:
    """When a technician is on duty on a day while the store is open, and what is taken of it."""
    person, place = day.people.get(person_id), day.places.get(place_id)
    if person is None or place is None:
        return []
    held = (*person.held, *(place.held if place.held_by != work.number else ()))
    busy = (*person.busy, *place.busy, *held, *work.car_busy, *day.cars.get(work.number, ()))
    since, until = person.shift or (day.not_before, day.closes_at)
    since, until = max(since, day.not_before), min(until, day.closes_at)
    return [(start, end, busy) for start, end in gaps(day.breaks, since, until)]
