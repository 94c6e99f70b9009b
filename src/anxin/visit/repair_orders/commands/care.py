"""The customer's word on care products, before the signature and apart from it (R-RO15)."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.text import clean_text
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import items_of, locked_open_order
from anxin.visit.repair_orders.commands.change import ChangedRepairOrder, announce
from anxin.visit.repair_orders.commands.decide import LONGEST_REASON, WRITTEN, decline_signed
from anxin.visit.repair_orders.commands.promising import replan
from anxin.visit.repair_orders.lifecycle import OPEN
from anxin.visit.repair_orders.models import Authorisation, Item


@command(permissions.AUTHORISE, rule="R-RO15")
def decide_care(
    *, actor: Actor, number: str, item_ids: Collection[int], agreed: bool, at: datetime, shown: str = "", reason: str = ""
) -> ChangedRepairOrder:
    """Keep what the customer said to care products after seeing a sample or the effect; a no is offered again later.

    A yes is no signature: the items still wait for it.

    :raises NotFound: unknown order or item, or out of scope
    :raises OrderLocked: settled or cancelled
    :raises Conflict: no care product, or decided already
    :raises Invalid: a yes without sample or effect shown, or a reason of more than 200 characters
    """
    order = locked_open_order(actor, permissions.AUTHORISE, number)
    items = [item for item in items_of(order) if item.pk in item_ids]
    if not items or len(items) != len(set(item_ids)):
        raise NotFound
    if any(not item.is_care or item.decision != Item.Decision.PRESENTED for item in items):
        raise Conflict(_("这一项不是养护项目，或客户已经决定过了，请刷新后再看。"), rule="R-RO15")
    if agreed and shown not in Item.CareShown.values:
        raise Invalid(_("请先给客户看样品或效果，再记同意。"), field="shown", rule="R-RO15")
    words = clean_text(reason) or _("客户没有说原因")
    if len(words) > LONGEST_REASON:
        raise Invalid(_("原因最多 200 字，请写短一些。"), field="reason")
    for item in items:
        item.care_shown = shown if shown in Item.CareShown.values else ""
        if agreed:
            item.care_consented_at = at
    Item.objects.bulk_update(items, ["care_shown", "care_consented_at"])
    if agreed:
        return announce(order, at)
    if order.state != OPEN:
        order.version += 1
        decline_signed(actor, order, items, words, Authorisation.Channel.PHONE, at)
        return ChangedRepairOrder(order.pk, order.number, order.state, order.version)
    for item in items:
        item.decision, item.decided_at, item.decline_reason = Item.Decision.DECLINED, at, words
    Item.objects.bulk_update(items, WRITTEN)
    return announce(order, at, fields=replan(actor, order, at))
