"""Who pays for rework once its cause was judged (R-QC10)."""

from datetime import datetime

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import ORDER_KIND, items_of, locked_order
from anxin.visit.repair_orders.commands.change import announce
from anxin.visit.repair_orders.commands.rework import HOUSE, MAKER
from anxin.visit.repair_orders.lifecycle import BEFORE_SETTLEMENT
from anxin.visit.repair_orders.models import Item


@command(permissions.CHANGE, rule="R-QC10")
def follow_rework_cause(*, actor: Actor, number: str, job_id: int, by_maker: bool, at: datetime) -> int:
    """The cause of rework was judged: the maker pays for a genuine part that failed, the house for all else.

    Only what still stands as the rule set it, before the settlement. Returns how many items changed.

    :raises NotFound: unknown or out of scope
    """
    order = locked_order(actor, permissions.CHANGE, number)
    items = [item for item in items_of(order) if item.job_id == job_id]
    by_maker = by_maker and any(item.kind == Item.Kind.PART and item.origin == "genuine" for item in items)
    payer = MAKER if by_maker else HOUSE
    standing = [item for item in items if item.payer_rule == item.payer and not item.is_beyond_rule]
    changed = [item for item in standing if item.payer_rule not in ("", payer)]
    if order.state not in BEFORE_SETTLEMENT or not changed:
        return 0
    for item in changed:
        item.payer = item.payer_rule = payer
        item.version += 1
        item.save(update_fields=["payer", "payer_rule", "version"])
    audit.note(DocumentRef(ORDER_KIND, order.pk), order.store_id, rework_payer=payer, items=len(changed))
    announce(order, at)
    return len(changed)
