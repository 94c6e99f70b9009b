"""A day of a store: 60 cars, 12 technicians, 10 bays, through screens and API in turn (B.4-B.6).

After closing, what the program kept is compared with what the test itself saw: no clock overlaps, no minute and no yuan is
lost, every promise is explained.
"""

from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import make_bay, make_region, make_store
from anxin.platform import clock
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.capacity.models import CapacityHold
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.billing.models import Bill, Payment
from anxin.visit.billing.queries import find_differences
from anxin.visit.repair_orders.models import PromiseChange, RepairOrder
from anxin.visit.workshop.models import JobClock, Waiting
from tests.journeys.person import Person
from tests.journeys.store_day import ADVISORS, BAYS, CARS, HOUR, MINUTE, MONDAY, OPENS, TECHNICIANS, StoreDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> StoreDay:
    settings.FILES_ROOT, settings.FILES_STORE, settings.OUTBOX_ROOT = tmp_path, "folder", tmp_path
    monkeypatch.setattr(clock, "now", lambda: OPENS)
    store = make_store("LG", region=make_region())
    stock_up(store, make_article("3CD698151", "前刹车片", "680.00"), "100")
    for number in range(BAYS):
        make_bay(store, f"{number + 1}号")
    made = StoreDay(
        Random(20261123),
        store,
        [Person(store, "service_advisor", "service_manager") for _each in range(ADVISORS)],
        Person(store, "dispatcher"),
        [Person(store, "technician", skills="mechanical", trade="mechanical") for _each in range(TECHNICIANS)],
        Person(store, "quality_inspector"),
        Person(store, "parts_clerk"),
        Person(store, "cashier", "service_manager"),
    )
    monkeypatch.setattr(clock, "now", made.now)
    return made


def test_a_day_of_sixty_cars_leaves_books_that_agree(day: StoreDay) -> None:
    for place in range(CARS):
        day.later(5 + place * 7, day.arrive)
    day.later(6, day.place)
    day.later(1, day.handle_events)
    for technician in day.technicians:
        day.later(8, lambda technician=technician: day.take_up(technician))  # type: ignore[misc]
    day.live(OPENS + 16 * HOUR)
    assert day.done["delivered"] == CARS
    with reading(system_actor("test")):
        check_clocks(day)
        check_money(day)
        check_promises(day)
        held = CapacityHold.objects.across_stores(reason="test").filter(released_at=None)
        assert not held.exclude(document_kind="appointments.appointment").exists(), "an hour stays promised to nobody"


def check_clocks(day: StoreDay) -> None:
    """No stretch overlaps another of its technician; what was worked and waited is what the test saw, to the minute."""
    stretches: dict[int, list[tuple[datetime, datetime]]] = {}
    worked: Counter[int] = Counter()
    by_job: Counter[int] = Counter()
    for one in JobClock.objects.across_stores(reason="test").order_by("started_at", "pk"):
        assert one.ended_at is not None
        stretches.setdefault(one.technician_id, []).append((one.started_at, one.ended_at))
        worked[one.technician_id] += (one.ended_at - one.started_at) // MINUTE
        by_job[one.job_id] += (one.ended_at - one.started_at) // MINUTE
    for own in stretches.values():
        assert all(before[1] <= after[0] for before, after in pairwise(own))
    assert worked == day.worked
    waited: Counter[int] = Counter()
    for wait in Waiting.objects.across_stores(reason="test"):
        assert wait.until is not None
        waited[wait.job_id] += (wait.until - wait.since) // MINUTE
    for car in day.cars.values():
        for job in car.jobs:
            assert by_job[job.id] == job.worked
            if not car.is_sent_back:
                assert waited[job.id] == job.waited


def check_money(day: StoreDay) -> None:
    """The books agree with each other and with what the customers signed; numbers run without gaps."""
    assert find_differences(system_actor("test"), day.store.pk, MONDAY) == []
    bills = Bill.objects.across_stores(reason="test")
    assert Money.sum(bill.amount for bill in bills) == Money.sum(car.total for car in day.cars.values())
    assert all(not bill.due for bill in bills if bill.payer == "customer")
    for rows in (Payment.objects.across_stores(reason="test"), RepairOrder.objects.across_stores(reason="test")):
        numbers = sorted(int(number[-4:]) for number in rows.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


def check_promises(day: StoreDay) -> None:
    """Every order ends with the promise of its last change, and each change after the first says why."""
    for order in RepairOrder.objects.across_stores(reason="test"):
        changes = list(PromiseChange.objects.across_stores(reason="test").filter(repair_order=order).order_by("pk"))
        assert changes[-1].promised_at == order.promised_at
        assert all(change.reason or change.at == order.opened_at for change in changes[1:])
