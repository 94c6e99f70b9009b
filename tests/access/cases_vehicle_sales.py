"""Access cases of sold cars."""

from typing import Any

from anxin.holdings.vehicle_sales import commands
from anxin.holdings.vehicle_sales.rules import ITEMS
from anxin.holdings.vehicle_sales.tests.factories import PNG, make_ready_car, make_sold_car, make_team
from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.queries import system_actor
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


COMMANDS = {
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
    "repair_orders.list_new_cars_to_inspect": case(lambda w: {"store_id": sold(w) and w.sid}),
    "vehicle_sales.list_sold_cars": case(lambda w: {"store_id": sold(w) and w.sid, "since": TODAY}),
    "vehicle_sales.get_sold_car": case(lambda w: {"sold_car_id": sold(w)}),
    "vehicle_sales.find_hand_over": case(lambda w: {"sold_car_id": handed_over(w)}),
    "vehicle_sales.find_team": case(lambda w: {"store_id": sold(w) and w.sid, "day": TODAY}),
    "vehicle_sales.introduced_share": case(lambda w: {"store_id": handed_over(w) and w.sid, "since": TODAY, "until": TODAY}),
}
