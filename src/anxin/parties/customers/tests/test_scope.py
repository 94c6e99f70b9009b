"""A store sees the customers and vehicles with which it has a relation, and nothing lets it see others."""

import pytest
from django.db import connection

from anxin.parties.customers import queries
from anxin.parties.customers.commands import (
    VehicleAlreadyRegistered,
    VehicleData,
    VehicleKnownElsewhere,
    attach_vehicle,
    change_customer,
    change_vehicle,
    end_party,
    ensure_relation,
    erase_customer,
    give_consent,
    record_odometer,
    register_vehicle,
    reveal_phone,
    set_party,
)
from anxin.parties.customers.models import Customer, Vehicle, VehicleParty
from anxin.parties.customers.rules import CustomerData
from anxin.parties.customers.tests.factories import make_customer, make_plate, make_vehicle, make_vin
from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.actor import Actor
from anxin.platform.audit.models import AuditEntry
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.scope import reading
from anxin.platform.scoped import UnscopedAccess
from anxin.platform.ui.lists import Order, Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Store:
    return make_store("LG")


@pytest.fixture
def there() -> Store:
    return make_store("NS")


@pytest.fixture
def advisor(here: Store) -> Actor:
    return make_actor(here, "service_advisor")


def test_an_unscoped_queryset_raises(here: Store) -> None:
    with pytest.raises(UnscopedAccess):
        list(Vehicle.objects.all())


def test_raw_sql_of_another_store_finds_no_row_of_any_table(there: Store, advisor: Actor) -> None:
    owner = make_customer(there)
    make_vehicle(there, owner_id=owner)
    tables = [name for name in connection.introspection.table_names() if name.startswith("customers_")]
    assert len(tables) >= 11
    with reading(advisor), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_every_read_and_write_of_another_stores_rows_says_not_found(there: Store, here: Store, advisor: Actor) -> None:
    owner = make_customer(there)
    vehicle = make_vehicle(there, owner_id=owner)
    mine = make_customer(here)
    with reading(Actor.system("test", [there.pk])):
        party = VehicleParty.objects.across_stores(reason="test").get().pk
    data = CustomerData(name="改名")
    by = {"actor": advisor, "at": AT}
    for attempt in (
        lambda: queries.get_customer(advisor, owner),
        lambda: queries.get_vehicle(advisor, vehicle),
        lambda: queries.list_consents(advisor, owner),
        lambda: change_customer(customer_id=owner, data=data, version=1, **by),
        lambda: change_vehicle(vehicle_id=vehicle, data=VehicleData(vin=make_vin()), version=1, **by),
        lambda: record_odometer(vehicle_id=vehicle, odometer_km=5, **by),
        lambda: reveal_phone(customer_id=owner, reason="visit", **by),
        lambda: ensure_relation(store_id=here.pk, vehicle_id=vehicle, **by),
        lambda: ensure_relation(store_id=here.pk, customer_id=owner, **by),
        lambda: set_party(store_id=here.pk, vehicle_id=vehicle, customer_id=mine, role="owner", **by),
        lambda: end_party(store_id=here.pk, party_id=party, **by),
        lambda: give_consent(store_id=here.pk, customer_id=owner, purpose="service", channel="paper", **by),
        lambda: give_consent(store_id=there.pk, customer_id=owner, purpose="service", channel="paper", **by),
    ):
        with pytest.raises(NotFound):
            attempt()
    manager = make_actor(here, "general_manager")
    with pytest.raises(NotFound):
        erase_customer(actor=manager, customer_id=owner, at=AT, is_confirmed=True)


def test_lists_and_searches_show_only_the_own_stores_rows(there: Store, here: Store, advisor: Actor) -> None:
    stranger = make_customer(there, "张小明", phone="13800138000")
    make_vehicle(there, owner_id=stranger, plate="粤B12345", vin=make_vin(7))
    mine = make_vehicle(here, plate="粤B92345", vin=make_vin(8), owner_id=make_customer(here, "王大明"))
    for text in ("粤B12345", "12345", make_vin(7), make_vin(7)[-6:], "13800138000", "8000", "zxm", "小明", "张小明"):
        assert queries.search_vehicles(advisor, text) == [], text
        assert queries.search_customers(advisor, text) == [], text
    assert [hit.id for hit in queries.search_vehicles(advisor, "2345")] == [mine]
    page = queries.list_vehicles(advisor, queries.VehicleFilter(), Order(), Window())
    assert ([row.id for row in page.rows], page.total) == ([mine], 1)
    filtered = queries.list_vehicles(advisor, queries.VehicleFilter(store_id=there.pk), Order(), Window())
    assert filtered.total == 0
    people = queries.list_customers(advisor, queries.CustomerFilter(text="小明"), Order(), Window())
    assert people.total == 0


def test_the_whole_vin_attaches_the_vehicle_with_its_people_and_the_proof_is_logged(
    there: Store, here: Store, advisor: Actor
) -> None:
    vehicle = make_vehicle(there, vin=make_vin(11), owner_id=make_customer(there, "赵六"))
    attached = attach_vehicle(actor=advisor, store_id=here.pk, vin=make_vin(11), at=AT)
    card = queries.get_vehicle(advisor, vehicle)
    assert (attached.vehicle_id, attached.was_known, card.owner_name) == (vehicle, False, "赵六")
    with reading(advisor):
        entry = AuditEntry.objects.get(command="customers.attach_vehicle")
    assert (entry.subject_id, entry.store_id, entry.detail) == (vehicle, here.pk, {"proof": "vin", "was_known": False})


def test_the_whole_plate_with_the_phone_attaches_and_each_alone_does_not(there: Store, here: Store, advisor: Actor) -> None:
    owner = make_customer(there, phone="13800138001")
    vehicle = make_vehicle(there, plate="粤B54321", owner_id=owner)
    for proof in (
        {"plate": "粤B54321", "phone": "13800138002"},
        {"plate": "粤B54322", "phone": "13800138001"},
        {"vin": make_vin(999_999)},
    ):
        with pytest.raises(NotFound):
            attach_vehicle(actor=advisor, store_id=here.pk, at=AT, **proof)
    for half in ({"plate": "粤B54321"}, {"phone": "13800138001"}, {"vin": make_vin()[:12]}, {}):
        with pytest.raises(Invalid):
            attach_vehicle(actor=advisor, store_id=here.pk, at=AT, **half)
    with pytest.raises(NotFound):
        queries.get_vehicle(advisor, vehicle)
    attach_vehicle(actor=advisor, store_id=here.pk, plate="粤B·54321", phone="138 0013 8001", at=AT)
    assert queries.get_vehicle(advisor, vehicle).owner_id == owner


def test_attaching_again_brings_the_new_owner_whom_another_store_registered(
    there: Store, here: Store, advisor: Actor
) -> None:
    vehicle = make_vehicle(there, vin=make_vin(21))
    attach_vehicle(actor=advisor, store_id=here.pk, vin=make_vin(21), at=AT)
    buyer = make_customer(there, "钱七")
    system = Actor.system("test", [there.pk])
    set_party(actor=system, store_id=there.pk, vehicle_id=vehicle, customer_id=buyer, role="owner", at=AT)
    assert queries.get_vehicle(advisor, vehicle).owner_name == ""
    again = attach_vehicle(actor=advisor, store_id=here.pk, vin=make_vin(21), at=AT)
    assert again.was_known
    assert queries.get_vehicle(advisor, vehicle).owner_name == "钱七"


def test_what_a_proof_opened_is_closed_after_the_command(there: Store, here: Store, advisor: Actor) -> None:
    owner = make_customer(there, phone="13800138009")
    make_vehicle(there, plate="粤B77777", owner_id=owner)
    with pytest.raises(NotFound):
        attach_vehicle(actor=advisor, store_id=here.pk, plate="粤B77777", phone="13900000000", at=AT)
    with reading(advisor):
        assert Vehicle.objects.across_stores(reason="test").count() == 0
        assert Customer.objects.across_stores(reason="test").count() == 0


def test_registering_a_vin_of_another_store_attaches_it_and_a_plate_alone_is_refused_neutrally(
    there: Store, here: Store, advisor: Actor
) -> None:
    vehicle = make_vehicle(there, plate="粤B11111", vin=make_vin(31), owner_id=make_customer(there, phone="13800138031"))
    by = {"actor": advisor, "store_id": here.pk, "at": AT}
    with pytest.raises(VehicleKnownElsewhere) as plate_only:
        register_vehicle(data=VehicleData(plate="粤B11111"), **by)
    with pytest.raises(VehicleKnownElsewhere) as other_vin:
        register_vehicle(data=VehicleData(plate="粤B11111", vin=make_vin(32)), **by)
    assert str(plate_only.value.message) == str(other_vin.value.message)
    with reading(advisor):
        assert Vehicle.objects.across_stores(reason="test").count() == 0
    kept = register_vehicle(data=VehicleData(vin=make_vin(31)), **by)
    assert (kept.vehicle_id, kept.was_attached) == (vehicle, True)
    with pytest.raises(VehicleAlreadyRegistered):
        register_vehicle(data=VehicleData(vin=make_vin(31)), **by)


def test_whoever_may_not_attach_cannot_use_registration_for_it(there: Store, here: Store) -> None:
    make_vehicle(there, vin=make_vin(41))
    seller = make_actor(here, "sales_consultant")
    with pytest.raises(VehicleKnownElsewhere):
        register_vehicle(actor=seller, store_id=here.pk, data=VehicleData(vin=make_vin(41)), at=AT)
    with pytest.raises(Denied):
        attach_vehicle(actor=seller, store_id=here.pk, vin=make_vin(41), at=AT)


def test_changing_a_file_to_a_vin_of_another_store_is_refused_neutrally(there: Store, here: Store, advisor: Actor) -> None:
    make_vehicle(there, vin=make_vin(51))
    mine = make_vehicle(here)
    with pytest.raises(VehicleKnownElsewhere):
        change_vehicle(actor=advisor, vehicle_id=mine, data=VehicleData(vin=make_vin(51)), version=None, at=AT)


def test_a_technician_sees_the_car_but_may_not_change_or_look_at_the_phone(here: Store) -> None:
    vehicle = make_vehicle(here)
    technician = make_actor(here, "technician")
    card = queries.get_vehicle(technician, vehicle)
    assert "****" in card.owner_masked_phone
    with pytest.raises(Denied):
        reveal_phone(actor=technician, customer_id=card.owner_id or 0, reason="visit", at=AT)
    with pytest.raises(Denied):
        change_vehicle(actor=technician, vehicle_id=vehicle, data=VehicleData(plate=make_plate()), version=1, at=AT)
