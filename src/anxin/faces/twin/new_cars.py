"""New cars of the demo: the week's three, a car handed over today, one that is to be inspected, one that nobody ordered, and
what the manufacturer owes for the first two.
"""

from datetime import datetime, timedelta

from anxin.faces.twin.catalogue import DemoBrand
from anxin.faces.twin.floor import Floor
from anxin.faces.twin.picture import signature_png
from anxin.holdings.vehicle_sales import commands as sales
from anxin.holdings.vehicle_sales.rules import ITEMS
from anxin.parties.customers.commands import VehicleData, register_vehicle
from anxin.parties.org.queries import system_actor
from anxin.platform.money import Money
from anxin.platform.vin import check_digit
from anxin.visit.repair_orders.commands import open_pre_delivery_order

FIRST_SERIAL, SERIALS = 900_000, 1_000_000
"""Above every car of the demo's fleets."""
PRICE, CLAIMED = Money.yuan(168_800), (Money.yuan(12_000), Money.yuan(9_500))


def sell_new_cars(floor: Floor, brand: DemoBrand, at: datetime) -> None:
    """Three customers of the store bought another car."""
    actor, store_id = system_actor("twin"), floor.store.id
    finance = floor.one("finance_manager").actor
    day = floor.store.clock.day(at)
    three = (floor.advisor(0), floor.advisor(1), floor.one("follow_up_clerk"))
    ids = dict(zip(("sales_id", "service_id", "relations_id"), (one.employee_id for one in three), strict=True))
    sales.set_delivery_team(actor=actor, store_id=store_id, day=day, at=at, **ids)
    for place in range(3):
        _vehicle, customer = floor.cars[place]
        data = VehicleData(
            vin=_vin(brand, store_id * 10 + place), brand_name=brand.name, model_name=brand.models[0][0], color="白"
        )
        car = register_vehicle(actor=actor, store_id=store_id, data=data, owner_id=customer, at=at)
        sold = sales.register_sold_car(
            actor=actor,
            store_id=store_id,
            vehicle_id=car.vehicle_id,
            customer_id=customer,
            planned_on=day + timedelta(days=place),
            at=at,
        )
        if place == 0:
            told = dict.fromkeys(ITEMS, True)
            why = "厂家出厂检查单随车，客户当天要用车"
            sales.waive_new_car_inspection(actor=actor, sold_car_id=sold.id, reason=why, at=at)
            sales.hand_over_car(actor=actor, sold_car_id=sold.id, items=told, signature=signature_png(), at=at)
        if place < len(CLAIMED):
            rebate = sales.NewRebate(data.vin, "终端销售支持", PRICE, CLAIMED[place], day)
            claim = sales.claim_rebate(actor=finance, store_id=store_id, rebate=rebate, at=at)
        if place == 0:
            sales.settle_rebate(actor=finance, rebate_id=claim.id, settled=CLAIMED[0], settled_on=day, at=at)
        if place == 1:
            open_pre_delivery_order(actor=floor.advisor(0).actor, sold_car_id=sold.id, at=at)


def _vin(brand: DemoBrand, number: int) -> str:
    draft = f"{brand.wmi}AA2180NT{(FIRST_SERIAL + number) % SERIALS:06d}"
    return f"{draft[:8]}{check_digit(draft)}{draft[9:]}"
