"""What is known of the work ahead of cars in the shop, read once for many: plan, clocks, waiting, words, parts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Protocol

from django.db.models import QuerySet

from anxin.holdings.parts.queries import list_short_articles
from anxin.parties.org.queries import calendar_of, list_bays, store_info, system_actor
from anxin.parties.people.queries import list_absences
from anxin.platform.actor import Actor
from anxin.platform.calendar.rules import CalendarNeverOpens, WorkingCalendar
from anxin.platform.database.prepared import prepared
from anxin.platform.parameters import value
from anxin.visit.promises import rules
from anxin.visit.promises.models import LateEstimate
from anxin.visit.promises.parameters import OVERRUN_MINUTES
from anxin.visit.promises.rules import Expectation, JobAhead, OrderAhead
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.commands import ORDER_KIND
from anxin.visit.workshop import permissions as workshop_permissions
from anxin.visit.workshop import queries as workshop
from anxin.visit.workshop.queries import JobOnFloor

EXPECTED_IN = ("OPEN", "AUTHORISED", "DISPATCHED", "IN_PROGRESS", "WORK_FINISHED")
"""States of an order in which there is something to expect."""
DONE = ("FINISHED", "DROPPED")
PLANNED_BEFORE = timedelta(days=1)
"""How long ago the plan of another car may have begun that still keeps people and bay."""


Floor = Mapping[int, Sequence[JobOnFloor]]


class Car(Protocol):
    """What it takes to know of a car in the shop."""

    @property
    def id(self) -> int:
        """The order's id."""

    @property
    def state(self) -> str:
        """The order's state."""

    @property
    def remaining_hours(self) -> Decimal:
        """Hours sold and not done."""

    @property
    def waiting_items(self) -> int:
        """Items that wait for the customer."""


def floor_of(store_id: int, cars: Sequence[Car], at: datetime, reader: Actor | None = None) -> Floor:
    """Order → its jobs on the floor, of cars that are not ready, and of others that are planned since yesterday: who is late
    with another car is late with this one. Read as ``reader`` where he may, else as the program."""
    ids = [car.id for car in cars if car.state in EXPECTED_IN]
    if not ids:
        return {}
    may_read = reader is not None and reader.may(workshop_permissions.SEE, store_id)
    actor = reader if reader and may_read else system_actor("promises")
    return workshop.job_states(actor, ids, beside=(store_id, at - PLANNED_BEFORE))


def expect_all(store_id: int, cars: Sequence[Car], at: datetime, floor: Floor | None = None) -> dict[int, Expectation]:
    """What is expected of cars of a store in scope, by order; nothing of those that are ready.

    Whoever may see the cars may know when they are done, so the program reads what it takes.
    """
    ahead = [car for car in cars if car.state in EXPECTED_IN]
    if not ahead:
        return {}
    # With every store of the unit that runs: none is set anew for each read.
    actor = system_actor("promises")
    known = floor_of(store_id, ahead, at) if floor is None else floor
    overrun, calendar = value(OVERRUN_MINUTES, store_id, at), calendar_of(store_id)
    jobs = _jobs_ahead(actor, store_id, ahead, known, at, calendar)
    # Once somebody is at a car, the floor knows better than the book.
    alone = [car.id for car in ahead if car.state != "WORK_FINISHED" and not jobs.get(car.id)]
    held = orders.list_held_until(actor, store_id, alone)
    add = _adding(calendar)
    ends = rules.end_of_each(chain.from_iterable(jobs.values()), at, overrun, add)
    return {
        car.id: rules.expect(_ahead(car, jobs.get(car.id, ()), held.get(car.id)), at, overrun, add, ends) for car in ahead
    }


def expect_jobs(store_id: int, cars: Sequence[Car], at: datetime) -> dict[int, datetime]:
    """Job → when it ends, of the jobs on the floor that are not done, those of other cars among them."""
    ahead = [car for car in cars if car.state in EXPECTED_IN]
    if not ahead:
        return {}
    calendar = calendar_of(store_id)
    jobs = _jobs_ahead(system_actor("promises"), store_id, ahead, floor_of(store_id, ahead, at), at, calendar)
    overrun = value(OVERRUN_MINUTES, store_id, at)
    ends = rules.end_of_each(chain.from_iterable(jobs.values()), at, overrun, _adding(calendar))
    return {pk: one.expected_at for pk, one in ends.items()}


def _adding(calendar: WorkingCalendar) -> rules.Add:
    def add(since: datetime, minutes: int) -> datetime:
        try:
            return calendar.add_working_minutes(since, minutes)
        except CalendarNeverOpens:
            return since + timedelta(minutes=minutes)

    return add


def _ahead(car: Car, jobs: Sequence[JobAhead], held_until: datetime | None) -> OrderAhead:
    unplaced = max(int(car.remaining_hours * 60) - sum(job.sold_minutes for job in jobs), 0)
    return OrderAhead(car.state, tuple(jobs), unplaced, held_until, car.waiting_items > 0)


def _jobs_ahead(
    actor: Actor, store_id: int, cars: Iterable[Car], floor: Floor, at: datetime, calendar: WorkingCalendar
) -> dict[int, tuple[JobAhead, ...]]:
    """Order → the jobs that somebody has been given and that are not done, of the cars and of others on the floor."""
    placed = {car.id: [job for job in floor.get(car.id, ()) if job.state not in DONE] for car in cars}
    # What another car waits for keeps nobody from this one.
    placed |= {
        pk: [job for job in jobs if job.state not in DONE and (job.working_since or not job.waiting_reason)]
        for pk, jobs in floor.items()
        if pk not in placed
    }
    ids = [job.job_id for jobs in placed.values() for job in jobs]
    said = _last_said(store_id, list(placed))
    if not ids and not said:
        return {}
    used = workshop.clocked_minutes(actor, ids, at)
    sold = orders.list_job_hours(actor, store_id, ids)
    gone = _gone(actor, store_id, at)
    waits = {pk for pk, jobs in placed.items() if any("parts" in (job.waiting_reason, *job.waiting_also) for job in jobs)}
    parts = _parts_at(actor, store_id, at) if waits else {}
    past = _passed(actor, store_id, said, chain.from_iterable(placed.values()))
    found = {
        pk: [
            _job(job, sold, used[job.job_id], _word(said.get(job.job_id), past), parts.get(pk), gone, calendar)
            for job in jobs
        ]
        for pk, jobs in placed.items()
    }
    for job_id, word in said.items():
        if job_id not in ids:
            # Nobody has the job yet: its hours count as those of nobody, the word counts all the same.
            found[word.repair_order_id].append(JobAhead(job_id, 0, 0, said_until=word.until, said_reason=word.reason))
    return {pk: tuple(jobs) for pk, jobs in found.items()}


def _job(
    job: JobOnFloor,
    sold: Mapping[int, Decimal],
    used: int,
    said: tuple[datetime | None, str],
    parts_at: datetime | None,
    gone: tuple[Collection[int], Collection[int]],
    calendar: WorkingCalendar,
) -> JobAhead:
    waiting = job.waiting_reason or _blocked(job, *gone)
    return JobAhead(
        job.job_id,
        int(sold.get(job.job_id, Decimal(0)) * 60),
        used,
        len(job.technician_ids),
        job.working_since is not None,
        job.planned_from,
        job.planned_to,
        "" if job.working_since else waiting,
        parts_at if "parts" in (waiting, *job.waiting_also) else None,
        *said,
        _planned_minutes(job, calendar),
        (*(f"person {one}" for one in job.technician_ids), *([f"bay {job.bay_id}"] if job.bay_id else [])),
        job.waiting_also,
    )


def _word(said: LateEstimate | None, past: Collection[int]) -> tuple[datetime | None, str]:
    """Until when, and why unless that has passed."""
    return (said.until, "" if said.job_id in past else said.reason) if said else (None, "")


def _passed(actor: Actor, store_id: int, said: Mapping[int, LateEstimate], jobs: Iterable[JobOnFloor]) -> set[int]:
    """Jobs of which the reason that was said no longer stands; parts are looked at only where they were the reason."""
    past = {
        job.job_id
        for job in jobs
        if (word := said.get(job.job_id)) is not None
        and rules.has_passed(word.reason, word.at, job.working_since, job.waiting_reason, job.waiting_since)
    }
    for_parts = [pk for pk, word in said.items() if word.reason == "parts" and pk not in past]
    states = orders.list_parts_of_jobs(actor, store_id, for_parts) if for_parts else {}
    return past | {pk for pk, parts in states.items() if parts.state == "issued"}


def _planned_minutes(job: JobOnFloor, calendar: WorkingCalendar) -> int:
    """The store's working time in the plan; all of it, where the plan lies in closed hours."""
    if job.planned_from is None or job.planned_to is None:
        return 0
    minutes = calendar.working_minutes_between(job.planned_from, job.planned_to)
    return minutes or int((job.planned_to - job.planned_from).total_seconds() // 60)


def _blocked(job: JobOnFloor, bays: Collection[int], away: Collection[int]) -> str:
    """A job that nobody works on waits for its bay, when that is out of use, or for somebody, when all are away."""
    if job.bay_id is not None and job.bay_id not in bays:
        return "bay"
    return "absent" if job.technician_ids and set(job.technician_ids) <= set(away) else ""


def _gone(actor: Actor, store_id: int, at: datetime) -> tuple[frozenset[int], frozenset[int]]:
    """Bays in use, and who is away today."""
    today = store_info(store_id).clock.day(at)
    away = frozenset(one.employee_id for one in list_absences(actor, store_id, today, today))
    return frozenset(bay.id for bay in list_bays(actor, store_id)), away


def _parts_at(actor: Actor, store_id: int, at: datetime) -> dict[int, datetime]:
    """Order → when the last of its missing parts comes; orders with one of which nobody knows it are left out."""
    comes: dict[int, list[datetime | None]] = {}
    for short in list_short_articles(actor, store_id, at):
        for need in short.needs:
            if need.document.kind == ORDER_KIND and need.is_firm:
                comes.setdefault(need.document.id, []).append(short.arrival.expected_at if short.arrival else None)
    known = {pk: [one for one in times if one is not None] for pk, times in comes.items()}
    return {pk: max(times) for pk, times in known.items() if len(times) == len(comes[pk])}


def _last_said(store_id: int, order_ids: Collection[int]) -> dict[int, LateEstimate]:
    return {row.job_id: row for row in _words_that_hold([store_id], list(order_ids)) if row.job.state not in DONE}


def words_of_done_jobs(stores: list[int], order_ids: list[int]) -> list[LateEstimate]:
    """What was said of jobs of orders that are done by now, and has not ended."""
    return [row for row in _words_that_hold(stores, order_ids) if row.job.state in DONE]


@prepared
def _words_that_hold(stores: list[int], order_ids: list[int]) -> QuerySet[LateEstimate]:
    rows: QuerySet[LateEstimate] = LateEstimate.objects.in_stores(stores)
    return rows.filter(repair_order_id__any=order_ids, ended_at=None).select_related("job").order_by("pk")
