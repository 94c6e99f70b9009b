"""What vehicle sales publish for figures."""

from datetime import UTC, date, datetime, timedelta

import pytest

from anxin.holdings.vehicle_sales import commands, queries
from anxin.holdings.vehicle_sales.models import DeliveryTeam
from anxin.holdings.vehicle_sales.rules import INTRODUCED, ITEMS
from anxin.holdings.vehicle_sales.tests.factories import PNG, make_ready_car, make_sold_car, make_team
from anxin.parties.contacts.tests.factories import make_contact
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.scope import reading
from anxin.platform.tests.fact_rows import fact_rows, of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def hand_over(store: Store, *, at: datetime = AT, is_introduced: bool = True) -> int:
    """The customer of a car that was handed over."""
    car, system = make_ready_car(store), system_actor("test")
    items = {**dict.fromkeys(ITEMS, True), INTRODUCED: is_introduced}
    words = "" if is_introduced else "售后没空"
    commands.hand_over_car(actor=system, sold_car_id=car.id, items=items, words=words, signature=PNG, at=at)
    with reading(system):
        return queries.get_sold_car(system, car.id).customer_id


def test_who_was_introduced_and_when_he_was_first_called() -> None:
    store, other = make_store("LG"), make_store("BA")
    for place in (store, other):
        make_team(place)
    called, silent = hand_over(store), hand_over(store, is_introduced=False)
    hand_over(other)
    make_sold_car(store)
    make_contact(store, called, at=AT - DAY)
    make_contact(store, called, at=AT + 2 * DAY, direction="in")
    make_contact(store, called, at=AT + 3 * DAY, result="no_answer")
    make_contact(store, called, at=AT + 5 * DAY)
    make_contact(store, called, at=AT + 9 * DAY)
    rows = fact_rows(make_actor(store, "service_manager"), "vehicle_sales.handover")
    told = ("customer_id", "day", "is_introduced", "is_inspected", "days_after_plan", "days_to_first_contact")
    assert [of(row, *told) for row in rows] == [
        (called, date(2026, 11, 20), True, True, 0, 5),
        (silent, date(2026, 11, 20), False, True, 0, None),
    ]
    with reading(system_actor("test")):
        one = DeliveryTeam.objects.in_stores([store.pk]).get()
    three = (one.sales_id, one.service_id, one.relations_id)
    assert {of(row, "consultant_id", "advisor_id", "clerk_id") for row in rows} == {three}


def test_a_hand_over_counts_on_the_day_on_the_stores_wall() -> None:
    store = make_store("LG")
    make_team(store, at=datetime(2026, 11, 30, 4, tzinfo=UTC))
    for minute in (59, 60):
        hand_over(store, at=datetime(2026, 11, 30, 15, tzinfo=UTC) + timedelta(minutes=minute))
    (row,) = fact_rows(system_actor("test"), "vehicle_sales.handover", date(2026, 11, 1), date(2026, 11, 30))
    assert row["day"] == date(2026, 11, 30)
