"""Two stores that know one car."""

from collections.abc import Callable
from functools import partial
from typing import Any

from anxin.holdings.vehicle_sales import commands
from anxin.parties.customers.commands import attach_vehicle
from anxin.parties.customers.queries import get_vehicle
from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store

TODAY = AT.date()


def test_of_two_stores_that_sell_one_car_at_once_one_does(race: Callable[..., list[Any]]) -> None:
    stores = make_store(), make_store("NS")
    owner = make_customer(stores[0])
    vehicle_id = make_vehicle(stores[0], owner_id=owner)
    vin = get_vehicle(system_actor("test"), vehicle_id).data.vin
    attach_vehicle(actor=make_actor(stores[1], "service_advisor"), store_id=stores[1].pk, vin=vin, at=AT)
    wishes = [
        {"store_id": store.pk, "vehicle_id": vehicle_id, "customer_id": who, "planned_on": TODAY, "at": AT}
        for store, who in zip(stores, (owner, make_customer(stores[1])), strict=True)
    ]
    sellers = [make_actor(store, "sales_consultant") for store in stores]
    outcomes = race(
        *[partial(commands.register_sold_car, actor=by, **wish) for by, wish in zip(sellers, wishes, strict=True)]
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["KeptSoldCar", "SoldBefore"]
