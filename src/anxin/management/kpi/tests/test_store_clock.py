"""A store east of the group's clock: its day and month have come when they have come there."""

from datetime import UTC, date, datetime

import pytest

from anxin.management.kpi.queries import Level, read_data_flags, read_figure
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.tests.planted import plant
from anxin.parties.org import stores as org_stores
from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import actor_for, make_region, make_store, make_user
from anxin.platform import clock
from anxin.platform.scope import reading

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
"""23:30 on 30 November in Shanghai, half an hour into December in Tokyo."""
TODAY = date(2026, 12, 1)


def test_the_month_of_a_store_begins_by_its_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    store, home = make_store("TK", region=make_region("华南")), make_store("LG", region=make_region("华南"))
    Store.objects.filter(pk=store.pk).update(time_zone="Asia/Tokyo")
    org_stores.forget()
    rows = [{"store_id": one.pk, "kind": "mechanical", "day": date(2026, 1, 2)} for one in (store, home)]
    plant(monkeypatch, "repair_orders.opened", [*rows, {"store_id": store.pk, "kind": "mechanical", "day": TODAY}])
    actor = actor_for(make_user(store, "group_after_sales", level="group"))

    def value(code: str, level: Level, unit: int, period: Period) -> object:
        with reading(actor):
            return read_figure(actor, code, level, unit, period, TODAY).value

    for period in (Period.DAY, Period.MONTH):
        assert value("vehicle_entries", Level.STORE, store.pk, period) == 1
        assert value("customer_repair_output", Level.STORE, store.pk, period) == 0
        assert value("customer_repair_output", Level.STORE, home.pk, period) is None
        assert value("customer_repair_output", Level.GROUP, 0, period) == 0
    with reading(actor):
        day = date(2026, 11, 30)
        flags = [
            read_data_flags(actor, "vehicle_entries", level, unit, Period.MONTH, day)
            for level, unit in ((Level.STORE, store.pk), (Level.STORE, home.pk), (Level.GROUP, 0))
        ]
    assert [one.is_over for one in flags] == [True, False, False]
