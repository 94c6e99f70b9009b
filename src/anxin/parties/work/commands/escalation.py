"""Showing tasks that nobody finished to the next post of their ladder; run by the clock."""

from dataclasses import dataclass
from datetime import datetime

from anxin.parties.org.queries import store_info
from anxin.parties.work import permissions
from anxin.parties.work.events import TaskEscalated
from anxin.parties.work.ladder import next_escalation
from anxin.parties.work.lifecycle import OPEN
from anxin.parties.work.models import Task
from anxin.parties.work.parameters import ladder_of
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef

BATCH = 500


@dataclass(frozen=True, slots=True)
class EscalatedTasks:
    """How many tasks moved up; ``is_complete`` False when a full batch was taken and more may wait."""

    count: int
    is_complete: bool


@command(permissions.MANAGE)
def escalate_due_tasks(*, actor: Actor, store_id: int, at: datetime) -> EscalatedTasks:
    """Move every open task of a store whose next step has come one step up its ladder, up to 500 at once."""
    actor.require(permissions.MANAGE, store_id)
    waiting = Task.objects.visible_to(actor, permissions.MANAGE).filter(store_id=store_id, state=OPEN, escalate_at__lte=at)
    # Tasks that somebody is just finishing are left to the next run.
    tasks = list(waiting.select_for_update(of=("self",), skip_locked=True).order_by("escalate_at", "pk")[:BATCH])
    today = store_info(store_id).clock.day(at)
    for task in tasks:
        ladder = ladder_of(task.kind, store_id, today)
        if task.escalation_level >= len(ladder):
            task.escalate_at = None
            task.save(update_fields=["escalate_at"])
            continue
        task.escalated_post = ladder[task.escalation_level].post
        task.escalation_level += 1
        task.escalate_at = next_escalation(task.kind, store_id, task.escalation_level, at)
        task.save(update_fields=["escalated_post", "escalation_level", "escalate_at"])
        audit.note(DocumentRef("work.task", task.pk), store_id, level=task.escalation_level, post=task.escalated_post)
        fact = TaskEscalated(
            store_id=store_id,
            task_id=task.pk,
            kind=task.kind,
            level=task.escalation_level,
            post=task.escalated_post,
        )
        events.publish(fact, at=at)
    return EscalatedTasks(len(tasks), len(tasks) < BATCH)
