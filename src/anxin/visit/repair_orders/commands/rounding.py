"""Taking the odd sum off what a customer pays (抹零): a discount of its own kind, free up to the limit of the store."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.work.commands import request_approval
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders import leave, permissions, rules
from anxin.visit.repair_orders.access import ORDER_KIND, items_of, lines_of, locked_open_order
from anxin.visit.repair_orders.commands.change import announce
from anxin.visit.repair_orders.commands.leave import DISCOUNT, judge_discounts
from anxin.visit.repair_orders.models import Item, PriceLeave, RepairOrder
from anxin.visit.repair_orders.parameters import ROUND_OFF_LIMIT
from anxin.visit.repair_orders.rules import PricedLine

PAYER = "customer"
IS_SHARED = gettext_lazy("自费部分和别的付款方按比例分摊，不能抹零；请先取消分摊，抹零后再分。")


class CustomerTotalChanged(Conflict):
    """The customer pays another sum by now than whoever rounds it off has seen."""

    code = "customer_total_changed"
    default_rule = "R-RO16"


class DearerThanListed(Invalid):
    """What is taken off would be no discount from the catalogue, so that nobody could be asked for it."""

    code = "dearer_than_listed"
    default_rule = "R-RO16"


@dataclass(frozen=True, slots=True)
class RoundedOrder:
    """What the customer pays now; ``is_asked`` when somebody has to grant it before the order is settled.

    ``is_discount``: it is beyond what may be rounded off, and the bill calls it a discount.
    """

    number: str
    version: int
    customer_total: Money
    is_asked: bool
    is_discount: bool


@command(permissions.ROUND_OFF, rule="R-RO16")
def round_off(*, actor: Actor, number: str, amount: Money, seen_total: Money, at: datetime) -> RoundedOrder:
    """Take ``amount`` off what the customer pays of an order that is not settled; no other payer pays more or less.

    ``seen_total`` is what he paid before by the eyes of the caller: two who round off at once do so once. Beyond the
    store's limit for one order it is a discount: an advisor's limit is no limit of the cash desk's, so who may not change
    prices asks for all of it.

    :raises NotFound: unknown or out of scope
    :raises OrderLocked: settled or cancelled
    :raises Invalid: not above zero, or more than the customer's own lines
    :raises CustomerTotalChanged: the customer does not pay ``seen_total``
    :raises DearerThanListed: beyond the limit, by somebody who may not change prices, off a line above its catalogue price
    :raises Conflict: another discount of the order waits for leave
    """
    order = locked_open_order(actor, permissions.ROUND_OFF, number)
    items = [item for item in items_of(order) if item.decision == "APPROVED"]
    on = store_info(order.store_id).clock.day(at)
    before = rules.totals_by_payer(lines_of(order, items))
    if before[PAYER] != seen_total.fen:
        raise CustomerTotalChanged(
            _("客户自己付的刚变成 ¥%(total)s，还没有抹零；请核对后再抹。") % {"total": Money(before[PAYER])}, field="amount"
        )
    off = _take_off(order, items, amount, seen_total)
    after = rules.totals_by_payer(lines_of(order, items))
    if {**before, PAYER: before[PAYER] - amount.fen} != after:
        raise Invalid(IS_SHARED, field="amount")
    is_free = leave.rounded_off(items) + amount <= value(ROUND_OFF_LIMIT, order.store_id, on)
    may_discount = actor.may(permissions.CHANGE, order.store_id)
    if (is_free or not may_discount) and leave.lines_without_leave(order, items_of(order), on):
        raise Conflict(_("工单上还有优惠没有批，请先等审批结果再抹零。"), rule="R-RO16")
    standing = leave.priced_lines(order, items_of(order))
    for item, part in off:
        item.version += 1
        if is_free:
            item.rounded_off = item.rounded_off + part
        item.save(update_fields=["discount", "rounded_off", "amount", "version"])
    if is_free:
        _keep(actor, order, amount, at)
    else:
        touched = {item.pk for item, _part in off}
        if not may_discount:
            _require_visible(order, standing, off)
            _let_stand(order, [line for line in standing if line.id in touched and line.given_fen], at)
        judge_discounts(actor, order, at, touched=touched, words=_("收银台抹零"))
        if not may_discount:
            _ask_for(actor, order, touched, at)
    changed = announce(order, at)
    held = leave.lines_without_leave(order, items_of(order), on)
    return RoundedOrder(order.number, changed.version, Money(after[PAYER]), bool(held), not is_free)


def _take_off(order: RepairOrder, items: list[Item], amount: Money, total: Money) -> list[tuple[Item, Money]]:
    """Change the lines that only the customer pays, the dearest first, by how much each; nothing is saved."""
    parts: dict[int, list[str]] = {}
    for line in lines_of(order, items):
        parts.setdefault(line.id, []).append(line.payer)
    own = {item.pk: item.amount.fen for item in items if parts.get(item.pk) == [PAYER]}
    if amount.fen <= 0:
        raise Invalid(_("抹零金额要大于 0。"), field="amount")
    if sum(own.values()) < amount.fen <= total.fen:
        raise Invalid(IS_SHARED, field="amount")
    if amount.fen > sum(own.values()):
        raise Invalid(
            _("抹零不能多于客户自己付的 ¥%(most)s，请改金额。") % {"most": Money(sum(own.values()))}, field="amount"
        )
    off = rules.taken_off(own, amount.fen)
    touched = [(item, Money(off[item.pk])) for item in items if item.pk in off]
    for item, part in touched:
        item.discount, item.amount = item.discount + part, item.amount - part
    return touched


def _require_visible(order: RepairOrder, standing: Sequence[PricedLine], off: Sequence[tuple[Item, Money]]) -> None:
    """Leave is asked for what a line costs less than listed: off a dearer one the same sum would pass unasked."""
    before = {line.id: line.given_fen for line in standing}
    after = {line.id: line.given_fen for line in leave.priced_lines(order, items_of(order))}
    for item, part in off:
        if after.get(item.pk, 0) - before.get(item.pk, 0) != part.fen:
            words = _("“%(name)s”的价高于目录价，收银台只能抹掉门店定的零头；要再减请服务顾问改这一行的价。")
            raise DearerThanListed(words % {"name": item.name}, field="amount")


def _let_stand(order: RepairOrder, lines: Sequence[PricedLine], at: datetime) -> None:
    """What an advisor gave within his limit stays, whatever becomes of what is asked on top of it."""
    if lines:
        _keep(system_actor("prices"), order, Money(sum(line.given_fen for line in lines)), at, lines)


def _ask_for(actor: Actor, order: RepairOrder, touched: Collection[int], at: datetime) -> None:
    """Ask leave for what the cash desk gives away within an advisor's limit; what is beyond it is asked for already."""
    items, on = items_of(order), store_info(order.store_id).clock.day(at)
    granted, lines = leave.granted_of(order), leave.priced_lines(order, items)
    given = [line for line in lines if line.id in touched and line.given_fen > granted.get(line.id, 0)]
    if not given or leave.lines_beyond_limit(order, items, on):
        return
    listed = sum(line.list_fen for line in lines)
    asked = request_approval(
        actor=actor,
        store_id=order.store_id,
        kind=DISCOUNT,
        subject=DocumentRef(ORDER_KIND, order.pk),
        reason=leave.reason_of(items, given, listed, _("收银台抹零")),
        chain=[leave.post_to_ask(actor, order.store_id, sum(line.given_fen for line in lines), listed, on)],
        amount=Money(sum(line.given_fen for line in given)),
        at=at,
    )
    _keep(actor, order, Money(sum(line.given_fen for line in given)), at, given, asked.id)


def _keep(
    actor: Actor,
    order: RepairOrder,
    amount: Money,
    at: datetime,
    lines: Iterable[PricedLine] = (),
    approval_id: int | None = None,
) -> None:
    """Who took it off, and when; which lines, where somebody has to grant it."""
    PriceLeave(
        store_id=order.store_id,
        repair_order=order,
        kind=PriceLeave.Kind.ROUNDING,
        approval_id=approval_id,
        lines={str(line.id): line.given_fen for line in lines},
        amount=amount,
        at=at,
        actor_key=actor.key,
    ).save(force_insert=True)
