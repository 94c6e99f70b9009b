"""A whole visit through the endpoints of reception, and what they refuse."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.tests.factories import AT, actor_for, make_store, make_user
from anxin.platform import clock
from anxin.visit.reception.tests.factories import (
    PNG,
    FrontDesk,
    photo_bytes,
    settled_visit,
    walked_around,
)
from anxin.visit.repair_orders.tests.factories import view_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_afternoon")]
SIGNATURE = base64.b64encode(PNG).decode()
Call = Callable[..., tuple[int, Any]]


def caller(client: Client, user: Any) -> Call:
    token = issue_api_token(actor=actor_for(user), name="test", scopes=["*"], days=30, at=AT).token

    def call(method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        data = json.dumps(body) if body is not None else ""
        given = {"Authorization": f"Bearer {token}", **headers}
        answer = client.generic(method, f"/api/v1{path}", data, "application/json", headers=given)
        return answer.status_code, json.loads(answer.content)

    return call


@pytest.fixture
def call(client: Client, desk: FrontDesk) -> Call:
    from anxin.parties.org.models import User
    from anxin.parties.org.tests.factories import grant_to

    user = User.objects.get(pk=desk.actor.id)
    grant_to(user, "administrator", desk.store)
    return caller(client, user)


@pytest.mark.rule("R-RO09", "R-RC17")
def test_an_order_with_an_unsigned_walk_around_is_not_signed_by_its_own_endpoint(call: Call, desk: FrontDesk) -> None:
    kept = walked_around(desk, concerns="异响")
    opened = call("POST", f"/receptions/{kept.number}/order", {})[1]
    promised = (AT + timedelta(hours=3)).isoformat()
    body = {"promised_at": promised, "old_parts": "boot", "wants_wash": True, "total": "90.00"}
    status, problem = call("POST", f"/repair-orders/{opened['order_number']}/authorise", body | {"signature": SIGNATURE})
    assert (status, problem["code"], problem["rule"]) == (409, "sheet_not_signed", "R-RO09")


def test_a_visit_through_the_endpoints(call: Call, desk: FrontDesk) -> None:
    car = {"vehicle_id": make_vehicle(desk.store)}
    body = {"store_id": desk.store.pk, "car": car, "concerns": "刹车异响"}
    status, received = call("POST", "/receptions", body, **{"Idempotency-Key": "r1"})
    assert status == 201
    assert call("POST", "/receptions", body, **{"Idempotency-Key": "r1"}) == (201, received)
    assert call("POST", "/receptions", body)[0] == 409
    at = f"/receptions/{received['number']}"
    sheet = {"odometer_km": 41_286, "fuel_eighths": 4, "valuables": ["none"], "protective_set": "laid"}
    mark = {"kind": "scratch", "x": 0.1, "y": 0.7, "zone": "front_bumper_left"}
    status, kept = call("PUT", f"{at}/sheet", sheet | {"marks": [mark]}, **{"If-Match": '"1"'})
    assert (status, kept["version"]) == (200, 2)
    assert call("PUT", f"{at}/sheet", sheet, **{"If-Match": '"1"'})[0] == 409
    item = {"kind": "labour", "name": "检查制动", "unit_price": "180.00"}
    status, opened = call("POST", f"{at}/order", {"jobs": [{"title": "检查", "items": [item]}]})
    assert (status, opened["old_parts"], opened["wants_wash"]) == (201, "leave", True)
    confirmed = {"promised_at": opened["promised_at"], "old_parts": "leave", "wants_wash": True, "total": "180.00"}
    sign = confirmed | {"signature": SIGNATURE}
    assert call("POST", f"{at}/order/sign", sign)[1]["code"] == "sheet_not_signed"
    status, signed = call("POST", f"{at}/order/sign", sign | {"also_sheet": True})
    assert (status, signed["state"], signed["total"], len(signed["sheet_sha256"])) == (200, "AUTHORISED", "180.00", 64)
    status, whole = call("GET", at)
    assert (status, whole["sheet"]["state"], whole["row"]["order_number"]) == (200, "SIGNED", opened["order_number"])
    assert call("GET", f"/receptions?store_id={desk.store.pk}")[1][0]["number"] == received["number"]
    assert call("PUT", f"{at}/sheet", sheet)[0] == 409


def test_a_photo_is_uploaded_and_named_in_the_sheet(client: Client, call: Call, desk: FrontDesk) -> None:
    kept = walked_around(desk)
    from anxin.parties.org.models import User

    user = User.objects.get(pk=desk.actor.id)
    token = issue_api_token(actor=actor_for(user), name="photo", scopes=["*"], days=30, at=AT).token
    address = f"/api/v1/receptions/{kept.number}/photos"
    headers = {"Authorization": f"Bearer {token}"}
    shot = {"photo": SimpleUploadedFile("x.jpg", photo_bytes(), "image/jpeg"), "place": "front"}
    answer = client.post(address, shot, headers=headers)
    assert answer.status_code == 201
    key = answer.json()["key"]
    assert call("PUT", f"/receptions/{kept.number}/sheet", {"photos": [key]})[0] == 200
    whole = call("GET", f"/receptions/{kept.number}")[1]
    assert [(each["key"], each["label"]) for each in whole["sheet"]["photos"]] == [(key, "front")]
    keyed = {**headers, "Idempotency-Key": "photo-1"}
    twice = []
    for color in ("red", "red", "blue"):
        sent = SimpleUploadedFile("y.jpg", photo_bytes(color), "image/jpeg")
        twice.append(client.post(address, {"photo": sent, "place": "front"}, headers=keyed))
    assert [one.status_code for one in twice] == [201, 201, 422]
    assert twice[0].json()["key"] == twice[1].json()["key"]
    bad = {"photo": SimpleUploadedFile("x.jpg", b"MZ", "image/jpeg")}
    assert client.post(address, bad, headers=headers).status_code == 422


def test_a_paid_car_is_handed_over(call: Call, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = settled_visit(desk)
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=3))
    note = {
        "precautions": [{"service": "更换前刹车片", "words": "避免急刹"}],
        "next_services": [{"service": "保养", "due_km": 46_286, "cost": "850.00", "due_on": "2027-05-20"}],
        "is_very_satisfied": True,
    }
    assert call("GET", f"/deliveries/{number}")[0] == 404
    assert call("POST", f"/deliveries/{number}", note)[1]["field"] == "signature"
    status, done = call("POST", f"/deliveries/{number}", note | {"signature": SIGNATURE})
    assert (status, done["state"]) == (200, "DELIVERED")
    assert call("GET", f"/deliveries/{number}")[1]["sha256"] == done["sha256"]
    assert view_of(desk, number).head.state == "DELIVERED"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/sheet", {"marks": [{"kind": "dent", "x": 2, "y": 0}]}),
        ("PUT", "/sheet", {"warning_lights": ["disco"]}),
        ("PUT", "/sheet", {"photos": ["x"]}),
        ("PUT", "/interview", {"concerns": "\x00"}),
        ("POST", "/sheet/sign", {"signature": "%%%"}),
        ("POST", "/order", {"promised_at": "0001-01-01T00:00:00+14:00"}),
        ("POST", "/order", {"jobs": [{"title": "x", "package_code": "nothing"}]}),
        ("POST", "/order", {"advisor_id": 9_223_372_036_854_775_807}),
        ("POST", "/order/sign", {"promised_at": "9999-12-31T23:59:59-14:00", "old_parts": "leave", "wants_wash": True}),
        ("POST", "/release", {"reason": " "}),
    ],
)
def test_bad_values_are_refused_and_never_break(call: Call, desk: FrontDesk, method: str, path: str, body: Any) -> None:
    kept = walked_around(desk)
    status, answer = call(method, f"/receptions/{kept.number}{path}", body)
    assert status in (404, 409, 422), answer


def test_another_store_finds_nothing(client: Client, desk: FrontDesk) -> None:
    kept, number = walked_around(desk), settled_visit(desk)
    stranger = caller(client, make_user(make_store("NS"), "service_advisor", "administrator"))
    assert stranger("GET", f"/receptions/{kept.number}")[0] == 404
    assert stranger("POST", f"/receptions/{kept.number}/sheet/sign", {"signature": SIGNATURE})[0] == 404
    assert stranger("POST", f"/deliveries/{number}", {"is_very_satisfied": True, "signature": SIGNATURE})[0] == 404
    assert stranger("GET", f"/receptions?store_id={desk.store.pk}") == (200, [])
    body = {"store_id": desk.store.pk, "car": {"plate": "粤B12345"}}
    assert stranger("POST", "/receptions", body)[0] == 403
