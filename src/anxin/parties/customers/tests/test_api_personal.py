"""What a person may ask for, and the registers, through the API."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.customers.tests.factories import make_consent, make_customer, make_vehicle
from anxin.parties.org.models import ApiToken, Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import make_region, make_store, make_user
from anxin.platform import clock
from anxin.platform.audit.models import AuditEntry
from anxin.platform.idempotency.models import IdempotentAnswer
from anxin.platform.scope import reading

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


@pytest.fixture
def store() -> Store:
    return make_store("LG", region=make_region())


def caller(store: Store, role: str) -> Any:
    user = make_user(store, role)
    ApiToken.objects.create(user=user, name="t", digest=digest(role + store.code), scopes=["*"], created_at=clock.now())
    browser = Client(headers={"Authorization": f"Bearer {role}{store.code}"})

    def call(method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        data = "" if body is None else json.dumps(body)
        return browser.generic(method, f"/api/v1/crm{path}", data, "application/json", headers=sent)

    return call


def test_a_number_is_revealed_for_a_reason_logged_and_never_kept_as_an_answer(store: Store) -> None:
    customer, call = make_customer(store, phone=PHONE), caller(store, "service_advisor")
    path = f"/customers/{customer}/reveal-phone"
    told = call("POST", path, {"reason": "visit"}, Idempotency_Key="once")
    assert (told.status_code, told.json()["phone"]) == (200, PHONE)
    assert not IdempotentAnswer.objects.filter(body__contains=PHONE).exists()
    with reading(system_actor("test")):
        assert AuditEntry.objects.filter(command="customers.reveal_phone", detail__reason="visit").count() == 1
    assert call("POST", path, {"reason": "curiosity"}).json()["field"] == "reason"
    elsewhere = caller(make_store("FT", region=store.region), "service_advisor")
    assert elsewhere("POST", path, {"reason": "visit"}).status_code == 404


def test_a_person_gets_a_copy_and_is_then_erased(store: Store) -> None:
    customer = make_customer(store, "欧阳静怡", phone=PHONE)
    make_vehicle(store, owner_id=customer, plate="粤B12345")
    make_consent(store, customer)
    call = caller(store, "after_sales_manager")
    copy = call("POST", f"/customers/{customer}/copy").json()
    assert (copy["customer"]["name"], copy["customer"]["phone"]) == ("欧阳静怡", PHONE)
    assert ([one["plate"] for one in copy["vehicles"]], len(copy["consents"])) == (["粤B12345"], 1)
    assert call("POST", f"/customers/{customer}/erase", {"is_confirmed": False}).json()["field"] == "is_confirmed"
    assert call("POST", f"/customers/{customer}/erase", {"is_confirmed": True}).json() == {"customer_id": customer}
    assert call("GET", f"/customers/{customer}").json()["is_erased"] is True
    assert caller(store, "service_advisor")("POST", f"/customers/{customer}/copy").status_code == 403


def test_a_file_is_lent_once_and_comes_back(store: Store) -> None:
    customer, borrower = make_customer(store), make_user(store, "warranty_clerk", display_name="李四")
    call, due = caller(store, "after_sales_manager"), clock.now() + timedelta(days=3)
    loan = {
        "store_id": store.pk, "customer_id": customer, "borrower_user_id": borrower.pk, "purpose": "核对索赔",
        "due_on": due.date().isoformat(),
    }  # fmt: skip
    stranger = make_user(make_store("FT", region=store.region), "warranty_clerk")
    for nobody in (stranger.pk, 987_654_321):
        assert call("POST", "/loans", {**loan, "borrower_user_id": nobody}).json()["field"] == "borrower_user_id"
    made = call("POST", "/loans", loan)
    assert made.status_code == 201
    assert call("POST", "/loans", loan).json()["code"] == "file_is_lent"
    (row,) = call("GET", f"/loans?store_id={store.pk}&only_out=true").json()["items"]
    assert (row["borrower_name"], row["returned_at"]) == ("李四", None)
    assert call("POST", f"/loans/{made.json()['loan_id']}/return").status_code == 200
    assert call("GET", f"/loans?store_id={store.pk}&only_out=true").json()["items"] == []


def test_a_department_gets_the_fields_that_it_asked_for_and_the_register_says_so(store: Store) -> None:
    make_customer(store, "欧阳静怡", phone=PHONE)
    call = caller(store, "after_sales_manager")
    asked = {"store_id": store.pk, "department": "财务部", "purpose": "年度审计抽样", "fields": ["name", "masked_phone"]}
    told = call("POST", "/data-requests", asked, Idempotency_Key="extract")
    assert (told.status_code, told.json()["rows"]) == (201, [["欧阳静怡", "138 **** 5678"]])
    assert not IdempotentAnswer.objects.filter(body__contains="欧阳").exists()
    assert call("POST", "/data-requests", {**asked, "fields": ["phone"]}).json()["field"] == "fields"
    (row,) = call("GET", f"/data-requests?store_id={store.pk}").json()["items"]
    assert (row["department"], row["row_count"]) == ("财务部", 1)


def test_a_customer_gets_an_advisor_of_the_store_and_a_role_ends(store: Store) -> None:
    customer = make_customer(store)
    vehicle = make_vehicle(store, owner_id=customer)
    call, advisor = caller(store, "service_advisor"), make_user(store, "service_advisor")
    path = f"/customers/{customer}/advisor"
    assert call("PUT", path, {"store_id": store.pk, "advisor_user_id": advisor.pk}).status_code == 200
    unknown = call("PUT", path, {"store_id": store.pk, "advisor_user_id": 987_654_321})
    assert (unknown.status_code, unknown.json()["field"]) == (422, "advisor_user_id")
    (party,) = call("GET", f"/vehicles/{vehicle}").json()["parties"]
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    ended = call("POST", f"/parties/{party['id']}/end", {"store_id": store.pk, "valid_to": tomorrow})
    assert (ended.status_code, ended.json()["role"]) == (200, "owner")
    assert call("POST", f"/parties/{party['id']}/end", {"store_id": store.pk}).status_code == 409
