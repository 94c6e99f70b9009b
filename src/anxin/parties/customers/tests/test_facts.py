"""What customer files publish for figures."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from anxin.parties.customers.commands import announce_erasure, ensure_relation, erase_customer, forget_customer
from anxin.parties.customers.models import Customer
from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.scope import unit_of_work
from anxin.platform.tests.fact_rows import fact_rows, of

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
PHONES = ("13800138001", "13800138002", "13800138003", "", "")
TOLD = ("customer_id", "kind", "has_phone", "has_vehicle", "is_complete", "days_to_complete")


def test_a_file_is_complete_with_a_phone_and_a_car_and_since_the_later_of_both() -> None:
    store, other = make_store("LG"), make_store("BA")
    whole, carless, mute = make_customer(store), make_customer(store), make_customer(store, phone="")
    for owner in (whole, mute):
        make_vehicle(store, owner_id=owner, at=AT)
    make_customer(other)
    clerk = make_actor(store, "service_advisor")
    assert [of(row, *TOLD) for row in fact_rows(clerk, "customers.file")] == [
        (whole, "private", True, True, True, 0),
        (carless, "private", True, False, False, None),
        (mute, "private", False, True, False, None),
    ]
    with unit_of_work(system_actor("test"), "test", writable=True):
        Customer.objects.across_stores(reason="test").filter(pk=mute).update(phone="13800138000")
    row = fact_rows(clerk, "customers.file")[-1]
    # The history is written by the database's own clock.
    today = timezone.now().astimezone(store.clock.zone).date()
    assert of(row, *TOLD) == (mute, "private", True, True, True, max((today - AT.date()).days, 0))


def test_a_file_counts_on_the_day_on_the_stores_wall() -> None:
    store = make_store("LG")
    for at in (datetime(2026, 11, 30, 15, 59, tzinfo=UTC), datetime(2026, 11, 30, 16, 0, tzinfo=UTC)):
        make_customer(store, at=at)
    (row,) = fact_rows(system_actor("test"), "customers.file", date(2026, 11, 1), date(2026, 11, 30))
    assert of(row, "day", "store_id") == (date(2026, 11, 30), store.pk)


def test_an_erased_file_tells_of_its_past_what_it_told_before() -> None:
    """Files with a phone since the first day or later, with a car of today, of a week ago and of another store, or none."""
    store, other = make_store("LG"), make_store("BA")
    manager, everybody = make_actor(store, "general_manager"), system_actor("test")
    since, lately, carless, mute, late = (make_customer(store, at=AT - WEEK, phone=phone) for phone in PHONES)
    for owner, at in ((since, AT - WEEK), (lately, AT), (mute, AT - WEEK), (late, AT - WEEK)):
        make_vehicle(store, owner_id=owner, at=at)
    with unit_of_work(everybody, "test", writable=True):
        Customer.objects.across_stores(reason="test").filter(pk=late).update(phone="13800138009")
    elsewhere = make_customer(store, at=AT - WEEK)
    ensure_relation(actor=everybody, store_id=other.pk, customer_id=elsewhere, at=AT)
    make_vehicle(other, owner_id=elsewhere, at=AT)
    told = [of(row, *TOLD) for row in fact_rows(everybody, "customers.file")]
    assert [days for *_others, days in told] == [0, 7, None, None, told[4][-1], 7]
    for one in (since, lately, carless, mute, late, elsewhere):
        erase_customer(actor=manager, customer_id=one, at=AT, is_confirmed=True)
        announce_erasure(actor=everybody, customer_id=one, at=AT)
    for store_id in (store.pk, other.pk):
        forget_customer(actor=everybody, store_id=store_id, customer_id=elsewhere, at=AT)
    rows = fact_rows(everybody, "customers.file")
    assert [of(row, *TOLD) for row in rows] == told
    assert all(row["is_erased"] for row in rows)
