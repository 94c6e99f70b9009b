"""Personal data stay in their few tables: not in events, jobs, audit rows, logs; and they can be erased."""

import logging

import pytest
from django.db import connection

from anxin.parties.customers import queries
from anxin.parties.customers.commands import (
    CustomerData,
    CustomerIsErased,
    VehicleData,
    announce_erasure,
    attach_vehicle,
    change_customer,
    change_vehicle,
    copy_personal_data,
    ensure_relation,
    erase_customer,
    give_consent,
    register_customer,
    register_vehicle,
    reveal_phone,
    set_party,
)
from anxin.parties.customers.models import Consent, Customer, NameToken, Vehicle, VehiclePlate
from anxin.parties.customers.tests.factories import make_vehicle, make_vin
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading, unit_of_work

pytestmark = pytest.mark.django_db
NAME, PHONE, PLATE = "诸葛查无此人", "13987654321", "粤B7K3M9"
MARKED = {one._meta.db_table for one in (Customer, NameToken, Consent, Vehicle, VehiclePlate)}
MARKED |= {"customers_customerhistory"}


def _tables_that_hold(actor: Actor, *planted: str) -> set[str]:
    found = set()
    with unit_of_work(actor, "test", writable=True), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            wanted = " OR ".join(["t::text LIKE %s"] * len(planted))
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE {wanted}', [f"%{one}%" for one in planted])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def _plant(actor: Actor, store_id: int) -> tuple[int, int]:
    data = CustomerData(name=NAME, phone=PHONE, address="深圳市某路 1 号")
    customer = register_customer(actor=actor, store_id=store_id, data=data, at=AT).customer_id
    changed = CustomerData(name=NAME, phone=PHONE, address="深圳市另路 2 号")
    change_customer(actor=actor, customer_id=customer, data=changed, version=1, at=AT)
    file = VehicleData(vin=make_vin(77), plate=PLATE)
    vehicle = register_vehicle(actor=actor, store_id=store_id, data=file, owner_id=customer, at=AT).vehicle_id
    change_vehicle(actor=actor, vehicle_id=vehicle, data=VehicleData(vin=make_vin(77), plate="粤B7K3M8"), version=1, at=AT)
    attach_vehicle(actor=actor, store_id=store_id, plate="粤B7K3M8", phone=PHONE, at=AT)
    reveal_phone(actor=actor, customer_id=customer, reason="visit", at=AT)
    give_consent(actor=actor, store_id=store_id, customer_id=customer, purpose="service", channel="paper", at=AT)
    set_party(actor=actor, store_id=store_id, vehicle_id=vehicle, customer_id=customer, role="driver", at=AT)
    return customer, vehicle


def test_a_planted_name_phone_and_plate_are_found_in_the_marked_tables_only(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="anxin")
    store = make_store("LG")
    manager = make_actor(store, "general_manager")
    _plant(manager, store.pk)
    queries.search_vehicles(manager, PHONE)
    assert _tables_that_hold(manager, NAME, PHONE, PLATE, make_vin(77)) <= MARKED
    assert not any(planted in caplog.text for planted in (NAME, PHONE, PLATE))


def test_an_erasure_leaves_no_name_phone_or_address_anywhere_and_keeps_the_facts() -> None:
    store = make_store("LG")
    manager = make_actor(store, "general_manager")
    customer, vehicle = _plant(manager, store.pk)
    assert copy_personal_data(actor=manager, customer_id=customer, at=AT).history[0]["address"] == "深圳市某路 1 号"
    erase_customer(actor=manager, customer_id=customer, at=AT, is_confirmed=True)
    assert _tables_that_hold(manager, NAME, PHONE, "深圳市", "诸葛") == set()
    card = queries.get_vehicle(manager, vehicle)
    assert (card.owner_id, card.present_parties) == (None, ())
    assert queries.get_customer(manager, customer).is_erased
    assert not queries.may_contact(manager, customer, "service")
    assert queries.search_customers(manager, "诸葛") == []
    with pytest.raises(CustomerIsErased):
        change_customer(actor=manager, customer_id=customer, data=CustomerData(name="甲"), version=None, at=AT)


def test_every_store_that_knew_the_customer_is_told_and_ends_what_it_knew() -> None:
    here, there, stranger = (make_store(code) for code in ("LG", "NS", "FT"))
    manager = make_actor(here, "general_manager")
    customer, _vehicle = _plant(manager, here.pk)
    everybody = system_actor("test")
    ensure_relation(actor=everybody, store_id=there.pk, customer_id=customer, at=AT)
    second = make_vehicle(there, owner_id=customer)
    with pytest.raises(Conflict):
        announce_erasure(actor=everybody, customer_id=customer, at=AT)
    erase_customer(actor=manager, customer_id=customer, at=AT, is_confirmed=True)
    assert queries.get_vehicle(everybody, second).owner_id == customer
    assert announce_erasure(actor=everybody, customer_id=customer, at=AT) == 2
    with reading(everybody):
        told = list(StoredEvent.objects.filter(name="customers.CustomerErasedInStore").values_list("pk", "store_id"))
    assert {store_id for _event, store_id in told} == {here.pk, there.pk} - {stranger.pk}
    for event_id, store_id in told:
        handle(event_id, store_id)
    assert queries.get_vehicle(everybody, second).present_parties == ()
