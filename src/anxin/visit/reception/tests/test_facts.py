"""What the front desk publishes for figures."""

from datetime import UTC, date, datetime, timedelta

import pytest

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands, queries
from anxin.visit.reception.commands import RatingWish
from anxin.visit.reception.tests.factories import (
    NOTE,
    PNG,
    make_cash_desk,
    receive,
    settled_visit,
    signed_visit,
    walked_around,
)
from anxin.visit.reception.tests.test_sightings import car, saw
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import view_of

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_a_car_that_came_booked_one_that_a_gate_saw_and_one_that_left() -> None:
    desk = make_cash_desk()
    vehicle = make_vehicle(desk.store, at=AT - DAY)
    booking = make_appointment(desk.store, vehicle_id=vehicle, at=AT - DAY)
    booked = signed_visit(desk, vehicle_id=vehicle)
    saw(desk, seconds=-90)
    seen = receive(desk, vehicle_id=car(desk))
    saw(desk, "greeted", -86)
    saw(desk, "in_bay", -20)
    commands.release_vehicle(actor=desk.actor, number=seen.number, reason="只问价", at=AT + HOUR)
    walked = walked_around(desk)
    rows = fact_rows(desk.actor, "reception.reception")
    visit = ("day", "state", "is_appointment", "order_number", "has_order", "minutes_to_order", "minutes_to_signature")
    assert [of(row, *visit) for row in rows] == [
        (date(2026, 11, 20), "ORDERED", booking.id is not None, booked, True, 0, 0),
        (date(2026, 11, 20), "LEFT", False, "", False, None, None),
        (date(2026, 11, 20), "ARRIVED", False, "", False, None, None),
    ]
    sheet = ("has_sheet", "is_sheet_signed", "is_accompanied", "seconds_to_greeting", "seconds_to_bay")
    assert [of(row, *sheet) for row in rows] == [
        (True, True, True, None, None), (False, False, False, 4, 70), (True, False, False, None, None),
    ]  # fmt: skip
    assert rows[2]["number"] == walked.number
    assert queries.get_reception(desk.actor, walked.number).interview_minutes is rows[2]["minutes_of_interview"] is None


@pytest.mark.parametrize(
    ("kind", "is_house"), [("maintenance", False), ("general", False), ("pre_delivery", True), ("internal", True)]
)
def test_a_car_that_came_for_an_order_of_the_house_is_of_the_house_as_its_order_is(kind: str, is_house: bool) -> None:
    desk = make_cash_desk()
    kept = walked_around(desk)
    jobs = [NewJob("检查")]
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, jobs=jobs, kind=kind, at=AT)
    for fact in ("reception.reception", "repair_orders.opened"):
        (row,) = fact_rows(desk.actor, fact)
        assert row["is_internal"] is is_house


def test_a_delivery_was_explained_or_not_and_was_before_its_promise_or_after() -> None:
    desk = make_cash_desk()
    told, silent = settled_visit(desk), settled_visit(desk)
    commands.deliver_vehicle(actor=desk.actor, number=told, note=NOTE, signature=PNG, at=AT + 4 * HOUR)
    assert fact_rows(desk.actor, "reception.delivery", last=date(2026, 11, 19)) == []
    (row,) = fact_rows(desk.actor, "reception.delivery")
    promised = view_of(desk, told).head.promised_at
    assert promised is not None
    assert of(row, "number", "day", "is_explained", "is_very_satisfied") == (told, date(2026, 11, 20), True, True)
    steps = ("minutes_inspected_before_promise", "minutes_billed_before_promise", "minutes_delivered_before_promise")
    left = (promised - AT) // MINUTE
    assert of(row, *steps) == (left - 70, left - 120, left - 240)
    assert silent not in str(row)


def test_whoever_did_not_rate_is_missing_and_a_steered_rating_has_no_level() -> None:
    desk, other = make_cash_desk(), make_cash_desk("BA")
    numbers = [settled_visit(desk) for _each in range(3)]
    for number, level in zip(numbers, (4, 5), strict=False):
        commands.rate_service(actor=desk.actor, number=number, wish=RatingWish(level), at=AT + 3 * HOUR)
    cashier = make_actor(desk.store, "cashier")
    commands.mark_coached(actor=cashier, number=numbers[1], words="收银听到", at=AT + 3 * HOUR)
    settled_visit(other)
    rows = fact_rows(desk.actor, "reception.rating")
    assert [of(row, "number", "is_rated", "is_coached", "is_scored", "level", "minutes_to_rating") for row in rows] == [
        (numbers[0], True, False, True, 4, 60),
        (numbers[1], True, True, False, None, 60),
        (numbers[2], False, False, False, None, None),
    ]
    ordered = queries.list_ratings(desk.actor, desk.store.pk, AT.date(), AT.date())
    figures = queries.rating_figures(ordered)[-1]
    assert (figures.settled, figures.rated, figures.scored) == (3, 2, 1)


def test_an_arrival_counts_on_the_day_on_the_stores_wall() -> None:
    desk = make_cash_desk()
    for minute in (59, 60):
        receive(desk, at=datetime(2026, 11, 30, 15, tzinfo=UTC) + minute * MINUTE)
    (last,) = fact_rows(desk.actor, "reception.reception", date(2026, 11, 1), date(2026, 11, 30))
    (first,) = fact_rows(desk.actor, "reception.reception", date(2026, 12, 1), date(2026, 12, 31))
    assert (last["day"], first["day"]) == (date(2026, 11, 30), date(2026, 12, 1))
