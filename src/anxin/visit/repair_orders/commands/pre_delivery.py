"""The inspection of a new car before its hand-over: ordered in one tap, its result told to the sale (M07.13)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.holdings.vehicle_sales import commands as sales
from anxin.holdings.vehicle_sales.queries import get_sold_car
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.database.prepared import prepared_values
from anxin.platform.errors import Conflict
from anxin.platform.parameters import value
from anxin.platform.turns import take_turn
from anxin.resources.catalog import queries as catalog
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.commands.authorise import AuthorisedRepairOrder, Confirmations, authorise_repair_order
from anxin.visit.repair_orders.commands.open import open_repair_order
from anxin.visit.repair_orders.lifecycle import CANCELLED, DELIVERED, INSPECTED, SETTLED
from anxin.visit.repair_orders.models import Authorisation, RepairOrder
from anxin.visit.repair_orders.parameters import PRE_DELIVERY_OPERATION
from anxin.visit.repair_orders.pricing import NewItem, NewJob
from anxin.visit.repair_orders.promises import planned_promise

PASSED = (INSPECTED, SETTLED, DELIVERED)


class InspectionOrdered(Conflict):
    """A new car is inspected by one order at a time."""

    code = "inspection_ordered"
    default_rule = "M07.13"


class NoInspectionInCatalogue(Conflict):
    """The catalogue has no operation for the inspection of new cars, so it has neither hours nor a price."""

    code = "no_inspection_in_catalogue"
    default_rule = "M07.13"


@command(permissions.OPEN, rule="M07.13")
def open_pre_delivery_order(*, actor: Actor, sold_car_id: int, at: datetime) -> AuthorisedRepairOrder:
    """Order the inspection of a new car: one job at the house's cost, ready to be dispatched; the customer signs nothing.

    :raises NotFound: no such car in scope
    :raises Conflict: handed over or called off
    :raises InspectionOrdered: an order is at it, or one has passed
    :raises NoInspectionInCatalogue: the catalogue lacks the operation that the parameter names
    """
    car = get_sold_car(actor, sold_car_id)
    actor.require(permissions.OPEN, car.store_id)
    actor.require(permissions.AUTHORISE, car.store_id)
    if not car.is_waiting:
        raise Conflict(_("这辆车已经交付或取消，不用再做售前检查，请刷新后再看。"), rule="M07.13")
    take_turn(f"repair_orders.pre_delivery:{car.vehicle_id}")
    known = _newest(car.store_id, car.vehicle_id)
    if known is not None:
        raise InspectionOrdered(_("已经开了售前检查单 %(number)s，请打开那张单。") % {"number": known.number})
    opened = open_repair_order(
        actor=actor,
        store_id=car.store_id,
        vehicle_id=car.vehicle_id,
        customer_id=car.customer_id,
        kind=RepairOrder.Kind.PRE_DELIVERY,
        jobs=[_inspection(actor, car.store_id, at)],
        at=at,
    )
    promised_at = opened.promised_at or planned_promise(car.store_id, None, at)
    confirmed = Confirmations(promised_at, Authorisation.OldParts.LEAVE, wants_wash=True)
    return authorise_repair_order(
        actor=actor, number=opened.number, confirmations=confirmed, channel=Authorisation.Channel.HOUSE, at=at
    )


def tell_sale(store_id: int, vehicle_id: int, at: datetime) -> None:
    """Tell the sale of a car how its newest inspection stands, if there is one."""
    order = _newest(store_id, vehicle_id)
    if order is not None:
        found = sales.Inspected(order.number, order.state in PASSED)
        system = Actor.system("repair_orders", [store_id])
        sales.note_new_car_inspection(actor=system, store_id=store_id, vehicle_id=vehicle_id, found=found, at=at)


def tell_sale_of_order(store_id: int, order_id: int, at: datetime) -> None:
    """Tell the sale of the car of an order, if that order is such an inspection."""
    for (vehicle_id,) in _vehicle_before_sale([store_id], order_id):
        tell_sale(store_id, vehicle_id, at)


@prepared_values
def _vehicle_before_sale(stores: list[int], order_id: int) -> Any:
    rows = RepairOrder.objects.in_stores(stores).filter(pk=order_id, kind=RepairOrder.Kind.PRE_DELIVERY)
    return rows.order_by("pk").values_list("vehicle_id")


def _inspection(actor: Actor, store_id: int, at: datetime) -> NewJob:
    on = store_info(store_id).clock.day(at)
    code = value(PRE_DELIVERY_OPERATION, store_id, on)
    if code not in catalog.price_labours(actor, store_id, [code], on):
        words = _("目录里没有售前检查的工时：请在“目录 → 工时”里加编码 %(code)s，再来开单。")
        raise NoInspectionInCatalogue(words % {"code": code})
    line = NewItem("labour", code, payer="internal")
    return NewJob(gettext("售前检查（PDI）"), items=[line], payer="internal")


def _newest(store_id: int, vehicle_id: int) -> Any:
    rows = RepairOrder.objects.in_stores([store_id]).filter(vehicle_id=vehicle_id, kind=RepairOrder.Kind.PRE_DELIVERY)
    return rows.exclude(state=CANCELLED).order_by("-pk").first()
