"""Who gets which job, where and when: the greedy placement that says why (R-WS01, R-WS11, R-WS12). Pure; no Django.

Jobs are taken in the order of their rank and promise; each gets the place at which it keeps its promise, in its own lane,
earliest, with the technician who has the least. Nobody picks: who gets a job follows from skill, time and load alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from anxin.visit.workshop.free_time import Span, first_start, mark_after
from anxin.visit.workshop.rules import SPECIAL_BAYS, bay_distance, is_at_home, missing_skills


@dataclass(frozen=True, slots=True)
class Work:
    """A job to place: how long one technician needs, by when it should be done for the promise, and whose order it is.

    ``due_at`` leaves the margin to inspect, wash and settle before ``promised_at``, from which lateness counts.
    ``car_busy`` are the hours in which other jobs have the car.
    """

    job_id: int
    number: str
    minutes: int
    rank: int
    due_at: datetime | None
    skills: frozenset[str] = frozenset()
    is_high_voltage: bool = False
    is_express: bool = False
    team_id: int | None = None
    car_busy: tuple[Span, ...] = ()
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A technician of the day: what is planned already, and from when to when on duty.

    ``held`` is what goes on now until it is expected to end, with ``held_by``, its order: no plan, but nobody is free in it.
    """

    id: int
    skills: frozenset[str]
    shift: Span | None
    busy: tuple[Span, ...] = ()
    planned_minutes: int = 0
    is_express: bool = False
    team_id: int | None = None
    numbers: frozenset[str] = frozenset()
    overrun: str = ""
    held: tuple[Span, ...] = ()
    held_by: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A bay of the day; ``numbers`` are the orders whose cars it has that day. ``held`` as of a technician.

    ``overrun`` is, here and of a technician, the order on which work goes on beyond its plan: nobody knows until when.
    """

    id: int
    kind: str
    is_high_voltage: bool
    busy: tuple[Span, ...] = ()
    is_express: bool = False
    numbers: frozenset[str] = frozenset()
    overrun: str = ""
    held: tuple[Span, ...] = ()
    held_by: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Where somebody puts a job on the board: from when on, in which bay, with whom; what is left out is chosen.

    ``seen`` is the job's stand that was on the screen, 0 for nobody; None does not ask.
    """

    job_id: int
    starts_at: datetime
    bay_id: int | None = None
    technician_id: int | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A place for a job with the codes of its reasons; ``late_minutes`` is how far it leaves the promise behind.

    ``stretches`` are the parts in which work goes on where the night lies between.
    """

    job_id: int
    technician_id: int
    bay_id: int
    starts_at: datetime
    ends_at: datetime
    reasons: tuple[str, ...]
    late_minutes: int = 0
    stretches: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """A job for which there is no place: why, and the skills or minutes that are missing."""

    job_id: int
    cause: str
    skills: tuple[str, ...] = ()
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Placement:
    """What a placement proposes, in the order in which it was decided."""

    picks: tuple[Pick, ...]
    left: tuple[Left, ...]


@dataclass(slots=True)
class Day:
    """Technicians and bays of a day, from when on work may start, and how long each bay is open; it fills up.

    ``breaks`` are when the store is closed between; ``longest_minutes`` what somebody could do in one go that day.
    ``now`` is the first mark of the clock from now on, None on a day that is not today.
    """

    people: dict[int, Person]
    places: dict[int, Place]
    not_before: datetime
    closes_at: datetime
    step_minutes: int
    team_first: bool = False
    cars: dict[str, list[Span]] = field(default_factory=dict)
    breaks: tuple[Span, ...] = ()
    longest_minutes: int = 0
    now: datetime | None = None

    def take(self, work: Work, pick: Pick) -> None:
        """Note that a pick holds, so that the next job sees it."""
        spans = pick.stretches or ((pick.starts_at, pick.ends_at),)
        person, place = self.people[pick.technician_id], self.places[pick.bay_id]
        self.people[person.id] = replace(
            person,
            busy=(*person.busy, *spans),
            planned_minutes=person.planned_minutes + work.minutes,
            numbers=person.numbers | {work.number},
        )
        self.places[place.id] = replace(place, busy=(*place.busy, *spans), numbers=place.numbers | {work.number})
        self.cars.setdefault(work.number, []).extend(spans)


def place_all(works: Sequence[Work], day: Day) -> Placement:
    """Places for all jobs that have one, the most urgent first; the others with what is in their way."""
    latest = datetime.max.replace(tzinfo=day.not_before.tzinfo)
    picks: list[Pick] = []
    left: list[Left] = []
    for work in sorted(works, key=lambda one: (one.rank, one.due_at or latest, one.job_id)):
        found = place_one(work, day)
        if isinstance(found, Pick):
            day.take(work, found)
            picks.append(found)
        else:
            left.append(found)
    return Placement(tuple(picks), tuple(left))


def place_one(
    work: Work,
    day: Day,
    *,
    technician_ids: frozenset[int] = frozenset(),
    bay_id: int | None = None,
    at: datetime | None = None,
    insist: bool = False,
) -> Pick | Left:
    """The best place of one job, among some technicians or in one bay only where these are given.

    With an instant, whoever can begin at that very time comes before all others; to insist is to plan over what still
    goes on.
    """
    people = [one for one in day.people.values() if not technician_ids or one.id in technician_ids]
    able = [one for one in people if not missing_skills(work.skills, work.is_high_voltage, {one.id: one.skills})]
    if not able:
        wanted = {*work.skills, *({"high_voltage"} if work.is_high_voltage else ())}
        held = {skill for one in people for skill in one.skills}
        return Left(work.job_id, "skill" if people else "nobody", tuple(sorted(wanted - held) or sorted(wanted)))
    if bay_id is None:
        bays = [one for one in day.places.values() if fits(one, work)]
    else:
        # Who names a bay may have a reason; only high voltage leaves no choice.
        named = [one for one in day.places.values() if one.id == bay_id]
        bays = [one for one in named if one.is_high_voltage or not work.is_high_voltage]
    if not bays:
        return Left(work.job_id, "high_voltage_bay" if work.is_high_voltage else "bay")
    offers = [(person, bay, start) for person in able for bay in bays if (start := _start(work, person, bay, day, insist))]
    if not offers:
        return Left(work.job_id, "time", minutes=work.minutes)
    person, bay, start = min(offers, key=lambda offer: (at is not None and offer[2] != at, *_worth(work, day, *offer)))
    end = start + timedelta(minutes=work.minutes)
    is_first = start == min(offer[2] for offer in offers)
    # Who may do it and who has least is said of everybody, not of those who were asked for.
    all_able = [
        one for one in day.people.values() if not missing_skills(work.skills, work.is_high_voltage, {one.id: one.skills})
    ]
    reasons = _reasons(work, day, all_able, person, bay, start, is_first=is_first and not technician_ids and at is None)
    return Pick(work.job_id, person.id, bay.id, start, end, reasons, minutes_late(end, work.promised_at))


def minutes_late(ends_at: datetime, promised_at: datetime | None) -> int:
    """Whole minutes by which work that ends then leaves a promise behind, wherever it is said; zero where it keeps it.

    Inspection, wash and settlement are not counted: what is left for them is said apart.
    """
    return max(int((ends_at - promised_at).total_seconds() // 60), 0) if promised_at else 0


def fits(place: Place, work: Work) -> bool:
    """Whether a bay may take a job: high voltage asks for an equipped bay, body and paint for their own."""
    if work.is_high_voltage and not place.is_high_voltage:
        return False
    return is_at_home(place.kind, work.skills)


def held_until(work: Work, person: Person | None, place: Place | None) -> datetime | None:
    """Until when what goes on now keeps a technician, or a bay with another car in it; None where nothing does."""
    return max((until for _since, until in _held(work, person, place)), default=None)


def _held(work: Work, person: Person | None, place: Place | None) -> tuple[Span, ...]:
    own = person.held if person else ()
    return (*own, *place.held) if place and place.held_by != work.number else own


def _start(work: Work, person: Person, place: Place, day: Day, insist: bool) -> datetime | None:
    since, until = day.not_before, day.closes_at
    if person.shift:
        since, until = mark_after(max(since, person.shift[0]), since, day.step_minutes), person.shift[1]
    busy = (*person.busy, *place.busy, *work.car_busy, *day.cars.get(work.number, ()), *day.breaks)
    if not insist:
        busy = (*busy, *_held(work, person, place))
    return first_start(busy, since, until, work.minutes, day.step_minutes)


def _worth(work: Work, day: Day, person: Person, place: Place, start: datetime) -> tuple[object, ...]:
    """The less, the better: the promise, the own lane and trade, the own team, no overrun, time, the car, the bay, load."""
    end = start + timedelta(minutes=work.minutes)
    is_late = work.due_at is not None and end > work.due_at
    strange_lane = (person.is_express != work.is_express) + (place.is_express != work.is_express)
    strange_team = day.team_first and work.team_id is not None and person.team_id != work.team_id
    # A job that asks for no skill is no job of the body shop.
    strange_trade = not work.skills and bool(person.skills) and person.skills <= set(SPECIAL_BAYS)
    unsure = (person.overrun not in ("", work.number)) + (place.overrun not in ("", work.number))
    has_no_car = (work.number not in place.numbers) + (work.number not in person.numbers)
    distance = bay_distance(place.kind, place.is_high_voltage, work.skills, work.is_high_voltage)
    strange = (strange_lane, strange_trade, strange_team)
    return (is_late, *strange, unsure, start, has_no_car, distance, person.planned_minutes, person.id, place.id)


def _reasons(
    work: Work, day: Day, able: Sequence[Person], person: Person, place: Place, start: datetime, *, is_first: bool
) -> tuple[str, ...]:
    """What is true of the choice at this moment: it is stored, and read by people who were not asked."""
    told = []
    until = held_until(work, person, place)
    is_free = until is None or until <= start
    if work.is_express and (person.is_express or place.is_express):
        told.append("express")
    if day.team_first and work.team_id is not None and person.team_id == work.team_id:
        told.append("team")
    if work.number in person.numbers:
        told.append("same_car")
    elif work.number in place.numbers:
        told.append("same_bay")
    if is_free and day.now is not None and start <= day.now:
        told.append("free_now")
    elif is_first:
        told.append("earliest")
    elif is_free:
        told.append("free_then")
    if work.is_high_voltage:
        told.append("high_voltage")
    elif len(able) == 1:
        told.append("only_one")
    if len(able) > 1 and person.planned_minutes == min(one.planned_minutes for one in able):
        told.append("least_load")
    return tuple(told)


def shares_of_lane(people: Mapping[int, bool], cars: Sequence[tuple[str, frozenset[int]]]) -> tuple[int, int, int, int]:
    """Of a lane: its express technicians, all technicians, cars that these served, all cars (R-WS11, R-WS12)."""
    express = {number for number, is_express in people.items() if is_express}
    served = {number for number, team in cars if team & express}
    return len(express), len(people), len(served), len({number for number, _team in cars})
