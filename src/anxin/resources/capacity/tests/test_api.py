"""Capacity on the wire."""

from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.org.models import ApiToken
from anxin.parties.org.queries import system_actor
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_bay, make_store, make_user
from anxin.platform.references import DocumentRef
from anxin.resources.capacity.commands import reserve

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/capacity"


def test_what_is_taken_and_what_is_free_is_listed_and_nobody_takes_time_for_a_document_that_he_types() -> None:
    store = make_store()
    bay, user = make_bay(store, "1"), make_user(store, "service_advisor")
    ApiToken.objects.create(user=user, name="test", digest=digest("t"), scopes=["*"], created_at=AT)
    client = Client(headers={"Authorization": "Bearer t"})
    hour, document = timedelta(hours=1), DocumentRef("repair_orders.job", 31)
    reserve(
        actor=system_actor("test"),
        store_id=store.pk,
        resource_kind="bay",
        resource_id=bay.pk,
        starts_at=AT,
        ends_at=AT + hour,
        document=document,
        at=AT,
    )
    listed = client.get(f"{ROOT}/reservations", {"store_id": store.pk, "day": "2026-11-20"}).json()
    assert [(row["resource_name"], row["document"]["id"]) for row in listed] == [("1", 31)]
    now = {"store_id": store.pk, "starts_at": AT.isoformat(), "ends_at": (AT + hour).isoformat()}
    later = {"store_id": store.pk, "starts_at": (AT + hour).isoformat(), "ends_at": (AT + 2 * hour).isoformat()}
    assert client.get(f"{ROOT}/free-bays", now).json() == []
    assert [row["code"] for row in client.get(f"{ROOT}/free-bays", later).json()] == ["1"]
    body = {"store_id": store.pk, "document": {"kind": document.kind, "id": document.id}}
    for path, status in (("/release", 404), (f"/reservations/{listed[0]['id']}/move", 404), ("/reservations", 405)):
        assert client.post(f"{ROOT}{path}", body, content_type="application/json").status_code == status
