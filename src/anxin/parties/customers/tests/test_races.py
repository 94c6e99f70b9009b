"""Two people at once: one vehicle is made, the other is told neutrally; one owner, one consent."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Event
from types import ModuleType
from typing import Any

import pytest

from anxin.parties.customers import queries
from anxin.parties.customers.commands import (
    CustomerData,
    VehicleData,
    VehicleImport,
    attach_vehicle,
    change_customer,
    change_vehicle,
    give_consent,
    import_customers,
    import_vehicles,
    record_consent_answer,
    register_vehicle,
    set_party,
)
from anxin.parties.customers.tests.factories import make_customer, make_vehicle, make_vin
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.audit.models import AuditEntry
from anxin.platform.errors import InvalidFields
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window

Race = Callable[..., list[Any]]
# The package names the commands by the names of their files, so the files are not its attributes.
import_customers_file = sys.modules["anxin.parties.customers.commands.import_customers"]
import_vehicles_file = sys.modules["anxin.parties.customers.commands.import_vehicles"]


def test_two_who_register_the_same_vin_at_once_make_one_vehicle(race: Race) -> None:
    store = make_store("LG")
    advisor = make_actor(store, "service_advisor")
    call = partial(register_vehicle, actor=advisor, store_id=store.pk, data=VehicleData(vin=make_vin(5)), at=AT)
    results = sorted(type(one).__name__ for one in race(call, call))
    assert results in (["VehicleKept", "VehicleKnownElsewhere"], ["VehicleAlreadyRegistered", "VehicleKept"])
    assert queries.list_vehicles(advisor, queries.VehicleFilter(), Order(), Window()).total == 1


@pytest.mark.parametrize("name", ["brand_id", "sold_store_id"])
def test_a_brand_or_store_that_nobody_knows_is_refused_at_its_field(race: Race, name: str) -> None:
    store = make_store("LG")
    manager = make_actor(store, "after_sales_manager")
    vehicle = make_vehicle(store)
    known = queries.get_vehicle(manager, vehicle)
    wrong = replace(known.data, **{name: 999_999})
    new = VehicleData(vin=make_vin(5), **{name: 999_999})
    refused = race(
        partial(register_vehicle, actor=manager, store_id=store.pk, data=new, at=AT),
        partial(change_vehicle, actor=manager, vehicle_id=vehicle, data=wrong, version=None, at=AT),
    )
    assert [(type(one), list(getattr(one, "errors", ()))) for one in refused] == [(InvalidFields, [name])] * 2
    assert queries.get_vehicle(manager, vehicle) == known


def test_an_edit_while_an_import_writes_the_same_car_is_kept(race: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    store = make_store("LG")
    manager = make_actor(store, "after_sales_manager")
    vehicle = make_vehicle(store, vin=make_vin(5), color="白")
    edited, run = _pausing(monkeypatch, import_vehicles_file)
    data = queries.get_vehicle(manager, vehicle).data
    rows = [VehicleImport(VehicleData(vin=make_vin(5), model_name="途观"))]

    def edit() -> None:
        run.wait(timeout=10)
        change_vehicle(actor=manager, vehicle_id=vehicle, data=replace(data, color="红"), version=None, at=AT)
        edited.set()

    race(partial(import_vehicles, actor=manager, store_id=store.pk, rows=rows, at=AT), edit)
    card = queries.get_vehicle(manager, vehicle)
    assert (card.data.color, card.version) == ("红", 3)


def test_an_edit_while_an_import_writes_the_same_customer_is_kept(race: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    store = make_store("LG")
    manager = make_actor(store, "after_sales_manager")
    customer = make_customer(store, "李四", phone="13800138000", address="旧地址")
    edited, run = _pausing(monkeypatch, import_customers_file)
    data, _version = queries.get_customer_data(manager, customer)
    rows = [CustomerData(name="李四", phone="13800138000", trade="物流")]

    def edit() -> None:
        run.wait(timeout=10)
        change_customer(actor=manager, customer_id=customer, data=replace(data, address="新地址"), version=None, at=AT)
        edited.set()

    race(partial(import_customers, actor=manager, store_id=store.pk, rows=rows, at=AT), edit)
    card = queries.get_customer(manager, customer)
    assert (card.data.address, card.version) == ("新地址", 3)


def _pausing(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> tuple[Event, Event]:
    """Let an import stop after its reading, for an edit that goes through only if the import has not locked the row."""
    edited, has_read = Event(), Event()
    fill = module._fill

    def fill_late(*args: Any) -> Any:
        has_read.set()
        edited.wait(timeout=1)
        return fill(*args)

    monkeypatch.setattr(module, "_fill", fill_late)
    return edited, has_read


def test_two_owners_set_at_once_leave_one_owner(race: Race) -> None:
    store = make_store("LG")
    advisor = make_actor(store, "service_advisor")
    vehicle, buyers = make_vehicle(store), [make_customer(store, "甲"), make_customer(store, "乙")]
    by = {"actor": advisor, "store_id": store.pk, "vehicle_id": vehicle, "role": "owner", "at": AT}
    race(*(partial(set_party, customer_id=one, **by) for one in buyers))
    owners = [one for one in queries.get_vehicle(advisor, vehicle).present_parties if one.role == "owner"]
    assert [one.customer_id in buyers for one in owners] == [True]


def test_one_answer_noted_at_two_desks_at_once_is_kept_once(race: Race) -> None:
    store = make_store()
    advisor, customer = make_actor(store, "service_advisor"), make_customer(store)
    by = {"actor": advisor, "store_id": store.pk, "customer_id": customer, "purpose": "service", "channel": "screen"}
    for answer in ("refused", "given"):
        results = race(*[partial(record_consent_answer, answer=answer, at=AT, **by)] * 2)
        assert sorted(one.is_changed for one in results) == [False, True]
    assert [(one.is_refusal, one.withdrawn_at is None) for one in queries.list_consents(advisor, customer)] == [
        (False, True), (True, False),
    ]  # fmt: skip


def test_a_consent_given_twice_at_once_is_kept_once(race: Race) -> None:
    store = make_store("LG")
    advisor = make_actor(store, "service_advisor")
    customer = make_customer(store)
    by = {"actor": advisor, "store_id": store.pk, "customer_id": customer, "purpose": "service", "channel": "paper"}
    results = sorted(type(one).__name__ for one in race(*[partial(give_consent, at=AT, **by)] * 2))
    assert results == ["ConsentAlreadyGiven", "ConsentKept"]
    assert len(queries.list_consents(advisor, customer)) == 1


def test_wrong_proofs_stay_counted_and_logged_though_each_refusal_undoes_its_transaction(race: Race) -> None:
    here, there = make_store("LG"), make_store("NS")
    make_vehicle(there, owner_id=make_customer(there, phone="13800138000"), plate="粤B12345")
    advisor = make_actor(here, "service_advisor")
    given = {"actor": advisor, "store_id": here.pk, "plate": "粤B12345", "at": AT}
    tries = [partial(attach_vehicle, phone=f"138001380{number:02}", **given) for number in range(1, 25)]
    results = [type(one).__name__ for one in race(*tries)]
    assert (results.count("NotFound"), results.count("TooManyProofs")) == (20, 4)
    with reading(advisor):
        kept = AuditEntry.objects.filter(actor_key=advisor.key, detail__has_key="without_match")
        assert {(one.command, one.store_id, one.detail["without_match"]) for one in kept} == {
            ("customers.attach_vehicle", here.pk, "plate_and_phone")
        }
        assert kept.count() == 20
    (right,) = race(partial(attach_vehicle, phone="13800138000", **given))
    assert type(right).__name__ == "TooManyProofs"
    (colleague,) = race(
        partial(attach_vehicle, phone="13800138000", **{**given, "actor": make_actor(here, "service_advisor")})
    )
    assert colleague.customer_ids
    (later,) = race(partial(attach_vehicle, phone="13800138000", **{**given, "at": AT + timedelta(hours=2)}))
    assert later.was_known


def test_phones_guessed_while_registering_a_known_plate_count_like_the_others(race: Race) -> None:
    here, there = make_store("LG"), make_store("NS")
    make_vehicle(there, owner_id=make_customer(there, phone="13800138000"), plate="粤B12345")
    file, advisor = VehicleData(plate="粤B12345"), make_actor(here, "service_advisor")
    guess = partial(register_vehicle, actor=advisor, store_id=here.pk, data=file, at=AT)
    results = [type(race(partial(guess, known_phone=f"138001380{n:02}"))[0]).__name__ for n in range(1, 22)]
    assert results == ["VehicleKnownElsewhere"] * 20 + ["TooManyProofs"]


def test_new_cars_of_a_busy_counter_are_no_wrong_proofs_but_unknown_vins_are(race: Race) -> None:
    here = make_store("LG")
    advisor = make_actor(here, "service_advisor")
    attach = partial(attach_vehicle, actor=advisor, store_id=here.pk, at=AT)
    plates = [partial(attach, plate=f"粤B100{number:02}", phone="13800138000") for number in range(22)]
    assert {type(one).__name__ for one in race(*plates)} == {"NotFound"}
    results = [type(one).__name__ for one in race(*(partial(attach, vin=make_vin(number)) for number in range(1, 23)))]
    assert (results.count("NotFound"), results.count("TooManyProofs")) == (20, 2)


def test_vins_tried_by_registrations_that_are_refused_count_and_new_cars_do_not(race: Race) -> None:
    here, there = make_store("LG"), make_store("NS")
    make_vehicle(there, vin=make_vin(99))
    make_vehicle(here, plate="粤B10001")
    advisor = make_actor(here, "service_advisor")
    register = partial(register_vehicle, actor=advisor, store_id=here.pk, at=AT)
    new = [partial(register, data=VehicleData(vin=make_vin(number))) for number in range(1, 23)]
    assert [type(race(one)[0]).__name__ for one in new] == ["VehicleKept"] * 22
    # The plate of a car of one's own undoes every VIN that the group has not.
    tries = [partial(register, data=VehicleData(vin=make_vin(number), plate="粤B10001")) for number in range(30, 51)]
    assert [type(race(one)[0]).__name__ for one in tries] == ["PlateInUse"] * 20 + ["TooManyProofs"]
    (hit,) = race(partial(register, data=VehicleData(vin=make_vin(99))))
    assert type(hit).__name__ == "TooManyProofs"


def test_an_owner_whom_nobody_knows_is_refused_before_the_group_is_searched(race: Race) -> None:
    here, there = make_store("LG"), make_store("NS")
    vehicle = make_vehicle(there, vin=make_vin(99))
    advisor = make_actor(here, "service_advisor")
    register = partial(register_vehicle, actor=advisor, store_id=here.pk, owner_id=987654, at=AT)
    tries = [partial(register, data=VehicleData(vin=make_vin(number))) for number in (98, 99)]
    assert [type(race(one)[0]).__name__ for one in tries] == ["NotFound"] * 2
    (found,) = race(partial(attach_vehicle, actor=advisor, store_id=here.pk, vin=make_vin(99), at=AT))
    assert (found.vehicle_id, found.was_known) == (vehicle, False)


def test_plates_and_vins_tried_on_a_file_of_ones_own_count(race: Race) -> None:
    here, there = make_store("LG"), make_store("NS")
    make_vehicle(there, plate="粤B12345", vin=make_vin(99))
    mine = make_vehicle(here, vin=make_vin(1))
    advisor = make_actor(here, "service_advisor")
    change = partial(change_vehicle, actor=advisor, vehicle_id=mine, version=None, at=AT)
    files = [VehicleData(vin=make_vin(1), plate="粤B12345")] * 10 + [VehicleData(vin=make_vin(99))] * 11
    results = [type(race(partial(change, data=file))[0]).__name__ for file in files]
    assert results == ["VehicleKnownElsewhere"] * 20 + ["TooManyProofs"]
