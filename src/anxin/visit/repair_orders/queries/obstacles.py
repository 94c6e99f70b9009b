"""Why inspected orders cannot be settled yet, and when orders were inspected and settled (M09.08, M09.10)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.platform.ui.formats import format_money
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import part_lines
from anxin.visit.repair_orders.leave import gives_away, lines_without_leave
from anxin.visit.repair_orders.models import EstimateVersion, Item, PayerShare, RepairOrder
from anxin.visit.repair_orders.parameters import SETTLE_ISSUED_ONLY, tolerance_of
from anxin.visit.repair_orders.shares import Share, split_lines

ADVISOR, PARTS, LEADER = "advisor", "parts", "leader"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What an order waits for, and who can end it: ``advisor``, ``parts`` or ``leader``."""

    who: str
    words: str


@dataclass(frozen=True, slots=True)
class InspectedOrder:
    """When an order passed its inspection and when it was settled, against the promise to the customer."""

    id: int
    number: str
    plate: str
    customer_name: str
    advisor_name: str
    inspected_at: datetime
    settled_at: datetime | None
    promised_at: datetime | None
    vin: str = ""


@query(permissions.SEE)
def list_obstacles(actor: Actor, store_id: int, order_ids: Collection[int], at: datetime) -> dict[int, tuple[Obstacle, ...]]:
    """What each of a store's orders waits for before it can be settled; nothing for those that can be."""
    orders = {
        order.pk: order
        for order in RepairOrder.objects.visible_to(actor, permissions.SEE)
        .select_related("customer")
        .filter(store_id=store_id, pk__in=list(order_ids))
    }
    items: dict[int, list[Item]] = {pk: [] for pk in orders}
    for item in Item.objects.visible_to(actor, permissions.SEE).filter(repair_order__in=list(orders)).order_by("pk"):
        items[item.repair_order_id].append(item)
    parts = _parts(store_id, [item for rows in items.values() for item in rows], at)
    off = _off_the_estimate(actor, store_id, items, at)
    today = store_info(store_id).clock.day(at)
    found = {}
    for pk, order in orders.items():
        rows = items[pk]
        waiting = sum(item.decision == "PRESENTED" for item in rows)
        held = any(gives_away(item) for item in rows) and lines_without_leave(order, rows, today)
        reasons = [
            Obstacle(ADVISOR, _("%(n)s 项客户没有决定") % {"n": waiting}) if waiting else None,
            *(Obstacle(PARTS, words) for words in parts.get(pk, ())),
            Obstacle(LEADER, _("优惠没有批")) if held else None,
            Obstacle(ADVISOR, off[pk]) if pk in off else None,
        ]
        found[pk] = tuple(one for one in reasons if one is not None)
    return found


@query(permissions.SEE)
def list_inspected(actor: Actor, store_id: int, since: datetime, until: datetime) -> list[InspectedOrder]:
    """A store's orders that passed their inspection from ``since`` on and before ``until``, in that order (K-Z16)."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, inspected_at__gte=since, inspected_at__lt=until
    )
    return [
        InspectedOrder(
            row.pk,
            row.number,
            row.vehicle.plate or "",
            row.customer.name,
            row.advisor.name,
            row.inspected_at or since,
            row.settled_at,
            row.agreed_promise_at or row.promised_at,
            vin=row.vehicle.vin or "",
        )
        for row in rows.exclude(state="CANCELLED")
        .select_related("vehicle", "customer", "advisor")
        .order_by("inspected_at", "pk")
    ]


def _parts(store_id: int, items: Collection[Item], at: datetime) -> dict[int, list[str]]:
    if not value(SETTLE_ISSUED_ONLY, store_id, store_info(store_id).clock.day(at)):
        return {}
    order_of = {item.pk: item.repair_order_id for item in items}
    found: dict[int, list[str]] = {}
    for line in part_lines(store_id, items):
        words = _("配件没有发：%(name)s") if line.to_issue else _("多发的没有退：%(name)s") if line.to_return else ""
        if words:
            found.setdefault(order_of[line.item_id], []).append(words % {"name": line.name})
    return found


def _off_the_estimate(actor: Actor, store_id: int, items: dict[int, list[Item]], at: datetime) -> dict[int, str]:
    estimates = {
        row.repair_order_id: row
        for row in EstimateVersion.objects.visible_to(actor, permissions.SEE)
        .filter(repair_order__in=list(items))
        .order_by("repair_order", "-number")
        .distinct("repair_order")
    }
    shares: dict[int, list[Share]] = {}
    for row in PayerShare.objects.visible_to(actor, permissions.SEE).filter(repair_order__in=list(items)).order_by("pk"):
        amount = row.amount.fen if row.amount else None
        part = Share(row.item_id, row.of_payer, row.payer, row.share, amount)
        shares.setdefault(row.repair_order_id, []).append(part)
    found = {}
    for pk, rows in items.items():
        last = estimates.get(pk)
        approved = [one for one in rows if one.decision == "APPROVED"]
        lines = [rules.Line(one.pk, one.payer, one.decision, one.amount.fen, bool(one.payer_rule)) for one in approved]
        owed = rules.totals_by_payer(split_lines(lines, shares.get(pk, [])))["customer"]
        tolerance, signed = (
            tolerance_of(store_id, last.issued_at if last else None, at),
            last.customer_total.fen if last else 0,
        )
        if rules.exceeds_tolerance(owed, signed, tolerance):
            words = _("比签字估价多 ¥%(off)s，要客户再签") if owed > signed else _("比签字估价少 ¥%(off)s，要客户再签")
            found[pk] = words % {"off": format_money(Money(abs(owed - signed)))}
    return found
