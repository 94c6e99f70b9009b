"""Hours: clocked against sold, waited by reason, and the technician's own day."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import Colleague, find_employee, find_own_employee
from anxin.platform import clock as wall
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared_values
from anxin.platform.errors import NotFound
from anxin.platform.files.queries import FileRow
from anxin.platform.queries import query
from anxin.visit.repair_orders.queries import LastChoices, OpenJobRow, list_choices, list_open_jobs
from anxin.visit.workshop import permissions, rules
from anxin.visit.workshop.models import Assignment, Finding, IndirectTime, JobClock, Waiting
from anxin.visit.workshop.queries.labour import sold_today
from anxin.visit.workshop.queries.sent_back import find_send_back, words_of_send_backs
from anxin.visit.workshop.queries.waited import waited_minutes
from anxin.visit.workshop.reasons import CAN_GO_ON, NEVER_CHOSEN, WaitReason
from anxin.visit.workshop.rules import Stretch

JOBS_FOR_PHRASES, PHRASES = 20, 4


@dataclass(frozen=True, slots=True)
class WaitingSum:
    """Minutes of opening hours waited for one reason; ``open_since`` when it still waits."""

    reason: str
    label: str
    minutes: int
    open_since: datetime | None


@dataclass(frozen=True, slots=True)
class MyJob:
    """A job as its technician sees it: the customer's words, time sold against time used, what was agreed beside it."""

    job: OpenJobRow
    share_percent: int
    bay: str
    planned_from: datetime | None
    planned_to: datetime | None
    allowed_minutes: int
    used_minutes: int
    running_since: datetime | None
    waiting_label: str
    waiting_since: datetime | None
    agreed: LastChoices | None = None
    waiting_reason: str = ""
    sent_back: str = ""
    """What the inspector wrote when it was sent back; empty when it was not, or has passed since."""
    sent_back_photos: tuple[FileRow, ...] = ()

    @property
    def left_minutes(self) -> int:
        """Minutes left of those sold; negative when they are used up."""
        return self.allowed_minutes - self.used_minutes

    @property
    def over_minutes(self) -> int:
        """Minutes beyond those sold, zero while some are left."""
        return max(-self.left_minutes, 0)


@dataclass(frozen=True, slots=True)
class TechnicianDay:
    """What a technician has to do now: the running job first, then those that can go on again, then by plan.

    ``sold_minutes`` are the person's shares of what was finished today, ``clocked_minutes`` what was clocked today;
    ``elsewhere`` is the time on no car that runs now, with its beginning.

    ``causes`` and ``corrections`` are what the technician wrote last at work like the running job, each once, the newest
    first.
    """

    technician: Colleague
    jobs: tuple[MyJob, ...]
    clocked_minutes: int
    causes: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    sold_minutes: int = 0
    elsewhere: str = ""
    elsewhere_since: datetime | None = None

    @property
    def current(self) -> MyJob | None:
        """The job on which the clock runs, else the next one."""
        return self.jobs[0] if self.jobs else None


@query(permissions.SEE)
def clocked_minutes(actor: Actor, job_ids: list[int], now: datetime) -> dict[int, int]:
    """Job id → minutes clocked by everybody; what runs counts up to now."""
    found: dict[int, list[Stretch]] = {job_id: [] for job_id in job_ids}
    stretches = _stretches(sorted(actor.stores_for(permissions.SEE)), job_ids) if job_ids else []
    for job_id, started_at, ended_at in stretches:
        found[job_id].append(Stretch(started_at, ended_at))
    return {job_id: rules.minutes_of(of_job, now) for job_id, of_job in found.items()}


@prepared_values
def _stretches(stores: list[int], job_ids: list[int]) -> Any:
    rows = JobClock.objects.in_stores(stores).filter(job_id__any=job_ids)
    return rows.order_by("pk").values_list("job_id", "started_at", "ended_at")


@query(permissions.SEE)
def waiting_by_reason(actor: Actor, repair_order_id: int, now: datetime) -> list[WaitingSum]:
    """What an order waited for and for how long, the longest first."""
    rows = Waiting.objects.visible_to(actor, permissions.SEE).filter(repair_order_id=repair_order_id)
    waits: dict[str, list[Waiting]] = {}
    for row in rows.order_by("since"):
        waits.setdefault(row.reason, []).append(row)
    sums = [
        WaitingSum(
            reason,
            str(Waiting.Reason(reason).label),
            sum(waited_minutes(row.store_id, row.since, row.until or now) for row in found),
            next((row.since for row in found if row.until is None), None),
        )
        for reason, found in waits.items()
    ]
    return sorted(sums, key=lambda one: -one.minutes)


@query(permissions.SEE)
def technician_day(actor: Actor, employee_id: int | None = None, *, now: datetime | None = None) -> TechnicianDay:
    """A technician's jobs, the running one first, then by plan and promise; without an id the actor's own.

    :raises NotFound: no such technician, or the actor is nobody's user
    """
    moment = now or wall.now()
    person = _person(actor, employee_id)
    standing = list(
        Assignment.objects.visible_to(actor, permissions.SEE)
        .filter(store_id=person.store_id, technician_id=person.id, released_at=None)
        .filter(job__state__in=("OPEN", "IN_PROGRESS"))
        .select_related("bay")
    )
    ids = [row.job_id for row in standing]
    jobs = {job.job_id: job for job in list_open_jobs(actor, person.store_id, ids)} if ids else {}
    used = clocked_minutes(actor, ids, moment) if ids else {}
    running = _running(actor, person)
    waits = Waiting.objects.visible_to(actor, permissions.SEE).filter(job_id__in=ids, until=None)
    waiting = {row.job_id: row for row in waits}
    agreed = list_choices(actor, {job.number for job in jobs.values()}) if jobs else {}
    mine = [
        replace(
            _my_job(row, jobs[row.job_id], used[row.job_id], running, waiting), agreed=agreed.get(jobs[row.job_id].number)
        )
        for row in standing
        if row.job_id in jobs
    ]
    mine.sort(key=_turn)
    mine = _with_send_backs(actor, mine)
    causes, corrections = _last_words(actor, person, mine[0].job) if running and mine else ((), ())
    elsewhere = _elsewhere(actor, person)
    return TechnicianDay(
        person,
        tuple(mine),
        _clocked_today(actor, person, moment),
        causes,
        corrections,
        sold_today(actor, person, moment),
        str(elsewhere.get_activity_display()) if elsewhere else "",
        elsewhere.started_at if elsewhere else None,
    )


def _with_send_backs(actor: Actor, mine: list[MyJob]) -> list[MyJob]:
    """Each with the words of the inspector who sent it back, the first with the photos, too."""
    # Begun by its state, not by its minutes: who forgets the clock is told what he did wrong, too.
    begun = [one.job.job_id for one in mine if one.job.state != "OPEN"]
    words = words_of_send_backs(actor, begun) if begun else {}
    told = [replace(one, sent_back=words.get(one.job.job_id, "")) for one in mine]
    if told and told[0].sent_back and (back := find_send_back(actor, told[0].job.job_id)):
        told[0] = replace(told[0], sent_back_photos=back.photos)
    return told


def waiting_reasons() -> list[tuple[str, str]]:
    """Codes and words of the reasons for a pause."""
    return [(str(code), str(label)) for code, label in WaitReason.choices if code not in NEVER_CHOSEN]


def activities() -> list[tuple[str, str]]:
    """Codes and words of what a technician does on no car."""
    return [(str(code), str(label)) for code, label in IndirectTime.Activity.choices]


def urgencies() -> list[tuple[str, str]]:
    """Codes and words of how urgent a finding is."""
    return [(str(code), str(label)) for code, label in Finding.Urgency.choices]


def _person(actor: Actor, employee_id: int | None) -> Colleague:
    if employee_id is None:
        person = find_own_employee(actor)
    else:
        person = find_employee(actor, employee_id)
    if person is None or not actor.may(permissions.SEE, person.store_id):
        raise NotFound
    return person


def _last_words(actor: Actor, person: Colleague, job: OpenJobRow) -> tuple[tuple[str, ...], tuple[str, ...]]:
    alike = Q(job__title=job.title) | Q(job__items__operation_id__in=job.operation_ids)
    rows = Assignment.objects.visible_to(actor, permissions.SEE).filter(
        alike, store_id=person.store_id, technician_id=person.id, job__state="FINISHED"
    )
    written = list(rows.order_by("-pk").values_list("job__cause", "job__correction")[:JOBS_FOR_PHRASES])
    causes = dict.fromkeys(cause for cause, _correction in written if cause)
    corrections = dict.fromkeys(correction for _cause, correction in written if correction)
    return tuple(causes)[:PHRASES], tuple(corrections)[:PHRASES]


def _running(actor: Actor, person: Colleague) -> JobClock | None:
    rows = JobClock.objects.visible_to(actor, permissions.SEE)
    running: JobClock | None = rows.filter(technician_id=person.id, ended_at=None).first()
    return running


def _turn(one: MyJob) -> tuple[bool, bool, datetime, int]:
    due_at = one.planned_from or one.job.promised_at or datetime.max.replace(tzinfo=UTC)
    return one.running_since is None, one.waiting_reason not in CAN_GO_ON, due_at, one.job.job_id


def _elsewhere(actor: Actor, person: Colleague) -> IndirectTime | None:
    rows = IndirectTime.objects.visible_to(actor, permissions.SEE)
    running: IndirectTime | None = rows.filter(technician_id=person.id, ended_at=None).first()
    return running


def _my_job(row: Assignment, job: OpenJobRow, used: int, running: JobClock | None, waiting: dict[int, Waiting]) -> MyJob:
    waits = waiting.get(row.job_id)
    return MyJob(
        job=job,
        share_percent=row.share_percent,
        bay=row.bay.code if row.bay else "",
        planned_from=row.planned_from,
        planned_to=row.planned_to,
        allowed_minutes=int(job.hours * Decimal(60)),
        used_minutes=used,
        running_since=running.started_at if running and running.job_id == row.job_id else None,
        waiting_label=waits.words if waits else "",
        waiting_since=waits.since if waits else None,
        waiting_reason=waits.reason if waits else "",
    )


def _clocked_today(actor: Actor, person: Colleague, now: datetime) -> int:
    day = store_info(person.store_id).clock.day(now)
    rows = JobClock.objects.visible_to(actor, permissions.SEE).filter(
        worked_on=day, store_id=person.store_id, technician_id=person.id
    )
    return rules.minutes_of([Stretch(*span) for span in rows.values_list("started_at", "ended_at")], now)
