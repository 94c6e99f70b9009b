"""Bulk import: twice the same changes nothing, empty cells erase nothing, other stores' vehicles stay hidden."""

from datetime import timedelta

import pytest

from anxin.parties.customers import queries
from anxin.parties.customers.commands import (
    CustomerData,
    VehicleData,
    VehicleImport,
    import_customers,
    import_vehicles,
    set_party,
)
from anxin.parties.customers.tests.factories import make_customer, make_phone, make_plate, make_vehicle, make_vin
from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.actor import Actor
from anxin.platform.audit.models import AuditEntry
from anxin.platform.errors import Denied, NotFound
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return make_store("LG")


@pytest.fixture
def manager(store: Store) -> Actor:
    return make_actor(store, "after_sales_manager")


def _files(count: int) -> list[VehicleImport]:
    return [
        VehicleImport(
            VehicleData(vin=make_vin(number), plate=make_plate(number), model_name="朗逸"),
            CustomerData(name=f"王{number}明明", phone=make_phone(number)),
            odometer_km=number,
        )
        for number in range(100, 100 + count)
    ]


def _results(outcomes: object) -> list[str]:
    return [one.result.value for one in outcomes]  # type: ignore[attr-defined]


def test_the_same_vehicles_twice_change_nothing_the_second_time(store: Store, manager: Actor) -> None:
    rows = _files(30)
    first = import_vehicles(actor=manager, store_id=store.pk, rows=rows, at=AT)
    second = import_vehicles(actor=manager, store_id=store.pk, rows=rows, at=AT + timedelta(days=1))
    assert set(_results(first)) == {"CREATED"}
    assert set(_results(second)) == {"UNCHANGED"}
    page = queries.list_vehicles(manager, queries.VehicleFilter(), Order("plate"), Window())
    assert (page.total, page.rows[0].owner_name) == (30, "王100明明")
    assert queries.list_customers(manager, queries.CustomerFilter(), Order(), Window()).total == 30
    with reading(manager):
        assert StoredEvent.objects.filter(name="customers.VehiclesImported").count() == 2


def test_what_a_row_leaves_empty_stays_and_what_it_has_is_taken(store: Store, manager: Actor) -> None:
    vin = make_vin(7)
    vehicle = make_vehicle(store, vin=vin, plate="粤B00007", color="白", owner_id=make_customer(store, "旧主"))
    row = VehicleImport(
        VehicleData(vin=vin, plate="粤B10007", model_name="途观"), CustomerData(name="新主", phone=make_phone()), 900
    )
    later = AT + timedelta(days=3)
    assert _results(import_vehicles(actor=manager, store_id=store.pk, rows=[row], at=later)) == ["UPDATED"]
    card = queries.get_vehicle(manager, vehicle)
    assert (card.plate, card.model_name, card.data.color, card.odometer_km) == ("粤B10007", "途观", "白", 900)
    assert (card.owner_name, [one.name for one in card.parties]) == ("新主", ["新主", "旧主"])
    assert [one.plate for one in card.plates] == ["粤B10007", "粤B00007"]


def test_a_vehicle_that_only_another_store_knows_is_refused_and_stays_hidden(store: Store, manager: Actor) -> None:
    there = make_store("NS")
    make_vehicle(there, vin=make_vin(8), plate="粤B88888")
    rows = [
        VehicleImport(VehicleData(vin=make_vin(8))),
        VehicleImport(VehicleData(plate="粤B88888")),
        VehicleImport(VehicleData(vin=make_vin(10))),
    ]
    other_vin = [VehicleImport(VehicleData(vin=make_vin(9), plate="粤B88888"))]
    outcomes = import_vehicles(actor=manager, store_id=store.pk, rows=rows, at=AT)
    outcomes += import_vehicles(actor=manager, store_id=store.pk, rows=other_vin, at=AT)
    assert _results(outcomes) == ["REFUSED", "REFUSED", "CREATED", "REFUSED"]
    assert len({one.finding.message for one in outcomes if one.finding}) == 1
    assert queries.list_vehicles(manager, queries.VehicleFilter(), Order(), Window()).total == 1


def test_a_known_car_is_not_given_the_plate_or_vin_of_another_stores_car_and_the_rest_goes_in(
    store: Store, manager: Actor
) -> None:
    there = make_store("NS")
    make_vehicle(there, vin=make_vin(8), plate="粤B88888")
    by_vin, by_plate = make_vehicle(store, vin=make_vin(1), plate="粤B10001"), make_vehicle(store, vin="", plate="粤B10002")
    rows = [
        VehicleImport(VehicleData(vin=make_vin(1), plate="粤B88888"), CustomerData(name="新主", phone=make_phone())),
        VehicleImport(VehicleData(vin=make_vin(8), plate="粤B10002")),
        VehicleImport(VehicleData(plate="粤B10003", color="红")),
    ]
    good = make_vehicle(store, vin="", plate="粤B10003", color="白")
    outcomes = import_vehicles(actor=manager, store_id=store.pk, rows=rows, at=AT + timedelta(days=1))
    assert [(one.result.value, one.column) for one in outcomes] == [
        ("REFUSED", "plate"),
        ("REFUSED", "vin"),
        ("UPDATED", ""),
    ]
    assert {one.finding.code for one in outcomes if one.finding} == {"vehicle_needs_proof"}
    cards = [queries.get_vehicle(manager, one) for one in (by_vin, by_plate, good)]
    assert [(one.plate, bool(one.vin), one.data.color) for one in cards] == [
        ("粤B10001", True, "白"), ("粤B10002", False, "白"), ("粤B10003", False, "红"),
    ]  # fmt: skip
    assert ([one.plate for one in cards[0].plates], cards[0].owner_name) == (["粤B10001"], "张小明")


def test_two_known_cars_are_not_given_one_plate(store: Store, manager: Actor) -> None:
    for number in (1, 2):
        make_vehicle(store, vin=make_vin(number), plate=f"粤B1000{number}")
    rows = [VehicleImport(VehicleData(vin=make_vin(number), plate="粤B77777")) for number in (1, 2)]
    outcomes = import_vehicles(actor=manager, store_id=store.pk, rows=rows, at=AT)
    assert [one.finding.code if one.finding else "" for one in outcomes] == ["", "vehicle_is_two"]


def test_a_car_that_changes_hands_later_keeps_its_owners_and_the_file_goes_on(store: Store, manager: Actor) -> None:
    vehicle = make_vehicle(store, vin=make_vin(1))
    buyer = make_customer(store, "买主")
    later = (AT + timedelta(days=30)).date()
    set_party(actor=manager, store_id=store.pk, vehicle_id=vehicle, customer_id=buyer, role="owner", at=AT, valid_from=later)
    rows = [
        VehicleImport(VehicleData(vin=make_vin(1)), CustomerData(name="第三人", phone=make_phone())),
        VehicleImport(VehicleData(vin=make_vin(2))),
    ]
    outcomes = import_vehicles(actor=manager, store_id=store.pk, rows=rows, at=AT + timedelta(days=1))
    assert [one.finding.code if one.finding else "" for one in outcomes] == ["vehicle_has_later_owner", ""]
    assert {one.name for one in queries.get_vehicle(manager, vehicle).parties} == {"张小明", "买主"}


def test_the_trail_of_an_import_names_no_document(store: Store, manager: Actor) -> None:
    import_vehicles(actor=manager, store_id=store.pk, rows=_files(1), at=AT)
    import_customers(actor=manager, store_id=store.pk, rows=[CustomerData(name="甲")], at=AT)
    with reading(manager):
        rows = AuditEntry.objects.filter(command__startswith="customers.import_")
        assert {(one.subject_kind, one.subject_id, one.store_id) for one in rows} == {("", None, store.pk)}


def test_bad_rows_are_refused_with_the_field_and_the_good_ones_are_taken(store: Store, manager: Actor) -> None:
    make_vehicle(store, plate="粤B20000", vin=make_vin(20))
    rows = [
        VehicleImport(VehicleData(vin="LSVAA2180N2000001")),
        VehicleImport(VehicleData()),
        VehicleImport(VehicleData(vin=make_vin(21), plate="粤B20000")),
        VehicleImport(VehicleData(plate="粤B20001")),
        VehicleImport(VehicleData(plate="粤B20001")),
    ]
    outcomes = import_vehicles(actor=manager, store_id=store.pk, rows=rows, at=AT)
    assert _results(outcomes) == ["REFUSED", "REFUSED", "REFUSED", "CREATED", "REFUSED"]
    assert [one.column for one in outcomes] == ["vin", "vin", "plate", "", "plate"]


def test_customers_are_the_same_by_name_and_phone(store: Store, manager: Actor) -> None:
    known = make_customer(store, "李四", phone="13812345678", address="旧地址")
    rows = [
        CustomerData(name="李四", phone="138-1234-5678", trade="物流"),
        CustomerData(name="李四", phone=""),
        CustomerData(name="李四"),
        CustomerData(name="赵五", phone="13812345678"),
        CustomerData(name="", phone="13812345679"),
    ]
    outcomes = import_customers(actor=manager, store_id=store.pk, rows=rows, at=AT)
    assert _results(outcomes) == ["UPDATED", "CREATED", "UNCHANGED", "CREATED", "REFUSED"]
    card = queries.get_customer(manager, known)
    assert (card.data.trade, card.data.address) == ("物流", "旧地址")
    again = import_customers(actor=manager, store_id=store.pk, rows=rows[:4], at=AT)
    assert set(_results(again)) == {"UNCHANGED"}
    assert {hit.name for hit in queries.search_customers(manager, "李四")} == {"李四"}


def test_importing_needs_the_permission_in_that_very_store(store: Store, manager: Actor) -> None:
    there = make_store("NS")
    with pytest.raises(NotFound):
        import_customers(actor=manager, store_id=there.pk, rows=[CustomerData(name="甲")], at=AT)
    with pytest.raises(Denied):
        import_vehicles(actor=make_actor(store, "service_advisor"), store_id=store.pk, rows=_files(1), at=AT)
    assert queries.list_vehicles(manager, queries.VehicleFilter(), Order(), Window()).total == 0
