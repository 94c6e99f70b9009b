"""Throughput: every car once for each who had a part in it, days and hours behind it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import Denied, Invalid
from anxin.platform.scope import reading
from anxin.visit.workshop import queries
from anxin.visit.workshop.queries import TurnoverRow
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    dispatched,
    finish,
    make_floor,
    order_for,
    plan,
    start,
)

TODAY = AT.date()


def worked(floor: Floor, order: OrderAtWork, since: float, hours: float) -> None:
    dispatched(floor, order, plan(floor, start=AT + since * HOUR, hours=hours))
    start(order, floor.wang, AT + since * HOUR)
    finish(order, floor.wang, AT + (since + hours) * HOUR)


def rows(floor: Floor, kind: str, days: int = 0) -> dict[str, TurnoverRow]:
    with reading(floor.dispatcher):
        found = queries.list_turnover(floor.dispatcher, floor.store_id, TODAY - timedelta(days=days), TODAY, kind)
    return {row.name: row for row in found}


def test_cars_jobs_days_and_hours_by_bay_technician_trade_and_advisor(floor: Floor) -> None:
    worked(floor, order_for(floor), 0, 1)
    worked(floor, order_for(floor), 1, 0.5)
    order_for(floor)  # not done: counts nowhere
    bay = rows(floor, "bay")[floor.bay.code]
    assert (bay.cars, bay.jobs, bay.days, bay.clocked_minutes, bay.available_minutes) == (2, 2, 1, 90, 600)
    assert (bay.cars_per_day, bay.utilisation) == (Decimal(2), Decimal("0.15"))
    wang = rows(floor, "technician")["王强"]
    assert (wang.cars, wang.jobs, wang.clocked_minutes) == (2, 2, 90)
    assert "李明" not in rows(floor, "technician")
    (trade,) = rows(floor, "trade").values()
    assert (trade.cars, trade.clocked_minutes) == (2, 90)
    (advisor,) = rows(floor, "advisor").values()
    assert (advisor.cars, advisor.utilisation) == (2, None)


def test_another_period_another_store_and_days_that_run_backward(floor: Floor) -> None:
    worked(floor, order_for(floor), 0, 1)
    with reading(floor.dispatcher):
        earlier = queries.list_turnover(
            floor.dispatcher, floor.store_id, TODAY - timedelta(days=2), TODAY - timedelta(days=1)
        )
    assert [row.cars for row in earlier] == [0]
    with pytest.raises(Invalid, match="从前到后"):
        rows(floor, "bay", days=-1)
    with pytest.raises(Invalid, match="请选择"):
        rows(floor, "mood")
    stranger = make_floor("NS").dispatcher
    with pytest.raises(Denied), reading(stranger):
        queries.list_turnover(stranger, floor.store_id, TODAY, TODAY)
