"""The parts stock on the wire."""

import json
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import ApiToken
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_store, make_user
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/parts"
DOCUMENT = {"kind": "repair_orders.repairorder", "id": 31}


def test_stock_is_received_issued_returned_counted_and_reversed() -> None:
    store, article = make_store(), make_article("F-1")
    user = make_user(store, "parts_manager")
    ApiToken.objects.create(user=user, name="test", digest=digest("t"), scopes=["*"], created_at=AT)
    client = Client(headers={"Authorization": "Bearer t"})

    def post(path: str, **body: Any) -> Any:
        sent = {"store_id": store.pk, **body}
        return client.post(f"{ROOT}{path}", json.dumps(sent), content_type="application/json")

    def line(quantity: str) -> list[dict[str, Any]]:
        return [{"article_id": article.pk, "quantity": quantity}]

    received = post("/receipts", lines=[{**line("10")[0], "unit_cost": "40.00"}], key="r1")
    assert (received.status_code, received.json()["lines"][0]["cost"]) == (201, "400.00")
    issued = post("/issues", document=DOCUMENT, lines=line("3"), key="i1")
    assert issued.json()["lines"][0]["cost"] == "-120.00"
    assert post("/issues", document=DOCUMENT, lines=line("3"), key="i1").json()["replayed"]
    short = post("/issues", document=DOCUMENT, lines=line("30"))
    assert (short.status_code, short.json()["code"], short.json()["field"]) == (409, "stock_short", "lines")
    assert post("/returns", document=DOCUMENT, lines=line("1")).status_code == 201
    counted = [{"article_id": article.pk, "counted": "5"}]
    assert post("/counts", lines=counted, note="抽盘", key="c1").json()["lines"][0]["quantity"] == "-3.000"
    entry = issued.json()["lines"][0]["entry_id"]
    assert post(f"/entries/{entry}/reverse", note="领错").json()["on_hand"] == "8.000"
    assert post(f"/entries/{entry}/reverse", note="领错").status_code == 409
    page = client.get(f"{ROOT}/stock", {"store_id": store.pk, "text": "f-1", "on_hand": "some"}).json()
    assert [(item["number"], item["on_hand"]) for item in page["items"]] == [("F-1", "8.000")]
    entries = client.get(f"{ROOT}/stock/{article.pk}/entries", {"store_id": store.pk}).json()["items"]
    assert [each["reason"] for each in entries] == ["reversal", "count", "return", "issue", "purchase"]
    assert entries[3]["document"] == DOCUMENT
    assert client.get(f"{ROOT}/stock/{article.pk}", {"store_id": 999}).json()["on_hand"] == "0"
    assert post("/issues", document=DOCUMENT, lines=line("1"), store_id=999).status_code == 403
    assert post("/issues", document={"kind": "x", "id": 1}, lines=line("1")).status_code == 422
