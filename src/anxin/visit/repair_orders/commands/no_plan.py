"""The customer wants none of the plans: his no stands on the order, so that it is offered again another time (R-RO13)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.text import clean_text
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.commands.change import ChangedRepairOrder, announce
from anxin.visit.repair_orders.commands.decide import (
    LONGEST_REASON,
    WRITTEN,
    DecisionWithoutReason,
    decline_signed,
)
from anxin.visit.repair_orders.commands.estimates import require_channel
from anxin.visit.repair_orders.commands.plans import NO_PLAN, keep_choice, make_items, waiting_offer
from anxin.visit.repair_orders.commands.promising import replan
from anxin.visit.repair_orders.lifecycle import OPEN
from anxin.visit.repair_orders.models import Item


@command(permissions.AUTHORISE, rule="R-RO13")
def decline_plans(
    *,
    actor: Actor,
    number: str,
    offer_id: int,
    reason: str,
    at: datetime,
    channel: str = "phone",
    version: int | None = None,
) -> ChangedRepairOrder:
    """Keep that the customer wants none of the plans, and why: the lines of the dearest one stay as declined.

    ``channel`` says how he said so, where the order was signed before (M06.12).

    :raises NotFound: unknown order, offer or job, or out of scope
    :raises DecisionWithoutReason: no reason that can be seen
    :raises Invalid: a reason of more than 200 characters, or an unknown channel
    :raises Conflict: chosen already, or replaced by other plans
    :raises OrderLocked: settled or cancelled
    :raises VersionConflict: the order changed while the customer read it
    """
    words = clean_text(reason)
    if not words:
        raise DecisionWithoutReason(field="reason")
    if len(words) > LONGEST_REASON:
        raise Invalid(_("原因最多 200 字，请写短一些。"), field="reason", rule="R-RO13")
    require_channel(channel)
    order, offer = waiting_offer(actor, number, offer_id, version)
    made = make_items(actor, order, offer, max(offer.plans, key=_sum_of)["lines"], at)
    keep_choice(actor, order, offer, NO_PLAN, made, at)
    if order.state != OPEN:
        decline_signed(actor, order, made, words, channel, at)
        ids = tuple(item.pk for item in made)
        return ChangedRepairOrder(order.pk, order.number, order.state, order.version, ids)
    for item in made:
        item.decision, item.decided_at, item.decline_reason = Item.Decision.DECLINED, at, words
    Item.objects.bulk_update(made, WRITTEN)
    return announce(order, at, made, fields=replan(actor, order, at))


def _sum_of(plan: Mapping[str, Any]) -> int:
    return sum(line["amount"] for line in plan["lines"] if line["payer"] == Item.Payer.CUSTOMER)
