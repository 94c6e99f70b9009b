"""The time ledgers: the car's stay, waits and what they cost, hours, a technician's day, stays of a store; their pages."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.commands import clock_in, clock_out
from anxin.platform import parameters
from anxin.platform.errors import Denied, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.billing import commands as billing
from anxin.visit.repair_orders import commands as orders
from anxin.visit.repair_orders.commands import deliver_repair_order
from anxin.visit.repair_orders.tests.factories import LABOUR, view_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.queries import WaitFilter
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    dispatched,
    finish,
    inspect,
    make_floor,
    order_for,
    pause,
    plan,
    put_into_team,
    start,
)
from anxin.visit.workshop.tests.time_steps import MINUTE, answer, find, order_id
from tests.wall_clock import WallClock

DAY = timedelta(days=1)
TODAY = AT.date()


@pytest.fixture
def order(floor: Floor) -> OrderAtWork:
    return order_for(floor, at=AT)


def set_value(floor: Floor, code: str, given: Any) -> None:
    with unit_of_work(floor.dispatcher, "test", writable=True):
        ParameterValue.objects.create(
            code=code, level="store", scope_id=floor.store_id, valid_from=TODAY - DAY, value=given, at=AT, reason="测试"
        )
    parameters.forget()


def visited(floor: Floor, order: OrderAtWork) -> None:
    """From dispatch to delivery within two hours of the afternoon, twenty minutes of it for parts."""
    dispatched(floor, order, plan(floor, start=AT + 10 * MINUTE), at=AT + 5 * MINUTE)
    start(order, floor.wang, AT + 10 * MINUTE)
    pause(order, floor.wang, AT + 30 * MINUTE, "parts")
    start(order, floor.wang, AT + 50 * MINUTE)
    finish(order, floor.wang, AT + 60 * MINUTE)
    inspect(floor, order, AT + 70 * MINUTE)


def names(ledger: queries.CarLedger | None) -> list[tuple[str, int]]:
    assert ledger is not None
    return [(one.name, one.minutes) for one in ledger.tiles]


def test_every_minute_of_a_car_in_the_shop_has_a_name(floor: Floor, order: OrderAtWork) -> None:
    visited(floor, order)
    ledger = queries.find_car_ledger(floor.desk.actor, floor.store_id, order_id(floor, order), AT + 80 * MINUTE)
    assert names(ledger) == [
        ("dispatch", 5), ("technician", 5), ("working", 20), ("parts", 20), ("working", 10), ("inspection", 10),
        ("wash", 10),
    ]  # fmt: skip
    assert ledger is not None
    assert (ledger.minutes, ledger.worked_minutes, ledger.waited_minutes) == (80, 30, 50)
    assert {one.detail for one in ledger.tiles if one.name == "working"} == {"王强"}


def test_the_wash_has_a_name_until_somebody_found_the_car_clean(floor: Floor, order: OrderAtWork) -> None:
    visited(floor, order)
    looked = {"actor": floor.inspector, "number": order.number}
    commands.check_wash(is_clean=False, note="轮毂有泥", at=AT + 80 * MINUTE, **looked)
    commands.check_wash(is_clean=True, at=AT + 95 * MINUTE, **looked)
    ledger = queries.find_car_ledger(floor.desk.actor, floor.store_id, order_id(floor, order), AT + 110 * MINUTE)
    assert names(ledger)[-3:] == [("inspection", 10), ("wash", 25), ("settlement", 15)]
    assert ledger is not None
    assert dict(ledger.sums)["待洗车/洗车"] == 25


def test_a_yes_that_comes_after_the_work_waits_for_the_technician_and_not_for_the_inspection(
    floor: Floor, order: OrderAtWork
) -> None:
    start(order, floor.wang)
    items = find(floor, order, AT + 10 * MINUTE)
    finish(order, floor.wang, AT + 30 * MINUTE)
    answer(floor, order, items, AT + 50 * MINUTE, "APPROVED")

    def seen(at: int) -> list[tuple[str, int]]:
        found = queries.find_car_ledger(floor.desk.actor, floor.store_id, order_id(floor, order), AT + at * MINUTE)
        return names(found)

    assert seen(60) == [("working", 30), ("inspection", 20), ("technician", 10)]
    start(order, floor.wang, AT + 70 * MINUTE)
    finish(order, floor.wang, AT + 90 * MINUTE)
    assert seen(95) == [
        ("working", 30), ("inspection", 20), ("technician", 20), ("working", 20), ("inspection", 5),
    ]  # fmt: skip
    inspect(floor, order, AT + 100 * MINUTE)
    assert seen(100)[-1] == ("inspection", 10)
    orders.propose_items(
        actor=floor.desk.actor,
        number=order.number,
        job_id=order.job_id,
        items=[LABOUR],
        why=orders.OwnWish("顺便看看雨刮"),
        at=AT + 105 * MINUTE,
    )
    asked = tuple(item.id for item in view_of(floor.desk, order.number).waiting)
    answer(floor, order, asked, AT + 110 * MINUTE, "APPROVED")
    assert seen(120)[-1] == ("technician", 10)


def test_the_night_is_named_and_the_car_that_left_has_an_end(floor: Floor, order: OrderAtWork) -> None:
    visited(floor, order)
    settled = billing.settle_order(actor=floor.desk.actor, number=order.number, at=AT + 2 * HOUR)
    (bill,) = settled.bills
    paid = [billing.Tender("cash", bill.due)]
    billing.take_payment(actor=floor.desk.actor, bill_id=bill.bill_id, tenders=paid, at=AT + 3 * HOUR)
    deliver_repair_order(actor=floor.desk.actor, number=order.number, at=AT + 19 * HOUR)
    ledger = queries.find_car_ledger(floor.desk.actor, floor.store_id, order_id(floor, order), AT + 9 * DAY)
    # 14:00 + 4 h is closing time; the store opens at 08:00, an hour before the car leaves.
    assert names(ledger)[-5:] == [
        ("wash", 50), ("payment", 60), ("pick_up", 60), ("closed", 14 * 60), ("pick_up", 60),
    ]  # fmt: skip
    assert ledger is not None
    assert ledger.minutes == 19 * 60
    found = queries.get_throughput(floor.dispatcher, floor.store_id, TODAY, TODAY + DAY, AT + 2 * DAY)
    (row,) = found.rows
    assert (row.minutes, row.parts_minutes, row.start_minutes) == (19 * 60, 20, 10)
    assert (found.mean, found.mean_start, found.parts_hours) == (19 * 60, 10, Decimal(20) / 60)
    assert (found.closure, found.completion, found.change) == (1, 1, None)
    assert sum(one.minutes for one in found.stages) == 19 * 60


def test_a_wait_costs_what_the_store_has_set_by_what_it_holds(floor: Floor, order: OrderAtWork) -> None:
    visited(floor, order)
    ledger = queries.list_waits(floor.dispatcher, floor.store_id, WaitFilter(), AT + 2 * HOUR)
    (row,) = ledger.rows
    assert (row.reason, row.minutes, row.cost, row.noted_by) == ("parts", 20, None, "王强")
    set_value(floor, "workshop.bay_hour_cost", 6000)
    set_value(floor, "workshop.car_hour_cost", 1200)
    set_value(floor, "workshop.technician_hour_cost", 9000)
    # Parts hold a bay and the car, not the technician: 20 minutes of 72 yuan.
    (row,) = queries.list_waits(floor.dispatcher, floor.store_id, WaitFilter(), AT + 2 * HOUR).rows
    assert row.cost == Money.yuan(24)


def test_waits_count_opening_hours_and_are_told_apart_by_day(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    pause(order, floor.wang, AT + 3 * HOUR, "approval")
    at = AT + 20 * HOUR  # 10:00 of the next day
    asked = WaitFilter(since=TODAY, until=TODAY + DAY)
    ledger = queries.list_waits(floor.dispatcher, floor.store_id, asked, at)
    assert [(one.label, one.minutes) for one in ledger.by_step] == [("2026-11-20", 60), ("2026-11-21", 120)]
    assert (ledger.total.minutes, ledger.total.open) == (180, 1)
    assert [one.minutes for one in queries.list_waits(floor.dispatcher, floor.store_id, WaitFilter(), at).rows] == [120]
    by_month = queries.list_waits(floor.dispatcher, floor.store_id, WaitFilter(TODAY, TODAY + DAY, step="month"), at)
    assert [(one.label, one.minutes) for one in by_month.by_step] == [("2026-11", 180)]
    for asked in (WaitFilter(reason=("parts",)), WaitFilter(is_open=False), WaitFilter(text="没有")):
        assert queries.list_waits(floor.dispatcher, floor.store_id, asked, at).rows == ()


def test_figures_are_the_own_stores_and_of_a_bounded_time(floor: Floor, order: OrderAtWork) -> None:
    stranger = make_floor("SZ").dispatcher
    with pytest.raises(Denied):
        queries.list_waits(stranger, floor.store_id, WaitFilter(), AT)
    with pytest.raises(Denied):
        queries.list_waits(floor.wang.actor, floor.store_id, WaitFilter(), AT)
    with pytest.raises(Invalid, match="93"):
        queries.list_waits(floor.dispatcher, floor.store_id, WaitFilter(TODAY - 100 * DAY, TODAY), AT)


def test_ratios_divide_sums_and_are_compared_with_the_month_before(floor: Floor, order: OrderAtWork) -> None:
    for technician, hours in ((floor.wang, 4), (floor.li, 2)):
        clock_in(actor=technician.actor, employee_id=technician.id, at=AT)
        clock_out(actor=technician.actor, employee_id=technician.id, at=AT + hours * HOUR)
    visited(floor, order)
    first = TODAY.replace(day=1)
    found = queries.list_labour(floor.dispatcher, floor.store_id, first, TODAY, AT + DAY)
    store = found.store.now
    assert (store.available, store.clocked, store.sold, store.unnamed) == (360, 30, 30, 330)
    assert (store.utilisation, store.efficiency) == (Decimal(30) / 360, 1)
    assert store.productivity == store.utilisation
    assert (found.first_before.isoformat(), found.last_before.isoformat()) == ("2026-10-01", "2026-10-20")
    billing.settle_order(actor=floor.desk.actor, number=order.number, at=AT + 2 * HOUR)
    paid = queries.list_labour(floor.dispatcher, floor.store_id, TODAY, TODAY, AT + DAY).store.now.paid
    assert paid == 30
    set_value(floor, "workshop.paid_hours", "clocked")
    rows = queries.list_labour(floor.dispatcher, floor.store_id, TODAY, TODAY, AT + DAY).technicians
    assert {row.name: row.now.paid for row in rows} == {"王强": 30, "李明": 0}


def test_a_technicians_shift_is_named_to_the_minute(floor: Floor, order: OrderAtWork) -> None:
    clock_in(actor=floor.wang.actor, employee_id=floor.wang.id, at=AT - 20 * MINUTE)
    given = {"actor": floor.wang.actor, "store_id": floor.store_id}
    commands.begin_indirect_time(activity="meeting", at=AT - 15 * MINUTE, **given)
    start(order, floor.wang, AT)
    pause(order, floor.wang, AT + 30 * MINUTE, "break")
    start(order, floor.wang, AT + 45 * MINUTE)
    finish(order, floor.wang, AT + HOUR)
    clock_out(actor=floor.wang.actor, employee_id=floor.wang.id, at=AT + 2 * HOUR)
    day = queries.get_tiled_day(floor.dispatcher, floor.wang.id, TODAY, AT + DAY)
    assert [(one.label, one.minutes) for one in day.tiles] == [
        ("等活", 5), ("开会", 15), ("施工", 30), ("吃饭休息", 15), ("施工", 15), ("等活", 60),
    ]  # fmt: skip
    assert sum(one.minutes for one in day.tiles) == 140
    header = queries.technician_day(floor.wang.actor, now=AT + 2 * HOUR)
    assert (header.sold_minutes, header.clocked_minutes) == (30, 45)


@pytest.mark.parametrize(
    "path", ["waiting/", "labour/", "labour/records/", "labour/corrections/", "stays/", "labour/{wang}/?day=2026-11-20"]
)
def test_the_ledgers_have_pages_and_spreadsheets_for_leaders_only(
    client: Client, floor: Floor, order: OrderAtWork, path: str, wall_clock: WallClock
) -> None:
    visited(floor, order)
    wall_clock.forward(hours=2)
    address = f"/workshop/{path}".format(wang=floor.wang.id)
    days = "since=2026-11-01&until=2026-11-30"
    client.force_login(User.objects.get(pk=floor.dispatcher.id))
    assert client.get(address).status_code == 200
    if "?" not in address:
        answer = client.get(f"{address}?{days}")
        assert answer.status_code == 200
        assert order.number in answer.content.decode() or path in ("labour/", "labour/corrections/", "stays/")
        sheet = client.get(f"{address}?{days}&format=xlsx")
        assert sheet.headers["Content-Type"].endswith("spreadsheetml.sheet")
        assert client.get(f"{address}?since=2020-01-01&until=2026-11-30").status_code == 422
    client.force_login(User.objects.get(pk=floor.wang.actor.id))
    assert client.get(address).status_code == 403


def test_sums_lead_to_their_rows(client: Client, floor: Floor, order: OrderAtWork, wall_clock: WallClock) -> None:
    visited(floor, order)
    wall_clock.forward(hours=2)
    client.force_login(User.objects.get(pk=floor.dispatcher.id))
    days = "since=2026-11-20&until=2026-11-20"
    assert f"{days.replace('&', '&amp;')}&amp;reason=parts" in client.get(f"/workshop/waiting/?{days}").content.decode()
    whose = f"{days}&technician_id={floor.wang.id}"
    assert whose.replace("&", "&amp;") in client.get(f"/workshop/labour/?{days}").content.decode()
    assert order.number in client.get(f"/workshop/labour/records/?{whose}").content.decode()
    others = client.get(f"/workshop/labour/records/?{days}&technician_id={floor.li.id}").content.decode()
    assert f"技师: {floor.li.employee.name}" in others
    assert order.number not in others


def test_the_order_shows_its_ledger_and_the_hours_are_mended_from_it(
    client: Client, floor: Floor, order: OrderAtWork, wall_clock: WallClock
) -> None:
    visited(floor, order)
    wall_clock.forward(hours=2)
    client.force_login(User.objects.get(pk=floor.dispatcher.id))
    assert "这台车的时间" in client.get(f"/repair-orders/{order.number}/").content.decode()
    assert "补记工时" in client.get(f"/workshop/orders/{order.number}/clocks/").content.decode()
    job = f"/workshop/orders/{order.number}/jobs/{order.job_id}"
    assert client.get(f"{job}/add-clock/").status_code == 200
    stretch = {"started_at": "2026-11-20T14:32:00", "ended_at": "2026-11-20T14:40:00", "reason": "忘了打卡"}
    answer = client.post(f"{job}/add-clock/", {**stretch, "technician_id": floor.li.id, "reason": ""})
    assert answer.status_code == 422
    assert client.post(f"{job}/add-clock/", {**stretch, "technician_id": floor.li.id}).status_code == 303
    shares = {f"share_{floor.wang.id}": 70, f"share_{floor.li.id}": 20, "reason": "李明帮忙"}
    assert client.get(f"{job}/change-shares/").status_code == 200
    assert client.post(f"{job}/change-shares/", shares).status_code == 422
    assert client.post(f"{job}/change-shares/", {**shares, f"share_{floor.li.id}": 30}).status_code == 303
    (one,) = queries.list_job_shares(floor.dispatcher, order_id(floor, order))
    assert one.words == "王强 70%、李明 30%"


def test_the_phone_begins_and_ends_time_on_no_car(client: Client, floor: Floor, order: OrderAtWork) -> None:
    client.force_login(User.objects.get(pk=floor.wang.actor.id))
    assert client.post("/workshop/elsewhere/begin/", {"activity": "other"}).status_code == 303
    assert "请" in client.get("/workshop/my-day/").content.decode()
    client.post("/workshop/elsewhere/begin/", {"activity": "meeting"})
    assert "开会" in client.get("/workshop/my-day/").content.decode()
    client.post("/workshop/elsewhere/end/")
    assert "现在不做车" in client.get("/workshop/my-day/").content.decode()


def test_hours_are_summed_by_real_teams_and_by_trade_apart(floor: Floor, order: OrderAtWork) -> None:
    viewer = make_actor(floor.desk.store, "after_sales_manager")
    start(order, floor.wang)
    finish(order, floor.wang, AT + HOUR)

    def labour() -> queries.Labour:
        with reading(viewer):
            return queries.list_labour(viewer, floor.store_id, AT.date(), AT.date(), AT + 2 * HOUR)

    assert labour().teams == ()
    put_into_team(floor, floor.wang.id)
    found = labour()
    assert [(row.name, row.team) for row in found.technicians if row.team] == [("王强", "1人组")]
    assert [(row.name, row.now.clocked) for row in found.teams] == [("1人组", 60)]
    assert sum(row.now.clocked for row in found.trades) == found.store.now.clocked == 60
