"""Tasks as their lists show them; the owner shown is whoever acts for the owner today."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import (
    Colleague,
    find_own_employee,
    names_of,
    post_label,
    principals_of,
    stand_ins,
)
from anxin.parties.work import permissions
from anxin.parties.work.lifecycle import DONE, OPEN, TASK
from anxin.parties.work.models import Task
from anxin.parties.work.parameters import task_kind_label, task_kinds
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared_values
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

SORTS = {"due": "due_at", "kind": "kind", "priority": "priority", "created": "created_at"}
LONGEST_LIST = 200
ANY_STATE = "ANY"
Whose = Literal["mine", "store"]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task. ``owner_name`` is the owner's, ``acting_name`` whoever acts for him today (the same, usually)."""

    id: int
    store_id: int
    version: int
    kind: str
    kind_label: str
    subject: DocumentRef | None
    title: str
    owner_id: int | None
    owner_name: str
    acting_id: int | None
    acting_name: str
    post: str
    post_label: str
    due_at: datetime
    is_overdue: bool
    priority: int
    state: str
    state_label: str
    result: str
    escalation_level: int
    escalated_post: str
    created_at: datetime
    done_at: datetime | None
    done_by_name: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is with a document: the name of who has the task, of the post where nobody took it, and the limit."""

    who: str
    due_at: datetime


@dataclass(frozen=True)
class TaskFilter:
    """What a list of tasks may be narrowed by; shared by page and API."""

    whose: str = filter_field(_("谁的"), default="mine", choices=(("mine", _("我的")), ("store", _("全店"))), hidden=True)
    state: str = filter_field(_("状态"), default=OPEN, choices=[*TASK.labels.items(), (ANY_STATE, _("全部"))], hidden=True)
    kind: str = filter_field(_("类型"), default="", choices=lambda: [(one.code, one.label) for one in task_kinds().values()])
    owner: int | None = filter_field(_("责任人"), hidden=True)
    overdue: bool = filter_field(_("只看逾期"), default=False)
    due_from: date | None = filter_field(_("到期日从"))
    due_to: date | None = filter_field(_("到期日到"))


@query(permissions.DO)
def page_tasks(
    actor: Actor, store_id: int, asked: TaskFilter, order: Order, window: Window, at: datetime
) -> RowPage[TaskRow]:
    """One page of a store's tasks at a moment, the earliest due first unless another order is asked for."""
    rows = _filtered(actor, store_id, asked, at)
    by = order.as_order_by(SORTS) if order.name else ["due_at", "pk"]
    return RowPage(_rows(actor, rows.order_by(*by)[window.offset : window.offset + window.limit], at), rows.count())


@query(permissions.DO)
def list_tasks(actor: Actor, filters: TaskFilter, store_id: int, at: datetime | None = None) -> list[TaskRow]:
    """Up to 200 tasks of a store, the earliest due first."""
    moment = at or clock.now()
    rows = _filtered(actor, store_id, filters, moment)
    return _rows(actor, rows.order_by("due_at", "pk")[:LONGEST_LIST], moment)


@query(permissions.DO)
def list_tasks_of(actor: Actor, subject: DocumentRef, at: datetime) -> list[TaskRow]:
    """Every task about a document, the newest first."""
    rows = Task.objects.visible_to(actor, permissions.DO).filter(subject_kind=subject.kind, subject_id=subject.id)
    return _rows(actor, rows.order_by("-created_at", "-pk")[:LONGEST_LIST], at)


@query(permissions.DO)
def list_tasks_about(actor: Actor, store_id: int, kind: str, ids: Collection[int], at: datetime) -> dict[int, TaskRow]:
    """Of these documents of a store the newest task of a kind about each."""
    rows = Task.objects.visible_to(actor, permissions.DO).filter(store_id=store_id, kind=kind, subject_id__in=list(ids))
    found = _rows(actor, rows.order_by("created_at", "pk"), at)
    return {one.subject.id: one for one in found if one.subject is not None}


@query(permissions.DO)
def get_task(actor: Actor, task_id: int, at: datetime) -> TaskRow:
    """One task.

    :raises NotFound: unknown, or not in a store that the actor sees
    """
    return _rows(actor, [Task.objects.visible_to(actor, permissions.DO).one(pk=task_id)], at)[0]


@query(permissions.DO)
def find_open_task(actor: Actor, kind: str, subject: DocumentRef, owner_id: int | None = None) -> TaskRow | None:
    """The oldest open task of a kind about a document; of one employee, if named."""
    rows = Task.objects.visible_to(actor, permissions.DO).filter(
        state=OPEN, kind=kind, subject_kind=subject.kind, subject_id=subject.id
    )
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    found = _rows(actor, rows.order_by("pk")[:1], clock.now())
    return found[0] if found else None


@query(permissions.DO)
def open_subjects(
    actor: Actor,
    store_id: int,
    kind: str,
    owner_id: int | None = None,
    *,
    among: Collection[int] | None = None,
    besides: Collection[int] = (),
) -> dict[int, datetime]:
    """Ids of the documents that open tasks of a kind are about, with the limit, the earliest first. One statement.

    Of ``among`` all, else as many as a list shows; those ``besides`` are left out.
    """
    stores = sorted(actor.stores_for(permissions.DO))
    if among is not None and owner_id is None and not besides:
        return dict(_open_among(stores, store_id, kind, list(among))) if among else {}
    rows = Task.objects.in_stores(stores).filter(store_id=store_id, kind=kind, state=OPEN, subject_id__isnull=False)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    if among is not None:
        rows = rows.filter(subject_id__in=list(among))
    found = rows.exclude(subject_id__in=list(besides)).order_by("due_at", "pk").values_list("subject_id", "due_at")
    most = LONGEST_LIST if among is None else None
    return {subject_id: due_at for subject_id, due_at in found[:most] if subject_id is not None}


@prepared_values
def _open_among(stores: list[int], store_id: int, kind: str, ids: list[int]) -> Any:
    rows = Task.objects.in_stores(stores).filter(store_id=store_id, kind=kind, state=OPEN, subject_id__any=ids)
    return rows.order_by("due_at", "pk").values_list("subject_id", "due_at")


@query(permissions.DO)
def list_turns(actor: Actor, store_id: int, kinds: Collection[str], ids: Collection[int]) -> dict[int, Turn]:
    """Of these documents those about which a task of the kinds is open, with who has it; of several the earliest due."""
    if not ids:
        return {}
    rows = Task.objects.visible_to(actor, permissions.DO).filter(
        store_id=store_id, kind__in=list(kinds), state=OPEN, subject_id__in=list(ids)
    )
    found = list(rows.order_by("-due_at", "-pk"))
    owners = {one.owner_id for one in found if one.owner_id is not None}
    names = names_of(actor, owners) if owners else {}
    return {
        one.subject_id: Turn(names[one.owner_id] if one.owner_id is not None else post_label(one.post), one.due_at)
        for one in found
        if one.subject_id is not None
    }


@query(permissions.DO)
def done_subjects(actor: Actor, store_id: int, kind: str, ids: Collection[int]) -> dict[int, datetime]:
    """Of these documents those about which a task of a kind was done, with when the last of these was made."""
    rows = Task.objects.visible_to(actor, permissions.DO).filter(
        store_id=store_id, kind=kind, state=DONE, subject_id__in=list(ids)
    )
    found = rows.order_by("subject_id", "created_at").values_list("subject_id", "created_at")
    return {subject_id: made_at for subject_id, made_at in found if subject_id is not None}


@query(permissions.DO)
def count_due(actor: Actor, employee_id: int | None = None, until: datetime | None = None) -> int:
    """How many open tasks are due by a moment (now) for an employee: own, stood in for, of the post, escalated.

    Without an employee, for the one behind the actor; for somebody without one, 0.
    """
    moment = until or clock.now()
    mine = find_own_employee(actor) if employee_id is None else None
    if employee_id is None and mine is None:
        return 0
    rows = Task.objects.visible_to(actor, permissions.DO).filter(state=OPEN, due_at__lte=moment)
    if mine is None:
        owners = principals_of(actor, employee_id or 0, clock.GROUP_CLOCK.day(moment))
        return rows.filter(owner_id__in=owners).count()
    return rows.filter(store_id=mine.store_id).filter(_mine(actor, mine, moment)).count()


def _mine(actor: Actor, employee: Colleague, at: datetime) -> Q:
    """Own tasks, those of people stood in for, those of one's posts without owner, those escalated to one's posts."""
    today = store_info(employee.store_id).clock.day(at)
    posts = [employee.post, *employee.extra_posts]
    owned = Q(owner_id__in=principals_of(actor, employee.id, today))
    return owned | Q(owner_id=None, post__in=posts) | Q(escalated_post__in=posts)


def _filtered(actor: Actor, store_id: int, asked: TaskFilter, at: datetime) -> "QuerySet[Task]":
    rows = Task.objects.visible_to(actor, permissions.DO).filter(store_id=store_id)
    employee = find_own_employee(actor) if asked.whose == "mine" else None
    if asked.whose == "mine":
        rows = rows.filter(_mine(actor, employee, at)) if employee else rows.none()
    if asked.owner is not None:
        today = store_info(store_id).clock.day(at)
        rows = rows.filter(owner_id__in=principals_of(actor, asked.owner, today))
    if asked.state != ANY_STATE:
        rows = rows.filter(state=asked.state)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.overdue:
        rows = rows.filter(due_at__lt=at)
    clock_of_store = store_info(store_id).clock
    if asked.due_from:
        rows = rows.filter(due_at__gte=clock_of_store.bounds(asked.due_from)[0])
    if asked.due_to:
        rows = rows.filter(due_at__lt=clock_of_store.bounds(asked.due_to)[1])
    return rows


def _rows(actor: Actor, tasks: Any, at: datetime) -> list[TaskRow]:
    found = list(tasks)
    acting = _acting(actor, found, at)
    ids = {one for task in found for one in (task.owner_id, acting.get(task.pk), task.done_by_id) if one is not None}
    names = names_of(actor, ids) if ids else {}
    return [_row(task, acting.get(task.pk), names, at) for task in found]


def _acting(actor: Actor, tasks: list[Task], at: datetime) -> Mapping[int, int]:
    """Task id → employee id that acts; a finished task keeps its owner."""
    owned = [task for task in tasks if task.owner_id is not None]
    if not owned:
        return {}
    others = stand_ins(actor, store_info(owned[0].store_id).clock.day(at))
    return {
        task.pk: others.get(task.owner_id, task.owner_id) if task.state == OPEN else task.owner_id
        for task in owned
        if task.owner_id is not None
    }


def _row(task: Task, acting_id: int | None, names: Mapping[int, str], at: datetime) -> TaskRow:
    return TaskRow(
        task.pk,
        task.store_id,
        task.version,
        task.kind,
        task_kind_label(task.kind),
        task.subject,
        task.title,
        task.owner_id,
        names.get(task.owner_id or 0, ""),
        acting_id,
        names.get(acting_id or 0, ""),
        task.post,
        post_label(task.post),
        task.due_at,
        task.state == OPEN and task.due_at < at,
        task.priority,
        task.state,
        str(_(TASK.labels[task.state])),
        task.result,
        task.escalation_level,
        task.escalated_post,
        task.created_at,
        task.done_at,
        names.get(task.done_by_id or 0, ""),
    )
