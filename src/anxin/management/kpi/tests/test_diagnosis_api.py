"""Endpoints of why a figure is missed say what the pages say."""

import json
import random
from typing import Any

import pytest
from django.test import Client

from anxin.management.kpi.tests.planted import plant
from anxin.management.kpi.tests.test_evidence import BOOKINGS, CLERKS, bookings
from anxin.parties.org.models import ApiToken
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk

DAY = AT.date()
FIGURE = "/api/v1/kpi/figures/appointment_punctuality"


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    plant(monkeypatch, BOOKINGS, bookings(desk, random.Random(0), dropping=CLERKS[2]))
    ApiToken.objects.create(user_id=desk.actor.id, name="t", digest=digest("t"), scopes=["*"], created_at=AT)
    return desk


def test_who_why_and_how_far_the_facts_can_be_trusted(desk: FrontDesk) -> None:
    client = Client(headers={"Authorization": "Bearer t"})

    def get(what: str, **more: str) -> Any:
        asked = {"level": "store", "unit_id": desk.store.pk, "day": DAY.isoformat()} | more
        answer = client.get(f"{FIGURE}/{what}", asked)
        assert answer.status_code == 200, answer.content
        return answer.json()

    found = get("diagnosis")
    assert found["findings"][0]["evidence"] == "not_reminded"
    assert found["findings"][0]["suspects"][0]["id"] == CLERKS[2]
    assert found["unknown"] == ["appointing_talk"]
    shares = get("contributions", column="clerk_id")
    assert {one["id"] for one in shares["members"]} >= set(CLERKS)
    assert len(get("course")["months"]) == 36
    assert get("data-flags")["size"] == 160
    assert get("obstacles") == []


def test_obstacles_are_confirmed_and_taken_back(desk: FrontDesk) -> None:
    client = Client(headers={"Authorization": "Bearer t"})

    def post(address: str, **body: object) -> Any:
        return client.post(f"/api/v1/kpi/{address}", json.dumps(body), content_type="application/json")

    act = f"stores/{desk.store.pk}/figures/appointment_punctuality/confirm-obstacles"
    kept = post(act, day=DAY.isoformat(), obstacles=["reminder_calls"], note="一位没打", seen=0)
    assert (kept.status_code, kept.json()["obstacles"]) == (200, ["reminder_calls"])
    late = post(act, day=DAY.isoformat(), obstacles=["appointment_staff"], seen=0)
    assert (late.status_code, late.json()["code"]) == (409, "version_conflict")
    back = post(f"obstacle-confirmations/{kept.json()['id']}/withdraw", reason="打了，没记")
    assert (back.status_code, back.json()["obstacles"]) == (200, [])
    listed = client.get(f"{FIGURE}/obstacles", {"unit_id": desk.store.pk, "day": DAY.isoformat()}).json()
    assert [(one["obstacles"], one["is_current"]) for one in listed] == [([], True), (["reminder_calls"], False)]
