"""Setting payers and prices of a delivered order right; what was done and delivered stays as it is (M09.01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.money import ZERO, Money
from anxin.visit.repair_orders import leave, permissions, rules
from anxin.visit.repair_orders.access import items_of, lines_of, locked_order
from anxin.visit.repair_orders.commands.close import ClosedRepairOrder, closed_view, payable, require_within_estimate
from anxin.visit.repair_orders.commands.leave import DiscountNotGranted
from anxin.visit.repair_orders.events import RepairOrderCorrected
from anxin.visit.repair_orders.lifecycle import DELIVERED
from anxin.visit.repair_orders.models import Item, PriceLeave, RepairOrder


class NotDelivered(Conflict):
    """The car is still here: the order is unlocked instead."""

    code = "not_delivered"
    default_rule = "M09.01"
    default_message = _("这张工单还没有交车，不用更正：已结算的请点“解锁”，改好再结算。")


class NothingToCorrect(Invalid):
    """The lines are as they were."""

    code = "nothing_to_correct"
    default_rule = "M09.01"
    default_message = _("付款方和金额都没有改，请改好再提交。")


@dataclass(frozen=True, slots=True)
class CorrectedLine:
    """What an approved item is to be: its payer, and its amount tax included; None leaves it."""

    item_id: int
    payer: str | None = None
    amount: Money | None = None


@command(permissions.CORRECT, rule="M09.01")
def correct_repair_order(*, actor: Actor, number: str, lines: Sequence[CorrectedLine], at: datetime) -> ClosedRepairOrder:
    """Set payers and amounts of a delivered order right, and hand its lines over anew; only billing calls this.

    :raises NotFound: unknown order or item, or out of scope
    :raises NotDelivered: settled or before
    :raises NothingToCorrect: every line is so already
    :raises Invalid: an unknown payer, or an amount below nothing or above price times quantity
    :raises DiscountNotGranted: more is given away than whoever corrects may give
    :raises EstimateExceeded: the customer would pay more than was signed, beyond the tolerance
    """
    order = locked_order(actor, permissions.CORRECT, number)
    if order.state != DELIVERED:
        raise NotDelivered
    items = [item for item in items_of(order) if item.decision == "APPROVED"]
    by_id = {item.pk: item for item in items}
    before = rules.totals_by_payer(lines_of(order, items))["customer"]
    changed = [by_id[line.item_id] for line in lines if _correct(by_id, line)]
    if not changed:
        raise NothingToCorrect(field="lines")
    owed = lines_of(order, items)
    now = rules.totals_by_payer(owed)["customer"]
    if now > before:
        require_within_estimate(order, now, at)
    with connection.cursor() as cursor:
        # The lock of settled lines (``locked_when_settled``) lets a correction through, and nothing else.
        cursor.execute("SELECT set_config('app.correction', 'on', true)")
        for item in changed:
            item.version += 1
            item.save(update_fields=["payer", "discount", "rounded_off", "amount", "version"])
        cursor.execute("SELECT set_config('app.correction', 'off', true)")
    _grant(actor, order, items, at)
    order.version += 1
    order.save(update_fields=["version"])
    events.publish(RepairOrderCorrected(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return closed_view(order, payable(items, owed))


def _correct(items: dict[int, Item], line: CorrectedLine) -> bool:
    """Change an item as wished, unsaved; returns whether it differs now."""
    item = items.get(line.item_id)
    if item is None:
        raise NotFound
    payer = item.payer if line.payer is None else line.payer
    amount = item.amount if line.amount is None else line.amount
    if payer not in Item.Payer.values:
        raise Invalid(_("请选择付款方。"), field="payer")
    gross = item.amount + item.discount
    if amount.fen < 0 or amount > gross:
        raise Invalid(
            _("%(name)s：金额请填 0 到 ¥%(gross)s（单价 × 数量）。") % {"name": item.description, "gross": gross},
            field="amount",
        )
    if (payer, amount) == (item.payer, item.amount):
        return False
    item.payer, item.amount, item.discount, item.rounded_off = payer, amount, gross - amount, ZERO
    return True


def _grant(actor: Actor, order: RepairOrder, items: Sequence[Item], at: datetime) -> None:
    """What is given away by it is within the post of whoever corrects (R-RO16): nobody is asked days after."""
    on = store_info(order.store_id).clock.day(at)
    beyond = leave.lines_without_leave(order, items, on)
    if not beyond:
        return
    lines = leave.priced_lines(order, items)
    given, listed = sum(line.given_fen for line in lines), sum(line.list_fen for line in lines)
    if not leave.may_grant(actor, order.store_id, given, listed, on):
        raise DiscountNotGranted(
            _("更正后优惠或由本店承担共 ¥%(given)s，超过您的权限，请总经理来更正。") % {"given": Money(given)}, rule="R-RO16"
        )
    PriceLeave(
        store_id=order.store_id,
        repair_order=order,
        kind=PriceLeave.Kind.DISCOUNT,
        lines={str(line.id): line.given_fen for line in beyond},
        amount=Money(sum(line.given_fen for line in beyond)),
        at=at,
        actor_key=actor.key,
    ).save(force_insert=True)
