"""Withdrawing the reminder of a booking that was moved, called off or kept before anybody called."""

from datetime import datetime

from django.utils.translation import gettext as _

from anxin.parties.work.commands import cancel_tasks_of
from anxin.platform.actor import Actor
from anxin.platform.references import DocumentRef
from anxin.visit.appointments import parameters, permissions, rules
from anxin.visit.appointments.commands.times import KIND
from anxin.visit.appointments.models import Appointment, Reminder


def withdraw_reminder(row: Appointment, *, at: datetime) -> None:
    """Close what is open about an earlier or settled time, and its task; for use inside a command that holds the row.

    The module itself does it: who may note an arrival need not be one who books.
    """
    if row.moved_at is None and not rules.is_reminded(row.booked_at, row.wanted_at):
        return
    own = Actor.system("appointments", [row.store_id])
    waiting = Reminder.objects.visible_to(own, permissions.SEE).filter(appointment_id=row.pk, closed_at=None)
    if waiting.update(closed_at=at):
        reason = _("预约已改期、取消或客户已到店，不用再提醒")
        cancel_tasks_of(
            actor=own, subject=DocumentRef(KIND, row.pk), kind=parameters.REMINDER_TASK, reason=str(reason), at=at
        )


def withdraw_replan(store_id: int, appointment_id: int, *, at: datetime) -> None:
    """Take back the task to move a booking that cannot be kept: it fits again, was moved, or ended (R-AP06)."""
    cancel_tasks_of(
        actor=Actor.system("appointments", [store_id]),
        subject=DocumentRef(KIND, appointment_id),
        kind=parameters.REPLAN_TASK,
        reason=str(_("预约已改期、取消、到店，或又排得下，不用再改期")),
        at=at,
    )
