"""Creating, completing, postponing, handing over and cancelling tasks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import all_roles, store_info
from anxin.parties.people.queries import find_own_employee, is_on_staff, principals_of
from anxin.parties.work import permissions
from anxin.parties.work.events import TaskCancelled, TaskCreated, TaskDone, TaskMoved
from anxin.parties.work.ladder import next_escalation
from anxin.parties.work.lifecycle import OPEN, TASK
from anxin.parties.work.models import LONGEST_TITLE, Task
from anxin.parties.work.parameters import is_personal
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Denied, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text

FARTHEST = timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class SavedTask:
    """The task after a command."""

    id: int
    store_id: int
    state: str
    owner_id: int | None
    post: str
    due_at: datetime
    version: int


@command(permissions.DO)
def create_task(
    *,
    actor: Actor,
    store_id: int,
    kind: str,
    subject: DocumentRef | None,
    title: str,
    due_at: datetime,
    owner_id: int | None = None,
    post: str = "",
    priority: int = Task.Priority.NORMAL,
    at: datetime,
) -> SavedTask:
    """Put a task into the queue of an employee of the store or of whoever holds a post there.

    :raises Invalid: neither or an unknown owner or post, or no title
    """
    actor.require(permissions.DO, store_id)
    _require_due(due_at, at)
    _require_assignee(actor, store_id, owner_id, post)
    task = Task(
        store_id=store_id,
        kind=kind,
        subject_kind=subject.kind if subject else "",
        subject_id=subject.id if subject else None,
        title=_title(title),
        owner_id=owner_id,
        post=post,
        due_at=due_at,
        priority=priority,
        created_at=at,
        created_by=actor.key,
        escalate_at=next_escalation(kind, store_id, 0, due_at),
    )
    task.save(force_insert=True)
    events.publish(_created(task), at=at)
    return _saved(task)


@command(permissions.DO)
def retitle_task(*, actor: Actor, task_id: int, title: str, at: datetime) -> SavedTask:
    """Let an open task say what is to be done by now.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: done or cancelled
    :raises Invalid: no title, or one that is too long
    """
    task: Task = Task.objects.visible_to(actor, permissions.DO).locked().one(pk=task_id)
    TASK.after("complete", task.state)
    task.title = _title(title)
    task.version += 1
    task.save(update_fields=["title", "version"])
    audit.note(DocumentRef("work.task", task.pk), task.store_id, retitled=True)
    return _saved(task)


@command(permissions.DO)
def complete_task(
    *, actor: Actor, task_id: int, result: str = "", version: int | None = None, is_by_step: bool = False, at: datetime
) -> SavedTask:
    """Finish a task with its result; any colleague of the store may, and stands as the one who did it.

    ``is_by_step``: what the task asked for was done at its subject, which says itself who may.

    :raises NotFound: unknown, or not in a store where the actor may
    :raises Denied: somebody else's, of a kind that is personal
    :raises IllegalTransition: somebody else finished or cancelled it
    :raises VersionConflict: it was changed since it was read
    """
    task = Task.objects.visible_to(actor, permissions.DO).locked().one(pk=task_id)
    if is_personal(task.kind) and not is_by_step:
        _involved(actor, task_id, at)
    task.state = TASK.after("complete", task.state)
    require_version(task, version)
    employee = find_own_employee(actor)
    task.result = _text(result, 500, "result")
    task.done_at, task.done_by_id, task.escalate_at = at, employee.id if employee else None, None
    task.save()
    fact = TaskDone(
        store_id=task.store_id,
        task_id=task.pk,
        kind=task.kind,
        document_kind=task.subject_kind,
        document_id=task.subject_id,
        done_by_id=task.done_by_id,
    )
    events.publish(fact, at=at)
    return _saved(task)


@command(permissions.DO)
def postpone_task(*, actor: Actor, task_id: int, due_at: datetime, version: int | None = None, at: datetime) -> SavedTask:
    """Move the due time; the escalation waits for the new one.

    :raises NotFound: unknown task
    :raises Denied: somebody else's task
    :raises Invalid: a time that is over
    :raises IllegalTransition: it is finished or cancelled
    """
    task = _involved(actor, task_id, at)
    task.state = TASK.after("postpone", task.state)
    require_version(task, version)
    _require_due(due_at, at)
    if due_at <= at:
        raise Invalid(_("新的到期时间须在现在之后。"), field="due_at")
    task.due_at, task.postponed_count = due_at, task.postponed_count + 1
    task.escalate_at = next_escalation(task.kind, task.store_id, task.escalation_level, due_at)
    task.save()
    events.publish(_moved(task), at=at)
    return _saved(task)


@command(permissions.DO)
def reassign_task(
    *,
    actor: Actor,
    task_id: int,
    owner_id: int | None = None,
    post: str = "",
    version: int | None = None,
    at: datetime,
) -> SavedTask:
    """Give a task to another employee of the store, or to whoever holds a post there.

    :raises NotFound: unknown task
    :raises Denied: somebody else's task
    :raises Invalid: neither or an unknown owner or post
    :raises IllegalTransition: it is finished or cancelled
    """
    task = _involved(actor, task_id, at)
    task.state = TASK.after("reassign", task.state)
    require_version(task, version)
    _require_assignee(actor, task.store_id, owner_id, post)
    task.owner_id, task.post = owner_id, post
    task.save()
    events.publish(_moved(task), at=at)
    return _saved(task)


@command(permissions.DO)
def cancel_task(*, actor: Actor, task_id: int, reason: str, at: datetime) -> SavedTask:
    """Take a task out of the queue, with the reason.

    :raises NotFound: unknown task
    :raises Denied: somebody else's task
    :raises Invalid: no reason
    :raises IllegalTransition: it is finished or cancelled
    """
    task = _involved(actor, task_id, at)
    if not clean_text(reason):
        raise Invalid(_("请写明取消原因。"), field="reason")
    _cancel(task, _text(reason, 500, "reason"), at)
    return _saved(task)


@command(permissions.DO)
def cancel_tasks_of(*, actor: Actor, subject: DocumentRef, kind: str | None = None, reason: str = "", at: datetime) -> int:
    """Cancel the open tasks about a document (of one kind), because it is settled otherwise; returns how many."""
    open_tasks = Task.objects.visible_to(actor, permissions.DO).filter(
        state=OPEN, subject_kind=subject.kind, subject_id=subject.id
    )
    if kind is not None:
        open_tasks = open_tasks.filter(kind=kind)
    found = list(open_tasks.locked().order_by("pk"))
    for task in found:
        _cancel(task, _text(reason, 500, "reason"), at)
    return len(found)


@command(permissions.MANAGE)
def hand_over_tasks(*, actor: Actor, employee_id: int, successor_id: int | None, post: str, at: datetime) -> int:
    """Give all open tasks of an employee to a successor, or, without one, to whoever holds a post; returns how many."""
    open_tasks = Task.objects.visible_to(actor, permissions.MANAGE).filter(state=OPEN, owner_id=employee_id)
    found = list(open_tasks.locked().order_by("pk"))
    for task in found:
        task.owner_id, task.post = successor_id, "" if successor_id else task.post or post
        task.version += 1
        task.save(update_fields=["owner", "post", "version"])
        events.publish(_moved(task), at=at)
    return len(found)


def _involved(actor: Actor, task_id: int, at: datetime) -> Task:
    """The task, locked, if the actor owns it, stands in today, holds its post, created it, or manages the store's work."""
    task = Task.objects.visible_to(actor, permissions.DO).locked().one(pk=task_id)
    if actor.may(permissions.MANAGE, task.store_id) or task.created_by == actor.key:
        return task
    employee = find_own_employee(actor)
    if employee is not None:
        today = store_info(task.store_id).clock.day(at)
        if task.owner_id in principals_of(actor, employee.id, today) or task.owner_id == employee.id:
            return task
        if task.owner_id is None and employee.holds(task.post):
            return task
    raise Denied(_("这是别人的任务；请责任人本人或主管来改。"))


def _require_due(due_at: datetime, at: datetime) -> None:
    if abs(due_at - at) > FARTHEST:
        raise Invalid(_("到期时间离现在超过十年，请核对年份。"), field="due_at")


def _require_assignee(actor: Actor, store_id: int, owner_id: int | None, post: str) -> None:
    if owner_id is None and not post:
        raise Invalid(_("请指定责任人或岗位。"), field="owner_id")
    if post and post not in all_roles():
        raise Invalid(_("没有这个岗位，请从列表中选择。"), field="post")
    if owner_id is not None and not is_on_staff(actor, store_id, owner_id):
        raise Invalid(_("请选择本店的在职员工。"), field="owner_id")


def _cancel(task: Task, reason: str, at: datetime) -> None:
    task.state = TASK.after("cancel", task.state)
    task.result, task.done_at, task.escalate_at = reason, at, None
    task.version += 1
    task.save(update_fields=["state", "result", "done_at", "escalate_at", "version"])
    fact = TaskCancelled(
        store_id=task.store_id,
        task_id=task.pk,
        kind=task.kind,
        document_kind=task.subject_kind,
        document_id=task.subject_id,
    )
    events.publish(fact, at=at)


def _created(task: Task) -> TaskCreated:
    return TaskCreated(
        store_id=task.store_id,
        task_id=task.pk,
        kind=task.kind,
        document_kind=task.subject_kind,
        document_id=task.subject_id,
        owner_id=task.owner_id,
        post=task.post,
    )


def _moved(task: Task) -> TaskMoved:
    return TaskMoved(store_id=task.store_id, task_id=task.pk, owner_id=task.owner_id, post=task.post)


def _title(given: str) -> str:
    kept = _text(given, LONGEST_TITLE, "title")
    if not kept:
        raise Invalid(_("请写明要做什么。"), field="title")
    return kept


def _text(given: str, longest: int, field: str) -> str:
    kept = clean_text(given)
    if len(kept) > longest:
        raise Invalid(_("最多 %(longest)s 个字，请写短一些。") % {"longest": longest}, field=field)
    return kept


def _saved(task: Task) -> SavedTask:
    return SavedTask(task.pk, task.store_id, task.state, task.owner_id, task.post, task.due_at, task.version)
