"""Placing before it is saved: where a job would go, with whom and why, whose promise it breaks, and what stands there."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.platform.ui.formats import format_time, plate_or_vin
from anxin.visit.repair_orders.parameters import PROMISE_MARGIN
from anxin.visit.repair_orders.queries import OpenJobRow, list_open_jobs
from anxin.visit.workshop import grid as grids
from anxin.visit.workshop import permissions, placing, rules
from anxin.visit.workshop.models import Assignment
from anxin.visit.workshop.placing import Left, Pick, Wish
from anxin.visit.workshop.queries.ahead import placed_ahead
from anxin.visit.workshop.queries.cards import late_by, standing
from anxin.visit.workshop.queries.field import day_of, without, work_of
from anxin.visit.workshop.queries.floor import DayPlan, PlannedBlock, day_plan, unplaced_jobs
from anxin.visit.workshop.queries.groups import led_team, teams_of
from anxin.visit.workshop.queries.load import HourLoad, booked_work, expected_bookings, hour_load, opening_of
from anxin.visit.workshop.queries.reasons import left_words, reason_words


@dataclass(frozen=True, slots=True)
class Problem:
    """What a placing would do that nobody wants: ``code`` is skill, bay, time, nobody, overlap or promise."""

    code: str
    words: str
    number: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """A placing before it is saved. Impossible is what the database or the rules refuse; ``better_at`` is when it fits."""

    job: OpenJobRow
    stand: int
    starts_at: datetime
    ends_at: datetime
    technician_ids: tuple[int, ...]
    technicians: tuple[str, ...]
    percents: tuple[int | None, ...]
    bay_id: int | None
    bay: str
    reasons: tuple[str, ...]
    reason: str
    problems: tuple[Problem, ...]
    better_at: datetime | None
    is_possible: bool

    @property
    def names(self) -> str:
        """Who would do it."""
        return "、".join(self.technicians)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A job with the place that is proposed for it, in words."""

    job: OpenJobRow
    pick: Pick
    technician: str
    bay: str
    reason: str


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """A job without a place: why, and what would help."""

    job: OpenJobRow
    cause: str
    words: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Places for the jobs that nobody has, the most urgent first."""

    day: date
    placed: tuple[Proposed, ...]
    left: tuple[NotPlaced, ...]


@query(permissions.SEE)
def propose_placings(
    actor: Actor, store_id: int, day: date, now: datetime, job_ids: Collection[int] | None = None
) -> Proposal:
    """Where the unplaced jobs of a store, or some of them, would best go on a day, with the reasons in words (R-WS01).

    To a team leader: the jobs and the people of the own team (R-WS08).
    """
    own, teams = led_team(actor, store_id, day), teams_of(actor, store_id, day)
    waiting = [job for job in unplaced_jobs(actor, store_id, own) if job_ids is None or job.job_id in job_ids]
    plan = day_plan(actor, store_id, day)
    jobs = {job.job_id: job for job in waiting}
    works = [work_of(job, plan, teams) for job in waiting]
    field = day_of(store_id, plan, now, own)
    found = placed_ahead(actor, store_id, day, now, works, placing.place_all(works, field), field)
    people, bays = _names(plan)
    return Proposal(
        day,
        tuple(
            Proposed(
                jobs[pick.job_id],
                pick,
                people[pick.technician_id],
                bays[pick.bay_id],
                reason_words(pick.reasons, pick.late_minutes, pick.stretches),
            )
            for pick in found.picks
        ),
        tuple(NotPlaced(jobs[one.job_id], one.cause, left_words(one)) for one in found.left),
    )


@query(permissions.SEE)
def preview_placing(actor: Actor, store_id: int, wish: Wish, now: datetime) -> Preview:
    """What would come of a placing: who does it, what stands there already, and whose promise it breaks.

    :raises NotFound: no such job in the store, or one that cannot be worked on
    """
    job = next(iter(list_open_jobs(actor, store_id, [wish.job_id])), None)
    if job is None or job.state not in ("OPEN", "IN_PROGRESS"):
        raise NotFound
    start = max(wish.starts_at, rules.next_mark(now))
    plan = without(day_plan(actor, store_id, store_info(store_id).clock.day(start)), job.job_id)
    team = _team(actor, job.job_id)
    work = work_of(job, plan, teams_of(actor, store_id, plan.day))
    if team and team[0].planned_from and team[0].planned_to:
        work = replace(work, minutes=int((team[0].planned_to - team[0].planned_from).total_seconds() // 60))
    field = day_of(store_id, plan, now, led_team(actor, store_id, plan.day))
    # Who drops a job on a break means it.
    field.not_before, field.breaks = start, ()
    bay_id = wish.bay_id or (team[0].bay_id if team and wish.technician_id else None)
    asked = frozenset({wish.technician_id} if wish.technician_id else {row.technician_id for row in team})
    found = placing.place_one(work, field, technician_ids=asked, bay_id=bay_id, at=start)
    kept = () if wish.technician_id else tuple(team)
    if not wish.technician_id and not _is_free(found, start):
        # Whoever has the job cannot do it there and then: somebody is chosen as for a new one.
        kept, found = (), placing.place_one(work, field, bay_id=bay_id, at=start)
    end = start + timedelta(minutes=work.minutes)
    over = _full_hours(actor, plan, job.store_id, (start, end), max(len(kept), 1))
    return _preview(_Case(plan, job, wish, start, end, found, kept, standing(team)), over)


@dataclass(frozen=True, slots=True)
class _Case:
    """A placing with what was found for it; ``kept`` are those who have the job and keep it."""

    plan: DayPlan
    job: OpenJobRow
    wish: Wish
    start: datetime
    end: datetime
    found: Pick | Left
    kept: tuple[Assignment, ...]
    stand: int

    @property
    def is_free(self) -> bool:
        return _is_free(self.found, self.start)

    @property
    def technician_ids(self) -> tuple[int, ...]:
        if self.kept:
            return tuple(row.technician_id for row in self.kept)
        if isinstance(self.found, Pick):
            return (self.found.technician_id,)
        return (self.wish.technician_id,) if self.wish.technician_id else ()

    @property
    def bay_id(self) -> int | None:
        return self.found.bay_id if isinstance(self.found, Pick) else self.wish.bay_id

    @property
    def margin(self) -> timedelta:
        return timedelta(minutes=value(PROMISE_MARGIN, self.job.store_id, self.plan.day))


def _is_free(found: Pick | Left, start: datetime) -> bool:
    return isinstance(found, Pick) and found.starts_at == start


def _team(actor: Actor, job_id: int) -> list[Assignment]:
    rows = Assignment.objects.visible_to(actor, permissions.SEE).filter(job_id=job_id, released_at=None)
    return list(rows.order_by("pk"))


def _names(plan: DayPlan) -> tuple[dict[int, str], dict[int, str]]:
    return {one.id: one.name for one in plan.technicians}, {one.id: one.code for one in plan.bays}


def _preview(case: _Case, over: list[Problem]) -> Preview:
    people, bays = _names(case.plan)
    reasons = case.found.reasons if isinstance(case.found, Pick) and not case.kept else ()
    problems = [Problem(case.found.cause, _left(case))] if isinstance(case.found, Left) else []
    problems += [] if case.is_free else _overlaps(case)
    problems += _broken(case)
    return Preview(
        job=case.job,
        stand=case.stand,
        starts_at=case.start,
        ends_at=case.end,
        technician_ids=case.technician_ids,
        technicians=tuple(people.get(number, "") for number in case.technician_ids),
        percents=tuple(row.share_percent for row in case.kept) if len(case.kept) > 1 else (None,) * len(case.technician_ids),
        bay_id=case.bay_id,
        bay=bays.get(case.bay_id or 0, ""),
        reasons=reasons,
        reason=reason_words(reasons),
        problems=tuple(problems + over),
        better_at=case.found.starts_at if isinstance(case.found, Pick) and not case.is_free else None,
        is_possible=case.is_free,
    )


def _left(case: _Case) -> str:
    if isinstance(case.found, Left) and case.found.cause == "nobody" and case.wish.technician_id:
        return _("这位技师当天不当班，请换人或换一天。")
    return left_words(case.found) if isinstance(case.found, Left) else ""


def _broken(case: _Case) -> list[Problem]:
    """A promise that is left behind by so much as the card will say, or kept with too little left to inspect and settle."""
    promised_at = case.job.promised_at
    if promised_at is None or case.end + case.margin <= promised_at:
        return []
    late = late_by(case.end, promised_at)
    words = {
        "plate": plate_or_vin(case.job.plate, case.job.vin) or case.job.number,
        "promise": format_time(promised_at),
        "end": format_time(case.end),
        "late": late,
        "left": int((promised_at - case.end).total_seconds() // 60),
    }
    if late:
        told = _("%(plate)s 承诺 %(promise)s，这样要到 %(end)s 才做完，晚 %(late)s 分") % words
    else:
        told = _("%(plate)s 承诺 %(promise)s，这样 %(end)s 做完，只剩 %(left)s 分质检、洗车、结算") % words
    return [Problem("promise", told, case.job.number, late)]


def _overlaps(case: _Case) -> list[Problem]:
    """What stands there, and what its promise would suffer if it had to wait."""
    found: dict[tuple[int | None, datetime], Problem] = {}
    lanes = [(one.code, one.blocks) for one in case.plan.bays if one.id == case.bay_id]
    lanes += [(one.name, one.blocks) for one in case.plan.technicians if one.id in case.technician_ids]
    for name, blocks in lanes:
        for block in blocks:
            if block.starts_at < case.end and block.ends_at > case.start:
                found.setdefault((block.job_id, block.starts_at), _overlap(name, block, case))
    return list(found.values())


def _overlap(name: str, block: PlannedBlock, case: _Case) -> Problem:
    words = {
        "name": name,
        "since": format_time(block.starts_at),
        "until": format_time(block.ends_at),
        "plate": plate_or_vin(block.plate, block.vin) or _("预约"),
        "title": block.title,
    }
    told = (_("%(name)s %(since)s–%(until)s 已排 %(plate)s %(title)s") % words).strip()
    late = late_by(case.end + (block.ends_at - block.starts_at), block.promised_at)
    if late:
        told += _("；它让位会晚 %(late)s 分") % {"late": late}
    return Problem("overlap", told, block.number, late)


def _full_hours(actor: Actor, plan: DayPlan, store_id: int, span: tuple[datetime, datetime], people: int) -> list[Problem]:
    """Hours in which more would be planned than technicians are on duty, bookings counted."""
    opening = opening_of(store_id, plan.day)
    work = [((block.starts_at, block.ends_at), 1) for one in plan.technicians for block in one.blocks]
    booked = booked_work(actor, store_id, expected_bookings(actor, store_id, plan.day))
    hours = grids.grid_of(span, opening).hours()
    touched = [(hour, cell) for hour, cell in hours if hour < span[1] and hour + grids.HOUR > span[0]]
    loads = [hour_load(hour, cell, plan, opening, [*work, (span, people)], booked) for hour, cell in touched]
    return [
        Problem("hour", _full(load), minutes=load.planned_minutes - load.available_minutes) for load in loads if load.is_over
    ]


def _full(load: HourLoad) -> str:
    words = {
        "since": format_time(load.starts_at),
        "planned": load.planned_hours,
        "available": load.available_hours,
    }
    return _("%(since)s 这一小时连预约已排 %(planned)s h，当班只有 %(available)s h") % words
