"""The queue as a page and as an API: the same acts through both skins."""

from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.models import Store, User
from anxin.parties.org.tests.factories import AT, actor_for, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import request_approval
from anxin.parties.work.queries import get_approval, get_task, list_tasks
from anxin.parties.work.queries.tasks import TaskFilter
from anxin.parties.work.tests.factories import SUBJECT, make_task
from anxin.platform import clock

pytestmark = pytest.mark.django_db
NOW = clock.now()


def signed_in(store: Store, post: str = "service_advisor") -> tuple[Client, User, int]:
    user = make_user(store, post)
    employee = make_employee(store, post, user=user)
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client, user, employee.pk


def test_the_list_shows_ones_own_tasks_and_the_stores_on_request() -> None:
    store = make_store()
    client, _user, employee_id = signed_in(store)
    make_task(store, employee_id, title="回访张先生")
    make_task(store, title="盘点工具")
    own = client.get("/tasks/").content.decode()
    assert "回访张先生" in own
    assert "盘点工具" not in own
    assert "盘点工具" in client.get("/tasks/?whose=store").content.decode()
    assert client.get("/tasks/?format=xlsx").headers["Content-Type"].endswith("sheet")
    assert client.get("/tasks/?due_from=0001-01-01").status_code == 200


def test_a_task_is_made_finished_and_kept_with_its_result() -> None:
    store = make_store()
    client, user, employee_id = signed_in(store)
    due = (NOW + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    said = {"title": "寄生日卡", "owner_id": f"employee:{employee_id}", "due_at": due, "priority": "2", "post_key": "k1"}
    assert client.post("/tasks/new/", {**said, "due_at": ""}).status_code == 422
    assert client.post("/tasks/new/", said).status_code == 303
    assert client.post("/tasks/new/", said).status_code == 303
    (task,) = list_tasks(actor_for(user), TaskFilter(), store.pk)
    assert "寄生日卡" in client.get(f"/tasks/{task.id}/").content.decode()
    done = client.post(f"/tasks/{task.id}/complete/", {"result": "已寄", "version": "1", "post_key": "k2"})
    assert done.status_code == 303
    assert get_task(actor_for(user), task.id, AT).result == "已寄"
    again = client.post(f"/tasks/{task.id}/complete/", {"result": "再寄", "version": "1", "post_key": "k3"})
    assert again.status_code == 409


def test_postponing_reassigning_and_cancelling_work_from_the_page() -> None:
    store = make_store()
    client, user, employee_id = signed_in(store, "service_manager")
    other = make_employee(store)
    task = make_task(store, employee_id)
    due = (NOW + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(f"/tasks/{task.id}/postpone/", {"due_at": due, "version": "1"}).status_code == 303
    assert client.post(f"/tasks/{task.id}/postpone/", {"due_at": due, "version": "1"}).status_code == 409
    assert client.post(f"/tasks/{task.id}/postpone/", {"due_at": "2020-01-01T10:00", "version": "2"}).status_code == 422
    moved = client.post(f"/tasks/{task.id}/reassign/", {"owner_id": f"employee:{other.pk}", "version": "2"})
    assert moved.status_code == 303
    assert client.post(f"/tasks/{task.id}/cancel/", {"reason": ""}).status_code == 422
    assert client.post(f"/tasks/{task.id}/cancel/", {"reason": "客户已来店"}).status_code == 303
    row = get_task(actor_for(user), task.id, AT)
    assert (row.owner_id, row.state, row.result) == (other.pk, "CANCELLED", "客户已来店")


def test_an_approval_is_decided_from_the_page_by_its_post_only() -> None:
    store = make_store()
    _client, advisor, _id = signed_in(store)
    asked = request_approval(
        actor=actor_for(advisor), store_id=store.pk, kind="test.discount", subject=SUBJECT, reason="老客户",
        chain=["service_manager"], at=AT,
    )  # fmt: skip
    manager, user, _id = signed_in(store, "service_manager")
    outsider, _user, _id = signed_in(store, "cashier")
    assert "老客户" in manager.get("/approvals/").content.decode()
    assert "老客户" in manager.get(f"/approvals/{asked.id}/").content.decode()
    decided = {"decision": "approve", "words": "同意"}
    assert outsider.post(f"/approvals/{asked.id}/decide/", decided).status_code == 403
    assert manager.post(f"/approvals/{asked.id}/decide/", {"decision": "refuse"}).status_code == 422
    assert manager.post(f"/approvals/{asked.id}/decide/", decided).status_code == 303
    assert get_approval(actor_for(user), asked.id).state == "APPROVED"


def test_another_stores_task_is_not_found_and_strangers_sign_in_first() -> None:
    task = make_task(make_store("LG"))
    client, _user, _id = signed_in(make_store("NS"))
    assert client.get(f"/tasks/{task.id}/").status_code == 404
    assert client.post(f"/tasks/{task.id}/complete/", {"result": "x"}).status_code == 404
    assert Client().get("/tasks/").status_code == 302


def test_the_api_makes_finds_and_finishes_a_task_once_per_key() -> None:
    store = make_store()
    _client, user, employee_id = signed_in(store, "general_manager")
    token = issue_api_token(actor=actor_for(user), name="test", scopes=["work"], days=30, at=NOW).token
    client = Client(headers={"Authorization": f"Bearer {token}"})
    said = {"store_id": store.pk, "title": "回电", "due_at": "2026-12-01T10:00:00+08:00", "owner_id": employee_id}
    made = [
        client.post("/api/v1/work/tasks", said, content_type="application/json", headers={"Idempotency-Key": "a1"})
        for _ in range(2)
    ]
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json()["id"] == made[1].json()["id"]
    listed = client.get("/api/v1/work/tasks", {"store_id": store.pk}).json()
    assert listed["total"] == 1
    address = f"/api/v1/work/tasks/{made[0].json()['id']}"
    done = client.post(f"{address}/complete", {"result": "好"}, content_type="application/json", headers={"If-Match": '"1"'})
    assert (done.status_code, done.headers["ETag"]) == (200, '"2"')
    again = client.post(f"{address}/complete", {}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")
    assert client.get(address).json()["state"] == "DONE"
    far = client.post("/api/v1/work/tasks", {**said, "due_at": "9999-12-31T23:59:59+00:00"}, content_type="application/json")
    assert (far.status_code, far.json()["field"]) == (422, "due_at")
    misspelt = client.post("/api/v1/work/tasks", {**said, "prioritiy": 1}, content_type="application/json")
    assert (misspelt.status_code, listed["total"]) == (422, 1)
