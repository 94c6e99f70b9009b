"""Capacity on the wire."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import ApiToken
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_bay, make_store, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/capacity"


def test_a_bay_is_reserved_moved_listed_and_released() -> None:
    store = make_store()
    bay, user = make_bay(store, "1"), make_user(store, "service_advisor")
    ApiToken.objects.create(user=user, name="test", digest=digest("t"), scopes=["*"], created_at=AT)
    client = Client(headers={"Authorization": "Bearer t"})

    def post(path: str, body: dict[str, Any]) -> Any:
        return client.post(f"{ROOT}{path}", json.dumps(body), content_type="application/json")

    span = {"starts_at": AT.isoformat(), "ends_at": (AT + timedelta(hours=1)).isoformat()}
    document = {"kind": "repair_orders.repairorder", "id": 31}
    body = {"store_id": store.pk, "resource_kind": "bay", "resource_id": bay.pk, "document": document, **span}
    made = post("/reservations", body)
    assert made.status_code == 201
    taken = post("/reservations", {**body, "document": {**document, "id": 32}})
    assert (taken.status_code, taken.json()["code"]) == (409, "resource_taken")
    later = {"starts_at": span["ends_at"], "ends_at": (AT + timedelta(hours=2)).isoformat()}
    assert post(f"/reservations/{made.json()['id']}/move", later).status_code == 200
    listed = client.get(f"{ROOT}/reservations", {"store_id": store.pk, "day": "2026-11-20"}).json()
    assert [(row["resource_name"], row["document"]["id"]) for row in listed] == [("1", 31)]
    assert client.get(f"{ROOT}/free-bays", {"store_id": store.pk, **later}).json() == []
    assert [row["code"] for row in client.get(f"{ROOT}/free-bays", {"store_id": store.pk, **span}).json()] == ["1"]
    assert post("/release", {"store_id": store.pk, "document": document}).json() == {"count": 1}
    assert post("/reservations", {**body, "starts_at": "2026-11-20T06:00:00"}).status_code == 422
    assert post("/reservations", {**body, "store_id": 999}).status_code == 403
