"""Reminding customers who booked more than a day ahead (M04.03, R-AP04).

The customer asked for the appointment: a call about it needs no consent to be contacted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.commands import log_contact
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import complete_task, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text
from anxin.visit.appointments import parameters, permissions, rules
from anxin.visit.appointments.commands.booking import (
    KeptAppointment,
    cancel_appointment,
    facts_of,
    kept,
    locked,
    move_appointment,
)
from anxin.visit.appointments.commands.times import KIND, shown
from anxin.visit.appointments.events import AppointmentReminded
from anxin.visit.appointments.lifecycle import BOOKED
from anxin.visit.appointments.models import Appointment, Reminder

AT_ONCE = 500
AHEAD = timedelta(days=14)
"""Longer than any holiday before whose first day a customer is to be reminded."""
UNTIL_NEXT_RUN = timedelta(hours=1)
CANCELLED, MOVED, NOT_REACHED = Reminder.Result.CANCELLED, Reminder.Result.MOVED, Reminder.Result.NOT_REACHED


class NothingToRemind(Conflict):
    """No call about the present time of this booking is waiting for its result."""

    code = "nothing_to_remind"
    default_rule = "R-AP04"
    default_message = _("这个预约没有待提醒的任务，或结果已经登记；请刷新后再看。")


@dataclass(frozen=True, slots=True)
class ReminderReport:
    """What came of the call; ``wanted_at`` is the new time of one who moves, ``words`` are the reason of one who cancels."""

    result: str
    words: str = ""
    wanted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlannedReminders:
    """How many customers are to be reminded since this run."""

    count: int


@command(permissions.BOOK, rule="R-AP04")
def plan_reminders(*, actor: Actor, store_id: int, at: datetime) -> PlannedReminders:
    """Put a task into the queue for each customer who is to be reminded before the next hourly run; once per agreed time.

    Whom the window has passed unseen is called as soon as the store opens, while the appointment is still ahead.
    """
    actor.require(permissions.BOOK, store_id)
    bookings = Appointment.objects.visible_to(actor, permissions.BOOK).filter(
        store_id=store_id, state=BOOKED, wanted_at__gt=at, wanted_at__lte=at + AHEAD
    )
    due = [one.pk for one in _unreminded(actor, bookings) if _due_at(one, at)]
    # Who moved or came since is seen only under the lock; so is what another run has planned meanwhile.
    fresh = bookings.filter(pk__in=due[:AT_ONCE]).locked().order_by("pk")
    planned = [(row, due_at) for row in _unreminded(actor, fresh) if (due_at := _due_at(row, at))]
    for row, due_at in planned:
        _plan(actor, row, due_at, at)
    if not planned:
        audit.note(None, store_id, reminders=0)
    return PlannedReminders(len(planned))


@command(permissions.BOOK, rule="R-AP04")
def record_reminder(
    *, actor: Actor, number: str, report: ReminderReport, at: datetime, version: int | None = None
) -> KeptAppointment:
    """Record what came of the call before an appointment (R-AP04); its task is done, the call is logged.

    Who moves or cancels is moved or called off with it. Who was not reached may be called again.

    :raises NotFound: unknown or out of scope
    :raises NothingToRemind: no call is waiting: never planned, settled otherwise, or recorded by a colleague
    :raises Invalid: an unknown result, too many words, no new time, no reason
    :raises SlotFull: the new time cannot be kept; offers what can
    :raises VersionConflict: the booking was changed since it was read
    """
    row = locked(actor, permissions.BOOK, number)
    waiting = Reminder.objects.visible_to(actor, permissions.BOOK).filter(appointment_id=row.pk, agreed_at=row.agreed_at)
    reminder = waiting.first() if row.state == BOOKED else None
    if reminder is None or (reminder.closed_at is not None and reminder.result != NOT_REACHED):
        raise NothingToRemind
    words = _checked(report)
    reminder.result, reminder.words, reminder.closed_at = report.result, words, at
    reminder.save(update_fields=["result", "words", "closed_at"])
    after = _settle(actor, row, report, version, at)
    _complete(actor, row, reminder, at)
    events.publish(AppointmentReminded(**facts_of(row), result=reminder.result), at=at)
    return after


def _due_at(row: Appointment, at: datetime) -> datetime | None:
    """Until when to call, if the call is due before the next run of the job and can still be made."""
    if not rules.is_reminded(row.agreed_at, row.wanted_at):
        return None
    calendar = calendar_of(row.store_id)
    earliest, latest = (
        timedelta(hours=value(limit, row.store_id, row.wanted_on))
        for limit in (parameters.REMIND_EARLIEST, parameters.REMIND_LATEST)
    )
    opens_at, due_at = rules.reminder_window(calendar, row.wanted_at, earliest, latest)
    if opens_at > at + UNTIL_NEXT_RUN:
        return None
    due_at = max(due_at, calendar.next_opening(at))
    return due_at if due_at < row.wanted_at else None


def _unreminded(actor: Actor, bookings: Iterable[Appointment]) -> list[Appointment]:
    """Those without a reminder of their present time."""
    rows = list(bookings)
    known = Reminder.objects.visible_to(actor, permissions.BOOK).filter(appointment_id__in=[row.pk for row in rows])
    planned = set(known.values_list("appointment_id", "agreed_at"))
    return [row for row in rows if (row.pk, row.agreed_at) not in planned]


def _plan(actor: Actor, row: Appointment, due_at: datetime, at: datetime) -> None:
    Reminder(
        store_id=row.store_id, appointment_id=row.pk, agreed_at=row.agreed_at, wanted_at=row.wanted_at, due_at=due_at
    ).save(force_insert=True)
    store = store_info(row.store_id)
    create_task(
        actor=actor,
        store_id=row.store_id,
        kind=parameters.REMINDER_TASK,
        subject=DocumentRef(KIND, row.pk),
        title=str(
            _("提醒预约客户：%(time)s · %(number)s") % {"time": shown(row.wanted_at, store.clock.zone), "number": row.number}
        ),
        due_at=due_at,
        post=value(parameters.REMIND_POST, row.store_id, store.clock.day(at)),
        at=at,
    )


def _checked(report: ReminderReport) -> str:
    words = clean_text(report.words)
    if report.result not in Reminder.Result.values:
        raise Invalid(_("请选择提醒结果。"), field="result")
    if len(words) > 200:
        raise Invalid(_("最多 200 个字，请写要点。"), field="words")
    if report.result == MOVED and report.wanted_at is None:
        raise Invalid(_("请填改到的日期和时间。"), field="wanted_at")
    if report.result == CANCELLED and not words:
        raise Invalid(_("取消要写原因，最多 200 个字。"), field="words")
    return words


def _settle(actor: Actor, row: Appointment, report: ReminderReport, version: int | None, at: datetime) -> KeptAppointment:
    """What the result means for the booking itself."""
    if report.result == MOVED and report.wanted_at is not None:
        return move_appointment(actor=actor, number=row.number, wanted_at=report.wanted_at, version=version, at=at)
    if report.result == CANCELLED:
        return cancel_appointment(actor=actor, number=row.number, reason=report.words, version=version, at=at)
    require_version(row, version)
    row.save(update_fields=["version"])
    return kept(row)


def _complete(actor: Actor, row: Appointment, reminder: Reminder, at: datetime) -> None:
    label = str(reminder.get_result_display())
    log_contact(
        actor=actor,
        store_id=row.store_id,
        customer_id=row.customer_id,
        vehicle_id=row.vehicle_id,
        channel="phone",
        direction="out",
        result="no_answer" if reminder.result == NOT_REACHED else "reached",
        words=f"{label} {reminder.words}".strip(),
        subject=DocumentRef(KIND, row.pk),
        at=at,
    )
    task = find_open_task(Actor.system("appointments", [row.store_id]), parameters.REMINDER_TASK, DocumentRef(KIND, row.pk))
    if task is not None:
        complete_task(actor=actor, task_id=task.id, result=label, at=at)
