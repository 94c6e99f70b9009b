"""Time on shift and on no car (M07.02): begun with one tap, ended by the next thing that somebody does."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn
from anxin.visit.workshop import permissions
from anxin.visit.workshop.access import technician_for
from anxin.visit.workshop.models import IndirectTime, JobClock


class AtWorkOnCar(Conflict):
    """The technician is clocked on a job, which must be paused first."""

    code = "at_work_on_car"
    default_rule = "R-WS10"
    default_message = _("还在做车，请先暂停或完工，再登记其他时间。")


class NoIndirectTime(Conflict):
    """Nothing of the kind runs."""

    code = "no_indirect_time"
    default_rule = "R-WS10"
    default_message = _("现在没有登记其他时间，不用结束；请刷新后再看。")


@dataclass(frozen=True, slots=True)
class IndirectStretch:
    """A stretch on no car after the command."""

    id: int
    technician_id: int
    activity: str
    started_at: datetime
    ended_at: datetime | None


@command(permissions.CLOCK, rule="R-WS10")
def begin_indirect_time(
    *, actor: Actor, store_id: int, activity: str, at: datetime, note: str = "", technician_id: int | None = None
) -> IndirectStretch:
    """Begin time on no car; another kind that runs ends. Tapping twice begins once.

    :raises AtWorkOnCar: clocked on a job
    :raises NotOnStaff, Denied: nobody's employee here, or somebody else without the permission
    :raises Invalid: unknown kind, or other time without words
    """
    actor.require(permissions.CLOCK, store_id)
    note = _required(activity, note)
    technician = technician_for(actor, store_id, technician_id)
    take_turn(f"workshop:technician:{technician.id}")
    clocks = JobClock.objects.visible_to(actor, permissions.CLOCK)
    if clocks.filter(technician_id=technician.id, ended_at=None).exists():
        raise AtWorkOnCar
    running = newest_indirect(actor, technician.id)
    if running is not None and running.ended_at is None and running.activity == activity:
        return stretch_of(running)
    started_at = end_indirect(running, at)
    row = IndirectTime.objects.create(
        store_id=store_id,
        technician_id=technician.id,
        activity=activity,
        note=note,
        worked_on=store_info(store_id).clock.day(started_at),
        started_at=started_at,
    )
    audit.note(DocumentRef("people.employee", technician.id), store_id, indirect=activity)
    return stretch_of(row)


@command(permissions.CLOCK, rule="R-WS10")
def end_indirect_time(*, actor: Actor, store_id: int, at: datetime, technician_id: int | None = None) -> IndirectStretch:
    """End time on no car.

    :raises NoIndirectTime: nothing of the kind runs
    :raises NotOnStaff, Denied: nobody's employee here, or somebody else without the permission
    """
    actor.require(permissions.CLOCK, store_id)
    technician = technician_for(actor, store_id, technician_id)
    take_turn(f"workshop:technician:{technician.id}")
    running = newest_indirect(actor, technician.id)
    if running is None or running.ended_at is not None:
        raise NoIndirectTime
    end_indirect(running, at)
    audit.note(DocumentRef("people.employee", technician.id), store_id, indirect="")
    return stretch_of(running)


def newest_indirect(actor: Actor, technician_id: int) -> IndirectTime | None:
    """The last stretch on no car of a technician whose turn the caller has."""
    return next(iter(_newest(sorted(actor.stores_for(permissions.CLOCK)), technician_id)), None)


def end_indirect(last: IndirectTime | None, at: datetime) -> datetime:
    """End a stretch if it runs; returns when something else may begin, not before its end."""
    if last is None:
        return at
    if last.ended_at is None:
        last.ended_at = max(at, last.started_at)
        last.save(update_fields=["ended_at"])
    return max(at, last.ended_at)


@prepared
def _newest(stores: list[int], technician_id: int) -> QuerySet[IndirectTime]:
    rows: QuerySet[IndirectTime] = IndirectTime.objects.in_stores(stores)
    return rows.filter(technician_id=technician_id).order_by("-started_at", F("ended_at").desc(nulls_first=True))[:1]


def _required(activity: str, note: str) -> str:
    words = clean_text(note)
    if activity not in IndirectTime.Activity.values:
        raise Invalid(_("请选择在做什么。"), field="activity")
    if activity == IndirectTime.Activity.OTHER and not words:
        raise Invalid(_("选“其他”时请写一句说明。"), field="note")
    if len(words) > 200:
        raise Invalid(_("说明不要超过 200 个字。"), field="note")
    return words


def stretch_of(row: IndirectTime) -> IndirectStretch:
    """What a command gives back."""
    return IndirectStretch(row.pk, row.technician_id, row.activity, row.started_at, row.ended_at)
