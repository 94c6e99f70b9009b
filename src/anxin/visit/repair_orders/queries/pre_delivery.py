"""New cars that wait for their inspection before the hand-over, and those that have passed it (M07.13)."""

from dataclasses import dataclass
from datetime import date

from anxin.holdings.vehicle_sales.queries import list_sold_cars
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.lifecycle import CANCELLED, DELIVERED, INSPECTED, REPAIR_ORDER, SETTLED
from anxin.visit.repair_orders.models import RepairOrder

PASSED = (INSPECTED, SETTLED, DELIVERED)


@dataclass(frozen=True, slots=True)
class NewCarToInspect:
    """A sold car that is to be handed over, with the order of its inspection: none yet, at work, or passed."""

    sold_car_id: int
    vehicle_id: int
    vin: str
    model_name: str
    customer_name: str
    planned_on: date
    order_number: str
    state_label: str
    is_ready: bool


@query(permissions.SEE)
def list_new_cars_to_inspect(actor: Actor, store_id: int) -> list[NewCarToInspect]:
    """Sold cars that are not handed over, the earliest day first; ready once the inspection has passed."""
    actor.require(permissions.SEE, store_id)
    # Whoever inspects new cars need not be allowed to see what the store sold.
    today = store_info(store_id).clock.day(clock.now())
    sold = list_sold_cars(Actor.system("repair_orders", [store_id]), store_id, today)
    waiting = [car for car in sold if car.handed_over_on is None]
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, kind=RepairOrder.Kind.PRE_DELIVERY, vehicle_id__in=[car.vehicle_id for car in waiting]
    )
    orders = {row.vehicle_id: row for row in rows.exclude(state=CANCELLED).order_by("pk")}
    found = []
    for car in waiting:
        order = orders.get(car.vehicle_id)
        state = str(REPAIR_ORDER.labels[order.state]) if order else ""
        is_ready = order is not None and order.state in PASSED
        found.append(
            NewCarToInspect(
                car.id,
                car.vehicle_id,
                car.vin,
                car.model_name,
                car.customer_name,
                car.planned_on,
                order.number if order else "",
                state,
                is_ready,
            )
        )
    return found
