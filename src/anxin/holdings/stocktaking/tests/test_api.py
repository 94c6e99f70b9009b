"""Count sheets on the wire."""

import json
from typing import Any

import pytest
from django.test import Client

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import ApiToken, Store
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_store, make_user
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/counts"


def client_of(store: Store, role: str) -> Client:
    token = f"{role}-{store.pk}"
    ApiToken.objects.create(user=make_user(store, role), name="test", digest=digest(token), scopes=["*"], created_at=AT)
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_a_sheet_is_opened_counted_explained_submitted_and_approved() -> None:
    store, article = make_store(), make_article("F-1")
    stock_up(store, article, "10", "40.00")
    lead, clerk, chief = (client_of(store, role) for role in ("parts_manager", "parts_clerk", "after_sales_manager"))

    def post(client: Client, path: str, **body: Any) -> Any:
        return client.post(f"{ROOT}{path}", json.dumps(body), content_type="application/json")

    scope = {"by": "value", "least_value": "100.00"}
    made = post(lead, "", store_id=store.pk, kind="cycle", scope=scope)
    assert (made.status_code, made.json()["lines"]) == (201, 1)
    here = f"/{made.json()['id']}"
    assert post(lead, "", store_id=store.pk, kind="full", scope={}).status_code == 409
    line = {"article_id": article.pk, "counted": "7"}
    counted = post(clerk, f"{here}/count", **line).json()
    assert (counted["second_wanted"], counted["lines_counted"], "book" in counted) == (True, 1, False)
    assert post(lead, f"{here}/submit").status_code in (409, 422)
    post(lead, f"{here}/count", **line)
    why = {"article_id": article.pk, "cause": "damaged", "note": "压坏"}
    assert post(lead, f"{here}/explain", **why).json()["cause"] == "damaged"
    (shown,) = lead.get(f"{ROOT}{here}/lines", {"standing": "different"}).json()["items"]
    assert (shown["difference"], shown["worth"], shown["needs_cause"]) == ("-3.000", "-120.00", True)
    assert clerk.get(f"{ROOT}{here}/lines").json()["items"][0]["book"] is None
    (listed,) = clerk.get(ROOT, {"store_id": store.pk}).json()["items"]
    for blind in (clerk.get(f"{ROOT}{here}").json(), listed):
        assert (blind["counted"], blind["different"], blind["gains"], blind["losses"]) == (1, None, None, None)
    assert clerk.get(f"{ROOT}{here}/lines", {"standing": "different"}).status_code == 403
    assert len(lead.get(f"{ROOT}{here}/articles/{article.pk}/counts").json()) == 2
    assert post(lead, f"{here}/submit", rest_not_counted=False).json()["state"] == "SUBMITTED"
    assert post(chief, f"{here}/send-back", reason="再看").json()["state"] == "COUNTING"
    post(lead, f"{here}/submit", rest_not_counted=False)
    assert post(lead, f"{here}/approve").status_code == 409
    assert post(chief, f"{here}/approve").json()["losses"] == "120.00"
    assert lead.get(f"{ROOT}{here}").json()["state"] == "APPROVED"
    assert lead.get(ROOT, {"store_id": store.pk, "state": "APPROVED"}).json()["items"][0]["different"] == 1
    assert lead.get(f"{ROOT}/due", {"store_id": store.pk}).json()["articles"] == 1
    assert post(lead, f"{here}/cancel", reason="不要").status_code == 409
