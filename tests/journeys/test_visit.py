"""One whole visit, from the booking to the call afterwards, by a client that knows nothing but the OpenAPI document."""

import base64
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_bay, make_region, make_store
from anxin.platform import clock
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.billing.models import ReceivableEntry
from anxin.visit.repair_orders.tests.factories import PNG
from anxin.visit.workshop import rules
from tests.api.client import ApiClient, token_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SIGNATURE = base64.b64encode(PNG).decode()
ITEMS = [
    {"kind": "labour", "name": "检查制动", "quantity": "0.5", "unit_price": "180.00"},
    {"kind": "part", "code": "3CD698151", "quantity": "1"},
]


class Day:
    """The clock of the story: it stands still until it is moved."""

    def __init__(self) -> None:
        self.at = AT

    def now(self) -> datetime:
        return self.at

    def __add__(self, time: timedelta) -> str:
        return (self.at + time).isoformat()


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Day:
    settings.FILES_ROOT, settings.FILES_STORE, settings.OUTBOX_ROOT = tmp_path, "folder", tmp_path
    day = Day()
    monkeypatch.setattr(clock, "now", day.now)
    return day


def handle_events() -> None:
    """What the worker does."""
    for _ in range(5):
        with reading(system_actor("test")):
            waiting = list(StoredEvent.objects.filter(handled_at=None).values_list("pk", "store_id"))
        for event_id, store_id in waiting:
            handle(event_id, store_id)


def book_and_receive(client: ApiClient, store: Store, day: Day) -> str:
    """A customer with car and consent books, comes, and signs for sheet and order; the order's number."""
    wanted = day + HOUR
    name = {"name": "张小明", "phone": "13800138000", "store_id": store.pk}
    customer = client.call("register_customer", name)["customer_id"]
    client.call("give_consent", {"store_id": store.pk, "purpose": "service", "channel": "screen"}, customer_id=customer)
    car = {"plate": "粤B12345", "model_name": "朗逸 1.5L", "owner_id": customer, "store_id": store.pk}
    vehicle = client.call("register_vehicle", car)["vehicle_id"]
    booked = client.call("book_appointment", {"store_id": store.pk, "wanted_at": wanted, "car": {"vehicle_id": vehicle}})
    day.at += HOUR
    arrival = {"store_id": store.pk, "car": {"vehicle_id": vehicle}, "appointment_number": booked["number"]}
    reception = client.call("receive_vehicle", arrival)["number"]
    assert client.call("get_appointment", number=booked["number"])["state"] == "ARRIVED"
    seen = {"odometer_km": 41286, "fuel_eighths": 4, "valuables": ["none"], "protective_set": "laid"}
    client.call("record_walk_around", seen, number=reception)
    wished = {"jobs": [{"title": "制动异响", "complaint": "早上头几脚刹车有沙沙声", "items": ITEMS}]}
    order = client.call("open_order_from_reception", wished, number=reception)["order_number"]
    signed = {
        "promised_at": day + 3 * HOUR, "old_parts": "boot", "wants_wash": False, "channel": "screen",
        "signature": SIGNATURE, "total": "770.00", "also_sheet": True,
    }  # fmt: skip
    assert client.call("sign_order", signed, number=reception)["total"] == "770.00"
    return str(order)


def repair(client: ApiClient, store: Store, day: Day, order: str) -> None:
    """The job is dispatched, clocked, finished and inspected."""
    (job,) = client.call("get_repair_order", number=order)["jobs"]
    where = {"number": order, "job_id": job["id"]}
    (technician, *_) = client.call("list_employees", query={"store_id": store.pk})
    plan = {
        "technicians": [{"technician_id": technician["id"]}], "planned_from": day + timedelta(0),
        "planned_to": day + HOUR, "bay_id": make_bay(store).pk,
    }  # fmt: skip
    client.call("dispatch_job", plan, **where)
    client.call("clock_on", {}, **where)
    (waiting,) = client.call("list_orders_to_supply", store_id=store.pk)
    assert (waiting["number"], waiting["parts"][0]["on_hand"]) == (order, "4.000")
    assert client.call("issue_order_parts", {}, number=order)["items"][0]["issued"] == "1.000"
    day.at += HOUR
    done = {"cause": "磨损", "correction": "更换", "checks": checks("self")}
    assert client.call("finish_job", done, **where)["job_state"] == "FINISHED"
    inspector = ApiClient(token_of(store, "quality_inspector", "administrator"))
    assert inspector.call("inspect_order", {"checks": checks("general")}, number=order)["passed"] is True
    inspector.call("inspect_before_delivery", {"checks": checks("final")}, number=order)


def checks(level: str) -> list[dict[str, Any]]:
    return [{"code": code, "passed": True} for code in rules.CHECKS[level]]


def test_a_visit_from_the_booking_to_the_call_afterwards(day: Day) -> None:
    store = make_store("LG", region=make_region())
    client = ApiClient(token_of(store, "service_manager", "administrator", "technician", "parts_clerk"))
    stock_up(store, make_article("3CD698151", "前刹车片", "680.00"), "4")
    order = book_and_receive(client, store, day)
    repair(client, store, day, order)

    settled = client.call("settle_order", number=order, key="settle-1")
    assert (settled["total"], client.call("settle_order", number=order, key="settle-1")) == ("770.00", settled)
    (bill,) = settled["bills"]
    paid = {"tenders": [{"method": "wechat", "amount": "700.00"}, {"method": "cash", "amount": "70.00"}]}
    assert client.call("take_payment", paid, bill_id=bill["bill_id"])["due"] == "0.00"
    note = {"is_very_satisfied": True, "channel": "screen", "signature": SIGNATURE}
    assert client.call("deliver_vehicle", note, number=order)["state"] == "DELIVERED"
    with reading(system_actor("test")):
        entries = [entry.amount for entry in ReceivableEntry.objects.across_stores(reason="test").order_by("pk")]
    assert entries == [Money.yuan(770), -Money.yuan(700), -Money.yuan(70)]

    handle_events()
    day.at += timedelta(days=3)
    (follow_up,) = client.call("list_follow_ups", query={"store_id": store.pk})["items"]
    call = {"result": "reached", "answers": {"satisfaction": "9", "after_repair": "none", "explained": "yes"}}
    assert client.call("record_call", call, followup_id=follow_up["id"])["state"] == "DONE"
