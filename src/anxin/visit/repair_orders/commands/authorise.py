"""The customer's yes to the order as a whole: estimate, five confirmations, signature."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.scoped import require_version
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import items_of, lines_of, locked_open_order
from anxin.visit.repair_orders.commands.asking import require_parts_known
from anxin.visit.repair_orders.commands.demand import ask_for_signed
from anxin.visit.repair_orders.commands.estimates import (
    authorisations_of,
    issue_estimate,
    keep_authorisation,
    require_channel,
    require_few_on_the_phone,
)
from anxin.visit.repair_orders.commands.gates import require_gates
from anxin.visit.repair_orders.commands.open import require_promise
from anxin.visit.repair_orders.commands.plans import require_plans_chosen
from anxin.visit.repair_orders.commands.progress import back_to_work, finish_order_if_done, reopen_jobs
from anxin.visit.repair_orders.commands.promising import hold_approved, note_promise, require_keepable
from anxin.visit.repair_orders.commands.ready import require_ready
from anxin.visit.repair_orders.commands.signatures import keep_consent
from anxin.visit.repair_orders.events import RepairOrderAuthorised
from anxin.visit.repair_orders.lifecycle import OPEN, REPAIR_ORDER
from anxin.visit.repair_orders.models import Authorisation, Item, RepairOrder


class NothingToAuthorise(Conflict):
    """The order has no item that the customer could say yes to."""

    code = "nothing_to_authorise"
    default_rule = "R-RO07"
    default_message = _("工单还没有明细，请先加项目。")


@dataclass(frozen=True, slots=True)
class Confirmations:
    """The five confirmations (R-RO01) without items and total; ``service_contact`` is asked beside, never signed (PIPL)."""

    promised_at: datetime
    old_parts: str
    wants_wash: bool
    total: Money | None = None
    service_contact: str = ""


@dataclass(frozen=True, slots=True)
class AuthorisedRepairOrder:
    """What the authorisation gives back."""

    id: int
    number: str
    state: str
    version: int
    estimate_number: int
    total: Money


@command(permissions.AUTHORISE, rule="R-RO01")
def authorise_repair_order(
    *,
    actor: Actor,
    number: str,
    confirmations: Confirmations,
    at: datetime,
    channel: str = "screen",
    signature: bytes | None = None,
    version: int | None = None,
) -> AuthorisedRepairOrder:
    """Issue the estimate and record the customer's yes to it with the five confirmations and one signature.

    Every item that waits for a decision becomes approved. ``confirmations.total``, when given, is the sum that the
    customer saw; a different sum now refuses the signature. Channel ``house`` is for what the house orders and pays.

    :raises NotFound: unknown or out of scope
    :raises Conflict: a gate of a module above, such as the walk-around that is not signed yet (R-RO09)
    :raises NothingToAuthorise: no items
    :raises PlanNotChosen: plans wait for the customer
    :raises Invalid: promise in the past or more than a year ahead, unknown channel or choice for the old parts
    :raises PromiseBeforeTheBook: earlier than the held work ends, where the store refuses that (R-RO10)
    :raises SignatureNeeded: channel ``screen`` without a PNG
    :raises PartsNotAnswered: a part is short, and the parts desk has not said when it comes (R-RO03)
    :raises VersionConflict: the order changed while the customer read it
    :raises Conflict: the sum is not the one that the customer saw
    :raises SecondOrderNeeded: more items than the limit agreed on the phone since the last signature
    :raises DiscountNotGranted: something is given away beyond what was granted
    :raises QuotationNotSignedOff: so large a quotation was not signed off
    :raises PositionsMissing: nobody said where something is fitted
    :raises CareConsentNeeded: a care product was not agreed to by itself
    """
    _keep_consent(actor, number, confirmations.service_contact, channel, at)
    order = locked_open_order(actor, permissions.AUTHORISE, number)
    require_version(order, version)
    REPAIR_ORDER.after("authorise", order.state)
    if order.state == OPEN:
        require_gates(order)
    require_plans_chosen(order)
    items = [item for item in items_of(order) if item.decision in rules.COUNTED]
    if not items:
        raise NothingToAuthorise
    total = Money(rules.totals_by_payer(lines_of(order, items))["customer"])
    _require_choices(order, confirmations, channel, total)
    require_promise(confirmations.promised_at, at)
    require_keepable(order, confirmations.promised_at, at)
    if confirmations.total is not None and confirmations.total != total:
        raise Conflict(_("金额已变为 %(total)s 元，请客户重新确认。") % {"total": total}, total=str(total))
    waiting = [item for item in items if item.decision == "PRESENTED"]
    if channel == "phone" and order.state != OPEN:
        require_few_on_the_phone(order, items, [item.pk for item in waiting], authorisations_of(order), at)
    require_ready(order, items, at)
    estimate = issue_estimate(actor, order, items, confirmations.promised_at, at=at)
    keep_authorisation(
        estimate,
        channel=channel,
        old_parts=confirmations.old_parts,
        wants_wash=confirmations.wants_wash,
        picture=signature,
        at=at,
    )
    _keep_promise(actor, order, confirmations.promised_at, at)
    for item in waiting:
        item.decision, item.decided_at = "APPROVED", at
    Item.objects.bulk_update(waiting, ["decision", "decided_at"])
    _go_on(order, waiting, at)
    require_parts_known(order, items, waiting, at)
    ask_for_signed(order, items, at)
    events.publish(
        RepairOrderAuthorised(repairorder_id=order.pk, store_id=order.store_id, estimate_number=estimate.number), at=at
    )
    return AuthorisedRepairOrder(order.pk, order.number, order.state, order.version, estimate.number, total)


def _go_on(order: RepairOrder, waiting: list[Item], at: datetime) -> None:
    """Hold what was approved beside the first signature, and take the work up where there is any."""
    if order.state != OPEN:
        hold_approved(order, waiting, at)
    if waiting or order.state == OPEN:
        # A mere second signature (the sum left the estimate) leaves finished work finished.
        back_to_work(order, "authorise")
        reopen_jobs(order, {item.job_id for item in waiting})
    promise = ["promised_at", "promise_is_planned", "agreed_promise_at"]
    order.save(update_fields=["state", *promise, "work_finished_at", "inspected_at", "version"])
    finish_order_if_done(order, at)


def _keep_consent(actor: Actor, number: str, answer: str, channel: str, at: datetime) -> None:
    """Before the order is locked: the customer comes before the order and the book."""
    if answer:
        order = RepairOrder.objects.visible_to(actor, permissions.AUTHORISE).one(number=number)
        keep_consent(actor, order, answer, channel, at)


def _keep_promise(actor: Actor, order: RepairOrder, promised_at: datetime, at: datetime) -> None:
    order.agreed_promise_at = rules.agreed_promise(order.agreed_promise_at, promised_at, at)
    if order.promised_at != promised_at:
        order.promised_at, order.promise_is_planned = promised_at, False
        note_promise(order, promised_at, reason="", actor=actor, at=at, told_at=at)


def _require_choices(order: RepairOrder, confirmations: Confirmations, channel: str, total: Money) -> None:
    # What the house orders for a car of its own and pays needs nobody's signature.
    is_own = order.kind in (RepairOrder.Kind.PRE_DELIVERY, RepairOrder.Kind.INTERNAL) and not total
    if channel != Authorisation.Channel.HOUSE or not is_own:
        require_channel(channel)
    if confirmations.old_parts not in Authorisation.OldParts.values:
        raise Invalid(_("请选择旧件怎么处理。"), field="old_parts")
