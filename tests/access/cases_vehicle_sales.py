"""Access cases of sold cars."""

from typing import Any

from anxin.holdings.vehicle_sales import commands, queries
from anxin.holdings.vehicle_sales.rules import ITEMS
from anxin.holdings.vehicle_sales.tests.factories import (
    PNG,
    make_ready_car,
    make_rebate,
    make_sold_car,
    make_team,
    sold_vin,
    yuan,
)
from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.queries import system_actor
from anxin.platform.ui.lists import Order, Window
from anxin.resources.catalog.tests.factories import make_operation, make_rate
from tests.access.world import AT, TODAY, World, case


def sold(w: World) -> int:
    """A sold car in a week that has its three."""
    w.once("delivery team", lambda: make_team(w.store))
    return int(w.once("sold car", lambda: make_ready_car(w.store)).id)


def to_inspect(w: World) -> int:
    """A sold car whose inspection nobody has ordered, and the operation that orders it."""
    w.once("inspection of new cars", lambda: (make_rate(), make_operation(code="PDI", skill="mechanical")))
    return make_sold_car(w.store).id


def handed_over(w: World) -> int:
    """A new car that its customer has."""
    sold_car_id = sold(w)
    w.once(
        "handed over",
        lambda: commands.hand_over_car(
            actor=system_actor("test"), sold_car_id=sold_car_id, items=dict.fromkeys(ITEMS, True), signature=PNG, at=AT
        ),
    )
    return sold_car_id


def three(w: World) -> dict[str, Any]:
    """Three people of the store."""
    return {"sales_id": w.employee.pk, "service_id": w.colleague.pk, "relations_id": w.desk.employee_id}


def rebate(w: World) -> int:
    """A rebate that was claimed for a car of the store."""
    return int(w.once("rebate", lambda: make_rebate(w.store)).id)


def new_rebate(w: World) -> dict[str, Any]:
    """A claim for a car that the store has sold."""
    return {
        "store_id": w.sid,
        "rebate": commands.NewRebate(sold_vin(w.store), "终端支持", yuan(100_000), yuan(9_000), TODAY),
    }


COMMANDS = {
    "vehicle_sales.claim_rebate": case(new_rebate),
    "vehicle_sales.import_rebate": case(lambda w: {**new_rebate(w), "settlement": None}),
    "vehicle_sales.settle_rebate": case(
        lambda w: {"rebate_id": make_rebate(w.store).id, "settled": yuan(9_000), "settled_on": TODAY}
    ),
    "vehicle_sales.refuse_rebate": case(lambda w: {"rebate_id": make_rebate(w.store).id, "reason": "超期"}),
    "vehicle_sales.withdraw_rebate": case(lambda w: {"rebate_id": make_rebate(w.store).id, "reason": "登错"}),
    "vehicle_sales.register_sold_car": case(
        lambda w: {
            "store_id": w.sid,
            "vehicle_id": make_vehicle(w.store, owner_id=w.customer, plate=""),
            "customer_id": w.customer,
            "planned_on": TODAY,
        }
    ),
    "vehicle_sales.cancel_sold_car": case(lambda w: {"sold_car_id": make_sold_car(w.store).id, "reason": "不买了"}),
    "vehicle_sales.waive_new_car_inspection": case(
        lambda w: {"sold_car_id": make_sold_car(w.store).id, "reason": "厂家已检"}
    ),
    "vehicle_sales.note_new_car_inspection": case(
        lambda w: {
            "store_id": w.sid,
            "vehicle_id": sold(w) and w.vehicle,
            "found": commands.Inspected("W1", has_passed=True),
        }
    ),
    "repair_orders.open_pre_delivery_order": case(lambda w: {"sold_car_id": to_inspect(w)}),
    "vehicle_sales.set_delivery_team": case(lambda w: {"store_id": w.sid, "day": TODAY, **three(w)}),
    "vehicle_sales.hand_over_car": case(
        lambda w: {"sold_car_id": sold(w), "items": dict.fromkeys(ITEMS, True), "signature": PNG}
    ),
    "vehicle_sales.erase_sale_words": case(lambda w: {"store_id": w.sid, "customer_id": w.customer}),
}

QUERIES = {
    "vehicle_sales.page_rebates": case(
        lambda w: {
            "store_id": rebate(w) and w.sid,
            "asked": queries.RebateFilter(),
            "order": Order(),
            "window": Window(),
            "at": AT,
        }
    ),
    "vehicle_sales.get_rebate": case(lambda w: {"rebate_id": rebate(w), "at": AT}),
    "vehicle_sales.list_rebate_programmes": case(lambda w: {"store_id": rebate(w) and w.sid}),
    "repair_orders.list_new_cars_to_inspect": case(lambda w: {"store_id": sold(w) and w.sid}),
    "vehicle_sales.list_sold_cars": case(lambda w: {"store_id": sold(w) and w.sid, "since": TODAY}),
    "vehicle_sales.get_sold_car": case(lambda w: {"sold_car_id": sold(w)}),
    "vehicle_sales.find_hand_over": case(lambda w: {"sold_car_id": handed_over(w)}),
    "vehicle_sales.find_team": case(lambda w: {"store_id": sold(w) and w.sid, "day": TODAY}),
    "vehicle_sales.introduced_share": case(lambda w: {"store_id": handed_over(w) and w.sid, "since": TODAY, "until": TODAY}),
}
