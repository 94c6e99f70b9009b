"""Plans grow with what a customer agrees to: the job takes longer, and the car's own jobs behind it come later (M07.01)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import commands as hub
from anxin.visit.workshop import permissions
from anxin.visit.workshop.commands.reserving import JOB_KIND, CapacityTaken, reserve
from anxin.visit.workshop.covering import covered_of, labour_minutes, work_minutes
from anxin.visit.workshop.events import JobDispatched
from anxin.visit.workshop.models import Assignment
from anxin.visit.workshop.parameters import REPLAN_DUE, REPLAN_TASK
from anxin.visit.workshop.rules import next_mark

DONE = ("FINISHED", "DROPPED")
Span = tuple[datetime, datetime]


class NoRoomBehind(Conflict):
    """A job of the same car that would make way would reach into closed hours."""

    code = "no_room_behind"
    default_rule = "M07.01"


@dataclass(frozen=True, slots=True)
class Planned:
    """A job as it stands on the board; ``takes`` are its bay and technicians, ``covered`` the minutes of
    labour, agreed to by the customer, that its plan has room for."""

    job_id: int
    begin: datetime
    end: datetime
    takes: tuple[tuple[str, int], ...]
    is_begun: bool
    covered: int | None

    @property
    def people(self) -> int:
        """How many share its time."""
        return max(sum(1 for kind, _key in self.takes if kind == "technician"), 1)


@command(permissions.DISPATCH, rule="M07.01")
def grow_plans(*, actor: Actor, store_id: int, repair_order_id: int, item_ids: Collection[int], at: datetime) -> int:
    """Give the jobs of these items the labour that their customer agreed to and that their plans have no room for yet.

    A late job has it from now on; the car's own jobs behind move on. Where anything is in the way, or the day is over
    before, all stays as it is and whoever dispatches has one task. Returns how many jobs have another plan.

    :raises Denied: not in this store
    """
    actor.require(permissions.DISPATCH, store_id)
    number, stand = _stand(actor, store_id, repair_order_id)
    if not _uncovered(store_id, repair_order_id, stand, item_ids):
        return 0
    hub.hold_job(actor, number, stand[0].job_id)
    # Only now nobody else moves them.
    number, stand = _stand(actor, store_id, repair_order_id)
    wished = _shifted(stand, _uncovered(store_id, repair_order_id, stand, item_ids), at)
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
            covered_of(team),
        )
        for job_id, team in found.items()
        if team[0].planned_from is not None and team[0].planned_to is not None
    ]
    number = next((team[0].repair_order.number for team in found.values()), "")
    return number, planned


def _uncovered(
    store_id: int, repair_order_id: int, stand: Collection[Planned], item_ids: Collection[int]
) -> dict[int, tuple[int, int]]:
    """Job → minutes of labour that its customer agreed to, and how many of them its plan has no room for."""
    if not stand:
        return {}
    plans, more = {one.job_id: one for one in stand}, {}
    for job in hub.work_of(repair_order_id):
        one = plans.get(job.id)
        if one is None or not any(line.pk in item_ids for line in job.lines):
            continue
        sold = [line.quantity for line in job.lines if line.kind == "labour" and line.decision == "APPROVED"]
        agreed = labour_minutes(sum(sold, Decimal(0)))
        covered = work_minutes(store_id, (one.begin, one.end, one.people)) if one.covered is None else one.covered
        if agreed > covered:
            more[job.id] = (agreed, agreed - covered)
    return more


def _shifted(stand: Iterable[Planned], more: dict[int, tuple[int, int]], at: datetime) -> list[Planned]:
    """Each job's new plan: longer by its share of the minutes, not in the past, and not before its own car's jobs leave bay
    and people."""
    free: dict[tuple[str, int], datetime] = {}
    now = next_mark(at, 1)
    wished = []
    for one in stand:
        begin, end = one.begin, one.end
        if not one.is_begun:
            begin = max(begin, *(free[each] for each in one.takes if each in free), begin)
            if one.job_id in more and end < now:
                begin = max(begin, now)
            end += begin - one.begin
        will = replace(one, begin=begin, end=end)
        if one.job_id in more:
            agreed, minutes = more[one.job_id]
            end = max(end, now) if one.is_begun else end
            will = replace(will, end=end + timedelta(minutes=ceil(minutes / one.people)), covered=agreed)
        if will != one:
            free |= dict.fromkeys(one.takes, will.end)
        wished.append(will)
    return wished


def moved_behind(
    actor: Actor, store_id: int, repair_order_id: int, job_id: int, takes: Iterable[tuple[str, int]], span: Span
) -> list[tuple[Planned, Planned]]:
    """What of a car's own jobs that nobody has begun makes way for one of them, as it stands and as it will.

    :raises NoRoomBehind: that would reach into closed hours
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
    for was, will in changes:
        if calendar.working_minutes_between(was.begin, will.end) != int((will.end - was.begin).total_seconds() // 60):
            local = store_info(store_id).clock.local
            raise NoRoomBehind(
                _("同车原定 %(was)s 的项目要让到 %(begin)s–%(end)s，那时已不营业。请把这项排早些，或先改派那个项目。")
                % {
                    "was": f"{local(was.begin):%H:%M}",
                    "begin": f"{local(will.begin):%m-%d %H:%M}",
                    "end": f"{local(will.end):%H:%M}",
                },
                field="planned_from",
            )
    return changes


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
        _write(rows, will)
        _announce(store_id, repair_order_id, was, at)


def _write(rows: QuerySet[Assignment], will: Planned) -> None:
    plan = {"planned_from": will.begin, "planned_to": will.end, "covered_minutes": will.covered}
    rows.filter(job_id=will.job_id, released_at=None).update(**plan, replanned=F("replanned") + 1)


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
                _write(rows, will)
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
