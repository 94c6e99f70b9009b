"""What was not sold comes back (M06.12): at the booking, at the reception and on the order, but not before its time."""

from datetime import date, timedelta

import pytest

from anxin.parties.customers.commands import record_odometer
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.scope import reading
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.repair_orders import commands, queries, rules
from anxin.visit.repair_orders.queries import offers
from anxin.visit.repair_orders.tests.factories import ASKED, LABOUR, PART, FrontDesk, make_front_desk, signed_order, view_of
from anxin.visit.repair_orders.tests.test_web import browser_of

pytestmark = pytest.mark.django_db
TODAY = AT.date()
LATER = TODAY + timedelta(days=90)


@pytest.mark.parametrize(
    ("day", "km", "odometer", "is_due"),
    [
        (None, None, None, True),
        (LATER, None, None, False),
        (TODAY, None, None, True),
        (None, 50_000, None, False),
        (None, 50_000, 49_999, False),
        (None, 50_000, 50_000, True),
        (LATER, 50_000, 50_000, True),
    ],
)
def test_what_is_put_off_is_due_when_one_of_its_limits_is_reached(
    day: date | None, km: int | None, odometer: int | None, is_due: bool
) -> None:
    assert rules.is_due_again(day, km, TODAY, odometer) is is_due


def unsold(desk: FrontDesk, vehicle_id: int, on: date = TODAY) -> list[str]:
    with reading(desk.actor):
        return [row.name for row in queries.list_unsold_items(desk.actor, vehicle_id, on)]


def test_a_deferred_item_is_offered_again_from_its_day_or_mileage_on() -> None:
    desk = make_front_desk()
    number = signed_order(desk).number
    vehicle, job = view_of(desk, number).head.vehicle_id, view_of(desk, number).jobs[0].id
    given = {"actor": desk.actor, "number": number, "at": AT}
    (item,) = commands.propose_items(job_id=job, items=[PART], why=ASKED, **given).item_ids
    path, client = f"/repair-orders/{number}/decide-items/", browser_of(desk)
    said = {f"decision-{item}": "DEFERRED", "channel": "phone"}
    for wrong in ({f"on-{item}": "2026-13-40"}, {f"km-{item}": "viel"}, {f"on-{item}": "2001-01-01"}, {f"km-{item}": "0"}):
        assert client.post(path, {**said, **wrong}).status_code == 422
    assert view_of(desk, number).waiting
    assert client.post(path, {**said, f"on-{item}": LATER.isoformat(), f"km-{item}": "60000"}).status_code == 303
    assert (unsold(desk, vehicle), unsold(desk, vehicle, LATER)) == ([], [PART.name])
    record_odometer(actor=desk.actor, vehicle_id=vehicle, odometer_km=60_000, at=AT)
    assert unsold(desk, vehicle) == [PART.name]
    later = {item: (TODAY + timedelta(days=9999), None)}
    with pytest.raises(Invalid):
        commands.decide_items(decisions={item: ("DEFERRED", "")}, channel="phone", later=later, **given)
    commands.decide_items(decisions={item: ("APPROVED", "")}, channel="phone", later={item: (LATER, None)}, **given)
    assert unsold(desk, vehicle, LATER) == []


def test_much_unsold_work_of_one_car_hides_none_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "MOST_READ", 2)
    desk = make_front_desk()
    cars = []
    for minute in range(2):
        number, at = signed_order(desk).number, AT + timedelta(minutes=minute)
        head, job = view_of(desk, number).head, view_of(desk, number).jobs[0].id
        given = {"actor": desk.actor, "number": number, "at": at}
        made = commands.propose_items(job_id=job, items=[PART] * 3, why=ASKED, **given).item_ids
        commands.decide_items(decisions=dict.fromkeys(made, ("DEFERRED", "")), channel="paper", **given)
        cars.append(head.vehicle_id)
    with reading(desk.actor):
        found = queries.list_unsold_of_vehicles(desk.actor, cars, TODAY)
    assert {car: len(rows) for car, rows in found.items()} == dict.fromkeys(cars, 2)


def test_what_was_declined_comes_back_with_its_reason_until_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk()
    first = signed_order(desk).number
    head, job = view_of(desk, first).head, view_of(desk, first).jobs[0].id
    (item,) = commands.propose_items(actor=desk.actor, number=first, job_id=job, items=[LABOUR], why=ASKED, at=AT).item_ids
    # The same name was approved on this order before: only what is approved later takes the offer back.
    refused = {item: ("DECLINED", "嫌贵")}
    commands.decide_items(actor=desk.actor, number=first, decisions=refused, channel="phone", at=AT + timedelta(minutes=1))
    assert unsold(desk, head.vehicle_id) == [LABOUR.name]
    make_appointment(desk.store, vehicle_id=head.vehicle_id)
    booked = browser_of(desk).get("/appointments/?day=2026-11-21").content.decode()
    today = browser_of(desk).get("/appointments/").content.decode()
    assert "嫌贵" in booked + today
    signed_order(desk, vehicle_id=head.vehicle_id, at=AT + timedelta(hours=1))
    assert unsold(desk, head.vehicle_id) == []
