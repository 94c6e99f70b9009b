"""The customer's word on what was found or made dearer after the signature, item by item (M06.12)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import items_of, locked_open_order
from anxin.visit.repair_orders.commands.authorise import AuthorisedRepairOrder
from anxin.visit.repair_orders.commands.estimates import issue_estimate, keep_authorisation, require_channel
from anxin.visit.repair_orders.commands.leave import require_prices_agreed
from anxin.visit.repair_orders.commands.progress import back_to_work, finish_order_if_done, reopen_jobs
from anxin.visit.repair_orders.events import ItemsDecided
from anxin.visit.repair_orders.models import Authorisation, Item, RepairOrder
from anxin.visit.repair_orders.parameters import ITEMS_BEFORE_SECOND_ORDER

LONGEST_REASON = 200
Decisions = Mapping[int, tuple[str, str]]


class DecisionWithoutReason(Invalid):
    """A declined item needs its reason: it is offered again later."""

    code = "decision_without_reason"
    default_message = _("客户拒绝的项目要记下原因，下次再提醒。")


class SecondOrderNeeded(Invalid):
    """So many items are not agreed on the phone: the customer signs a second order (R-RO08)."""

    code = "second_order_needed"


@command(permissions.AUTHORISE)
def decide_items(
    *,
    actor: Actor,
    number: str,
    decisions: Decisions,
    channel: str,
    at: datetime,
    signature: bytes | None = None,
    version: int | None = None,
) -> AuthorisedRepairOrder:
    """Record the customer's decision on items that wait: item id → (APPROVED, DECLINED or DEFERRED, reason).

    When something is approved, the next estimate version is issued and authorised with the same old-part and wash
    choices as before (M06.12).

    :raises NotFound: an item of another order
    :raises DecisionWithoutReason: declined without a reason that can be seen
    :raises Invalid: a reason of more than 200 characters
    :raises SecondOrderNeeded: more items than the limit agreed on the phone since the last signature
    :raises DiscountNotGranted: something is given away beyond what was granted
    :raises QuotationNotSignedOff: so large a quotation was not signed off
    :raises SignatureNeeded: something approved on channel ``screen`` without a PNG
    :raises Conflict: an item is decided already, or the order was never signed
    """
    order = locked_open_order(actor, permissions.AUTHORISE, number)
    require_version(order, version)
    items = {item.pk: item for item in items_of(order)}
    _check_decisions(items, decisions, channel)
    given = _authorisations(order)
    if not given or order.promised_at is None:
        raise Conflict(_("工单还没有第一次签字，请先签字。"))
    wishes = {wish: [pk for pk, (said, _why) in decisions.items() if said == wish] for wish in Item.Decision.values}
    approved = wishes["APPROVED"]
    if channel == "phone":
        _require_few_on_the_phone(order, items.values(), approved, given, at)
    for pk, (wish, why) in decisions.items():
        items[pk].decision, items[pk].decided_at, items[pk].decline_reason = wish, at, clean_text(why)
    Item.objects.bulk_update([items[pk] for pk in decisions], ["decision", "decided_at", "decline_reason"])
    counted = [item for item in items.values() if item.decision == "APPROVED"]
    total = Money.sum(item.amount for item in counted if item.payer == "customer")
    last = given[0]
    estimate_number = last.estimate.number
    if approved:
        require_prices_agreed(order, counted, at)
        estimate = issue_estimate(actor, order, counted, order.promised_at, at=at)
        keep_authorisation(
            estimate, channel=channel, old_parts=last.old_parts, wants_wash=last.wants_wash, picture=signature, at=at
        )
        estimate_number = estimate.number
        back_to_work(order, "authorise")
        reopen_jobs(order, {items[pk].job_id for pk in approved})
    order.save(update_fields=["state", "work_finished_at", "inspected_at", "version"])
    finish_order_if_done(order, at)
    groups = {"approved": approved, "declined": wishes["DECLINED"], "deferred": wishes["DEFERRED"]}
    events.publish(ItemsDecided(repairorder_id=order.pk, store_id=order.store_id, **groups), at=at)
    return AuthorisedRepairOrder(order.pk, order.number, order.state, order.version, estimate_number, total)


def _authorisations(order: RepairOrder) -> list[Authorisation]:
    rows = Authorisation.objects.across_stores(reason="of an order in scope").filter(repair_order=order)
    return list(rows.select_related("estimate").order_by("-pk"))


def _check_decisions(items: Mapping[int, Item], decisions: Decisions, channel: str) -> None:
    require_channel(channel)
    if not decisions:
        raise Invalid(_("请至少决定一项。"), field="decisions")
    for pk, (wish, why) in decisions.items():
        if pk not in items:
            raise NotFound
        if items[pk].decision not in ("PRESENTED", "DEFERRED"):
            raise Conflict(_("这一项已经决定过了。"), item=pk)
        if wish not in ("APPROVED", "DECLINED", "DEFERRED"):
            raise Invalid(field="decisions")
        if len(clean_text(why)) > LONGEST_REASON:
            raise Invalid(_("原因最多 200 字，请写短一些。"), field="decisions", item=pk)
        if wish == "DECLINED" and not clean_text(why):
            raise DecisionWithoutReason(field="decisions", item=pk)


def _require_few_on_the_phone(
    order: RepairOrder, items: Iterable[Item], approved: Iterable[int], given: Sequence[Authorisation], at: datetime
) -> None:
    limit = value(ITEMS_BEFORE_SECOND_ORDER, order.store_id, store_info(order.store_id).clock.day(at))
    # Counted since the last signature, else since the first yes: three calls with three items each are nine items.
    signed = next((one for one in given if one.channel != "phone"), given[-1])
    on_paper = {line["item"] for line in signed.estimate.lines}
    told = {item.pk for item in items if item.decision == "APPROVED" and item.pk not in on_paper} | set(approved)
    if approved and len(told) > limit:
        raise SecondOrderNeeded(
            _("上次签字后电话同意的增项超过 %(limit)s 项，请打印委托书请客户再签一次，选“纸质签字”登记。")
            % {"limit": limit},
            field="channel",
            rule="R-RO08",
        )
