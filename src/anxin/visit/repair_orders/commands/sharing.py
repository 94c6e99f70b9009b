"""Splitting what an order costs between several payers, before it is settled (M09.01)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.money import Money
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import items_of, lines_of, locked_open_order
from anxin.visit.repair_orders.commands.rework import CUSTOMER, PayerNotByTheRule
from anxin.visit.repair_orders.events import RepairOrderChanged
from anxin.visit.repair_orders.models import PayerShare, RepairOrder
from anxin.visit.repair_orders.shares import SHARE_TAKERS


class NothingToShare(Invalid):
    """The payer owes nothing of which another could take over a part."""

    code = "nothing_to_share"
    default_rule = "M09.01"
    default_message = _("这个付款方没有要分摊的金额，请换一个付款方或明细。")


@dataclass(frozen=True, slots=True)
class NewShare:
    """``payer`` takes over of one item, or of all that ``of_payer`` owes: a ``share`` (0.3 is 30 %) or an ``amount``."""

    payer: str
    of_payer: str = ""
    item_id: int | None = None
    share: Decimal | None = None
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class SharedOrder:
    """The order with what each payer owes of it now."""

    number: str
    version: int
    store_id: int
    totals: dict[str, Money]


@command(permissions.SHARE, rule="M09.01")
def share_payers(*, actor: Actor, number: str, new: NewShare, at: datetime) -> SharedOrder:
    """Let another payer take over a part; the same two payers and item again: the new part replaces the old.

    :raises NotFound: unknown order or item, or out of scope
    :raises OrderLocked: settled, delivered or cancelled
    :raises NothingToShare: the payer owes nothing there
    :raises PayerNotByTheRule: it is work done again, whose payer is changed with a reason on the item (R-QC05, R-QC03)
    :raises Invalid: neither share nor amount, one that is not above zero, or more than the whole; or not another payer
    """
    order = locked_open_order(actor, permissions.SHARE, number)
    items = items_of(order)
    item = next((one for one in items if one.pk == new.item_id), None)
    if new.item_id is not None and item is None:
        raise NotFound
    of_payer = item.payer if item is not None else new.of_payer
    if new.payer not in SHARE_TAKERS or new.payer == of_payer:
        raise Invalid(_("请选另一个付款方：自费、保修或保险；善意、内部承担请在工单上改明细的付款方。"), field="payer")
    _require_part(new)
    owed = [one for one in items if one.decision in rules.COUNTED and one.payer == of_payer]
    shared = owed if item is None else [one for one in owed if one is item]
    if not any(one.amount for one in shared):
        raise NothingToShare(field="of_payer")
    ruled = [one for one in shared if one.payer_rule]
    # What the customer was charged with a reason he may share like any line; to charge him, the reason is asked on it.
    if any(one.payer_rule == one.payer or new.payer == CUSTOMER for one in ruled):
        raise PayerNotByTheRule(
            _("其中有返修（质保期内，或检验退回），付款方是按规定定的，不能分摊；要改由别人付，请在明细上改付款方并写原因。")
        )
    PayerShare.objects.visible_to(actor, permissions.SHARE).filter(
        repair_order=order, item=item, of_payer=of_payer, payer=new.payer
    ).delete()
    PayerShare(
        store_id=order.store_id,
        repair_order=order,
        item=item,
        of_payer=of_payer,
        payer=new.payer,
        share=new.share,
        amount=new.amount,
        at=at,
        actor_key=actor.key,
    ).save(force_insert=True)
    return _changed(order, at)


@command(permissions.SHARE, rule="M09.01")
def remove_share(*, actor: Actor, number: str, share_id: int, at: datetime) -> SharedOrder:
    """Take a part back: who owed it before owes it again.

    :raises NotFound: unknown order or share, or out of scope
    :raises OrderLocked: settled, delivered or cancelled
    """
    order = locked_open_order(actor, permissions.SHARE, number)
    PayerShare.objects.visible_to(actor, permissions.SHARE).filter(repair_order=order).one(pk=share_id).delete()
    return _changed(order, at)


def _require_part(new: NewShare) -> None:
    if (new.share is None) == (new.amount is None):
        raise Invalid(_("请填分摊的百分比或金额，二选一。"), field="share")
    if new.share is not None and not Decimal("0.0001") <= new.share <= 1:
        raise Invalid(_("分摊的百分比要大于 0，最多 100。"), field="share")
    if new.amount is not None and new.amount.fen <= 0:
        raise Invalid(_("分摊金额要大于 0。"), field="amount")


def _changed(order: RepairOrder, at: datetime) -> SharedOrder:
    order.version += 1
    order.save(update_fields=["version"])
    events.publish(RepairOrderChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)
    totals = rules.totals_by_payer(lines_of(order, items_of(order)))
    shown = {payer: Money(fen) for payer, fen in totals.items() if fen}
    return SharedOrder(order.number, order.version, order.store_id, shown)
