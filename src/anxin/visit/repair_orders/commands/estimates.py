"""Issuing an estimate, and keeping the customer's yes to it: insert-only rows, each with its hash."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.access import lines_of, newest_estimate
from anxin.visit.repair_orders.commands.signatures import keep_signature
from anxin.visit.repair_orders.models import Authorisation, EstimateVersion, Item, RepairOrder
from anxin.visit.repair_orders.parameters import ITEMS_BEFORE_SECOND_ORDER


class SecondOrderNeeded(Invalid):
    """So many items are not agreed on the phone: the customer signs a second order (R-RO08)."""

    code = "second_order_needed"
    default_rule = "R-RO08"


def estimate_lines(items: Iterable[Item], owed: Sequence[rules.Line] = ()) -> list[dict[str, Any]]:
    """What an estimate says of its items; amounts in fen, tax included. ``shares`` only where several payers share one."""
    return [
        {
            "item": item.pk,
            "job": item.job_id,
            "kind": item.kind,
            "code": item.code,
            "name": item.name,
            "position": item.position_words,
            "quantity": str(rules.rounded_quantity(item.quantity)),
            "unit": item.unit,
            "unit_price": item.unit_price.fen,
            "discount": item.discount.fen,
            "amount": item.amount.fen,
            "payer": item.payer,
            "price_source": item.price_source,
            "quality_days": item.quality_days,
            "quality_km": item.quality_km,
            **_shared(item, owed),
        }
        for item in items
    ]


def _shared(item: Item, owed: Sequence[rules.Line]) -> dict[str, dict[str, int]]:
    shares = {line.payer: line.amount_fen for line in owed if line.id == item.pk}
    return {"shares": shares} if shares and list(shares) != [item.payer] else {}


def issue_estimate(
    actor: Actor, order: RepairOrder, items: Sequence[Item], promised_at: datetime, *, at: datetime
) -> EstimateVersion:
    """Insert the next estimate version over the given items."""
    owed = lines_of(order, items)
    totals = rules.totals_by_payer(owed)
    before = newest_estimate(order)
    estimate = EstimateVersion(
        store_id=order.store_id,
        repair_order=order,
        number=before.number + 1 if before else 1,
        lines=estimate_lines(items, owed),
        total=Money(sum(totals.values())),
        customer_total=Money(totals["customer"]),
        promised_at=promised_at,
        issued_at=at,
        actor_key=actor.key,
    )
    estimate.sha256 = estimate.proof()
    estimate.save(force_insert=True)
    return estimate


def keep_authorisation(
    estimate: EstimateVersion, *, channel: str, old_parts: str, wants_wash: bool, picture: bytes | None, at: datetime
) -> Authorisation:
    """Insert the customer's yes to an estimate of this moment, with the signature when it was drawn.

    :raises SignatureNeeded: channel ``screen`` or ``link`` without a PNG
    """
    signature = keep_signature(estimate.store_id, picture, at=at) if channel in ("screen", "link") else None
    given = Authorisation(
        store_id=estimate.store_id,
        repair_order_id=estimate.repair_order_id,
        estimate=estimate,
        channel=channel,
        old_parts=old_parts,
        wants_wash=wants_wash,
        signature=signature,
        at=at,
        actor_key=estimate.actor_key,
    )
    given.sha256 = given.proof(estimate.sha256, signature.sha256 if signature else "")
    given.save(force_insert=True)
    return given


def require_channel(channel: str) -> None:
    """:raises Invalid: not a way in which staff note that a customer confirms; by a link he does it himself"""
    if channel not in Authorisation.STAFF_CHANNELS:
        raise Invalid(_("请选择确认方式。"), field="channel")


def authorisations_of(order: RepairOrder | int) -> list[Authorisation]:
    """Every yes to an order, the newest first, with its estimate."""
    rows = Authorisation.objects.across_stores(reason="of an order in scope").filter(repair_order=order)
    return list(rows.select_related("estimate").order_by("-pk"))


def require_few_on_the_phone(
    order: RepairOrder, items: Iterable[Item], approved: Iterable[int], given: Sequence[Authorisation], at: datetime
) -> None:
    """:raises SecondOrderNeeded: with these, more items than the limit are agreed on the phone since the last signature"""
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
