"""The job clock (M07.02, M07.14): start or go on, pause with a reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import Colleague, find_employee_of_user
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import WorkedOn
from anxin.visit.repair_orders.permissions import WORK
from anxin.visit.workshop import permissions
from anxin.visit.workshop.access import technician_for
from anxin.visit.workshop.commands.indirect import end_indirect, newest_indirect
from anxin.visit.workshop.commands.naming import begin_wait
from anxin.visit.workshop.commands.whose import require_mine
from anxin.visit.workshop.events import JobClockStarted, JobPaused
from anxin.visit.workshop.models import JobClock, Waiting
from anxin.visit.workshop.reasons import NEVER_CHOSEN

TOLERATED_SKEW = timedelta(minutes=5)


class TechnicianBusy(Conflict):
    """The technician is clocked on another job, which must be paused first."""

    code = "technician_busy"
    default_rule = "R-WS10"


class NotClockedOn(Conflict):
    """The technician is not clocked on this job."""

    code = "not_clocked_on"
    default_rule = "R-WS10"
    default_message = _("现在没有在做这个项目，不用暂停；要做请先开工。")


class ClockOverlap(Conflict):
    """The technician's hours already cover this time."""

    code = "clock_overlap"
    default_rule = "R-WS10"
    default_message = _("这段时间与该技师的其他工时重叠，请先核对时间。")


@dataclass(frozen=True, slots=True)
class ClockedJob:
    """A job after the clock moved: who, since or until when, and how order and job stand."""

    id: int
    number: str
    state: str
    version: int
    job_id: int
    job_state: str
    clock_id: int
    technician_id: int
    started_at: datetime
    ended_at: datetime | None


@command(permissions.CLOCK, rule="R-WS10")
def clock_on(*, actor: Actor, number: str, job_id: int, at: datetime, technician_id: int | None = None) -> ClockedJob:
    """Start a job or go on with it: the clock runs, a waiting ends, and so does time on no car. Tapping twice starts once.

    A job is given, not picked (R-WS01); in customer groups whoever of the team begins has it (R-WS08).

    :raises JobNotAuthorised, IllegalTransition: not signed, or the job is finished
    :raises NotDispatched: nobody has been given it; where the store does not dispatch first, it becomes the technician's
    :raises NotYourJob: dispatched to others
    :raises TechnicianBusy: clocked on another job; says which
    :raises SkillMissing: high voltage without a valid certificate
    """
    hub.require_order(actor, permissions.CLOCK, number, then=WORK)
    worked = hub.start_job(actor=actor, number=number, job_id=job_id, at=at)
    technician = technician_for(actor, worked.store_id, technician_id)
    take_turn(f"workshop:technician:{technician.id}")
    last = _last_clock(technician.id)
    if last is not None and last.ended_at is None:
        if last.job_id == job_id:
            return clocked(worked, last)
        raise _busy(technician, last)
    require_mine(actor, worked, job_id, technician, at)
    begin = _not_before(at, last.ended_at if last else None)
    indirect = newest_indirect(actor, technician.id)
    clock = _run(worked, job_id, technician.id, _not_before(begin, end_indirect(indirect, begin)))
    fact = JobClockStarted(repairorder_id=worked.id, store_id=worked.store_id, job_id=job_id, technician_id=technician.id)
    events.publish(fact, at=at)
    return clocked(worked, clock)


@command(permissions.CLOCK, rule="R-WS10")
def pause_job(
    *,
    actor: Actor,
    number: str,
    job_id: int,
    reason: str,
    note: str = "",
    at: datetime,
    technician_id: int | None = None,
) -> ClockedJob:
    """Stop the technician's clock; when nobody else works on the job, it waits for the reason and for all that keeps it.

    :raises NotClockedOn: the technician is not clocked on this job
    :raises Invalid: unknown reason, or another reason without words
    """
    hub.require_order(actor, permissions.CLOCK, number, then=WORK)
    held = hub.hold_job(actor, number, job_id)
    technician = technician_for(actor, held.store_id, technician_id)
    _require_reason(reason, note)
    running = running_clocks(job_id)
    mine = next((clock for clock in running if clock.technician_id == technician.id), None)
    if mine is None:
        raise NotClockedOn
    since = stop(mine, at)
    if len(running) == 1:
        by = _noted_by(actor, held.store_id, technician)
        begin_wait(actor, (held.store_id, held.id), job_id, reason, since, note=note.strip(), by=by)
    fact = JobPaused(
        repairorder_id=held.id, store_id=held.store_id, job_id=job_id, technician_id=technician.id, reason=reason
    )
    events.publish(fact, at=at)
    return clocked(held, mine)


def stop(clock: JobClock, at: datetime) -> datetime:
    """Stop a clock of an order that the caller has locked: what was worked is no longer held. Returns the end."""
    clock.ended_at = ended_at = max(at, clock.started_at)
    order = DocumentRef(hub.ORDER_KIND, clock.repair_order_id)
    stretch = capacity.Stretch(clock.technician.trade, clock.started_at, ended_at)
    clock.used_up_minutes = capacity.use_up(clock.store_id, order, stretch, at)
    clock.save(update_fields=["ended_at", "used_up_minutes"])
    return ended_at


def running_clocks(job_id: int) -> list[JobClock]:
    """Clocks that run on a job whose order the caller has locked in scope, with the technician."""
    return _running(job_id)


@prepared
def _running(job_id: int) -> QuerySet[JobClock]:
    rows: QuerySet[JobClock] = JobClock.objects.across_stores(reason="of a job whose order is in scope")
    return rows.filter(job_id=job_id, ended_at=None).select_related("technician").order_by("pk")


def end_waiting(job_id: int, at: datetime) -> None:
    """End what a job waits for, if it waits."""
    rows = Waiting.objects.across_stores(reason="of a job whose order is in scope")
    rows.filter(job_id=job_id, until=None).update(until=Greatest(F("since"), at))


def _last_clock(technician_id: int) -> JobClock | None:
    return next(iter(_newest_clock(technician_id)), None)


@prepared
def _newest_clock(technician_id: int) -> QuerySet[JobClock]:
    rows: QuerySet[JobClock] = JobClock.objects.across_stores(
        reason="of a technician of the store; others are shut out by row security"
    )
    mine = rows.filter(technician_id=technician_id).select_related("repair_order__vehicle", "job")
    return mine.order_by("-started_at", F("ended_at").desc(nulls_first=True))[:1]


def _busy(technician: Colleague, running: JobClock) -> TechnicianBusy:
    order = running.repair_order
    words = {"name": technician.name, "plate": order.vehicle.plate or order.number, "title": running.job.title}
    return TechnicianBusy(
        _("%(name)s正在做 %(plate)s 的“%(title)s”，请先暂停或完工。") % words, job_id=running.job_id, number=order.number
    )


def _not_before(at: datetime, ended_at: datetime | None) -> datetime:
    # ``at`` was read before the locks were waited for, so the last stretch may have ended a moment later.
    if ended_at is None or ended_at <= at:
        return at
    if ended_at - at > TOLERATED_SKEW:
        raise ClockOverlap
    return ended_at


@prepared
def _waitings(job_id: int) -> QuerySet[Waiting]:
    rows: QuerySet[Waiting] = Waiting.objects.across_stores(reason="of a job whose order is in scope")
    return rows.filter(job_id=job_id, until=None)


def _run(worked: WorkedOn, job_id: int, technician_id: int, at: datetime) -> JobClock:
    waiting = next(iter(_waitings(job_id)), None)
    started_at = at
    if waiting is not None:
        started_at = waiting.until = max(at, waiting.since)
        waiting.save(update_fields=["until"])
    clock: JobClock = JobClock.objects.create(
        store_id=worked.store_id,
        repair_order_id=worked.id,
        job_id=job_id,
        technician_id=technician_id,
        worked_on=store_info(worked.store_id).clock.day(started_at),
        started_at=started_at,
    )
    return clock


def _noted_by(actor: Actor, store_id: int, technician: Colleague) -> int | None:
    if technician.user_id is not None and technician.user_id == actor.id:
        return technician.id
    own = find_employee_of_user(actor, actor.id) if actor.id is not None else None
    return own.id if own is not None and own.store_id == store_id else None


def _require_reason(reason: str, note: str) -> None:
    if reason not in Waiting.Reason.values or reason in NEVER_CHOSEN:
        raise Invalid(_("请选择暂停的原因。"), field="reason")
    if reason == Waiting.Reason.OTHER and not note.strip():
        raise Invalid(_("选“其他”时请写一句说明。"), field="note")
    if len(note.strip()) > 200:
        raise Invalid(_("说明不要超过 200 个字。"), field="note")


def clocked(worked: WorkedOn, clock: JobClock) -> ClockedJob:
    """What a command gives back."""
    return ClockedJob(
        worked.id,
        worked.number,
        worked.state,
        worked.version,
        clock.job_id,
        worked.job_state,
        clock.pk,
        clock.technician_id,
        clock.started_at,
        clock.ended_at,
    )
