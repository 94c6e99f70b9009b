"""Everybody's days as figures see them: the same as attendance, duty and the shift clock say."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from anxin.parties.org.commands import set_holiday, set_store_hours
from anxin.parties.org.tests.factories import make_actor, make_store
from anxin.parties.people.commands import (
    PlannedDuty,
    cancel_absence,
    clock_in,
    clock_out,
    leave_employee,
    plan_roster,
    record_absence,
    set_skill,
)
from anxin.parties.people.queries import attendance_of, list_duty
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.tests.fact_rows import fact_rows, of

FACT = "people.duty_day"
NOW = clock.now()
LAST = NOW.date().replace(day=1) - timedelta(days=1)
FIRST = LAST.replace(day=1)
"""The month before this one."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EARLY = datetime.combine(LAST, time(15, 30), UTC)
"""Half past eleven in the evening of its last day in Shanghai."""
pytestmark = pytest.mark.django_db


def test_rest_absence_and_shifts_of_a_month_are_those_of_attendance() -> None:
    store = make_store()
    boss = make_actor(store, "service_manager")
    one = make_employee(store, "technician", trade="mechanical")
    hours = (time(8, 30), time(17, 30))
    duties = [PlannedDuty(one.pk, FIRST + step * DAY, *hours) for step in range(LAST.day - 1)]
    plan_roster(actor=boss, store_id=store.pk, duties=[*duties, PlannedDuty(one.pk, LAST)], at=NOW)
    away: dict[str, Any] = {"actor": boss, "employee_id": one.pk, "at": NOW}
    record_absence(kind="sick", starts_on=FIRST, ends_on=FIRST + DAY, **away)
    record_absence(kind="annual", starts_on=FIRST + 4 * DAY, ends_on=FIRST + 5 * DAY, **away)
    taken_back = record_absence(kind="sick", starts_on=LAST, ends_on=LAST + DAY, **away)
    cancel_absence(actor=boss, absence_id=taken_back.id, at=NOW)
    clock_in(actor=boss, employee_id=one.pk, at=EARLY)
    clock_out(actor=boss, employee_id=one.pk, at=EARLY + HOUR + timedelta(seconds=59))
    rows = fact_rows(boss, FACT, FIRST, LAST)
    (month,) = attendance_of(boss, store.pk, FIRST, NOW)
    sums = [sum(row[name] for row in rows) for name in ("is_scheduled", "is_rest", "is_absent", "is_unclocked")]
    assert sums == [month.scheduled_days, month.rest_days, month.absent_days, month.unclocked_days]
    assert sums == [LAST.day - 3, 3, 2, LAST.day - 5]
    assert sum(row["minutes_on_shift"] for row in rows) == month.clocked_minutes == 60
    # The shift that runs into the next month is one of the day on which it began.
    names = ("day", "is_on_duty", "has_shift", "minutes_planned", "minutes_on_shift", "absence")
    assert of(rows[-1], *names) == (LAST, False, True, 0, 60, "")
    assert [of(rows[step], *names[1:]) for step in (0, 2, 4)] == [
        (False, False, 0, 0, "sick"),
        (True, False, 540, 0, ""),
        (False, False, 0, 0, "annual"),
    ]


def test_without_a_roster_the_hours_of_the_store_hold_and_a_shut_day_is_one_of_rest() -> None:
    store = make_store()
    boss = make_actor(store, "administrator", "service_manager")
    set_store_hours(actor=boss, store_id=store.pk, hours={day: [(time(9), time(18))] for day in range(6)}, at=NOW)
    sunday = next(FIRST + step * DAY for step in range(7) if (FIRST + step * DAY).weekday() == 6)
    set_holiday(actor=boss, store_id=store.pk, day=sunday + DAY, kind="closed", name="", at=NOW)
    advisor = make_employee(store, "service_advisor", extra_posts=("technician",))
    leader = make_employee(store, "team_leader", joined_on=sunday + 2 * DAY)
    clerk = make_employee(store, "cashier", joined_on=sunday - DAY)
    leave_employee(actor=make_actor(store, "hr_manager"), employee_id=clerk.pk, left_on=sunday + 2 * DAY, at=NOW)
    rows = fact_rows(boss, FACT, sunday, sunday + 3 * DAY)
    mine = [row for row in rows if row["employee_id"] == advisor.pk]
    assert [of(row, "is_planned", "is_scheduled", "is_rest", "minutes_planned") for row in mine] == [
        (False, False, True, 0),
        (False, False, True, 0),
        (False, True, False, 540),
        (False, True, False, 540),
    ]
    assert of(mine[0], "advisor_id", "technician_id", "post", "persons") == (
        advisor.pk, advisor.pk, "service_advisor", 1,
    )  # fmt: skip
    days = [row["day"] for row in rows if row["employee_id"] == leader.pk]
    assert days == [sunday + 2 * DAY, sunday + 3 * DAY]
    gone = [row for row in rows if row["employee_id"] == clerk.pk]
    assert [of(row, "advisor_id", "technician_id") for row in gone] == [(None, None)] * 3
    for step in (2, 3):
        on_duty = {row["employee_id"] for row in rows if row["day"] == sunday + step * DAY and row["is_on_duty"]}
        assert on_duty == {one.employee_id for one in list_duty(boss, store.pk, sunday + step * DAY)}


def test_without_a_roster_who_clocks_in_was_there_when_he_did_and_who_never_does_on_open_days() -> None:
    store = make_store()
    boss = make_actor(store, "administrator", "service_manager")
    set_store_hours(actor=boss, store_id=store.pk, hours={day: [(time(9), time(18))] for day in range(7)}, at=NOW)
    set_holiday(actor=boss, store_id=store.pk, day=FIRST + 3 * DAY, kind="closed", name="", at=NOW)
    clocking, silent, planned = (make_employee(store, "service_advisor", joined_on=FIRST - 40 * DAY) for _ in range(3))
    for one, steps in ((clocking, (0, 2, 3)), (planned, (0, 3))):
        for step in steps:
            came = datetime.combine(FIRST + step * DAY, time(2), UTC)
            clock_in(actor=boss, employee_id=one.pk, at=came)
            clock_out(actor=boss, employee_id=one.pk, at=came + HOUR)
    record_absence(
        actor=boss, employee_id=clocking.pk, kind="sick", starts_on=FIRST + 2 * DAY, ends_on=FIRST + 5 * DAY, at=NOW
    )
    plan_roster(actor=boss, store_id=store.pk, duties=[PlannedDuty(planned.pk, FIRST)], at=NOW)

    def days(who: Any, name: str, first: date = FIRST) -> list[int]:
        rows = fact_rows(boss, FACT, first, first + 6 * DAY)
        return [(row["day"] - first).days for row in rows if row["employee_id"] == who.pk and row[name]]

    # He came twice while he was recorded as ill, once on a shut day: the record holds.
    assert [days(clocking, name) for name in ("is_on_duty", "is_scheduled", "is_absent")] == [
        [0],
        [0, 2, 3, 4, 5],
        [2, 3, 4, 5],
    ]
    assert (days(clocking, "is_rest"), days(clocking, "is_unclocked")) == ([1, 6], [])
    assert days(silent, "is_on_duty") == days(silent, "is_unclocked") == [0, 1, 2, 4, 5, 6]
    # Who is planned for some days was there on the other open ones, and when he clocked in on a shut one.
    assert (days(planned, "is_on_duty"), days(planned, "is_rest")) == ([1, 2, 3, 4, 5, 6], [0])
    before = (FIRST - DAY).replace(day=1)
    assert days(clocking, "is_on_duty", before) == days(silent, "is_on_duty", before) != []


def test_a_certificate_counts_while_it_is_valid_and_another_store_is_not_seen() -> None:
    store = make_store()
    one = make_employee(store, "technician")
    make_employee(make_store("SZ"), "technician")
    boss = make_actor(store, "hr_manager")
    valid: dict[str, Any] = {"code": "high_voltage", "certificate": "HV-1", "valid_to": FIRST + DAY, "at": NOW}
    set_skill(actor=boss, employee_id=one.pk, **valid)
    rows = fact_rows(boss, FACT, FIRST, FIRST + 2 * DAY)
    assert [of(row, "employee_id", "has_high_voltage") for row in rows] == [
        (one.pk, True), (one.pk, True), (one.pk, False),
    ]  # fmt: skip
