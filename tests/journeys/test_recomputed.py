"""The figures of a small store worked out twice: by the engine, and by hand from the tables (``recomputed.sql``, M22).

The hand's SQL knows the words of the sources and the tables, and nothing of the facts, measures and formulas of the program.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection

from anxin.faces.twin import cash_work
from anxin.faces.twin.chances import ZONE
from anxin.faces.twin.days import play_days
from anxin.faces.twin.floor import Floor
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
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.billing.commands import Tender, correct_bill, take_payment
from anxin.visit.billing.models import AccountCharge
from anxin.visit.billing.permissions import SEE as SEE_BILLS
from anxin.visit.quality.commands import open_returned_rework
from anxin.visit.repair_orders.commands import CorrectedLine, NewJob, open_repair_order
from anxin.visit.repair_orders.models import Item, Job, RepairOrder
from anxin.visit.repair_orders.permissions import SEE as SEE_ORDERS

TODAY = date(2026, 11, 6)
DAYS, CARS = 12, 60
FIRST = TODAY - timedelta(days=DAYS)
UNTIL = datetime.combine(TODAY, time(14, 30), ZONE).astimezone(UTC)
ASKED = ((Period.MONTH, date(2026, 10, 31)), (Period.MONTH, TODAY), (Period.WEEK, date(2026, 11, 1)))
SHARED, HAND = (Path(__file__).parent / "recomputed.sql").read_text(encoding="utf-8").split("-- figures\n")
QUERIES = re.findall(r"^-- (\w+)(?: by (\w+))?\n(.*?)(?=^-- |\Z)", HAND, re.S | re.M)
LEAST = 45
"""So many figures are worked out by hand."""


@pytest.fixture
def store_id(db: None, monkeypatch: pytest.MonkeyPatch) -> int:
    """A store with some weeks over the end of a month, in which all went wrong that the figures tell of.

    Bills on account, one of them half paid; a free late order, one that was settled again, one corrected in another month;
    cars that an inspection sent back, one that came back, customers whom nobody called.
    """
    monkeypatch.setattr("anxin.faces.twin.looking_back.ON_ACCOUNT", (9, 3))
    monkeypatch.setattr("anxin.faces.twin.crew.REWORK", 0.2)
    monkeypatch.setattr("anxin.faces.twin.chances.CALLED", 0.6)
    floor, past = small_store(FIRST, days=DAYS, cars=CARS, cars_a_day=4)
    random = Random("equal")
    fleet = draw_fleet(random, STORES[0].brand, 1, CARS, FIRST)
    assert LookingBack(floor, fleet, past).add(with_express=True)
    write_days(floor, past, UNTIL)
    plan_rest(floor, past, UNTIL)
    play_days(floor, [StoreSimulation(random, STORES[0].brand, fleet, FIRST, cars_a_day=6).open_day(TODAY, UNTIL)])
    cash_work.look_back(floor, UNTIL)
    pay_half_of_an_account(floor)
    correct_an_order_of_last_month(floor)
    take_a_car_back(floor)
    return floor.store.id


def reader() -> Actor:
    """Who sees everything and does nothing."""
    return system_actor("kpi")


def pay_half_of_an_account(floor: Floor) -> None:
    """The newest bill on account is paid by half."""
    with reading(reader()):
        charge = AccountCharge.objects.visible_to(reader(), SEE_BILLS).filter(store_id=floor.store.id).latest("pk")
    half = [Tender("transfer", Money(charge.amount.fen // 2))]
    take_payment(actor=floor.one("cashier").actor, bill_id=charge.bill_id, tenders=half, at=UNTIL)


def correct_an_order_of_last_month(floor: Floor) -> None:
    """A line of the first delivered order costs ten yuan less, as was found this month."""
    with reading(reader()):
        items = Item.objects.visible_to(reader(), SEE_ORDERS).filter(kind="labour", payer="customer", decision="APPROVED")
        found = items.filter(repair_order__in=delivered(floor)).select_related("repair_order").order_by("pk")[0]
    assert found.repair_order.settled_on.month != TODAY.month
    less = [CorrectedLine(found.pk, amount=found.amount - Money.yuan(10))]
    manager, number = floor.one("finance_manager").actor, found.repair_order.number
    correct_bill(actor=manager, number=number, lines=less, reason="多收", at=UNTIL)


def take_a_car_back(floor: Floor) -> None:
    """The first job of the newest delivered order is to be done again."""
    with reading(reader()):
        order = delivered(floor).latest("pk")
        job = Job.objects.visible_to(reader(), SEE_ORDERS).filter(repair_order=order).earliest("pk")
    advisor, store_id = floor.advisor(0), floor.store.id
    again = open_repair_order(
        actor=advisor.actor,
        store_id=store_id,
        vehicle_id=order.vehicle_id,
        customer_id=order.customer_id,
        advisor_id=advisor.employee_id,
        jobs=[NewJob("还是响", rework_of=job.pk)],
        at=UNTIL,
    )
    assert open_returned_rework(actor=system_actor("quality"), store_id=store_id, repair_order_id=again.id, at=UNTIL)


def delivered(floor: Floor) -> Any:
    """The store's delivered orders of customers, inside a query."""
    rows = RepairOrder.objects.visible_to(reader(), SEE_ORDERS).filter(store_id=floor.store.id, state="DELIVERED")
    return rows.exclude(kind__in=("pre_delivery", "internal"))


def by_hand(store_id: int, span: Span, query: str) -> list[tuple[object, ...]]:
    """The rows of one query."""
    with reading(reader()), connection.cursor() as cursor:
        cursor.execute(SHARED + query, {"store": store_id, "first": span.first, "last": span.last})
        return list(cursor.fetchall())


def is_same(mine: object, its: Decimal | None) -> bool:
    """Whether both are the same number; hours of the engine are rounded to thousandths for each technician and day."""
    if mine is None or its is None:
        return mine is its
    return abs(Decimal(str(mine)) - its) <= Decimal("0.002") + abs(its) * Decimal("0.0002")


def test_the_figures_are_those_that_the_tables_give_by_hand(store_id: int) -> None:
    assert len(QUERIES) >= LEAST
    wrong, told = [], set()
    for period, day in ASKED:
        span = to_date(period, day)
        for code, column, query in QUERIES:
            rows = by_hand(store_id, span, query)
            by = [column] if column else []
            found = compute_figures(reader(), [code], Level.STORE, period, [span], unit_ids=[store_id], by=by)
            unit = catalogue().definitions[code].unit
            its = {one.cell.by: shown(one.value, unit) for one in found}
            for *who, mine in rows:
                if mine not in (None, 0, 100):
                    told.add((code, column))
                if not is_same(mine, its.get(tuple(who))):
                    wrong.append((code, *who, str(span.last), mine, its.get(tuple(who))))
    assert not wrong, "\n".join(map(str, wrong))
    assert {(code, column) for code, column, _ in QUERIES} - told == set(), "of these nothing happened in the story"
