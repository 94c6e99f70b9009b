"""Plans grow with what a customer agrees to: the job takes longer, and the car's own jobs behind it come later (M07.01)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import commands as hub
from anxin.visit.workshop import permissions
from anxin.visit.workshop.commands.reserving import JOB_KIND, CapacityTaken, reserve
from anxin.visit.workshop.events import JobDispatched
from anxin.visit.workshop.models import Assignment
from anxin.visit.workshop.parameters import REPLAN_DUE, REPLAN_TASK

DONE = ("FINISHED", "DROPPED")
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Planned:
    """A job as it stands on the board; ``takes`` are its bay and technicians."""

    job_id: int
    begin: datetime
    end: datetime
    takes: tuple[tuple[str, int], ...]
    is_begun: bool


@command(permissions.DISPATCH, rule="M07.01")
def grow_plans(*, actor: Actor, store_id: int, repair_order_id: int, item_ids: Collection[int], at: datetime) -> int:
    """Give the jobs of an order the time of labour that its customer agreed to, if bay and technicians have it.

    The car's own jobs behind them move on. Where anything is in the way, or the day is over before, all stays as it is and
    whoever dispatches has one task. Returns how many jobs have another plan.

    :raises Denied: not in this store
    """
    actor.require(permissions.DISPATCH, store_id)
    number, stand = _stand(actor, store_id, repair_order_id)
    more = _agreed_minutes(actor, store_id, repair_order_id, item_ids) if stand else {}
    if not any(one.job_id in more for one in stand):
        return 0
    hub.hold_job(actor, number, stand[0].job_id)
    # Only now nobody else moves them.
    number, stand = _stand(actor, store_id, repair_order_id)
    wished = _shifted(stand, more)
    changes = [(was, will) for was, will in zip(stand, wished, strict=True) if was != will]
    if not all(_is_open(store_id, was, will) for was, will in changes) or not _place(actor, store_id, changes, at):
        _tell(actor, store_id, repair_order_id, number, at)
        return 0
    for was, _will in changes:
        _announce(store_id, repair_order_id, was, at)
    audit.note(DocumentRef(hub.ORDER_KIND, repair_order_id), store_id, grown_jobs=[was.job_id for was, _will in changes])
    return len(changes)


def _stand(actor: Actor, store_id: int, repair_order_id: int) -> tuple[str, list[Planned]]:
    rows = Assignment.objects.visible_to(actor, permissions.DISPATCH).filter(
        store_id=store_id, repair_order_id=repair_order_id, released_at=None, planned_from__isnull=False
    )
    found: dict[int, list[Assignment]] = {}
    for row in rows.exclude(job__state__in=DONE).select_related("job", "repair_order").order_by("planned_from", "pk"):
        found.setdefault(row.job_id, []).append(row)
    planned = [
        Planned(
            job_id,
            team[0].planned_from,
            team[0].planned_to,
            (
                *([("bay", team[0].bay_id)] if team[0].bay_id is not None else []),
                *(("technician", one.technician_id) for one in team),
            ),
            team[0].job.state != "OPEN",
        )
        for job_id, team in found.items()
        if team[0].planned_from is not None and team[0].planned_to is not None
    ]
    number = next((team[0].repair_order.number for team in found.values()), "")
    return number, planned


def _agreed_minutes(actor: Actor, store_id: int, repair_order_id: int, item_ids: Collection[int]) -> dict[int, int]:
    """Job → minutes of labour that were agreed to after it was given to somebody."""
    rows = Assignment.objects.visible_to(actor, permissions.DISPATCH)
    given = rows.filter(store_id=store_id, repair_order_id=repair_order_id, released_at=None)
    since: dict[int, datetime] = {}
    for job_id, assigned_at in given.values_list("job_id", "assigned_at"):
        since[job_id] = max(since.get(job_id, assigned_at), assigned_at)
    minutes: dict[int, int] = {}
    for job in hub.work_of(repair_order_id):
        hours = sum(
            (
                line.quantity
                for line in job.lines
                if line.pk in item_ids
                and line.kind == "labour"
                and line.decision == "APPROVED"
                and line.decided_at is not None
                and job.id in since
                and since[job.id] < line.decided_at
            ),
            Decimal(0),
        )
        if hours:
            minutes[job.id] = ceil(hours * 60)
    return minutes


def _shifted(stand: Iterable[Planned], more: dict[int, int]) -> list[Planned]:
    """Each job's new plan: longer by its share of the minutes, and not before its own car's jobs leave bay and people."""
    free: dict[tuple[str, int], datetime] = {}
    wished = []
    for one in stand:
        people = sum(1 for kind, _key in one.takes if kind == "technician")
        late = max((free[each] for each in one.takes if each in free), default=one.begin) - one.begin
        late = timedelta(0) if one.is_begun else max(late, timedelta(0))
        minutes = ceil(more.get(one.job_id, 0) / max(people, 1))
        will = replace(one, begin=one.begin + late, end=one.end + late + timedelta(minutes=minutes))
        if will != one:
            free |= dict.fromkeys(one.takes, will.end)
        wished.append(will)
    return wished


def moved_behind(
    actor: Actor, store_id: int, repair_order_id: int, job_id: int, takes: Iterable[tuple[str, int]], span: Span
) -> list[tuple[Planned, Planned]]:
    """What of a car's own jobs that nobody has begun makes way for one of them, as it stands and as it will.

    Nothing where that would reach into closed hours: then the job does not fit.
    """
    _number, stand = _stand(actor, store_id, repair_order_id)
    free = dict.fromkeys(takes, span[1])
    changes = []
    for one in stand:
        until = max((free[each] for each in one.takes if each in free), default=one.begin)
        if one.job_id == job_id or one.is_begun or one.end <= span[0] or until <= one.begin:
            continue
        will = replace(one, begin=until, end=until + (one.end - one.begin))
        free |= dict.fromkeys(one.takes, will.end)
        changes.append((one, will))
    calendar = calendar_of(store_id)
    whole = all(
        calendar.working_minutes_between(was.begin, will.end) == int((will.end - was.begin).total_seconds() // 60)
        for was, will in changes
    )
    return changes if whole else []


def move_behind(
    actor: Actor, store_id: int, repair_order_id: int, changes: list[tuple[Planned, Planned]], at: datetime
) -> None:
    """Reserve anew what ``moved_behind`` said; its former time has been given back.

    :raises CapacityTaken: another car is in the way
    """
    rows = Assignment.objects.visible_to(actor, permissions.DISPATCH)
    for was, will in changes:
        for kind, key in was.takes:
            reserve(actor, store_id, (kind, key, _("同车往后移的项目")), (will.begin, will.end), was.job_id, at)
        rows.filter(job_id=was.job_id, released_at=None).update(planned_from=will.begin, planned_to=will.end)
        _announce(store_id, repair_order_id, was, at)


def _announce(store_id: int, repair_order_id: int, was: Planned, at: datetime) -> None:
    fact = JobDispatched(
        repairorder_id=repair_order_id,
        store_id=store_id,
        job_id=was.job_id,
        technician_ids=[key for kind, key in was.takes if kind == "technician"],
        bay_id=next((key for kind, key in was.takes if kind == "bay"), None),
    )
    events.publish(fact, at=at)


def _is_open(store_id: int, was: Planned, will: Planned) -> bool:
    """Whether the store is open all the time that the plan has more than before."""
    open_minutes = calendar_of(store_id).working_minutes_between(was.end, will.end)
    return open_minutes == int((will.end - was.end).total_seconds() // 60)


def _place(actor: Actor, store_id: int, changes: list[tuple[Planned, Planned]], at: datetime) -> bool:
    rows = Assignment.objects.visible_to(actor, permissions.DISPATCH)
    try:
        with transaction.atomic():
            capacity.take_resource_turns(store_id, {each for was, _will in changes for each in was.takes})
            for was, _will in changes:
                document = DocumentRef(JOB_KIND, was.job_id)
                capacity.release(actor=actor, store_id=store_id, document=document, at=at)
            for was, will in changes:
                for kind, key in was.takes:
                    reserve(actor, store_id, (kind, key, ""), (will.begin, will.end), was.job_id, at)
                plan = {"planned_from": will.begin, "planned_to": will.end}
                rows.filter(job_id=was.job_id, released_at=None).update(**plan)
    except CapacityTaken:
        return False
    return True


def _tell(actor: Actor, store_id: int, repair_order_id: int, number: str, at: datetime) -> None:
    subject = DocumentRef(hub.ORDER_KIND, repair_order_id)
    if find_open_task(actor, REPLAN_TASK, subject) is not None:
        return
    due = value(REPLAN_DUE, store_id, store_info(store_id).clock.day(at)).due(calendar_of(store_id), at)
    create_task(
        actor=actor,
        store_id=store_id,
        kind=REPLAN_TASK,
        subject=subject,
        title=str(_("%(number)s 客户同意了增项，原来的时间排不下：请改派") % {"number": number}),
        post="dispatcher",
        due_at=due,
        at=at,
    )
