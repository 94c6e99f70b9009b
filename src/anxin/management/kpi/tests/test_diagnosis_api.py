"""Endpoints of why a figure is missed say what the pages say."""

import json
import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.tests.browsing import client_of
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


def test_levels_and_needs_are_the_same_as_on_the_page(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 80 available hours 20 are clocked and sold; 85 % are asked of the first, 75 to 90 of the last."""
    common: dict[str, object] = {"store_id": desk.store.pk, "technician_id": desk.employee_id}
    days = [DAY - timedelta(days=back) for back in range(1, 11)]
    hours = [{**common, "day": day, "hours_clocked": 2, "hours_available": 8} for day in days]
    plant(monkeypatch, "workshop.technician_day", hours)
    plant(monkeypatch, "workshop.finished_job", [{**common, "day": day, "hours": 2} for day in days])
    client = Client(headers={"Authorization": "Bearer t"})
    address = "/api/v1/kpi/figures/labour_productivity/diagnosis"
    found = client.get(address, {"level": "store", "unit_id": desk.store.pk, "day": DAY.isoformat()}).json()
    first = found["findings"][0]
    assert (first["kind"], first["evidence"], first["obstacles"]) == (
        "factor",
        "more_hours_than_work",
        ["technicians_surplus"],
    )
    assert (first["against"]["kind"], first["against"]["code"]) == ("target", "labour_utilisation")
    assert Decimal(first["against"]["value"]) == Decimal("0.85")
    assert [(one["measure"], round(float(one["needed"]), 2)) for one in found["needs"]] == [
        ("sold_hours", 60), ("available_hours", 26.67),
    ]  # fmt: skip
    assert "technicians_surplus" not in [*found["quiet"], *found["steady"]]
    page = client_of(desk).get("/figures/labour_productivity/").content.decode()
    for words in (
        "技师人数多于业务量",
        "工时利用率（开工率） 25.0%，目标 85.0%，差 71%",
        "可用工时 80，而打卡工时 20 按目标只要 23.5，多 56.5",
        "可用工时: 现在 80，其他不变要降到 26.7",
        "销售工时: 现在 20，其他不变要到 60",
        'href="/figures/labour_utilisation/?',
    ):
        assert words in page, words


def test_a_figure_on_target_has_no_reasons(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"store_id": desk.store.pk, "day": DAY, "state": "ARRIVED", "punctuality": "punctual"}] * 20
    plant(monkeypatch, BOOKINGS, rows)
    client = Client(headers={"Authorization": "Bearer t"})
    found = client.get(f"{FIGURE}/diagnosis", {"unit_id": desk.store.pk, "day": DAY.isoformat()}).json()
    assert found == {"findings": [], "quiet": [], "steady": [], "unknown": [], "needs": [], "is_off": False}
    assert "为什么" not in client_of(desk).get("/figures/appointment_punctuality/").content.decode()


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


def test_a_definition_says_all_that_its_page_in_the_handbook_does(desk: FrontDesk) -> None:
    client = Client(headers={"Authorization": "Bearer t"})
    found = client.get("/api/v1/kpi/definitions").json()
    assert {one["code"] for one in found} == set(catalogue().definitions)
    for one in found:
        definition = catalogue().definitions[one["code"]]
        for name in ("population", "exclusions", "note"):
            said = getattr(definition, name)
            assert (one[f"{name}_zh"], one[f"{name}_en"]) == (said.zh, said.en)
        rivals = [(rival.name.zh, rival.by.en, rival.note.zh) for rival in definition.rivals]
        assert [(rival["zh"], rival["by_en"], rival["note_zh"]) for rival in one["rivals"]] == rivals
        assert [row["actual"] for row in one["sources"]] == [row.actual for row in definition.sources]
    assert client.get(f"/api/v1/kpi/definitions/{found[0]['code']}").json() == found[0]
