"""What bookings publish for figures."""

from datetime import UTC, date, datetime, timedelta

import pytest

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.references import DocumentRef
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.visit.appointments import commands
from anxin.visit.appointments.commands import ReminderReport
from anxin.visit.appointments.tests.factories import make_appointment

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOMORROW = AT + 20 * HOUR
"""Saturday 10:00 in Shanghai, two days after Thursday 14:00."""
FACT = "appointments.appointment"


def test_who_was_reminded_and_came_and_who_did_not() -> None:
    store, system = make_store("LG"), system_actor("test")
    clerk = make_actor(store, "service_advisor")
    came = make_appointment(store, wanted_at=TOMORROW, at=AT - DAY, channel="wechat")
    missed = make_appointment(store, wanted_at=TOMORROW, at=AT - DAY)
    called_off = make_appointment(store, wanted_at=TOMORROW + HOUR, at=AT)
    assert commands.plan_reminders(actor=system, store_id=store.pk, at=AT).count == 2
    tell = {"actor": clerk, "at": AT + HOUR}
    commands.record_reminder(number=came.number, report=ReminderReport("coming"), **tell)
    commands.record_reminder(number=missed.number, report=ReminderReport("not_reached"), **tell)
    visit = DocumentRef("reception.reception", 1)
    commands.mark_arrived(actor=system, number=came.number, document=visit, at=TOMORROW - timedelta(seconds=200))
    commands.mark_no_show(actor=system, number=missed.number, at=TOMORROW + 2 * HOUR, reason="forgot")
    commands.cancel_appointment(actor=system, number=called_off.number, reason="改天", at=AT + HOUR)
    rows = fact_rows(clerk, FACT)
    assert [of(row, "number", "state", "day", "channel", "is_online") for row in rows] == [
        (came.number, "ARRIVED", TOMORROW.date(), "wechat", True),
        (missed.number, "NO_SHOW", TOMORROW.date(), "phone", False),
        (called_off.number, "CANCELLED", TOMORROW.date(), "phone", False),
    ]
    booked = ("minutes_booked_ahead", "minutes_after_slot", "punctuality", "no_show_reason")
    assert [of(row, *booked) for row in rows] == [
        (44 * 60, -4, "punctual", ""), (44 * 60, None, "", "forgot"), (21 * 60, None, "", ""),
    ]  # fmt: skip
    reminded = ("has_reminder", "is_reminded", "reminder_result", "minutes_reminded_before_slot")
    assert [of(row, *reminded) for row in rows] == [
        (True, True, "coming", 19 * 60), (True, False, "not_reached", None), (False, False, "", None),
    ]  # fmt: skip


def test_the_call_about_the_time_that_holds_counts() -> None:
    store, system = make_store("LG"), system_actor("test")
    booked = make_appointment(store, wanted_at=TOMORROW, at=AT - DAY)
    commands.plan_reminders(actor=system, store_id=store.pk, at=AT)
    report = ReminderReport("moved", wanted_at=TOMORROW + 2 * DAY)
    commands.record_reminder(actor=system, number=booked.number, report=report, at=AT + HOUR)
    (row,) = fact_rows(system, FACT)
    assert of(row, "day", "is_moved", "minutes_booked_ahead") == ((TOMORROW + 2 * DAY).date(), True, (48 + 19) * 60)
    assert of(row, "has_reminder", "is_reminded") == (False, False)


def test_a_month_has_both_its_ends_and_only_ones_own_store() -> None:
    mine, other = make_store("LG"), make_store("BA")
    # 31 October 17:30 and 1 December 08:00 in Shanghai stand around the month.
    for wanted_at in (
        datetime(2026, 10, 31, 9, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 0, 0, tzinfo=UTC),
        datetime(2026, 11, 30, 9, 30, tzinfo=UTC),
        datetime(2026, 12, 1, 0, 0, tzinfo=UTC),
    ):
        make_appointment(mine, wanted_at=wanted_at, at=datetime(2026, 10, 20, 6, tzinfo=UTC))
    make_appointment(other)
    rows = fact_rows(make_actor(mine, "service_advisor"), FACT, date(2026, 11, 1), date(2026, 11, 30))
    assert [row["day"] for row in rows] == [date(2026, 11, 1), date(2026, 11, 30)]
    assert {row["store_id"] for row in rows} == {mine.pk}
