"""The catalogue on the wire: the same actions, refusals and figures as the pages."""

import json
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import ApiToken
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_store, make_user
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/catalog"


def caller(*roles: str) -> Client:
    user = make_user(make_store(), *roles)
    token = f"token-{user.pk}"
    ApiToken.objects.create(user=user, name="test", digest=digest(token), scopes=["*"], created_at=AT)
    return Client(headers={"Authorization": f"Bearer {token}"})


def send(client: Client, verb: str, path: str, body: Any, **headers: str) -> Any:
    send_it = getattr(client, verb)
    return send_it(f"{ROOT}{path}", json.dumps(body), content_type="application/json", headers=headers)


def test_an_article_is_added_read_listed_and_changed_under_its_version() -> None:
    client = caller("after_sales_manager")
    added = send(client, "post", "/articles", {"number": "f-1", "name": "机油滤清器", "price": "68.00"})
    assert (added.status_code, added.json()["code"], added["ETag"]) == (201, "F-1", '"1"')
    address = f"/articles/{added.json()['id']}"
    changed = {"number": "F-1", "name": "机油滤清器", "price": "72.00"}
    assert send(client, "put", address, changed, **{"If-Match": '"1"'}).json()["version"] == 2
    stale = send(client, "put", address, {**changed, "price": "73.00"}, **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["differences"]) == (409, {"price": ["72.00", "73.00"]})
    assert client.get(f"{ROOT}{address}").json()["price"] == "72.00"
    page = client.get(f"{ROOT}/articles?text=jylqq").json()
    assert ([item["number"] for item in page["items"]], page["next"]) == (["F-1"], None)


def test_the_same_key_adds_once() -> None:
    client = caller("after_sales_manager")
    body = {"code": "L-1", "name": "更换机油", "hours": "0.5"}
    first = send(client, "post", "/operations", body, **{"Idempotency-Key": "k1"})
    again = send(client, "post", "/operations", body, **{"Idempotency-Key": "k1"})
    assert (first.json(), again["Idempotency-Replayed"]) == (again.json(), "true")


def test_refusals_name_the_field_and_the_status() -> None:
    manager, advisor = caller("after_sales_manager"), caller("service_advisor")
    body = {"number": "F-1", "name": "x", "price": "-1.00"}
    refused = send(manager, "post", "/articles", body)
    assert (refused.status_code, refused.json()["field"]) == (422, "price")
    assert send(advisor, "post", "/articles", {**body, "price": "1.00"}).status_code == 403
    assert manager.get(f"{ROOT}/articles/999999").status_code == 404
    assert manager.get(f"{ROOT}/articles?cursor=zzz").status_code == 422
    assert Client().get(f"{ROOT}/articles").status_code == 401
    for nonsense in ("\x00", "长" * 101):
        assert manager.get(f"{ROOT}/search", {"text": nonsense}).status_code == 422


def test_prices_search_and_board_answer_what_the_pages_show() -> None:
    client, store = caller("service_advisor"), make_store()
    make_rate("240.00")
    make_package(make_operation("L-1", hours="0.5"), make_article("F-1", price="80.00"), code="P", is_on_board=True)
    where = {"store_id": store.pk, "on": "2026-11-20"}
    assert client.get(f"{ROOT}/prices/labour", {**where, "code": "l-1"}).json()["amount"] == "120.00"
    assert client.get(f"{ROOT}/prices/part", {**where, "number": "F-1"}).json()["price"] == "80.00"
    package = client.get(f"{ROOT}/prices/package", {**where, "code": "P"}).json()
    assert (package["price"], package["lines"][1]["part"]["number"]) == ("200.00", "F-1")
    assert [each["code"] for each in client.get(f"{ROOT}/prices/packages", where).json()] == ["P"]
    assert client.get(f"{ROOT}/search", {"text": "f-1"}).json()[0]["price"] == "80.00"
    board = client.get(f"{ROOT}/price-board", where).json()
    assert (board["tax_rate"], board["packages"][0]["price"]) == ("0.13", "200.00")
    assert client.get(f"{ROOT}/prices/part", {**where, "number": "NO"}).json()["field"] == "code"
    assert client.get(f"{ROOT}/prices/part", {**where, "store_id": 999, "number": "F-1"}).status_code == 404


def test_packages_rates_and_bulk_import_are_written() -> None:
    client, store = caller("after_sales_manager"), make_store()
    rows = {
        "operations": [{"code": "L-1", "name": "更换机油", "hours": "0.5"}],
        "articles": [{"number": "F-1", "name": "机油滤清器", "price": "68.00"}],
        "packages": [{"code": "P", "name": "小保养", "lines": [{"kind": "article", "code": "X-9"}]}],
    }
    outcomes = send(client, "post", "/import", rows).json()["outcomes"]
    assert [each["outcome"] for each in outcomes] == ["created", "created", "refused"]
    lines = [{"kind": "operation", "code": "L-1"}, {"kind": "article", "code": "F-1", "quantity": "2"}]
    made = send(client, "post", "/packages", {"code": "P", "name": "小保养", "lines": lines, "price": "150.00"})
    read = client.get(f"{ROOT}/packages/{made.json()['id']}").json()
    assert [(line["kind"], line["quantity"]) for line in read["lines"]] == [("operation", "1.000"), ("article", "2.000")]
    rate = {"labour_class": "general", "rate": "240.00", "valid_from": "2026-01-01", "store_id": store.pk}
    assert send(client, "post", "/labour-rates", rate).status_code == 201
    assert client.get(f"{ROOT}/labour-rates?store_id={store.pk}").json()[0]["rate"] == "240.00"
