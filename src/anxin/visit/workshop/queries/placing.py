"""Placing before it is saved: where a job would go, with whom and why, whose promise it breaks, and what stands there."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query
from anxin.visit.repair_orders.queries import OpenJobRow, list_open_jobs
from anxin.visit.workshop import permissions, placing, rules
from anxin.visit.workshop.covering import covered_of, missing, standing
from anxin.visit.workshop.models import Assignment
from anxin.visit.workshop.placing import Left, Pick, Wish
from anxin.visit.workshop.queries.ahead import placed_ahead
from anxin.visit.workshop.queries.field import day_of, without, work_of
from anxin.visit.workshop.queries.floor import DayPlan, day_plan, unplaced_jobs
from anxin.visit.workshop.queries.groups import led_team, teams_of
from anxin.visit.workshop.queries.problems import Case, Problem, broken, busy_now, full_hours, is_free, overlaps
from anxin.visit.workshop.queries.reasons import left_words, promise_words, reason_words


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
                reason_words(
                    pick.reasons,
                    pick.stretches,
                    promise_words(pick.ends_at, jobs[pick.job_id].promised_at, store_id, day),
                ),
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
        # With the time that its customer agreed to and that nobody has given it yet.
        length = team[0].planned_to - team[0].planned_from + missing(job.hours, covered_of(team), len(team))
        work = replace(work, minutes=int(length.total_seconds() // 60))
    field = day_of(store_id, plan, now, led_team(actor, store_id, plan.day))
    # Who drops a job on a break means it.
    field.not_before, field.breaks = start, ()
    bay_id = wish.bay_id or (team[0].bay_id if team and wish.technician_id else None)
    asked = frozenset({wish.technician_id} if wish.technician_id else {row.technician_id for row in team})
    found = placing.place_one(work, field, technician_ids=asked, bay_id=bay_id, at=start)
    kept = () if wish.technician_id else tuple(team)
    if not wish.technician_id and not is_free(found, start):
        # Whoever has the job cannot do it there and then: somebody is chosen as for a new one.
        kept, found = (), placing.place_one(work, field, bay_id=bay_id, at=start)
    better_at = found.starts_at if isinstance(found, Pick) and not is_free(found, start) else None
    if better_at is not None:
        # What goes on now is no plan: who insists may plan over it, and is asked first.
        over = placing.place_one(work, field, technician_ids=asked, bay_id=bay_id, at=start, insist=True)
        if is_free(over, start):
            kept, found = () if wish.technician_id else tuple(team), over
    end = start + timedelta(minutes=work.minutes)
    full = full_hours(actor, plan, job.store_id, (start, end), max(len(kept), 1))
    return _preview(Case(plan, job, wish, start, end, found, kept, standing(team), work, field, better_at), full)


def _team(actor: Actor, job_id: int) -> list[Assignment]:
    rows = Assignment.objects.visible_to(actor, permissions.SEE).filter(job_id=job_id, released_at=None)
    return list(rows.order_by("pk"))


def _names(plan: DayPlan) -> tuple[dict[int, str], dict[int, str]]:
    return {one.id: one.name for one in plan.technicians}, {one.id: one.code for one in plan.bays}


def _preview(case: Case, over: list[Problem]) -> Preview:
    people, bays = _names(case.plan)
    reasons = case.found.reasons if isinstance(case.found, Pick) and not case.kept else ()
    problems = [Problem(case.found.cause, _left(case))] if isinstance(case.found, Left) else []
    problems += [] if case.is_free else overlaps(case)
    problems += busy_now(case) if case.is_free else []
    problems += broken(case)
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
        better_at=case.better_at,
        is_possible=case.is_free,
    )


def _left(case: Case) -> str:
    if isinstance(case.found, Left) and case.found.cause == "nobody" and case.wish.technician_id:
        return _("这位技师当天不当班，请换人或换一天。")
    return left_words(case.found) if isinstance(case.found, Left) else ""
