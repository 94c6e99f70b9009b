"""Issuing an estimate, and keeping the customer's yes to it: insert-only rows, each with its hash."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.access import lines_of, newest_estimate
from anxin.visit.repair_orders.commands.signatures import keep_signature
from anxin.visit.repair_orders.models import Authorisation, EstimateVersion, Item, RepairOrder


def estimate_lines(items: Iterable[Item]) -> list[dict[str, Any]]:
    """What an estimate says of its items; amounts in fen, tax included."""
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
        }
        for item in items
    ]


def issue_estimate(
    actor: Actor, order: RepairOrder, items: Sequence[Item], promised_at: datetime, *, at: datetime
) -> EstimateVersion:
    """Insert the next estimate version over the given items."""
    totals = rules.totals_by_payer(lines_of(items), rules.COUNTED)
    before = newest_estimate(order)
    estimate = EstimateVersion(
        store_id=order.store_id,
        repair_order=order,
        number=before.number + 1 if before else 1,
        lines=estimate_lines(items),
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
    if channel not in ("screen", "paper", "phone"):
        raise Invalid(_("请选择确认方式。"), field="channel")
