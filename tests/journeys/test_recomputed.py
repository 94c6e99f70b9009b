"""The figures of a small store worked out twice: by the engine, and by hand from the tables (``recomputed.sql``, M22).

The hand's SQL knows the words of the sources and the tables, and nothing of the facts, measures and formulas of the program.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from django.db import connection

from anxin.faces.twin import cash_work
from anxin.faces.twin.chances import ZONE
from anxin.faces.twin.days import play_days
from anxin.faces.twin.history import write_days
from anxin.faces.twin.looking_back import LookingBack
from anxin.faces.twin.organisation import STORES
from anxin.faces.twin.people import draw_fleet
from anxin.faces.twin.rest import plan_rest
from anxin.faces.twin.simulation import StoreSimulation
from anxin.faces.twin.tests.test_equal_writers import small_store
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import Level, compute_figures
from anxin.management.kpi.rules.periods import Period, Span, to_date
from anxin.management.kpi.rules.standing import shown
from anxin.parties.org.queries import system_actor
from anxin.platform.actor import Actor
from anxin.platform.scope import reading

TODAY = date(2026, 11, 6)
DAYS, CARS = 12, 60
FIRST = TODAY - timedelta(days=DAYS)
UNTIL = datetime.combine(TODAY, time(14, 30), ZONE).astimezone(UTC)
ASKED = ((Period.MONTH, date(2026, 10, 31)), (Period.MONTH, TODAY), (Period.WEEK, date(2026, 11, 1)))
SHARED, HAND = (Path(__file__).parent / "recomputed.sql").read_text(encoding="utf-8").split("-- figures\n")
QUERIES = re.findall(r"^-- (\w+)(?: (on|by) (\w+))?\n(.*?)(?=^-- |\Z)", HAND, re.S | re.M)
LEAST = 45
"""So many figures are worked out by hand."""


@pytest.fixture
def store_id(db: None, monkeypatch: pytest.MonkeyPatch) -> int:
    """A store with some weeks over the end of a month, bills on account, a free late order, one that was settled again."""
    monkeypatch.setattr("anxin.faces.twin.looking_back.ON_ACCOUNT", (9, 3))
    floor, past = small_store(FIRST, days=DAYS, cars=CARS, cars_a_day=4)
    random = Random("equal")
    fleet = draw_fleet(random, STORES[0].brand, 1, CARS, FIRST)
    assert LookingBack(floor, fleet, past).add(with_express=True)
    write_days(floor, past, UNTIL)
    plan_rest(floor, past, UNTIL)
    play_days(floor, [StoreSimulation(random, STORES[0].brand, fleet, FIRST, cars_a_day=6).open_day(TODAY, UNTIL)])
    cash_work.look_back(floor, UNTIL)
    return floor.store.id


def by_hand(actor: Actor, store_id: int, span: Span, query: str) -> list[tuple[object, ...]]:
    """The rows of one query."""
    with reading(actor), connection.cursor() as cursor:
        cursor.execute(SHARED + query, {"store": store_id, "first": span.first, "last": span.last})
        return list(cursor.fetchall())


def is_same(mine: object, its: Decimal | None) -> bool:
    """Whether both are the same number; hours of the engine are rounded to thousandths for each technician and day."""
    if mine is None or its is None:
        return mine is its
    return abs(Decimal(str(mine)) - its) <= Decimal("0.002") + abs(its) * Decimal("0.0002")


def test_the_figures_are_those_that_the_tables_give_by_hand(store_id: int) -> None:
    actor = system_actor("kpi")
    assert len(QUERIES) >= LEAST
    wrong = []
    for period, day in ASKED:
        span = to_date(period, day)
        for code, kind, column, query in QUERIES:
            # Nobody's rest was planned on the day that still runs.
            if kind == "on" and span.last == TODAY:
                continue
            rows = by_hand(actor, store_id, span, query)
            by = [column] if kind == "by" else []
            found = compute_figures(actor, [code], Level.STORE, period, [span], unit_ids=[store_id], by=by)
            unit = catalogue().definitions[code].unit
            its = {one.cell.by: shown(one.value, unit) for one in found}
            for *who, mine in rows:
                if not is_same(mine, its.get(tuple(who))):
                    wrong.append((code, *who, str(span.last), mine, its.get(tuple(who))))
    assert not wrong, "\n".join(map(str, wrong))
