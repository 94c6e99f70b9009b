"""Who is told of a special order: its advisor by a task, its customer by a message that passes the consent gate."""

from collections.abc import Mapping
from datetime import datetime

from anxin.holdings.purchasing.models import SpecialOrder
from anxin.holdings.purchasing.parameters import ADVISOR_TELLS, SPECIAL_ARRIVED_TASK
from anxin.parties.contacts.commands import queue_message
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import cancel_tasks_of, complete_task, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef

KIND = "purchasing.specialorder"


def tell_customer(row: SpecialOrder, template: str, params: Mapping[str, object], at: datetime) -> bool:
    """Whether a message goes to the customer: he agreed, and his phone is known."""
    sent = queue_message(
        actor=Actor.system("purchasing", [row.store_id]),
        store_id=row.store_id,
        customer_id=row.customer_id,
        purpose="service",
        template=template,
        params=params,
        subject=DocumentRef(KIND, row.pk),
        at=at,
    )
    return not sent.is_blocked


def tell_advisor(row: SpecialOrder, kind: str, title: str, at: datetime) -> None:
    """A task of whoever took the order down."""
    due_at = value(ADVISOR_TELLS, row.store_id, store_info(row.store_id).clock.day(at)).due(calendar_of(row.store_id), at)
    create_task(
        actor=Actor.system("purchasing", [row.store_id]),
        store_id=row.store_id,
        kind=kind,
        subject=DocumentRef(KIND, row.pk),
        title=title,
        due_at=due_at,
        owner_id=row.advisor_id,
        at=at,
    )


def end_tasks(row: SpecialOrder, at: datetime, *, is_done: bool = False) -> None:
    """End what is to be done about the order: its customer has what came, or it is settled otherwise."""
    system, subject = Actor.system("purchasing", [row.store_id]), DocumentRef(KIND, row.pk)
    task = find_open_task(system, kind=SPECIAL_ARRIVED_TASK, subject=subject) if is_done else None
    if task is not None:
        complete_task(actor=system, task_id=task.id, is_by_step=True, at=at)
    cancel_tasks_of(actor=system, subject=subject, at=at)
