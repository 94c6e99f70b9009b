"""An import through the API: upload, check, take the good rows, fetch the others."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anxin.parties.org.models import ApiToken, Store
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import make_region, make_store, make_user
from anxin.platform import clock
from anxin.platform.importing import tasks

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/imports"
SHEET = "姓名,电话\n欧阳静怡,13912345678\n,13912345679\n".encode()


@pytest.fixture
def store() -> Store:
    return make_store("LG", region=make_region())


def client_of(store: Store, role: str = "after_sales_manager") -> Client:
    user = make_user(store, role)
    ApiToken.objects.create(user=user, name="t", digest=digest(role + store.code), scopes=["*"], created_at=clock.now())
    return Client(headers={"Authorization": f"Bearer {role}{store.code}"})


def upload(client: Client, store: Store, content: bytes = SHEET) -> Any:
    file = SimpleUploadedFile("客户.csv", content, "text/csv")
    return client.post(ROOT, {"store_id": store.pk, "kind": "customers", "file": file})


def test_a_workbook_is_checked_taken_and_its_other_rows_come_back(store: Store) -> None:
    client = client_of(store)
    made = upload(client, store)
    assert (made.status_code, made.json()["state"]) == (201, "CHECKING")
    run_id = made.json()["run_id"]
    tasks.check_import(run_id=run_id, store_id=store.pk)
    checked = client.get(f"{ROOT}/{run_id}").json()
    assert (checked["state"], checked["good_rows"], checked["bad_rows"]) == ("CHECKED", 1, 1)
    (problem,) = client.get(f"{ROOT}/{run_id}/problems").json()
    assert (problem["row"], problem["is_error"]) == (3, True)
    assert client.post(f"{ROOT}/{run_id}/start").json()["state"] == "WRITING"
    tasks.write_import(run_id=run_id, store_id=store.pk)
    (done,) = client.get(f"{ROOT}?store_id={store.pk}").json()
    assert (done["state"], done["created_rows"], done["refused_rows"]) == ("DONE", 1, 1)
    assert client.get(f"{ROOT}/{run_id}/files/remaining").content.startswith(b"PK")
    assert client.post(f"{ROOT}/{run_id}/start").status_code == 409
    assert client.get(f"{ROOT}/{run_id}/files/source").status_code == 422


def test_a_checked_file_is_discarded(store: Store) -> None:
    client = client_of(store)
    run_id = upload(client, store).json()["run_id"]
    tasks.check_import(run_id=run_id, store_id=store.pk)
    assert client.post(f"{ROOT}/{run_id}/stop").json()["state"] == "STOPPED"


def test_empty_files_other_stores_and_other_roles_are_refused(store: Store) -> None:
    client, elsewhere = client_of(store), client_of(make_store("FT", region=store.region))
    assert upload(client, store, b"").json()["field"] == "file"
    run_id = upload(client, store).json()["run_id"]
    assert upload(elsewhere, store).status_code == 404
    assert [elsewhere.get(f"{ROOT}/{run_id}").status_code, elsewhere.post(f"{ROOT}/{run_id}/stop").status_code] == [404, 404]
    assert upload(client_of(store, "technician"), store).status_code == 403
