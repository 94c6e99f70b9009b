"""What the hub publishes for figures, of stories told through the commands."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from anxin.holdings.vehicle_sales import commands as sales
from anxin.holdings.vehicle_sales import queries as sold
from anxin.holdings.vehicle_sales.rules import ITEMS
from anxin.holdings.vehicle_sales.tests import factories as cars
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.scope import reading
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    LABOUR,
    PART,
    inspected_order,
    make_front_desk,
    open_order,
    signed_order,
    view_of,
)

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_the_steps_of_an_order_and_how_far_it_left_what_was_first_signed() -> None:
    desk = make_front_desk()
    number = signed_order(desk, at=AT).number
    job = view_of(desk, number).jobs[0].id
    given = {"actor": desk.actor, "number": number, "at": AT + 20 * MINUTE}
    (yes,) = commands.propose_items(job_id=job, items=[LABOUR], why=ASKED, **given).item_ids
    (no,) = commands.propose_items(job_id=job, items=[PART], why=ASKED, **given).item_ids
    said = {yes: ("APPROVED", ""), no: ("DECLINED", "太贵")}
    commands.decide_items(decisions=said, channel="paper", actor=desk.actor, number=number, at=AT + 29 * MINUTE)
    step = {"actor": desk.actor, "number": number}
    commands.start_job(job_id=job, at=AT + 30 * MINUTE, **step)
    commands.finish_job(job_id=job, at=AT + 2 * HOUR, cause="磨损", correction="更换", **step)
    commands.pass_inspection(at=AT + 2 * HOUR + 10 * MINUTE, **step)
    (row,) = fact_rows(desk.actor, "repair_orders.inspected")
    assert of(row, "day", "is_settled", "minutes_to_bill", "minutes_to_delivery") == (date(2026, 11, 20), False, None, None)
    steps = ("minutes_to_signature", "minutes_to_start", "minutes_to_finish", "minutes_to_inspection")
    assert of(row, *steps) == (0, 30, 120, 130)
    promised = view_of(desk, number).head.promised_at
    assert promised is not None
    assert row["minutes_inspected_before_promise"] == (promised - AT - 130 * MINUTE) // MINUTE
    # 90 + 680 yuan were signed first, 90 more later: 90 ÷ 770 = 11.688 %.
    assert of(row, "first_estimated", "estimated", "actual", "off_first_estimate") == (77_000, 86_000, 86_000, 9_000)
    assert of(row, "first_deviation_percent", "deviation_percent") == (Decimal("11.688"), Decimal(0))
    items = fact_rows(desk.actor, "repair_orders.proposed_item")
    assert [of(one, "kind", "is_additional", "decision", "minutes_to_decision", "gross") for one in items] == [
        ("labour", False, "APPROVED", 0, 9_000),
        ("part", False, "APPROVED", 0, 68_000),
        ("labour", True, "APPROVED", 9, 9_000),
        ("part", True, "DECLINED", 9, 68_000),
    ]
    commands.settle_repair_order(at=AT + 3 * HOUR, **step)
    commands.deliver_repair_order(at=AT + 4 * HOUR, **step)
    (row,) = fact_rows(desk.actor, "repair_orders.settled")
    assert of(row, "is_settled", "minutes_to_bill", "minutes_to_delivery") == (True, 180, 240)


def test_the_customer_is_told_by_a_link_or_when_he_answers_and_of_his_own_wish_never() -> None:
    desk = make_front_desk()
    number = signed_order(desk, at=AT).number
    job = view_of(desk, number).jobs[0].id
    found = commands.Facts("刹车片薄了", "制动距离变长", "soon", extra_minutes=0, found_at=AT + 10 * MINUTE)

    def propose(minute: int, why: object) -> int:
        (item,) = commands.propose_items(
            actor=desk.actor, number=number, job_id=job, items=[LABOUR], why=why, at=AT + minute * MINUTE
        ).item_ids
        return item

    def answer(minute: int, said: dict[int, tuple[str, str]]) -> None:
        at = AT + minute * MINUTE
        commands.decide_items(decisions=said, channel="phone", actor=desk.actor, number=number, at=at)

    sent = propose(12, found)
    commands.send_approval_link(actor=desk.actor, number=number, by_message=False, at=AT + 15 * MINUTE)
    rung, wished = propose(16, found), propose(17, ASKED)
    answer(34, {rung: ("DEFERRED", ""), wished: ("APPROVED", "")})
    answer(50, {sent: ("APPROVED", ""), rung: ("DECLINED", "太贵")})
    waiting = propose(60, found)
    rows = {row["key"]: row for row in fact_rows(desk.actor, "repair_orders.proposed_item")}
    assert {item: of(rows[item], "minutes_to_proposal", "minutes_to_told") for item in (sent, rung, wished, waiting)} == {
        sent: (2, 5),
        rung: (6, 24),
        wished: (None, None),
        waiting: (50, None),
    }


def test_an_order_without_a_signature_has_no_estimate_and_nothing_off_it() -> None:
    desk = make_front_desk()
    open_order(desk)
    (row,) = fact_rows(desk.actor, "repair_orders.opened")
    assert of(row, "estimated", "deviation_percent", "actual", "promise_changes") == (None, None, None, 0)
    commands.cancel_repair_order(actor=desk.actor, number=row["number"], reason="不修了", at=AT)
    assert fact_rows(desk.actor, "repair_orders.proposed_item") == []


def test_an_inspection_counts_on_the_day_on_the_stores_wall() -> None:
    desk, other = make_front_desk(), make_front_desk("BA")
    # Inspected at 23:59 on 30 November and at 00:01 on 1 December in Shanghai.
    for minutes in (0, 2):
        inspected_order(desk, at=datetime(2026, 11, 30, 14, 49, tzinfo=UTC) + minutes * MINUTE)
    inspected_order(other)
    november, december = ((date(2026, 11, 1), date(2026, 11, 30)), (date(2026, 12, 1), date(2026, 12, 31)))
    (last,) = fact_rows(desk.actor, "repair_orders.inspected", *november)
    (first,) = fact_rows(desk.actor, "repair_orders.inspected", *december)
    assert (last["day"], first["day"]) == (date(2026, 11, 30), date(2026, 12, 1))
    assert {last["store_id"], first["store_id"]} == {desk.store.pk}


def test_a_sold_car_comes_back_for_its_first_service() -> None:
    desk, system = make_front_desk(), system_actor("test")
    cars.make_team(desk.store)
    car, unseen = (cars.make_ready_car(desk.store) for _ in range(2))
    for one in (car, unseen):
        done = dict.fromkeys(ITEMS, True)
        sales.hand_over_car(actor=system, sold_car_id=one.id, items=done, signature=cars.PNG, at=AT)
    with reading(system):
        row = sold.get_sold_car(system, car.id)
    given = {"vehicle_id": row.vehicle_id, "customer_id": row.customer_id}
    open_order(desk, at=AT + 10 * DAY, **given)
    cancelled = open_order(desk, at=AT + 20 * DAY, kind="maintenance", **given)
    commands.cancel_repair_order(actor=desk.actor, number=cancelled.number, reason="改天", at=AT + 20 * DAY)
    served = open_order(desk, at=AT + 40 * DAY, kind="maintenance", odometer_km=4_900, **given)
    open_order(desk, at=AT + 90 * DAY, kind="maintenance", odometer_km=9_900, **given)
    (first,) = fact_rows(desk.actor, "repair_orders.first_service")
    service = ("day", "number", "days_after_handover", "odometer_km")
    assert of(first, *service) == (date(2026, 12, 30), served.number, 40, 4_900)
    back, away = fact_rows(desk.actor, "repair_orders.sold_car")
    told = ("day", "days_to_first_visit", "days_to_first_service", "first_service_km", "services", "number")
    assert of(back, *told) == (date(2026, 11, 20), 10, 40, 4_900, 2, served.number)
    assert of(away, *told) == (date(2026, 11, 20), None, None, None, 0, "")
    assert first["consultant_id"] == back["consultant_id"]
