"""A store's days as figures see them: hours, special days, the cut of the business day, the rooms; up to today."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from anxin.parties.org.commands import StoreDetails, change_store, create_store, set_holiday, set_store_hours
from anxin.parties.org.models import Store
from anxin.parties.org.queries import calendar_of, store_info, system_actor
from anxin.parties.org.stores import forget
from anxin.parties.org.tests.factories import AT, make_actor, make_bay, make_parking_place, make_store
from anxin.platform.tests.fact_rows import fact_rows, of

FACT = "org.store_day"
LAST = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
FIRST = LAST.replace(day=1)
"""The month before this one."""
NOON = {1: [(time(8), time(12)), (time(13), time(17, 30))], 2: [(time(9), time(18))], 6: [(time(9), time(15))]}
DAYS = [FIRST + timedelta(days=step) for step in range(LAST.day)]
pytestmark = pytest.mark.django_db


def test_a_month_has_its_days_and_the_rooms_of_the_store() -> None:
    store = make_store("LG")
    for kind in ("general", "general", "paint", "reception", "wash"):
        make_bay(store, kind=kind, is_high_voltage=kind == "paint")
    make_parking_place(store)
    stranger = make_store("SZ")
    rows = fact_rows(make_actor(store, "general_manager"), FACT, FIRST, LAST)
    assert [row["day"] for row in rows] == DAYS
    assert {row["store_id"] for row in rows} == {store.pk}
    assert len({row["key"] for row in fact_rows(system_actor("test"), FACT, FIRST, LAST)}) == 2 * LAST.day
    assert stranger.pk != store.pk
    names = ("is_open", "minutes_open", "bays", "bays_general", "bays_paint", "bays_reception", "bays_wash")
    assert of(rows[0], *names) == (True, 600, 3, 2, 1, 1, 1)
    more = ("stores", "bays_high_voltage", "parking_places", "bay_minutes", "body_bay_minutes")
    assert of(rows[-1], *more) == (1, 1, 1, 1800, 600)


def test_hours_are_those_of_the_working_calendar_on_plain_and_special_days() -> None:
    store = make_store("LG")
    boss = make_actor(store, "administrator")
    set_store_hours(actor=boss, store_id=store.pk, hours=NOON, at=AT)
    tuesday, monday, sunday = (next(day for day in DAYS if day.weekday() == weekday) for weekday in (1, 0, 6))
    for day, kind in ((tuesday, "closed"), (monday, "open"), (sunday, "open")):
        set_holiday(actor=boss, store_id=store.pk, day=day, kind=kind, name="", at=AT)
    forget()
    calendar, local = calendar_of(store.pk), store_info(store.pk).clock
    rows = fact_rows(boss, FACT, FIRST, LAST)
    expected = [calendar.working_minutes_between(*local.bounds(row["day"])) for row in rows]
    assert [row["minutes_open"] for row in rows] == expected
    assert [row["is_open"] for row in rows] == [bool(calendar.hours_on(row["day"])) for row in rows]
    minutes = {row["day"]: row["minutes_open"] for row in rows}
    # The Monday that is open has the hours of the weekday with the most spans: 4 h and 4.5 h.
    assert (minutes[tuesday], minutes[monday], minutes[sunday]) == (0, 510, 360)
    assert minutes[tuesday + timedelta(days=7)] == 510


def test_a_business_day_that_is_cut_at_night_has_its_own_hours() -> None:
    store = make_store("LG")
    Store.objects.filter(pk=store.pk).update(day_starts_at=time(10), opened_on=LAST - timedelta(days=1))
    forget()
    rows = fact_rows(make_actor(store, "general_manager"), FACT, FIRST, LAST)
    # From 10:00 to 18:00, and from 08:00 to 10:00 of the next date.
    assert [(row["day"], row["minutes_open"]) for row in rows] == [
        (LAST - timedelta(days=1), 600), (LAST, 600),
    ]  # fmt: skip


def test_days_go_back_two_years_of_whole_months_and_end_today() -> None:
    store = make_store("LG")
    days = [row["day"] for row in fact_rows(make_actor(store, "general_manager"), FACT)]
    today = store_info(store.pk).clock.day(datetime.now(UTC))  # The fact reads the clock of the database.
    assert (days[0], days[-1]) == (today.replace(year=today.year - 2, day=1), today)


def test_a_store_that_is_closed_keeps_the_days_until_it_was_and_gets_days_again_when_it_opens() -> None:
    store, noon = make_store("LG"), datetime.combine(LAST - timedelta(days=9), time(4), UTC)
    boss = make_actor(store, "administrator")
    whole = StoreDetails("LG", store.name, store.brand_id, store.region_id)
    version = change_store(
        actor=boss, store_id=store.pk, details=replace(whole, is_active=False), expected_version=store.version, at=noon
    )
    # Another change does not move the day.
    closed = replace(whole, is_active=False, address="龙岗大道 1 号")
    change_store(actor=boss, store_id=store.pk, details=closed, expected_version=version, at=noon + timedelta(days=3))
    rows = fact_rows(boss, FACT, FIRST, LAST)
    assert [row["day"] for row in rows] == DAYS[:-9]
    change_store(actor=boss, store_id=store.pk, details=whole, expected_version=version + 1, at=noon + timedelta(days=5))
    assert [row["day"] for row in fact_rows(boss, FACT, FIRST, LAST)] == DAYS


def test_a_store_that_was_never_active_has_a_last_day_too() -> None:
    store = make_store("LG")
    boss = make_actor(store, "administrator", level="group")
    details = StoreDetails("NS", "南山店", store.brand_id, is_active=False)
    made = create_store(actor=boss, details=details, at=AT)
    assert Store.objects.get(pk=made).closed_on == AT.date()
    with pytest.raises(IntegrityError), transaction.atomic():
        Store.objects.filter(pk=made).update(closed_on=None)
