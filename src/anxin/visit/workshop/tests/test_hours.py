"""What a job clock uses up of the hours that the order holds in the book: by trade, and as corrected."""

from datetime import datetime, timedelta

import pytest

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.resources.capacity.queries import Needs, Work, list_holds
from anxin.visit.repair_orders.commands import ORDER_KIND
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop import commands
from anxin.visit.workshop.commands import Correction, Seen
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    finish,
    make_floor,
    make_technician,
    order_for,
    pause,
    start,
)


@pytest.fixture
def floor(db: None) -> Floor:
    """With a mechanic whose hours are held."""
    floor = make_floor()
    make_employee(floor.desk.store, "technician", trade="mechanical")
    return floor


@pytest.fixture
def order(floor: Floor) -> OrderAtWork:
    """Of two jobs."""
    return order_for(floor, jobs=2)


def document_of(floor: Floor, order: OrderAtWork) -> DocumentRef:
    return DocumentRef(ORDER_KIND, view_of(floor.desk, order.number).head.id)


def hold(floor: Floor, order: OrderAtWork, minutes: int) -> None:
    """So many minutes in all: its own hour the order holds already."""
    if minutes == held(floor, order):
        return
    capacity.hold_time(
        actor=system_actor("test"),
        store_id=floor.store_id,
        document=document_of(floor, order),
        needs=Needs((Work("mechanical", minutes - held(floor, order)),)),
        starts_at=AT,
        at=AT,
        is_forced=True,
    )


def held(floor: Floor, order: OrderAtWork) -> int:
    rows = list_holds(system_actor("test"), floor.store_id, document_of(floor, order))
    return sum(row.units for row in rows if row.pool == "work.mechanical")


def test_only_the_hours_that_remain_are_carried_over(floor: Floor, order: OrderAtWork) -> None:
    hold(floor, order, 60)
    start(order, floor.wang)
    pause(order, floor.wang, at=AT + timedelta(minutes=35))
    assert held(floor, order) == 25
    carried = capacity.carry_over_work(
        actor=system_actor("test"),
        store_id=floor.store_id,
        documents=[document_of(floor, order)],
        at=AT + timedelta(hours=14),
    )
    assert carried == capacity.CarriedWork(1, 25)
    start(order, floor.wang, at=AT + timedelta(days=1))
    finish(order, floor.wang, at=AT + timedelta(days=1, minutes=20))
    assert held(floor, order) == 5


@pytest.mark.parametrize("ends", ["pause", "finish"])
def test_a_painters_clock_leaves_the_mechanics_hours_alone(floor: Floor, order: OrderAtWork, ends: str) -> None:
    painter = make_technician(floor.desk, "周漆", trade="paint")
    hold(floor, order, 60)
    start(order, painter)
    if ends == "pause":
        pause(order, painter, AT + timedelta(minutes=35))
    else:
        finish(order, painter, AT + timedelta(minutes=35))
    assert held(floor, order) == 60


def test_a_clock_forgotten_overnight_uses_up_opening_hours_and_its_correction_holds_the_rest_again(
    floor: Floor, order: OrderAtWork
) -> None:
    hold(floor, order, 600)
    clock_id = start(order, floor.wang).clock_id
    pause(order, floor.wang, AT + 18 * HOUR)
    assert held(floor, order) == 360

    def correct(ended_at: datetime, was: datetime) -> None:
        commands.correct_clock(
            actor=floor.dispatcher,
            clock_id=clock_id,
            seen=Seen(AT, was),
            stretch=Correction(AT, ended_at, "忘了按暂停"),
            at=AT + 40 * HOUR,
        )

    correct(AT + HOUR, AT + 18 * HOUR)
    assert held(floor, order) == 540
    correct(AT + 2 * HOUR, AT + HOUR)
    assert held(floor, order) == 480
    for job in range(2):
        start(order, floor.wang, AT + (20 + job) * HOUR, job=job)
        finish(order, floor.wang, AT + (20.5 + job) * HOUR, job=job)
    assert held(floor, order) == 0
    correct(AT + HOUR, AT + 2 * HOUR)
    assert held(floor, order) == 0
