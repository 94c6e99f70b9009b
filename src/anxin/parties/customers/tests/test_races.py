"""Two people at once: one vehicle is made, the other is told neutrally; one owner, one consent."""

from collections.abc import Callable
from functools import partial
from typing import Any

from anxin.parties.customers import queries
from anxin.parties.customers.commands import VehicleData, give_consent, register_vehicle, set_party
from anxin.parties.customers.tests.factories import make_customer, make_vehicle, make_vin
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.ui.lists import Order, Window

Race = Callable[..., list[Any]]


def test_two_who_register_the_same_vin_at_once_make_one_vehicle(race: Race) -> None:
    store = make_store("LG")
    advisor = make_actor(store, "service_advisor")
    call = partial(register_vehicle, actor=advisor, store_id=store.pk, data=VehicleData(vin=make_vin(5)), at=AT)
    results = sorted(type(one).__name__ for one in race(call, call))
    assert results in (["VehicleKept", "VehicleKnownElsewhere"], ["VehicleAlreadyRegistered", "VehicleKept"])
    assert queries.list_vehicles(advisor, queries.VehicleFilter(), Order(), Window()).total == 1


def test_two_owners_set_at_once_leave_one_owner(race: Race) -> None:
    store = make_store("LG")
    advisor = make_actor(store, "service_advisor")
    vehicle, buyers = make_vehicle(store), [make_customer(store, "甲"), make_customer(store, "乙")]
    by = {"actor": advisor, "store_id": store.pk, "vehicle_id": vehicle, "role": "owner", "at": AT}
    race(*(partial(set_party, customer_id=one, **by) for one in buyers))
    owners = [one for one in queries.get_vehicle(advisor, vehicle).present_parties if one.role == "owner"]
    assert [one.customer_id in buyers for one in owners] == [True]


def test_a_consent_given_twice_at_once_is_kept_once(race: Race) -> None:
    store = make_store("LG")
    advisor = make_actor(store, "service_advisor")
    customer = make_customer(store)
    by = {"actor": advisor, "store_id": store.pk, "customer_id": customer, "purpose": "service", "channel": "paper"}
    results = sorted(type(one).__name__ for one in race(*[partial(give_consent, at=AT, **by)] * 2))
    assert results == ["ConsentAlreadyGiven", "ConsentKept"]
    assert len(queries.list_consents(advisor, customer)) == 1
