"""The parts stock on the wire."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anxin.holdings.parts.commands import IssueLine, issue_parts, return_parts
from anxin.parties.org.models import ApiToken
from anxin.parties.org.queries import system_actor
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_store, make_user
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/parts"
DOCUMENT = {"kind": "repair_orders.repairorder", "id": 31}


def test_stock_is_received_counted_and_reversed_and_its_movements_name_their_document() -> None:
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
    moved = {"actor": system_actor("test"), "store_id": store.pk, "document": DocumentRef(**DOCUMENT), "at": AT}
    issue_parts(lines=[IssueLine(article.pk, Decimal(3), 7)], **moved)
    return_parts(lines=[IssueLine(article.pk, Decimal(1), 7)], **moved)
    counted = [{"article_id": article.pk, "counted": "5"}]
    corrected = post("/counts", lines=counted, note="抽盘", key="c1").json()["lines"][0]
    assert corrected["quantity"] == "-3.000"
    entry = corrected["entry_id"]
    undone, again = (
        client.post(f"{ROOT}/entries/{entry}/reverse", json.dumps({"note": "领错"}), content_type="application/json")
        for _ in range(2)
    )
    assert (undone.json()["on_hand"], again.status_code) == ("8.000", 409)
    page = client.get(f"{ROOT}/stock", {"store_id": store.pk, "text": "f-1", "on_hand": "some"}).json()
    assert [(item["number"], item["on_hand"]) for item in page["items"]] == [("F-1", "8.000")]
    entries = client.get(f"{ROOT}/stock/{article.pk}/entries", {"store_id": store.pk}).json()["items"]
    assert [each["reason"] for each in entries] == ["reversal", "count", "return", "issue", "purchase"]
    assert (entries[3]["document"], entries[3]["document_line"]) == (DOCUMENT, 7)
    assert client.get(f"{ROOT}/stock/{article.pk}", {"store_id": 999}).json()["on_hand"] == "0"
    assert post("/counts", lines=counted, note="抽盘", key="c2", store_id=999).status_code == 403


@pytest.mark.parametrize("path", ["/issues", "/returns"])
def test_nobody_issues_to_a_document_that_he_types(path: str) -> None:
    body = json.dumps({"store_id": 1, "document": DOCUMENT, "lines": [{"article_id": 1, "quantity": "1"}]})
    assert Client().post(f"{ROOT}{path}", body, content_type="application/json").status_code == 404
