"""Monthly figures on the wire."""

import pytest
from django.test import Client

from anxin.parties.org.models import ApiToken, Store
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_store, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/monthly-figures"


@pytest.fixture
def store(db: None) -> Store:
    return make_store()


@pytest.fixture
def client(store: Store) -> Client:
    user = make_user(store, "service_manager")
    ApiToken.objects.create(user=user, name="test", digest=digest("t"), scopes=["*"], created_at=AT)
    return Client(headers={"Authorization": "Bearer t"})


def test_figures_are_written_in_their_units_and_read_back(client: Client, store: Store) -> None:
    kinds = {one["code"]: one for one in client.get(f"{ROOT}/kinds").json()}
    assert (kinds["csi_top_two"]["unit"], kinds["csi_top_two"]["every"]) == ("percent", 3)
    entries = [
        {"kind": "fixed_expense", "month": "2025-10-01", "value": "125000.50"},
        {"kind": "fixed_expense", "month": "2025-11-01", "is_gap": True, "note": "换系统"},
        {"kind": "csi_top_two", "month": "2025-12-01", "value": "63.33"},
    ]
    body = {"store_id": store.pk, "entries": entries}
    first = client.post(ROOT, body, content_type="application/json").json()
    assert (first["written"], first["unchanged"]) == (3, 0)
    again = client.post(ROOT, body, content_type="application/json").json()
    assert (again["written"], again["unchanged"], again["newest"]) == (0, 3, first["newest"])
    cells = client.get(ROOT, {"store_id": store.pk, "year": 2025}).json()
    assert [(one["kind"], float(one["value"] or 0), one["is_gap"]) for one in cells] == [
        ("fixed_expense", 125000.5, False),
        ("fixed_expense", 0, True),
        ("csi_top_two", 63.33, False),
    ]
    changes = client.get(f"{ROOT}/changes", {"store_id": store.pk, "kind": "csi_top_two"}).json()
    assert [one["version"] for one in changes] == [1]


def test_what_others_wrote_and_what_cannot_be_is_refused(client: Client, store: Store) -> None:
    def send(seen: int | None, **entry: object) -> int:
        said = {"kind": "entries", "month": "2025-10-01", **entry}
        body = {"store_id": store.pk, "entries": [said], "seen": seen}
        return client.post(ROOT, body, content_type="application/json").status_code

    assert send(None, value="400") == 200
    assert send(0, value="410") == 409
    assert send(None, value="-1") == 422
    assert send(None, kind="no_such", value="1") == 422
    assert client.get(ROOT, {"store_id": store.pk + 99, "year": 2025}).status_code in (403, 404)
