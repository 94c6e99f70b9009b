"""The end of an order: settled (by ``billing``), delivered (by ``reception``), or called off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import (
    ORDER_KIND,
    items_of,
    jobs_of,
    lines_of,
    locked_order,
    newest_estimate,
    part_lines,
)
from anxin.visit.repair_orders.commands.asking import stop_asking
from anxin.visit.repair_orders.commands.leave import require_discounts_granted
from anxin.visit.repair_orders.commands.plans import require_plans_chosen
from anxin.visit.repair_orders.commands.progress import require_jobs_done
from anxin.visit.repair_orders.events import (
    RepairOrderCancelled,
    RepairOrderDelivered,
    RepairOrderSettled,
    RepairOrderUnlocked,
)
from anxin.visit.repair_orders.lifecycle import REPAIR_ORDER
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.parameters import SETTLE_ISSUED_ONLY
from anxin.visit.repair_orders.queries import estimate_gap, suggestion


class AdditionalItemsUndecided(Conflict):
    """Items still wait for the customer's decision."""

    code = "additional_items_undecided"
    default_rule = "R-WS06"
    default_message = _("还有明细没有客户决定，请先确认、拒绝或缓修。")


class EstimateExceeded(Conflict):
    """The customer's share left the authorised estimate by more than the tolerance (R-RO02)."""

    code = "estimate_exceeded"
    default_rule = "R-RO02"
    default_message = _("自费金额超出或低于已签估价，差得比允许的多：请客户重新签字。")


class PartsNotSettled(Conflict):
    """What the stock issued to the order is not what the customer signed (R-RO22)."""

    code = "parts_not_settled"
    default_rule = "R-RO22"


class FollowUpSuggestionNeeded(Invalid):
    """No car leaves without a word to customer relations on what to ask."""

    code = "follow_up_suggestion_needed"
    default_rule = "R-RO19"
    default_message = _("请写一句回访建议，客服回访时照着问。")


@dataclass(frozen=True, slots=True)
class PayableLine:
    """What one payer owes of an approved item, as billing charges it; amount tax included."""

    item_id: int
    payer: str
    amount: Money
    tax_rate_thousandths: int


@dataclass(frozen=True, slots=True)
class ClosedRepairOrder:
    """The order after the step; ``lines`` are filled by the settlement."""

    id: int
    number: str
    state: str
    version: int
    store_id: int
    vehicle_id: int
    customer_id: int
    lane: str
    lines: tuple[PayableLine, ...] = ()


@command(permissions.SETTLE, rule="M06.13")
def settle_repair_order(*, actor: Actor, number: str, at: datetime) -> ClosedRepairOrder:
    """Lock the order for billing and hand over its approved lines; only billing calls this.

    :raises IllegalTransition: the general inspection has not passed
    :raises AdditionalItemsUndecided: items wait for the customer
    :raises PlanNotChosen: plans wait for the customer
    :raises JobsUnfinished: a job is neither finished nor dropped
    :raises PartsNotSettled: a signed part is not issued, or more is issued than is signed
    :raises DiscountNotGranted: something is given away beyond what was granted
    :raises EstimateExceeded: more than the tolerance off the authorised estimate
    """
    order = locked_order(actor, permissions.SETTLE, number)
    state = REPAIR_ORDER.after("settle", order.state)
    items = items_of(order)
    if any(item.decision == "PRESENTED" for item in items):
        raise AdditionalItemsUndecided(rule="R-WS06")
    require_plans_chosen(order)
    require_jobs_done(order)
    day = store_info(order.store_id).clock.day(at)
    if value(SETTLE_ISSUED_ONLY, order.store_id, day):
        _require_issued_as_signed(order, items)
    approved = [item for item in items if item.decision == "APPROVED"]
    require_discounts_granted(order, approved, at)
    owed = lines_of(order, approved)
    require_within_estimate(order, rules.totals_by_payer(owed)["customer"], at)
    order.state, order.settled_at, order.settled_on = state, at, day
    _save(order, "state", "settled_at", "settled_on")
    events.publish(RepairOrderSettled(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return closed_view(order, payable(approved, owed))


@command(permissions.UNLOCK, rule="M06.13")
def unlock_repair_order(*, actor: Actor, number: str, at: datetime) -> ClosedRepairOrder:
    """Send a settled order back to before its settlement; only billing calls this, when it takes the settlement back.

    :raises IllegalTransition: not settled, or delivered
    """
    order = locked_order(actor, permissions.UNLOCK, number)
    order.state = REPAIR_ORDER.after("unlock", order.state)
    order.settled_at = order.settled_on = None
    _save(order, "state", "settled_at", "settled_on")
    events.publish(RepairOrderUnlocked(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return closed_view(order)


@command(permissions.DELIVER, rule="M06.13")
def deliver_repair_order(
    *, actor: Actor, number: str, at: datetime, follow_up_suggestion: str | None = None
) -> ClosedRepairOrder:
    """The car leaves with its customer; only reception calls this.

    Every order takes along what customer relations ask: as given, else as it stands, else as the work done proposes.

    :raises IllegalTransition: not settled yet
    :raises FollowUpSuggestionNeeded: the suggestion was wiped out
    :raises Invalid: a suggestion of more than 200 characters
    """
    order = locked_order(actor, permissions.DELIVER, number)
    order.state = REPAIR_ORDER.after("deliver", order.state)
    order.delivered_at, order.delivered_on = at, store_info(order.store_id).clock.day(at)
    order.follow_up_suggestion = _suggestion(order, follow_up_suggestion)
    _save(order, "state", "delivered_at", "delivered_on", "follow_up_suggestion")
    events.publish(
        RepairOrderDelivered(
            repairorder_id=order.pk, store_id=order.store_id, vehicle_id=order.vehicle_id, customer_id=order.customer_id
        ),
        at=at,
    )
    return closed_view(order)


@command(permissions.CANCEL, rule="M06.13")
def cancel_repair_order(*, actor: Actor, number: str, reason: str, at: datetime) -> ClosedRepairOrder:
    """Call an order off before any work; its number stays taken.

    :raises IllegalTransition: work has begun
    :raises Invalid: no reason
    :raises PartsNotSettled: parts that were issued have not come back
    """
    order = locked_order(actor, permissions.CANCEL, number)
    state = REPAIR_ORDER.after("cancel", order.state)
    if not clean_text(reason):
        raise Invalid(_("作废要写原因。"), field="reason")
    _require_all_returned(order)
    order.state, order.cancelled_at, order.cancel_reason = state, at, clean_text(reason)
    stop_asking(order, at)
    _save(order, "state", "cancelled_at", "cancel_reason")
    capacity.give_back(order.store_id, DocumentRef(ORDER_KIND, order.pk), at)
    events.publish(RepairOrderCancelled(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return closed_view(order)


def _suggestion(order: RepairOrder, given: str | None) -> str:
    kept = order.follow_up_suggestion if given is None else clean_text(given)
    if given is not None and not kept:
        raise FollowUpSuggestionNeeded(field="follow_up_note", rule="R-RO19")
    if len(kept) > suggestion.LONGEST:
        raise Invalid(_("回访建议最多 200 个字，请写短些。"), field="follow_up_note", rule="R-RO19")
    return kept or suggestion.follow_up_suggestion(order.kind, jobs_of(order), items_of(order))


def require_within_estimate(order: RepairOrder, actual_fen: int, at: datetime) -> None:
    """:raises EstimateExceeded: the customer's share is more than the tolerance off what was signed"""
    last = newest_estimate(order)
    actual, signed = Money(actual_fen), last.customer_total if last else Money(0)
    gap = estimate_gap(order.store_id, actual, signed, last.issued_at if last else None, at)
    if gap:
        raise EstimateExceeded(gap, rule="R-RO02", actual=str(actual), authorised=str(signed))


def _require_issued_as_signed(order: RepairOrder, items: Iterable[Item]) -> None:
    lines = part_lines(order.store_id, items)
    missing = [line.name for line in lines if line.to_issue]
    if missing:
        raise PartsNotSettled(
            _("已签字的配件还没有发料：%(names)s。请配件发料，或改明细。") % {"names": "、".join(missing)}, rule="R-RO22"
        )
    left = [line.name for line in lines if line.to_return]
    if left:
        raise PartsNotSettled(_("多发的配件要先退料：%(names)s。") % {"names": "、".join(left)}, rule="R-RO22")


def _require_all_returned(order: RepairOrder) -> None:
    issued = [line.name for line in part_lines(order.store_id, items_of(order)) if line.issued]
    if issued:
        raise PartsNotSettled(_("作废前请先退料：%(names)s。") % {"names": "、".join(issued)})


def _save(order: RepairOrder, *fields: str) -> None:
    order.version += 1
    order.save(update_fields=[*fields, "version"])


def payable(approved: Iterable[Item], owed: Iterable[rules.Line]) -> tuple[PayableLine, ...]:
    """What each payer owes of approved items, as billing charges it."""
    rates = {item.pk: int(item.tax_rate * 1000) for item in approved}
    return tuple(PayableLine(line.id, line.payer, Money(line.amount_fen), rates[line.id]) for line in owed)


def closed_view(order: RepairOrder, lines: tuple[PayableLine, ...] = ()) -> ClosedRepairOrder:
    """What a command says of an order after its step."""
    return ClosedRepairOrder(
        order.pk,
        order.number,
        order.state,
        order.version,
        order.store_id,
        order.vehicle_id,
        order.customer_id,
        order.lane,
        lines,
    )
