"""A group with a store that opened in mid-year: what is asked of it before, and how much of its year is over."""

from datetime import date
from decimal import Decimal

import pytest

from anxin.management.kpi.commands import Cell, NewTarget, set_targets
from anxin.management.kpi.queries import Level, read_figure
from anxin.management.kpi.queries.passing import passing_by_store, passing_of
from anxin.management.kpi.rules.periods import Period, span_of, to_date
from anxin.management.kpi.tests.planted import plant
from anxin.parties.org import stores as org_stores
from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import AT, actor_for, make_region, make_store, make_user
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.scope import reading

D = Decimal


@pytest.fixture
def stores(db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Store, Store]:
    """One store of long ago and one that opened in July, each with eight cars in its first month of the year."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    old, new = make_store("OO", region=make_region("华南")), make_store("NN", region=make_region("华南"))
    Store.objects.filter(pk=old.pk).update(opened_on=date(2020, 7, 1))
    Store.objects.filter(pk=new.pk).update(opened_on=date(2026, 7, 1))
    org_stores.forget()
    days = [(old, date(2025, 1, 1))]
    days += [(old, date(2026, 3, 3 + n)) for n in range(8)] + [(new, date(2026, 7, 1 + n)) for n in range(8)]
    rows = [{"store_id": store.pk, "kind": "mechanical", "day": day} for store, day in days]
    plant(monkeypatch, "repair_orders.opened", rows)
    return old, new


def ask_for(store: Store, months: range) -> None:
    set_targets(
        actor=actor_for(make_user(store, "service_manager")),
        store_id=store.pk,
        year=2026,
        targets=[NewTarget(Cell("vehicle_entries", month), "ge", D(10)) for month in months],
        is_sure=True,
        at=AT,
    )


def target(boss: Actor, level: Level, unit: int, period: Period, day: date) -> Decimal | None:
    with reading(boss):
        found = read_figure(boss, "vehicle_entries", level, unit, period, day).target
    return None if found is None else found.value


@pytest.fixture
def boss(stores: tuple[Store, Store]) -> Actor:
    return actor_for(make_user(stores[0], "group_after_sales", level="group"))


def test_a_store_owes_no_target_for_months_before_it_opened(stores: tuple[Store, Store], boss: Actor) -> None:
    old, new = stores
    ask_for(old, range(1, 13))
    ask_for(new, range(7, 13))
    assert target(boss, Level.GROUP, 0, Period.MONTH, date(2026, 3, 31)) == 10
    assert target(boss, Level.GROUP, 0, Period.QUARTER, date(2026, 9, 30)) == 60
    assert target(boss, Level.GROUP, 0, Period.YEAR, date(2026, 11, 20)) == 180
    assert target(boss, Level.STORE, new.pk, Period.YEAR, date(2026, 11, 20)) == 60
    assert target(boss, Level.STORE, new.pk, Period.MONTH, date(2026, 3, 31)) is None


def test_from_its_opening_on_it_owes_one(stores: tuple[Store, Store], boss: Actor) -> None:
    old, new = stores
    ask_for(old, range(1, 13))
    ask_for(new, range(8, 13))
    assert target(boss, Level.GROUP, 0, Period.MONTH, date(2026, 6, 30)) == 10
    assert target(boss, Level.GROUP, 0, Period.MONTH, date(2026, 7, 31)) is None
    assert target(boss, Level.GROUP, 0, Period.YEAR, date(2026, 11, 20)) is None
    assert target(boss, Level.STORE, new.pk, Period.YEAR, date(2026, 11, 20)) is None


def test_its_year_begins_when_it_opens(stores: tuple[Store, Store]) -> None:
    old, new = stores
    by_store = passing_by_store([old.pk, new.pk], Period.YEAR, to_date(Period.YEAR, date(2026, 7, 31)), AT)
    assert (by_store[old.pk].over, by_store[old.pk].whole) == (212, 365)
    assert (by_store[new.pk].over, by_store[new.pk].whole) == (31, 184)
    march = span_of(Period.MONTH, date(2026, 3, 1))
    assert passing_of([old.pk, new.pk], Period.MONTH, march, AT).whole == 31
    assert passing_of([new.pk], Period.MONTH, march, AT).whole == 31
