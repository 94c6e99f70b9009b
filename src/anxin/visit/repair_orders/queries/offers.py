"""Items that wait for the customer's word, and those of earlier visits that were not sold."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.lifecycle import IN_SHOP
from anxin.visit.repair_orders.models import ApprovalLink, Item, PlanOffer
from anxin.visit.repair_orders.parameters import TELL_CUSTOMER
from anxin.visit.repair_orders.queries.plans import plan_offers

MOST_UNSOLD, MOST_READ = 20, 100
"""Shown of a car; and read of it, as some are not due yet."""


@dataclass(frozen=True, slots=True)
class WaitingItemRow:
    """An item that waits for the customer: found, or made dearer, after the signature; plans of one count as an item, id 0.

    The customer must hear of it by ``tell_by`` (R-WS06); ``told_at`` is when a link to it was sent.
    """

    item_id: int
    name: str
    amount: Money
    number: str
    plate: str
    proposed_at: datetime
    advisor_id: int
    found_at: datetime
    tell_by: datetime
    told_at: datetime | None
    seen_at: datetime | None
    vin: str = ""


@dataclass(frozen=True, slots=True)
class UnsoldItemRow:
    """A declined or deferred item of an earlier visit: to be offered again."""

    item_id: int
    name: str
    amount: Money
    decision: str
    reason: str
    number: str
    decided_at: datetime


@query(permissions.SEE)
def list_waiting_items(actor: Actor, store_id: int, at: datetime, advisor_id: int | None = None) -> list[WaitingItemRow]:
    """Items that wait for the customer, the longest wait first."""
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(
        Item.WAITS, store_id=store_id, repair_order__state__in=IN_SHOP
    )
    if advisor_id is not None:
        rows = rows.filter(repair_order__advisor_id=advisor_id)
    limit = timedelta(minutes=value(TELL_CUSTOMER, store_id, at))
    live = ApprovalLink.objects.visible_to(actor, permissions.SEE).filter(
        repair_order=OuterRef("repair_order_id"), ended_at=None
    )
    rows = rows.annotate(**{f"link_{name}": Subquery(live.values(name)[:1]) for name in ("lines", "sent_at", "seen_at")})
    found = rows.select_related("repair_order__vehicle", "proposal").order_by("proposed_at")[:100]
    waiting = [_waiting(item, limit) for item in found]
    waiting += [_waiting_plans(offer, limit) for offer in _waiting_offers(actor, store_id, advisor_id)]
    return sorted(waiting, key=lambda row: row.proposed_at)


def _waiting_offers(actor: Actor, store_id: int, advisor_id: int | None = None) -> list[PlanOffer]:
    """Plans that were made after the signature, of which the customer has chosen none (R-RO13)."""
    seen = PlanOffer.objects.visible_to(actor, permissions.SEE)
    newer = seen.filter(job_id=OuterRef("job_id"), pk__gt=OuterRef("pk"))
    rows = seen.filter(
        ~Exists(newer), store_id=store_id, repair_order__state__in=IN_SHOP, proposal__isnull=False, choice__isnull=True
    )
    if advisor_id is not None:
        rows = rows.filter(repair_order__advisor_id=advisor_id)
    return list(rows.select_related("repair_order__vehicle", "proposal").order_by("pk")[:100])


def _waiting_plans(offer: PlanOffer, limit: timedelta) -> WaitingItemRow:
    found, (view,) = offer.proposal, plan_offers([offer])
    assert found is not None
    return WaitingItemRow(
        0,
        _("方案：%(names)s") % {"names": " / ".join(plan.name for plan in view.plans)},
        min(plan.amount for plan in view.plans),
        offer.repair_order.number,
        offer.repair_order.vehicle.plate or "",
        offer.offered_at,
        offer.repair_order.advisor_id,
        found.found_at,
        found.found_at + limit,
        None,
        None,
        vin=offer.repair_order.vehicle.vin or "",
    )


def _waiting(item: Any, limit: timedelta) -> WaitingItemRow:
    found_at = item.proposal.found_at if item.proposal else item.proposed_at
    is_sent = any(line["item"] == item.pk for line in item.link_lines or ())
    return WaitingItemRow(
        item.pk,
        item.name,
        item.amount,
        item.repair_order.number,
        item.repair_order.vehicle.plate or "",
        item.proposed_at,
        item.repair_order.advisor_id,
        found_at,
        found_at + limit,
        item.link_sent_at if is_sent else None,
        item.link_seen_at if is_sent else None,
        vin=item.repair_order.vehicle.vin or "",
    )


@query(permissions.SEE)
def list_unsold_items(actor: Actor, vehicle_id: int, on: date) -> list[UnsoldItemRow]:
    """Declined and deferred items of a car that may be offered again on this day, the newest first.

    What was done since on another order is left out, and what is put off until later.
    """
    return _unsold(actor, [vehicle_id], on).get(vehicle_id, [])[:MOST_UNSOLD]


@query(permissions.SEE)
def list_unsold_of_vehicles(actor: Actor, vehicle_ids: Collection[int], on: date) -> dict[int, list[UnsoldItemRow]]:
    """The same for several cars; a car without any is left out."""
    return _unsold(actor, vehicle_ids, on)


def _unsold(actor: Actor, vehicle_ids: Collection[int], on: date) -> dict[int, list[UnsoldItemRow]]:
    seen = Item.objects.visible_to(actor, permissions.SEE)
    since = seen.filter(
        repair_order__vehicle_id=OuterRef("repair_order__vehicle_id"),
        name=OuterRef("name"),
        code=OuterRef("code"),
        decision="APPROVED",
        decided_at__gt=OuterRef("decided_at"),
    )
    rows = seen.filter(repair_order__vehicle_id__in=list(vehicle_ids), decision__in=("DECLINED", "DEFERRED"))
    place = Window(
        RowNumber(), partition_by=F("repair_order__vehicle_id"), order_by=[F("decided_at").desc(), F("pk").desc()]
    )
    latest = rows.filter(~Exists(since)).annotate(place=place).filter(place__lte=MOST_READ)
    found: dict[int, list[UnsoldItemRow]] = {}
    for item in latest.select_related("repair_order__vehicle").order_by("-decided_at"):
        vehicle = item.repair_order.vehicle
        if rules.is_due_again(item.not_before_on, item.not_before_km, on, vehicle.odometer_km):
            found.setdefault(vehicle.pk, []).append(
                UnsoldItemRow(
                    item.pk,
                    item.name,
                    item.amount,
                    item.decision,
                    item.decline_reason,
                    item.repair_order.number,
                    item.decided_at or item.proposed_at,
                )
            )
    return found
