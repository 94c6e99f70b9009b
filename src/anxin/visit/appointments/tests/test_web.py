"""The page and the endpoints of appointments."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.customers.tests.factories import make_plate, make_vehicle
from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import PASSWORD, actor_for, make_store, make_user
from anxin.platform import clock
from anxin.resources.catalog.tests.factories import make_operation, make_package
from anxin.visit.appointments import commands, queries
from anxin.visit.appointments.tests.factories import make_appointment

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-11-20T14:00:00+08:00")


@pytest.fixture(autouse=True)
def _friday_afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def store() -> Store:
    return make_store("LG")


@pytest.fixture
def desk(client: Client, store: Store) -> Client:
    make_user(store, "service_advisor", username="wang")
    client.login(username="wang", password=PASSWORD)
    return client


def form(**more: str) -> dict[str, str]:
    return {"wanted_at": "2026-11-20T15:00", "kind": "maintenance", "channel": "phone", **more}


def test_the_day_shows_what_is_booked(desk: Client, store: Store) -> None:
    kept = make_appointment(store, words="机油灯亮")
    page = desk.get("/appointments/?day=2026-11-20").content.decode()
    assert "机油灯亮" in page
    assert kept.number in page
    assert '15:00 <span class="ax-3">1/4 · 25%</span>' in page
    assert "10:00 " not in page  # gone by
    assert desk.get("/appointments/?day=nonsense").status_code == 200
    assert desk.get("/appointments/?day=9999-12-31").status_code == 200


def test_the_booked_package_stands_on_the_day_by_name(desk: Client, store: Store) -> None:
    package = make_package(make_operation(), name="小保养套餐")
    make_appointment(store, package_code=package.code, words="机油灯亮")
    page = desk.get("/appointments/?day=2026-11-20").content.decode()
    assert re.search(r'<span class="sub"><svg[^>]*>.*?</svg> 小保养套餐</span>', page)
    arrivals = desk.get("/desk/?whose=store").content.decode()
    assert "小保养套餐 · 机油灯亮" in arrivals


def test_a_tapped_slot_is_the_time_of_the_booking(desk: Client, store: Store) -> None:
    page = desk.get("/appointments/?day=2026-11-23").content.decode()
    assert "/appointments/?day=2026-11-23&amp;at=10:30#book" in page
    tapped = desk.get("/appointments/?day=2026-11-23&at=10:30").content.decode()
    assert 'name="wanted_at" value="2026-11-23T10:30"' in tapped
    assert desk.get("/appointments/?at=99:99").status_code == 200


def test_a_booking_from_the_form_and_its_refusal_that_keeps_what_was_typed(desk: Client, store: Store) -> None:
    plate = make_plate()
    make_vehicle(store, plate=plate)
    answer = desk.post("/appointments/book/", form(plate=plate))
    assert (answer.status_code, answer["Location"]) == (303, "/appointments/?day=2026-11-20")
    refused = desk.post("/appointments/book/", form(plate="粤B99999", words="空调不冷", is_complaint="on"))
    assert refused.status_code == 422
    assert "空调不冷" in refused.content.decode()
    assert re.search(r'<input[^>]*name="is_complaint"[^>]*checked', refused.content.decode())
    assert "按新车登记" in refused.content.decode()


def test_a_time_without_room_names_the_next_free_one_in_the_form(desk: Client, store: Store) -> None:
    for _number in range(4):
        make_appointment(store)
    plate = make_plate()
    make_vehicle(store, plate=plate)
    assert "11-20 15:30" in desk.post("/appointments/book/", form(plate=plate)).content.decode()


@pytest.mark.parametrize(
    ("verb", "data", "state"),
    [
        ("arrive", {}, "ARRIVED"),
        ("miss", {}, "NO_SHOW"),
        ("cancel", {"reason": "客户有事"}, "CANCELLED"),
        ("move", {"wanted_at": "2026-11-21T10:00"}, "BOOKED"),
    ],
)
def test_each_step_has_its_button(desk: Client, store: Store, verb: str, data: dict[str, str], state: str) -> None:
    kept = make_appointment(store)
    assert desk.post(f"/appointments/{kept.number}/{verb}/", data).status_code == 303
    actor = actor_for(make_user(store, "service_advisor"))
    assert queries.get_appointment(actor, kept.number).state == state


def reminded(store: Store) -> commands.KeptAppointment:
    """Booked two days ago for tomorrow at ten; the call is due."""
    kept = make_appointment(store, wanted_at=NOW + timedelta(hours=20), at=NOW - timedelta(days=2))
    assert commands.plan_reminders(actor=system_actor("test"), store_id=store.pk, at=NOW).count == 1
    return kept


def test_the_day_shows_who_is_to_be_reminded_and_one_tap_records_it(desk: Client, store: Store) -> None:
    kept = reminded(store)
    page = desk.get("/appointments/?day=2026-11-21").content.decode()
    assert "待提醒" in page
    answer = desk.get(f"/appointments/{kept.id}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/appointments/?day=2026-11-21#appointment_{kept.id}")
    assert f'id="appointment_{kept.id}"' in page
    asked = re.findall(rf'action="/appointments/{kept.number}/(\w+)/"', page)
    assert asked == ["arrive", "remind", "remind", "remind", "miss"]
    assert desk.post(f"/appointments/{kept.number}/remind/", {"result": "coming", "version": "1"}).status_code == 303
    page = desk.get("/appointments/?day=2026-11-21").content.decode()
    assert "已提醒 会来" in page
    assert re.findall(rf'action="/appointments/{kept.number}/(\w+)/"', page) == ["arrive", "move", "cancel", "miss"]
    assert desk.post(f"/appointments/{kept.number}/remind/", {"result": "coming"}).status_code == 409


def test_who_moves_or_cancels_at_the_reminder_is_settled_with_it(desk: Client, store: Store) -> None:
    moving, leaving = reminded(store), reminded(store)
    closed = desk.post(f"/appointments/{moving.number}/remind/", {"result": "moved", "wanted_at": "2026-11-21T23:00"})
    assert closed.status_code == 422
    assert "那时不营业" in closed.content.decode()
    moved = desk.post(f"/appointments/{moving.number}/remind/", {"result": "moved", "wanted_at": "2026-11-23T10:00"})
    assert moved["Location"] == "/appointments/?day=2026-11-23"
    desk.post(f"/appointments/{leaving.number}/remind/", {"result": "cancelled", "reason": "车卖了"})
    row = queries.get_appointment(actor_for(make_user(store, "service_advisor")), leaving.number)
    assert (row.state, row.cancel_reason) == ("CANCELLED", "车卖了")


def test_bad_steps_are_refused_with_their_status(desk: Client, store: Store) -> None:
    kept = make_appointment(store)
    assert desk.post(f"/appointments/{kept.number}/cancel/", {}).status_code == 422
    assert desk.post(f"/appointments/{kept.number}/move/", {"wanted_at": "x"}).status_code == 422
    assert desk.post(f"/appointments/{kept.number}/explode/").status_code == 404
    elsewhere = make_appointment(make_store("NS"))
    assert desk.post(f"/appointments/{elsewhere.number}/arrive/").status_code == 404
    assert desk.get(f"/appointments/{kept.number}/arrive/").status_code == 405


def test_the_endpoints_do_the_same(client: Client, store: Store) -> None:
    user = make_user(store, "service_advisor", "administrator")
    token = issue_api_token(actor=actor_for(user), name="test", scopes=["*"], days=30, at=NOW).token
    headers = {"Authorization": f"Bearer {token}"}

    def call(method: str, path: str, body: Any = None, **more: str) -> Any:
        answer = client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else "",
            "application/json",
            headers={**headers, **more},
        )
        return answer.status_code, json.loads(answer.content)

    car = {"plate": "粤B12345", "customer_name": "李雷", "phone": "13912345678"}
    body = {"store_id": store.pk, "wanted_at": "2026-11-20T15:00:00+08:00", "car": car}
    status, booked = call("POST", "/appointments", body, **{"Idempotency-Key": "one"})
    assert (status, booked["state"]) == (201, "BOOKED")
    assert call("POST", "/appointments", body, **{"Idempotency-Key": "one"}) == (201, booked)
    assert call("POST", "/appointments", body)[0] == 409
    assert call("POST", "/appointments", body | {"wanted_at": "2026-11-20T15:00:00"})[0] == 422
    moved = {"wanted_at": (NOW + timedelta(hours=2)).isoformat()}
    assert call("POST", f"/appointments/{booked['number']}/move", moved, **{"If-Match": '"7"'})[0] == 409
    assert call("POST", f"/appointments/{booked['number']}/move", moved, **{"If-Match": '"1"'})[0] == 200
    status, rows = call("GET", f"/appointments?store_id={store.pk}&day=2026-11-20")
    assert (status, [row["plate"] for row in rows]) == (200, ["粤B12345"])
    assert call("GET", f"/appointments/slots?store_id={store.pk}&day=2026-11-20")[0] == 200
    assert call("GET", f"/appointments/slots?store_id={store.pk}&day=9999-12-31")[0] == 422
    assert call("POST", f"/appointments/{booked['number']}/arrive")[1]["state"] == "ARRIVED"
    assert call("POST", f"/appointments/{booked['number']}/cancel", {"reason": "x"})[0] == 409
    assert call("GET", "/appointments/nothing")[0] == 404
    kept = reminded(store)
    path = f"/appointments/{kept.number}/remind"
    assert call("GET", f"/appointments/{kept.number}")[1]["reminder"]["closed_at"] is None
    assert call("POST", path, {"result": "moved"})[0] == 422
    assert call("POST", path, {"result": "not_reached"}, **{"If-Match": '"7"'})[0] == 409
    assert call("POST", path, {"result": "not_reached", "words": "关机"}, **{"If-Match": '"1"'})[0] == 200
    assert call("GET", f"/appointments/{kept.number}")[1]["reminder"]["words"] == "关机"
