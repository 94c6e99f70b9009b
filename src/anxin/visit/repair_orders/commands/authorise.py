"""The customer's yes: estimate, five confirmations, signature; and the decision on additional items."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.scoped import require_version
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import items_of, lines_of, locked_open_order, newest_estimate
from anxin.visit.repair_orders.commands.open import note_promise, require_promise
from anxin.visit.repair_orders.commands.signatures import keep_consent, keep_signature
from anxin.visit.repair_orders.commands.work import finish_order_if_done, reopen_jobs
from anxin.visit.repair_orders.events import ItemsDecided, RepairOrderAuthorised
from anxin.visit.repair_orders.lifecycle import OPEN, REPAIR_ORDER
from anxin.visit.repair_orders.models import Authorisation, EstimateVersion, Item, RepairOrder, Signature
from anxin.visit.repair_orders.parameters import ITEMS_BEFORE_SECOND_ORDER


class NothingToAuthorise(Conflict):
    """The order has no item that the customer could say yes to."""

    code = "nothing_to_authorise"
    default_message = _("工单还没有明细，请先加项目。")


class DecisionWithoutReason(Invalid):
    """A declined item needs its reason: it is offered again later."""

    code = "decision_without_reason"
    default_message = _("客户拒绝的项目要记下原因，下次再提醒。")


class SecondOrderNeeded(Invalid):
    """So many additional items are not agreed on the phone: the customer signs a second order (R-RO08)."""

    code = "second_order_needed"


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


@command(permissions.AUTHORISE)
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
    customer saw; a different sum now refuses the signature.

    :raises NotFound: unknown or out of scope
    :raises NothingToAuthorise: no items
    :raises Invalid: promise in the past or more than a year ahead, unknown channel or choice for the old parts
    :raises SignatureNeeded: channel ``screen`` without a PNG
    :raises VersionConflict: the order changed while the customer read it
    :raises Conflict: the sum is not the one that the customer saw
    """
    order = locked_open_order(actor, permissions.AUTHORISE, number)
    require_version(order, version)
    state = REPAIR_ORDER.after("authorise", order.state)
    items = [item for item in items_of(order) if item.decision in rules.COUNTED]
    if not items:
        raise NothingToAuthorise
    _require_choices(confirmations, channel)
    require_promise(confirmations.promised_at, at)
    total = Money.sum(item.amount for item in items if item.payer == "customer")
    if confirmations.total is not None and confirmations.total != total:
        raise Conflict(_("金额已变为 %(total)s 元，请客户重新确认。") % {"total": total}, total=str(total))
    signed = keep_signature(order.store_id, signature, at=at) if channel == "screen" else None
    estimate = issue_estimate(actor, order, items, confirmations.promised_at, at=at)
    _keep_authorisation(actor, order, estimate, confirmations, channel, signed, at)
    order.agreed_promise_at = rules.agreed_promise(order.agreed_promise_at, confirmations.promised_at, at)
    waiting = [item.pk for item in items if item.decision == "PRESENTED"]
    _decide(order, waiting, "APPROVED", at)
    if order.promised_at != confirmations.promised_at:
        order.promised_at = confirmations.promised_at
        note_promise(order, confirmations.promised_at, reason="", actor=actor, at=at, told_at=at)
    if waiting or order.state == OPEN:
        # A mere second signature (the sum left the estimate) leaves finished work finished.
        order.state = state
        reopen_jobs(order, {item.job_id for item in items if item.pk in waiting})
    order.save(update_fields=["state", "promised_at", "agreed_promise_at", "version"])
    finish_order_if_done(order, at)
    keep_consent(actor, order, confirmations.service_contact, channel, at)
    events.publish(
        RepairOrderAuthorised(repairorder_id=order.pk, store_id=order.store_id, estimate_number=estimate.number), at=at
    )
    return AuthorisedRepairOrder(order.pk, order.number, order.state, order.version, estimate.number, total)


@command(permissions.AUTHORISE)
def decide_items(
    *,
    actor: Actor,
    number: str,
    decisions: Mapping[int, tuple[str, str]],
    channel: str,
    at: datetime,
    signature: bytes | None = None,
    version: int | None = None,
) -> AuthorisedRepairOrder:
    """Record the customer's decision on additional items: item id → (APPROVED, DECLINED or DEFERRED, reason).

    When something is approved, the next estimate version is issued and authorised with the same old-part and wash
    choices as before (M06.12).

    :raises NotFound: an item of another order
    :raises DecisionWithoutReason: declined without a reason
    :raises SecondOrderNeeded: more items than the limit, agreed on the phone
    :raises Conflict: an item is decided already, or the order was never signed
    """
    order = locked_open_order(actor, permissions.AUTHORISE, number)
    require_version(order, version)
    items = {item.pk: item for item in items_of(order)}
    _check_decisions(order, items, decisions, channel, at)
    last = (
        Authorisation.objects.across_stores(reason="of an order in scope").filter(repair_order=order).order_by("-pk").first()
    )
    if last is None or order.promised_at is None:
        raise Conflict(_("工单还没有第一次签字，请先签字。"))
    groups = {
        wish: [pk for pk, (given, _why) in decisions.items() if given == wish]
        for wish in ("APPROVED", "DECLINED", "DEFERRED")
    }
    for pk, (wish, why) in decisions.items():
        items[pk].decision, items[pk].decided_at, items[pk].decline_reason = wish, at, why.strip()
    Item.objects.bulk_update([items[pk] for pk in decisions], ["decision", "decided_at", "decline_reason"])
    counted = [item for item in items.values() if item.decision == "APPROVED"]
    total = Money.sum(item.amount for item in counted if item.payer == "customer")
    estimate_number = last.estimate.number
    if groups["APPROVED"]:
        signed = keep_signature(order.store_id, signature, at=at) if channel == "screen" else None
        estimate = issue_estimate(actor, order, counted, order.promised_at, at=at)
        confirmed = Confirmations(order.promised_at, last.old_parts, last.wants_wash)
        _keep_authorisation(actor, order, estimate, confirmed, channel, signed, at)
        estimate_number = estimate.number
        order.state = REPAIR_ORDER.after("authorise", order.state)
        reopen_jobs(order, {items[pk].job_id for pk in groups["APPROVED"]})
    order.save(update_fields=["state", "version"])
    finish_order_if_done(order, at)
    events.publish(
        ItemsDecided(
            repairorder_id=order.pk,
            store_id=order.store_id,
            approved=groups["APPROVED"],
            declined=groups["DECLINED"],
            deferred=groups["DEFERRED"],
        ),
        at=at,
    )
    return AuthorisedRepairOrder(order.pk, order.number, order.state, order.version, estimate_number, total)


def issue_estimate(
    actor: Actor, order: RepairOrder, items: Sequence[Item], promised_at: datetime, *, at: datetime
) -> EstimateVersion:
    """Insert the next estimate version over the given items."""
    lines = [
        {
            "item": item.pk,
            "job": item.job_id,
            "kind": item.kind,
            "code": item.code,
            "name": item.name,
            "position": item.position_words,
            "quantity": str(item.quantity),
            "unit": item.unit,
            "unit_price": item.unit_price.fen,
            "discount": item.discount.fen,
            "amount": item.amount.fen,
            "payer": item.payer,
        }
        for item in items
    ]
    totals = rules.totals_by_payer(lines_of(items), rules.COUNTED)
    before = newest_estimate(order)
    estimate = EstimateVersion(
        store_id=order.store_id,
        repair_order=order,
        number=before.number + 1 if before else 1,
        lines=lines,
        total=Money(sum(totals.values())),
        customer_total=Money(totals["customer"]),
        promised_at=promised_at,
        issued_at=at,
        actor_key=actor.key,
        sha256=rules.fingerprint({"order": order.number, "lines": lines, "promised_at": promised_at}),
    )
    estimate.save(force_insert=True)
    return estimate


def _keep_authorisation(
    actor: Actor,
    order: RepairOrder,
    estimate: EstimateVersion,
    confirmed: Confirmations,
    channel: str,
    signature: Signature | None,
    at: datetime,
) -> None:
    signed: dict[str, Any] = {
        "estimate": estimate.sha256,
        "confirmations": asdict(confirmed),
        "channel": channel,
        "at": at,
        "signature": signature.sha256 if signature else "",
    }
    Authorisation(
        store_id=order.store_id,
        repair_order=order,
        estimate=estimate,
        channel=channel,
        old_parts=confirmed.old_parts,
        wants_wash=confirmed.wants_wash,
        signature=signature,
        sha256=rules.fingerprint(signed),
        at=at,
        actor_key=actor.key,
    ).save(force_insert=True)


def _decide(order: RepairOrder, item_ids: Sequence[int], decision: str, at: datetime) -> None:
    if item_ids:
        Item.objects.across_stores(reason="of an order in scope").filter(repair_order=order, pk__in=item_ids).update(
            decision=decision, decided_at=at
        )


def _require_choices(confirmations: Confirmations, channel: str) -> None:
    _require_channel(channel)
    if confirmations.old_parts not in Authorisation.OldParts.values:
        raise Invalid(_("请选择旧件怎么处理。"), field="old_parts")


def _require_channel(channel: str) -> None:
    if channel not in Authorisation.Channel.values:
        raise Invalid(_("请选择确认方式。"), field="channel")


def _check_decisions(
    order: RepairOrder, items: Mapping[int, Item], decisions: Mapping[int, tuple[str, str]], channel: str, at: datetime
) -> None:
    _require_channel(channel)
    if not decisions:
        raise Invalid(_("请至少决定一项。"), field="decisions")
    for pk, (wish, why) in decisions.items():
        if pk not in items:
            raise NotFound
        if items[pk].decision not in ("PRESENTED", "DEFERRED"):
            raise Conflict(_("这一项已经决定过了。"), item=pk)
        if wish not in ("APPROVED", "DECLINED", "DEFERRED"):
            raise Invalid(field="decisions")
        if wish == "DECLINED" and not why.strip():
            raise DecisionWithoutReason(field="decisions", item=pk)
    limit = value(ITEMS_BEFORE_SECOND_ORDER, order.store_id, store_info(order.store_id).clock.day(at))
    if channel == "phone" and sum(wish == "APPROVED" for wish, _why in decisions.values()) > limit:
        raise SecondOrderNeeded(
            _("一次同意的增项超过 %(limit)s 项，请打印委托书请客户再签一次，选“纸质签字”登记。") % {"limit": limit},
            field="channel",
            rule="R-RO08",
        )
