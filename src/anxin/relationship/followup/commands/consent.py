"""What a customer's yes or no to being called does to the follow-ups that are open (PIPL, ADR 0011)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.queries import may_contact
from anxin.parties.work.commands import cancel_tasks_of
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.relationship.followup import parameters, permissions
from anxin.relationship.followup.commands.planning import helper, put_into_queue, reference, take_consent_turn
from anxin.relationship.followup.events import FollowUpResumed, FollowUpWithheld
from anxin.relationship.followup.lifecycle import DUE, FOLLOW_UP, NO_CONSENT
from anxin.relationship.followup.models import FollowUp


@command(permissions.PLAN, rule="PIPL")
def settle_consent(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Withhold a customer's open follow-ups without consent, or resume those still in time with it; returns how many.

    What the customer says now is read here: the facts that lead here may come late or in another order.

    :raises Denied: not a store of the actor
    """
    actor.require(permissions.PLAN, store_id)
    mine = FollowUp.objects.visible_to(actor, permissions.PLAN).filter(store_id=store_id, customer_id=customer_id)
    take_consent_turn(customer_id)
    agreed = may_contact(helper(store_id), customer_id, "service")
    wanted = mine.filter(state=NO_CONSENT, due_at__gt=at) if agreed else mine.filter(state=DUE)
    rows = list(wanted.locked().order_by("pk"))
    for row in rows:
        (_resume if agreed else _withhold)(row, at)
    return len(rows)


def _withhold(row: FollowUp, at: datetime) -> None:
    row.state, row.closed_at = FOLLOW_UP.after("withhold", row.state), at
    row.version += 1
    row.save(update_fields=["state", "closed_at", "version"])
    reason = str(_("客户没有同意服务回访"))
    cancel_tasks_of(actor=helper(row.store_id), subject=reference(row.pk), kind=parameters.CALL_TASK, reason=reason, at=at)
    fact = FollowUpWithheld(followup_id=row.pk, repair_order_id=row.repair_order_id, store_id=row.store_id)
    events.publish(fact, at=at)


def _resume(row: FollowUp, at: datetime) -> None:
    row.state, row.closed_at = FOLLOW_UP.after("resume", row.state), None
    row.version += 1
    row.save(update_fields=["state", "closed_at", "version"])
    put_into_queue(row, at)
    fact = FollowUpResumed(followup_id=row.pk, repair_order_id=row.repair_order_id, store_id=row.store_id)
    events.publish(fact, at=at)
