"""A day as the placement sees it: who is free when, which bay, and how urgent each job is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from anxin.parties.org.queries import store_info
from anxin.platform.parameters import value
from anxin.visit.repair_orders.parameters import PROMISE_MARGIN
from anxin.visit.repair_orders.queries import OpenJobRow
from anxin.visit.workshop import grid as grids
from anxin.visit.workshop import parameters, rules
from anxin.visit.workshop.placing import Day, Person, Place, Work
from anxin.visit.workshop.queries.board import WORK_BAYS
from anxin.visit.workshop.queries.expected import expected_job_ends
from anxin.visit.workshop.queries.floor import BayPlan, DayPlan, PlannedBlock, TechnicianPlan
from anxin.visit.workshop.queries.load import duty_of, opening_of

EXPRESS = "express"
DONE = ("FINISHED", "DROPPED")


def day_of(store_id: int, plan: DayPlan, now: datetime, team_id: int | None = None) -> Day:
    """Technicians on duty, those of one team where it is named, and working bays of a day, as the placement sees them."""
    opening = opening_of(store_id, plan.day)
    first = rules.next_mark(now)
    today = now if store_info(store_id).clock.day(now) == plan.day else None
    ends = _ends_of_what_goes_on(store_id, plan, now) if today else {}
    opens = max(min((since for since, _until in opening), default=first), first)
    closes = max((until for _since, until in opening), default=opens)
    return Day(
        {one.id: _person(one, today, ends) for one in plan.technicians if one.is_on_duty and team_id in (None, one.team_id)},
        {one.id: _place(one, today, ends) for one in plan.bays if one.kind in WORK_BAYS},
        opens,
        closes,
        rules.MARK_MINUTES,
        value(parameters.TEAM_FIRST, store_id, plan.day),
        breaks=tuple(grids.gaps(opening, opens, closes)),
        longest_minutes=_longest(plan, opening),
        now=first if today else None,
    )


def work_of(job: OpenJobRow, plan: DayPlan, teams: Mapping[int, int]) -> Work:
    """A job as the placement sees it: done with its margin before the promise, and of its advisor's team."""
    store_id, day = job.store_id, plan.day
    shortest = value(parameters.SHORTEST_PLAN, store_id, day)
    margin = timedelta(minutes=value(PROMISE_MARGIN, store_id, day))
    blocks = {(one.starts_at, one.ends_at) for bay in plan.bays for one in bay.blocks if one.number == job.number}
    blocks |= {(one.starts_at, one.ends_at) for who in plan.technicians for one in who.blocks if one.number == job.number}
    return Work(
        job.job_id,
        job.number,
        rules.planned_minutes(job.hours, 1, shortest),
        job.queue_rank,
        job.promised_at - margin if job.promised_at else None,
        frozenset(job.skills),
        job.is_high_voltage,
        job.lane == EXPRESS,
        teams.get(job.advisor_id),
        car_busy=tuple(sorted(blocks)),
        promised_at=job.promised_at,
    )


def without(plan: DayPlan, job_id: int) -> DayPlan:
    """The day as if a job were not on the board."""
    return replace(
        plan,
        bays=tuple(replace(one, blocks=_others(one.blocks, job_id)) for one in plan.bays),
        technicians=tuple(replace(one, blocks=_others(one.blocks, job_id)) for one in plan.technicians),
    )


def _ends_of_what_goes_on(store_id: int, plan: DayPlan, now: datetime) -> Mapping[int, datetime]:
    """Job → when it is expected to end, as every screen says it, of what technicians are at and what stands in bays."""
    orders = {one.running_order_id for one in plan.technicians} | {one.standing_order_id for one in plan.bays}
    return expected_job_ends(store_id, sorted(orders - {0}), now)


def _held(
    job_id: int | None, since: datetime | None, now: datetime | None, ends: Mapping[int, datetime]
) -> tuple[tuple[datetime, datetime], ...]:
    """What goes on now, until it is expected to end."""
    if now is None or since is None:
        return ()
    return ((min(since, now), rules.next_mark(max(ends.get(job_id or 0, now), now))),)


def _longest(plan: DayPlan, opening: list[tuple[datetime, datetime]]) -> int:
    spans = [span for one in plan.technicians for span in duty_of(one, opening)]
    return max((int((until - since).total_seconds() // 60) for since, until in spans), default=0)


def _others(blocks: Sequence[PlannedBlock], job_id: int) -> tuple[PlannedBlock, ...]:
    return tuple(block for block in blocks if block.job_id != job_id)


def _person(one: TechnicianPlan, now: datetime | None, ends: Mapping[int, datetime]) -> Person:
    busy = [(block.starts_at, block.ends_at) for block in one.blocks]
    since = one.running_since or one.elsewhere_since
    if since is not None and now is not None:
        busy.append((min(since, now), rules.next_mark(now)))
    return Person(
        one.id,
        one.skills,
        one.shift,
        tuple(busy),
        sum(block.minutes for block in one.blocks),
        one.is_express,
        one.team_id,
        frozenset(block.number for block in one.blocks if block.number and block.job_state not in DONE),
        # Nobody knows until when a meeting or a training that runs goes on.
        _overrun(one.blocks, one.running_number, now) or (one.elsewhere if now is not None else ""),
        _held(one.running_job_id, since, now, ends),
        one.running_number,
    )


def _place(one: BayPlan, now: datetime | None, ends: Mapping[int, datetime]) -> Place:
    numbers = {block.number for block in one.blocks if block.job_state not in DONE} | {one.standing_number}
    return Place(
        one.id,
        one.kind,
        one.is_high_voltage,
        tuple((block.starts_at, block.ends_at) for block in one.blocks),
        one.kind in rules.EXPRESS_BAYS,
        frozenset(numbers - {""}),
        _overrun(one.blocks, one.standing_number, now),
        _held(one.standing_job_id, now if one.standing_job_id else None, now, ends),
        one.standing_number,
    )


def _overrun(blocks: Sequence[PlannedBlock], number: str, now: datetime | None) -> str:
    """The order that is worked on there and whose plan is over; empty while a plan still covers it, and on other days."""
    if now is None:
        return ""
    return "" if any(block.number == number and block.ends_at > now for block in blocks) else number
