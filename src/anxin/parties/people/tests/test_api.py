"""Staff over the API: the same acts as on the pages."""

import pytest
from django.test import Client

from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.tests.factories import actor_for, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock

pytestmark = pytest.mark.django_db
JSON = "application/json"


def test_a_person_is_hired_changed_planned_clocked_and_leaves() -> None:
    store = make_store()
    user = make_user(store, "general_manager")
    token = issue_api_token(
        actor=actor_for(user), name="t", scopes=["people", "org.deactivate_users"], days=30, at=clock.now()
    ).token
    client = Client(headers={"Authorization": f"Bearer {token}"})
    said = {"store_id": store.pk, "number": "A1", "name": "张三", "post": "technician", "joined_on": "2024-01-01"}
    made = client.post("/api/v1/people/employees", said, content_type=JSON)
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    taken = client.post("/api/v1/people/employees", said, content_type=JSON)
    assert (taken.status_code, taken.json()["field"]) == (422, "number")
    address = f"/api/v1/people/employees/{made.json()['id']}"
    changed = {**{name: value for name, value in said.items() if name != "store_id"}, "level": "高级"}
    assert client.put(address, changed, content_type=JSON, headers={"If-Match": '"1"'}).status_code == 200
    stale = client.put(address, {**changed, "level": "中级"}, content_type=JSON, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["differences"]["level"]) == (409, ["高级", "中级"])
    skill = client.post(f"{address}/skills", {"code": "mechanical"}, content_type=JSON)
    assert skill.status_code == 200
    (listed,) = client.get("/api/v1/people/employees", {"store_id": store.pk, "post": "technician"}).json()
    assert (listed["level"], listed["skills"]) == ("高级", ["mechanical"])
    assert client.post(f"{address}/clock-in").status_code == 200
    assert client.post(f"{address}/clock-in").json()["code"] == "already_clocked_in"
    assert client.post(f"{address}/clock-out").status_code == 200
    duty = {"employee_id": made.json()["id"], "day": "2026-11-20", "starts_at": "08:00", "ends_at": "17:00"}
    roster = client.post("/api/v1/people/roster", {"store_id": store.pk, "duties": [duty]}, content_type=JSON)
    assert roster.json() == {"days": 1}
    for hours in (("08:00Z", "17:00"), ("08:00", "17:00+08:00"), ("22:00", "06:00"), ("08:00", "24:00"), ("08:00", None)):
        wrong = {**duty, "starts_at": hours[0], "ends_at": hours[1]}
        refused = client.post("/api/v1/people/roster", {"store_id": store.pk, "duties": [wrong]}, content_type=JSON)
        assert refused.status_code == 422, hours
    for day in ("1949-12-31", "2201-01-01"):
        asked = {"store_id": store.pk, "duties": [{**duty, "day": day}]}
        assert client.post("/api/v1/people/roster", asked, content_type=JSON).status_code == 422
    on_duty = client.get("/api/v1/people/duty", {"store_id": store.pk, "day": "2026-11-20"}).json()
    assert [one["starts_at"] for one in on_duty] == ["08:00:00"]
    left = client.post(f"{address}/leave", {"left_on": "2026-11-20"}, content_type=JSON)
    assert left.status_code == 200
    nul = client.post("/api/v1/people/employees", {**said, "name": "a\x00b"}, content_type=JSON)
    assert nul.status_code == 422


def test_absences_and_substitutions_over_the_api() -> None:
    store = make_store()
    user = make_user(store, "general_manager")
    token = issue_api_token(actor=actor_for(user), name="t", scopes=["people"], days=30, at=clock.now()).token
    client = Client(headers={"Authorization": f"Bearer {token}"})
    one, other = make_employee(store), make_employee(store)
    days = {"employee_id": one.pk, "starts_on": "2026-11-20", "ends_on": "2026-11-21"}
    absent = client.post("/api/v1/people/absences", {**days, "kind": "sick"}, content_type=JSON)
    assert absent.status_code == 201
    assert client.post(f"/api/v1/people/absences/{absent.json()['id']}/cancel").status_code == 200
    made = client.post("/api/v1/people/substitutions", {**days, "substitute_id": other.pk}, content_type=JSON)
    assert made.status_code == 201
    assert client.post(f"/api/v1/people/substitutions/{made.json()['id']}/end").status_code == 200
    assert client.post(f"/api/v1/people/substitutions/{made.json()['id']}/end").status_code == 404
