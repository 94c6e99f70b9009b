"""Facts of time and work: what a small story leaves for figures, beside the pages that say the same."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.stores import forget
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.commands import PlannedDuty, clock_in, clock_out, plan_roster, record_absence
from anxin.parties.people.facts import TECHNICIANS
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.visit.billing import commands as billing
from anxin.visit.repair_orders.commands import deliver_repair_order
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import Check, Share
from anxin.visit.workshop.queries import WaitFilter
from anxin.visit.workshop.queries.floor import TECHNICIAN_POSTS
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    all_passed,
    check_before_delivery,
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
from anxin.visit.workshop.tests.time_steps import MINUTE, order_id

DAY = timedelta(days=1)
TODAY = AT.date()
NIGHT = datetime(2026, 10, 31, 15, 30, tzinfo=UTC)
"""Half past eleven in the evening of 31 October in Shanghai."""
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def order(floor: Floor) -> OrderAtWork:
    return order_for(floor, at=AT)


def cleared(floor: Floor, order: OrderAtWork, at: datetime) -> None:
    """Settled and paid."""
    (bill,) = billing.settle_order(actor=floor.desk.actor, number=order.number, at=at).bills
    tenders = [billing.Tender("cash", bill.due)]
    billing.take_payment(actor=floor.desk.actor, bill_id=bill.bill_id, tenders=tenders, at=at)


def wall_of_the_database() -> datetime:
    """The clock that facts read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now: datetime = cursor.fetchone()[0]
    return now


def test_stretches_on_cars_and_beside_them(floor: Floor, order: OrderAtWork) -> None:
    team = put_into_team(floor, floor.wang.id)
    given = {"actor": floor.wang.actor, "store_id": floor.store_id}
    commands.begin_indirect_time(activity="meeting", at=AT - 15 * MINUTE, **given)
    start(order, floor.wang, AT)
    pause(order, floor.wang, AT + 20 * MINUTE + timedelta(seconds=40), "break")
    commands.begin_indirect_time(activity="cleaning", at=AT + 30 * MINUTE, **given)
    start(order, floor.wang, AT + 45 * MINUTE)
    rows = fact_rows(floor.dispatcher, "workshop.job_clock")
    names = ("day", "number", "technician_id", "team_id", "job_id", "minutes", "hours", "is_rework", "is_sent_back")
    assert [of(row, *names) for row in rows] == [
        (TODAY, order.number, floor.wang.id, team, order.job_id, 20, Decimal("0.344"), False, False)
    ]
    assert of(rows[0], "advisor_id", "order_kind", "is_internal") == (floor.desk.employee_id, "general", False)
    assert rows[0]["is_body_shop"] is False
    meeting, rest = fact_rows(floor.dispatcher, "workshop.indirect_time")
    names = ("day", "technician_id", "team_id", "activity", "minutes", "hours")
    assert of(meeting, *names) == (TODAY, floor.wang.id, team, "meeting", 15, Decimal("0.250"))
    assert of(rest, "activity", "minutes") == ("cleaning", 15)


def test_work_after_an_inspection_that_failed_is_told_apart(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang, AT)
    finish(order, floor.wang, AT + HOUR)
    failed = [*all_passed("general")[1:], Check("function", False)]
    inspect(floor, order, AT + HOUR, checks=failed, note="还有异响", rework_job_ids=[order.job_id])
    start(order, floor.wang, AT + HOUR)
    finish(order, floor.wang, AT + 2 * HOUR)
    inspect(floor, order, AT + 2 * HOUR)
    clocks = fact_rows(floor.dispatcher, "workshop.job_clock")
    assert [of(row, "minutes", "is_sent_back") for row in clocks] == [(60, False), (60, True)]
    rows = [row for row in fact_rows(floor.dispatcher, "workshop.inspection") if row["level"] == "general"]
    names = ("day", "is_passed", "is_first", "technician_id", "lines", "lines_failed")
    lines = len(failed) + 1
    # The line that failed, and that of the job that goes back.
    assert [of(row, *names) for row in rows] == [
        (TODAY, False, True, floor.wang.id, lines, 2),
        (TODAY, True, False, floor.wang.id, lines, 0),
    ]
    found = queries.count_first_inspections(floor.inspector, floor.store_id, TODAY, TODAY)
    firsts = [row for row in rows if row["is_first"]]
    assert (found.inspected, found.passed) == (len(firsts), sum(row["is_passed"] for row in firsts)) == (1, 0)
    own = [row for row in fact_rows(floor.dispatcher, "workshop.inspection") if row["level"] == "self"]
    assert [of(row, "is_first", "inspector_id", "job_id") for row in own] == [
        (True, floor.wang.id, order.job_id), (False, floor.wang.id, order.job_id),
    ]  # fmt: skip


def test_a_technicians_days_are_those_of_the_page_of_hours(floor: Floor, order: OrderAtWork) -> None:
    boss = make_actor(floor.desk.store, "service_manager")
    for step in range(5):
        at = AT + step * DAY
        other = order_for(floor, at=at)
        dispatched(floor, other, plan(floor, floor.wang, floor.li, start=at), at=at)
        for technician, minutes in ((floor.wang, 61), (floor.li, 30)):
            start(other, technician, at + MINUTE / 2)
            pause(other, technician, at + minutes * MINUTE, "break")
            given = {"actor": technician.actor, "store_id": floor.store_id}
            commands.begin_indirect_time(activity="cleaning", at=at + 70 * MINUTE, **given)
            commands.end_indirect_time(at=at + 90 * MINUTE, **given)
        if step < 3:
            clock_in(actor=floor.wang.actor, employee_id=floor.wang.id, at=at - HOUR)
            clock_out(actor=floor.wang.actor, employee_id=floor.wang.id, at=at + 5 * HOUR + timedelta(seconds=30))
    duties = [PlannedDuty(floor.li.id, TODAY, AT.time(), (AT + 4 * HOUR).time()), PlannedDuty(floor.li.id, TODAY + DAY)]
    plan_roster(actor=boss, store_id=floor.store_id, duties=duties, at=AT)
    sick: dict[str, Any] = {"starts_on": TODAY + 2 * DAY, "ends_on": TODAY + 2 * DAY, "kind": "sick"}
    record_absence(actor=boss, employee_id=floor.li.id, at=AT, **sick)
    rows = fact_rows(floor.dispatcher, "workshop.technician_day", TODAY, TODAY + 4 * DAY)
    for step in range(5):
        day = TODAY + step * DAY
        page = queries.list_labour(floor.dispatcher, floor.store_id, day, day, AT + 9 * DAY)
        expected = {one.technician_id: (one.now.available, one.now.clocked, one.now.indirect) for one in page.technicians}
        names = ("minutes_available", "minutes_clocked", "minutes_indirect")
        assert {row["technician_id"]: of(row, *names) for row in rows if row["day"] == day} == expected
    of_li = [row["minutes_available"] for row in rows if row["technician_id"] == floor.li.id]
    assert of_li == [240, 0, 0, 600, 600]
    of_wang = [row for row in rows if row["technician_id"] == floor.wang.id]
    assert of(of_wang[0], "minutes_available", "hours_clocked", "has_shift") == (360, Decimal("1.008"), True)
    assert of(of_wang[4], "minutes_available", "has_shift") == (600, False)
    assert all(f"'{post}'" in TECHNICIANS for post in TECHNICIAN_POSTS)


def test_what_runs_counts_up_to_now_and_a_forgotten_shift_as_planned(floor: Floor) -> None:
    now = wall_of_the_database()
    local = now.astimezone(floor.desk.store.clock.zone)
    # Now is the middle of the business day, whatever the hour.
    cut = (local - 12 * HOUR).replace(minute=0, second=0)
    Store.objects.filter(pk=floor.store_id).update(day_starts_at=cut.time())
    forget()
    for technician, since, spent in ((floor.wang, now - 90 * MINUTE, 60), (floor.li, now - DAY, 50)):
        order = order_for(floor, at=since)
        clock_in(actor=technician.actor, employee_id=technician.id, at=since)
        start(order, technician, since + (90 - spent) * MINUTE)
    rows = fact_rows(floor.dispatcher, "workshop.technician_day")
    names = ("day", "minutes_available", "minutes_clocked", "shifts_unended")
    found = {row["technician_id"]: of(row, *names) for row in rows}
    # Nobody knows for how long the one of yesterday was on the car: he was there as long as the store was open.
    assert found == {floor.wang.id: (cut.date(), 90, 60, 0), floor.li.id: (cut.date() - DAY, 600, 0, 1)}
    for day in (cut.date(), cut.date() - DAY):
        page = queries.list_labour(floor.dispatcher, floor.store_id, day, day, now)
        hours = {one.technician_id: (one.now.available, one.now.clocked) for one in page.technicians}
        assert {row["technician_id"]: of(row, *names[1:3]) for row in rows if row["day"] == day} == {
            who: each for who, each in hours.items() if any(each)
        }


def test_a_forgotten_shift_is_as_long_as_the_roster_says_and_never_shorter_than_what_was_ended(floor: Floor) -> None:
    came = datetime.combine(wall_of_the_database() - 3 * DAY, AT.time(), UTC)
    day = came.date()
    boss = make_actor(floor.desk.store, "service_manager")
    duties = [PlannedDuty(floor.li.id, day, came.time(), (came + 4 * HOUR).time()), PlannedDuty(floor.wang.id, day)]
    plan_roster(actor=boss, store_id=floor.store_id, duties=duties, at=came)
    clock_in(actor=floor.li.actor, employee_id=floor.li.id, at=came)
    clock_in(actor=floor.wang.actor, employee_id=floor.wang.id, at=came - 13 * HOUR / 2)
    clock_out(actor=floor.wang.actor, employee_id=floor.wang.id, at=came + 9 * HOUR / 2)
    clock_in(actor=floor.wang.actor, employee_id=floor.wang.id, at=came + 5 * HOUR)
    rows = fact_rows(floor.dispatcher, "workshop.technician_day", day, day)
    found = {row["technician_id"]: of(row, "minutes_available", "hours_available", "shifts_unended") for row in rows}
    assert found == {floor.li.id: (240, Decimal(4), 1), floor.wang.id: (660, Decimal(11), 1)}
    page = queries.list_labour(floor.dispatcher, floor.store_id, day, day, came + 2 * DAY)
    assert {one.technician_id: one.now.available for one in page.technicians if one.now.available} == {
        who: minutes for who, (minutes, _hours, _shifts) in found.items()
    }


def test_a_wait_is_cut_by_business_days_as_the_ledger_counts_it(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    pause(order, floor.wang, AT + 3 * HOUR, "approval")
    start(order, floor.wang, AT + 45 * HOUR)
    rows = fact_rows(floor.dispatcher, "workshop.wait")
    for row in rows:
        asked = WaitFilter(since=row["day"], until=row["day"])
        ledger = queries.list_waits(floor.dispatcher, floor.store_id, asked, AT + 9 * DAY)
        assert row["minutes"] == ledger.total.minutes
    names = ("day", "reason", "minutes", "hours", "is_first_day", "is_open", "number")
    assert [of(row, *names) for row in rows] == [
        (TODAY, "approval", 60, Decimal("1.000"), True, False, order.number),
        (TODAY + DAY, "approval", 600, Decimal("10.000"), False, False, order.number),
        (TODAY + 2 * DAY, "approval", 180, Decimal("3.000"), False, False, order.number),
    ]
    assert fact_rows(floor.dispatcher, "workshop.wait", TODAY + DAY, TODAY + DAY)[0]["minutes"] == 600


def test_a_day_that_is_cut_at_night_cuts_waits_there(floor: Floor, order: OrderAtWork) -> None:
    Store.objects.filter(pk=floor.store_id).update(day_starts_at="16:00")
    forget()
    start(order, floor.wang)
    pause(order, floor.wang, AT + HOUR, "parts")
    start(order, floor.wang, AT + 3 * HOUR)
    # From 15:00 to 17:00, an hour of it before the business day of the 20th begins.
    assert [of(row, "day", "minutes") for row in fact_rows(floor.dispatcher, "workshop.wait")] == [
        (TODAY - DAY, 60), (TODAY, 60),
    ]  # fmt: skip


def test_a_finished_job_is_its_technicians_by_share_on_the_day_on_which_it_ended(floor: Floor) -> None:
    order = order_for(floor, at=NIGHT)
    shares = [Share(floor.wang.id, 70), Share(floor.li.id, 30)]
    commands.dispatch_job(
        actor=floor.dispatcher,
        number=order.number,
        job_id=order.job_id,
        plan=commands.Plan(shares, NIGHT, NIGHT + HOUR, floor.bay.pk),
        at=NIGHT,
    )
    start(order, floor.wang, NIGHT)
    finish(order, floor.wang, NIGHT + 29 * MINUTE)
    inspect(floor, order, NIGHT + HOUR)
    late = order_for(floor, at=NIGHT)
    start(late, floor.li, NIGHT)
    finish(late, floor.li, NIGHT + 30 * MINUTE)
    stranger = make_floor("SZ")
    far = order_for(stranger, at=NIGHT)
    start(far, stranger.wang, NIGHT)
    finish(far, stranger.wang, NIGHT + 10 * MINUTE)
    rows = fact_rows(floor.dispatcher, "workshop.finished_job", *OCTOBER)
    names = ("technician_id", "share_percent", "hours", "minutes", "is_first", "bay_kind", "day")
    assert [of(row, *names) for row in rows] == [
        (floor.wang.id, 70, Decimal("0.350"), 29, True, "general", OCTOBER[1]),
        (floor.li.id, 30, Decimal("0.150"), 0, False, "general", OCTOBER[1]),
    ]
    # Promised three hours after it was opened, inspected after one.
    assert of(rows[0], "minutes_before_promise", "number") == (120, order.number)
    page = queries.list_labour(floor.dispatcher, floor.store_id, *OCTOBER, NIGHT + 9 * DAY)
    assert {row.name: row.now.sold_hours for row in page.technicians} == {"王强": Decimal("0.35"), "李明": Decimal("0.15")}
    after = fact_rows(floor.dispatcher, "workshop.finished_job", *NOVEMBER)
    assert [of(row, "number", "day", "hours", "minutes_before_promise") for row in after] == [
        (late.number, NOVEMBER[0], Decimal("0.500"), None)
    ]
    assert len(fact_rows(system_actor("test"), "workshop.finished_job", *OCTOBER)) == 3
    # The clock of both is of the day on which it began.
    assert len(fact_rows(floor.dispatcher, "workshop.job_clock", *OCTOBER)) == 2
    assert fact_rows(floor.dispatcher, "workshop.job_clock", *NOVEMBER) == []


def test_a_car_that_left_has_its_times_against_the_promise(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang, AT + 10 * MINUTE)
    finish(order, floor.wang, AT + 40 * MINUTE)
    inspect(floor, order, AT + HOUR)
    commands.check_wash(actor=floor.inspector, number=order.number, is_clean=True, at=AT + HOUR)
    check_before_delivery(floor.inspector, order.number, AT + 2 * HOUR)
    cleared(floor, order, AT + 150 * MINUTE)
    deliver_repair_order(actor=floor.desk.actor, number=order.number, at=AT + 4 * HOUR)
    (row,) = fact_rows(floor.dispatcher, "workshop.order_times", TODAY, TODAY)
    assert of(row, "key", "minutes_here", "minutes_to_start", "minutes_clocked") == (order_id(floor, order), 240, 10, 30)
    promise = [row[f"minutes_{step}_before_promise"] for step in ("final", "settled", "delivered")]
    assert promise == [60, 30, -60]
    assert of(row, "has_body", "has_paint", "is_washed", "is_rework", "is_internal") == (False, False, True, False, False)
    assert fact_rows(floor.dispatcher, "workshop.order_times", TODAY + DAY) == []
