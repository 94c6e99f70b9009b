"""Clocks that somebody forgot: stopped at the end of the shift, and asked about (M07.14)."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.people.queries import list_duty, list_shifts
from anxin.parties.work.commands import create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.visit.repair_orders import commands as hub
from anxin.visit.workshop import permissions
from anxin.visit.workshop.commands.clock import running_clocks, stop
from anxin.visit.workshop.commands.naming import begin_wait
from anxin.visit.workshop.models import IndirectTime, JobClock, Waiting
from anxin.visit.workshop.parameters import CLOCK_DUE, CLOCK_TASK, TIME_DIFFERENCE_TASK
from anxin.visit.workshop.queries import TimeDifference, find_time_differences


@command(permissions.CORRECT, rule="M07.14")
def close_forgotten_clocks(*, actor: Actor, store_id: int, at: datetime) -> int:
    """Stop the clocks of earlier business days that still run, at the end of the shift; returns how many.

    The job waits from then on because the shift had ended, and whoever dispatches is asked to check the hours.

    :raises Denied: not a store of the actor
    """
    actor.require(permissions.CORRECT, store_id)
    today = store_info(store_id).clock.day(at)
    running = JobClock.objects.visible_to(actor, permissions.CORRECT).filter(
        store_id=store_id, ended_at=None, worked_on__lt=today
    )
    found = list(running.select_related("repair_order__vehicle", "job", "technician").order_by("repair_order_id", "pk"))
    indirect = _running_indirect(actor, store_id, today)
    # The store's book is written for the first clock: all that others take before it is taken by then.
    hub.hold_orders(actor, {one.repair_order.number for one in found})
    for technician_id in sorted({one.technician_id for one in found} | {one.technician_id for one in indirect}):
        take_turn(f"workshop:technician:{technician_id}")
    closed = 0
    for seen in found:
        held = hub.hold_job(actor, seen.repair_order.number, seen.job_id)
        clocks = running_clocks(seen.job_id)
        clock = next((one for one in clocks if one.pk == seen.pk), None)
        if clock is None:
            continue
        since = stop(clock, _end_of_shift(actor, store_id, clock.technician_id, clock.started_at, clock.worked_on))
        if len(clocks) == 1:
            begin_wait(actor, (store_id, held.id), clock.job_id, Waiting.Reason.END_OF_SHIFT, since)
        _ask(actor, seen, since, at)
        closed += 1
    closed += _close_indirect(actor, _running_indirect(actor, store_id, today), {one.pk for one in indirect})
    audit.note(DocumentRef("org.store", store_id), store_id, forgotten_clocks=closed)
    return closed


@command(permissions.CORRECT, rule="M07.17")
def report_time_differences(*, actor: Actor, store_id: int, at: datetime) -> list[TimeDifference]:
    """Compare clocks and waits of a store's recent jobs; an order whose time does not tile becomes one open task.

    :raises Denied: not a store of the actor
    """
    actor.require(permissions.CORRECT, store_id)
    found = find_time_differences(actor, store_id, at)
    for each in found:
        subject = DocumentRef(hub.ORDER_KIND, each.repair_order_id)
        if find_open_task(actor, TIME_DIFFERENCE_TASK, subject) is None:
            words = {"number": each.number, "lost": each.lost_minutes, "twice": each.double_minutes}
            title = _("工时与等待对不上：%(number)s，漏 %(lost)s 分、重 %(twice)s 分") % words
            _task(actor, store_id, TIME_DIFFERENCE_TASK, subject, str(title), at)
    audit.note(DocumentRef("org.store", store_id), store_id, differences=len(found))
    return found


def _end_of_shift(actor: Actor, store_id: int, employee_id: int, started_at: datetime, day: date) -> datetime:
    """When the person clocked out, else as planned, else when the store closed; never before the work began."""
    for shift in list_shifts(actor, store_id, day, day):
        if shift.employee_id == employee_id and shift.clocked_out_at and shift.clocked_out_at > started_at:
            return shift.clocked_out_at
    local = store_info(store_id).clock
    planned = next((row.ends_at for row in list_duty(actor, store_id, day) if row.employee_id == employee_id), None)
    ends = local.at(day, planned) if planned is not None else calendar_of(store_id).closing_of(day)
    return max(started_at, ends)


def _running_indirect(actor: Actor, store_id: int, today: date) -> list[IndirectTime]:
    rows = IndirectTime.objects.visible_to(actor, permissions.CORRECT).filter(
        store_id=store_id, ended_at=None, worked_on__lt=today
    )
    return list(rows.order_by("technician_id"))


def _close_indirect(actor: Actor, running: list[IndirectTime], seen: set[int]) -> int:
    """End what ran when the turns were taken, and still does."""
    rows = [row for row in running if row.pk in seen]
    for row in rows:
        row.ended_at = _end_of_shift(actor, row.store_id, row.technician_id, row.started_at, row.worked_on)
        row.save(update_fields=["ended_at"])
    return len(rows)


def _ask(actor: Actor, clock: JobClock, ended_at: datetime, at: datetime) -> None:
    local = store_info(clock.store_id).clock.local(ended_at)
    words = {
        "name": clock.technician.name,
        "plate": clock.repair_order.vehicle.plate or clock.repair_order.number,
        "job": clock.job.title[:30],
        "at": f"{local:%m-%d %H:%M}",
    }
    title = _("%(name)s忘记停表：%(plate)s %(job)s，已按下班 %(at)s 停，请核对更正") % words
    _task(actor, clock.store_id, CLOCK_TASK, DocumentRef(hub.ORDER_KIND, clock.repair_order_id), str(title), at)


def _task(actor: Actor, store_id: int, kind: str, subject: DocumentRef, title: str, at: datetime) -> None:
    due = value(CLOCK_DUE, store_id, store_info(store_id).clock.day(at)).due(calendar_of(store_id), at)
    create_task(
        actor=actor, store_id=store_id, kind=kind, subject=subject, title=title, due_at=due, post="dispatcher", at=at
    )
