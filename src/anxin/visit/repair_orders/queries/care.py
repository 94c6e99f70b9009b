"""Care products that a car is due for (R-RO15): by its model, what it had before, mileage and time."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.calendar.rules import add_months
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.resources.catalog.queries import list_packages
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.lifecycle import CANCELLED
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.queries.rows import order_row

MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class CareOffer:
    """A care package that is due; ``last_on`` and ``last_km`` say when the car had it, None for never."""

    code: str
    name: str
    price: Money
    last_on: date | None
    last_km: int | None
    every_km: int
    every_months: int


@dataclass(frozen=True, slots=True)
class CarePlan:
    """A care package for a car: its price and labour now, and when the car is next due for it; without either, now."""

    code: str
    name: str
    price: Money
    minutes: int
    due_on: date | None
    due_km: int | None


@query(permissions.SEE)
def list_care_plan(actor: Actor, number: str) -> list[CarePlan]:
    """When the car of an order is next due for each care package of its model, what the order did counted (R-DL02).

    :raises NotFound: unknown or out of scope
    """
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE)
    order: RepairOrder = rows.select_related("vehicle").one(number=number)
    packages = [one for one in list_packages(actor, order.store_id, model_name=order.vehicle.model_name) if one.is_care]
    if not packages:
        return []
    had, _present, done = _had(actor, order, [one.code for one in packages])
    plan = []
    for one in packages:
        last_on, last_km = (order.opened_on, order.odometer_km) if one.code in done else had.get(one.code, (None, None))
        due_on = add_months(last_on, one.care_every_months) if last_on and one.care_every_months else None
        due_km = (last_km or 0) + one.care_every_km if one.care_every_km else None
        minutes = int(one.labour_hours * MINUTES_PER_HOUR)
        plan.append(CarePlan(one.code, one.name, one.price, minutes, due_on, due_km))
    return plan


@query(permissions.SEE)
def list_care_offers(actor: Actor, number: str) -> list[CareOffer]:
    """Care packages that the car of an order is due for and that are not on the order yet.

    :raises NotFound: unknown or out of scope
    """
    order = order_row(actor, number)
    packages = [one for one in list_packages(actor, order.store_id, model_name=order.vehicle.model_name) if one.is_care]
    if not packages:
        return []
    had, present, _done = _had(actor, order, [one.code for one in packages])
    today = store_info(order.store_id).clock.day(clock.now())
    offers = []
    for one in packages:
        last_on, last_km = had.get(one.code, (None, None))
        interval = rules.CareInterval(one.care_every_km, one.care_every_months)
        if one.code not in present and rules.care_is_due(interval, last_on, last_km, order.odometer_km, today):
            offers.append(
                CareOffer(one.code, one.name, one.price, last_on, last_km, one.care_every_km, one.care_every_months)
            )
    return offers


@query(permissions.SEE)
def count_care_jobs(actor: Actor, number: str) -> int:
    """Jobs of an order that are care products, whatever the customer said to them.

    :raises NotFound: unknown or out of scope
    """
    order = order_row(actor, number)
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(repair_order=order, is_care=True)
    count: int = rows.aggregate(jobs=Count("job", distinct=True))["jobs"]
    return count


def _had(
    actor: Actor, order: RepairOrder, codes: list[str]
) -> tuple[dict[str, tuple[date | None, int | None]], frozenset[str], frozenset[str]]:
    """Package → when and at which mileage the car had it before; what is on the order itself, and agreed to there."""
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(
        repair_order__vehicle_id=order.vehicle_id, job__package_code__in=codes
    )
    seen = rows.exclude(repair_order__state=CANCELLED).order_by("repair_order__opened_at")
    had: dict[str, tuple[date | None, int | None]] = {}
    present, done = set(), set()
    fields = ("job__package_code", "repair_order_id", "repair_order__opened_on", "repair_order__odometer_km", "decision")
    for code, order_id, opened_on, odometer_km, decision in seen.values_list(*fields):
        if order_id == order.pk:
            present.add(code)
            if decision == Item.Decision.APPROVED:
                done.add(code)
        elif decision == Item.Decision.APPROVED:
            had[code] = (opened_on, odometer_km)
    return had, frozenset(present), frozenset(done)
