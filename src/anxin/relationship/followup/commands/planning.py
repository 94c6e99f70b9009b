"""Planning a follow-up after delivery, its second round, and calling one off."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.queries import may_contact
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import cancel_tasks_of, create_task
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn
from anxin.relationship.followup import parameters, permissions
from anxin.relationship.followup.events import FollowUpCancelled, FollowUpPlanned, FollowUpWithheld
from anxin.relationship.followup.lifecycle import FOLLOW_UP, NO_CONSENT
from anxin.relationship.followup.models import FollowUp

UNCALLED_KINDS = ("pre_delivery", "internal")
"""Visits without a customer outside the house."""


@dataclass(frozen=True, slots=True)
class PlannedFollowUp:
    """The follow-up after the command; ``id`` None when the visit needs none."""

    id: int | None
    state: str
    due_at: datetime | None
    version: int


@command(permissions.PLAN, rule="R-FU02")
def plan_follow_up(
    *, actor: Actor, store_id: int, repair_order_id: int, vehicle_id: int, customer_id: int, at: datetime
) -> PlannedFollowUp:
    """Plan the first call, three to seven days after ``at`` (R-FU02), as a task of the clerks; once per visit.

    Pre-delivery checks and the dealership's own cars are not followed up.

    :raises Denied: not a store of the actor
    """
    actor.require(permissions.PLAN, store_id)
    known = FollowUp.objects.visible_to(actor, permissions.PLAN).filter(repair_order_id=repair_order_id, round=1).first()
    if known is not None:
        return planned(known)
    row = FollowUp(
        store_id=store_id, repair_order_id=repair_order_id, vehicle_id=vehicle_id, customer_id=customer_id, round=1
    )
    if row.repair_order.kind in UNCALLED_KINDS or row.customer.kind == "internal":
        return PlannedFollowUp(None, "", None, 0)
    return planned(insert_round(actor, row, at))


@command(permissions.CANCEL, rule="M10.01")
def cancel_follow_up(
    *, actor: Actor, followup_id: int, reason: str, version: int | None = None, at: datetime
) -> PlannedFollowUp:
    """Decide that nobody calls, with the reason; the task goes with it.

    :raises NotFound: unknown, or in a store where the actor may not
    :raises IllegalTransition: it is over
    :raises Invalid: no reason
    :raises VersionConflict: somebody called in between
    """
    row = FollowUp.objects.visible_to(actor, permissions.CANCEL).locked().one(pk=followup_id)
    row.state = FOLLOW_UP.after("cancel", row.state)
    require_version(row, version)
    kept = clean_text(reason)
    if not kept or len(kept) > 200:
        raise Invalid(_("请写明不再回访的原因，最多 200 字。"), field="reason")
    row.cancel_reason, row.closed_at = kept, at
    row.save(update_fields=["state", "cancel_reason", "closed_at", "version"])
    cancel_tasks_of(actor=helper(row.store_id), subject=reference(row.pk), kind=parameters.CALL_TASK, reason=kept, at=at)
    events.publish(FollowUpCancelled(followup_id=row.pk, store_id=row.store_id), at=at)
    return planned(row)


def insert_round(actor: Actor, row: FollowUp, at: datetime) -> FollowUp:
    """Insert a round whose store, order, car, customer and number are given: its window, its task, its fact.

    Without the customer's consent it is withheld from the start, and has no task.
    """
    store = store_info(row.store_id)
    day = store.clock.day(at)
    first = row.round == 1
    opens = value(parameters.FIRST_FROM if first else parameters.SECOND_FROM, store.id, day)
    limit = value(parameters.FIRST_UNTIL if first else parameters.SECOND_UNTIL, store.id, day)
    row.opens_at = row.next_call_at = store.clock.bounds(day + timedelta(days=opens))[0]
    row.due_at = max(limit.due(calendar_of(store.id), at), row.opens_at)
    row.due_on, row.planned_at = store.clock.day(row.due_at), at
    take_consent_turn(row.customer_id)
    agreed = may_contact(helper(store.id), row.customer_id, "service")
    if not agreed:
        row.state, row.closed_at = NO_CONSENT, at
    row.save(force_insert=True)
    ids = {"followup_id": row.pk, "repair_order_id": row.repair_order_id, "store_id": store.id}
    events.publish(FollowUpPlanned(round=row.round, **ids), at=at)
    if agreed:
        put_into_queue(row, at)
    else:
        events.publish(FollowUpWithheld(**ids), at=at)
    return row


def take_consent_turn(customer_id: int) -> None:
    """Let who plans a call and who settles a consent pass one after the other; before any follow-up is locked.

    Else a withdrawal between the reading and the commit of a plan would find no call to withhold.
    """
    take_turn(f"followup:consent:{customer_id}")


def put_into_queue(row: FollowUp, at: datetime) -> None:
    """Give the clerks the task of a follow-up that is due."""
    store_id = row.store_id
    task = create_task(
        actor=helper(store_id),
        store_id=store_id,
        kind=parameters.CALL_TASK,
        subject=reference(row.pk),
        title=str(_("交车回访 %(number)s · 第 %(round)s 次") % {"number": row.repair_order.number, "round": row.round}),
        due_at=row.due_at,
        post=value(parameters.POST, store_id, store_info(store_id).clock.day(at)),
        at=at,
    )
    row.task_id = task.id
    row.save(update_fields=["task"])


def helper(store_id: int) -> Actor:
    """The module itself: its tasks are nobody's own, so whoever calls may close them."""
    return Actor.system("followup", [store_id])


def reference(followup_id: int) -> DocumentRef:
    """A follow-up as other modules know it."""
    return DocumentRef("followup.followup", followup_id)


def planned(row: FollowUp) -> PlannedFollowUp:
    """The result of a command on a follow-up."""
    return PlannedFollowUp(row.pk, row.state, row.due_at, row.version)
