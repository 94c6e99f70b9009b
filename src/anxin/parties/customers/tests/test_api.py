"""The API: the same acts as on the pages, with tokens, versions and problem details."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from anxin.parties.customers.api.schemas import CustomerIn, VehicleIn
from anxin.parties.customers.rules import MASKED, CustomerData, VehicleData
from anxin.parties.customers.tests.factories import make_customer, make_vehicle, make_vin
from anxin.parties.org.models import ApiToken, Store
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_store, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/crm"


@pytest.fixture
def store() -> Store:
    return make_store("LG")


@pytest.fixture
def call(store: Store, client: Client) -> Any:
    user = make_user(store, "service_advisor")
    ApiToken.objects.create(user=user, name="t", digest=digest("secret"), scopes=["customers"], created_at=AT)

    def run(method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        sent = {"Authorization": "Bearer secret", **{name.replace("_", "-"): text for name, text in headers.items()}}
        data = json.dumps(body) if body is not None else ""
        return client.generic(method, f"{ROOT}{path}", data, "application/json", headers=sent)  # type: ignore[return-value]

    return run


def test_a_customer_and_a_vehicle_are_made_read_found_and_changed(store: Store, call: Any) -> None:
    made = call("POST", "/customers", {"store_id": store.pk, "name": "张小明", "phone": "13812345678"})
    assert made.status_code == 201
    customer = made.json()["customer_id"]
    sent = {"store_id": store.pk, "vin": make_vin(1), "plate": "粤B12345", "owner_id": customer}
    vehicle = call("POST", "/vehicles", sent).json()["vehicle_id"]
    read = call("GET", f"/vehicles/{vehicle}").json()
    assert (read["plate"], read["parties"][0]["masked_phone"]) == ("粤B12345", "138 **** 5678")
    found = call("GET", "/search?q=2345").json()
    assert [one["id"] for one in found["vehicles"]] == [vehicle]
    changed = call("PUT", f"/customers/{customer}", {"name": "张大明", "phone": "13812345678"}, If_Match='"1"')
    assert changed.json()["version"] == 2
    stale = call("PUT", f"/customers/{customer}", {"name": "李", "phone": "13812345678"}, If_Match='"1"')
    assert (stale.status_code, stale.json()["code"]) == (409, "version_conflict")
    page = call("GET", "/customers?limit=1").json()
    assert ([one["name"] for one in page["items"]], page["next"]) == (["张大明"], None)


def test_putting_back_what_was_got_changes_nothing(store: Store, call: Any) -> None:
    filled = CustomerData(
        "张小明", "fleet", "mr", "13812345678", "13812345679", "李四", "福田路 1 号", "91440300MA5", "物流", "visit", "靠窗"
    )
    customer = make_customer(store, **asdict(filled))
    given = VehicleData(
        vin=make_vin(1),
        plate="粤B12345",
        brand_id=store.brand_id,
        brand_name="大众",
        model_name="朗逸",
        model_year=2024,
        body_type="轿车",
        engine_type="petrol",
        engine_number="EA211",
        color="白",
        is_own_sold=True,
        sold_store_id=store.pk,
        sold_on=date(2024, 5, 1),
        first_registered_on=date(2024, 5, 8),
        first_service_on=date(2024, 11, 1),
        service_interval_km=10_000,
        service_interval_months=12,
        next_service_on=date(2026, 12, 1),
        next_service_km=30_000,
    )
    vehicle = make_vehicle(store, owner_id=customer, data=given)
    for path, schema, file in ((f"/customers/{customer}", CustomerIn, filled), (f"/vehicles/{vehicle}", VehicleIn, given)):
        assert all(asdict(file).values()), "a field that is left out proves nothing"
        got = call("GET", path).json()
        back = {name: got[name] for name in schema.model_fields}
        assert call("PUT", path, back, If_Match='"1"').json()["version"] == 1
        assert call("GET", path).json() == got
    whole = call("POST", f"/customers/{customer}/reveal-phone", {"reason": "check"}).json()
    assert [whole[name] for name in MASKED] == [getattr(filled, name) for name in MASKED]


def test_an_idempotency_key_registers_once(store: Store, call: Any) -> None:
    body = {"store_id": store.pk, "vin": make_vin(2)}
    first = call("POST", "/vehicles", body, Idempotency_Key="k-1")
    again = call("POST", "/vehicles", body, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_key_covers_the_body_of_a_put_whatever_type_it_says_it_has(store: Store, call: Any, client: Client) -> None:
    customer = make_customer(store)

    def put(name: str) -> HttpResponse:
        headers = {"Authorization": "Bearer secret", "Idempotency-Key": "k-1"}
        body, form = json.dumps({"name": name, "phone": "13812345678"}), "application/x-www-form-urlencoded"
        return client.generic("PUT", f"{ROOT}/customers/{customer}", body, form, headers=headers)  # type: ignore[return-value]

    first, again, other = put("张大明"), put("张大明"), put("李四")
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 422)
    assert call("GET", f"/customers/{customer}").json()["name"] == "张大明"


def test_refusals_name_the_field_and_other_stores_are_not_found(store: Store, call: Any) -> None:
    there = make_store("NS")
    wrong = call("POST", "/vehicles", {"store_id": store.pk, "vin": "LSV"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "vin")
    assert call("POST", "/customers", {"store_id": there.pk, "name": "甲"}).status_code == 404
    assert call("GET", f"/customers/{make_customer(there)}").status_code == 404
    assert call("GET", f"/vehicles/{make_vehicle(there)}").status_code == 404
    assert call("POST", "/customers", {"store_id": store.pk, "name": "a\x00b"}).status_code == 422


def test_attaching_parties_mileage_and_consent_work_by_the_api(store: Store, call: Any) -> None:
    vehicle = make_vehicle(make_store("NS"), vin=make_vin(3))
    assert call("POST", "/vehicles/attach", {"store_id": store.pk, "vin": make_vin(3)}).json()["vehicle_id"] == vehicle
    driver = make_customer(store, "司机")
    party = call("POST", f"/vehicles/{vehicle}/parties", {"store_id": store.pk, "customer_id": driver, "role": "driver"})
    assert party.status_code == 201
    assert call("POST", f"/vehicles/{vehicle}/odometer", {"odometer_km": 900}).status_code == 200
    assert call("POST", f"/vehicles/{vehicle}/odometer", {"odometer_km": 90}).status_code == 422
    consent = {"store_id": store.pk, "purpose": "service", "channel": "online"}
    assert call("POST", f"/customers/{driver}/consents", consent).status_code == 201
    assert call("POST", f"/customers/{driver}/consents/withdraw", consent).status_code == 200
    assert call("POST", f"/customers/{driver}/consents/withdraw", consent).status_code == 409
    assert call("GET", "/vehicles?text=9999").json()["items"] == []
