"""Facts of causes: what an order that passed had waited for, where and by whom it was done, which parts it waited for."""

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    dispatched,
    finish,
    inspect,
    order_for,
    pause,
    plan,
    start,
)


@pytest.fixture
def order(floor: Floor) -> OrderAtWork:
    return order_for(floor, at=AT)


def test_an_order_that_passed_says_what_it_waited_for_where_and_by_whom(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order, plan(floor, floor.wang))
    start(order, floor.wang)
    pause(order, floor.wang, AT + HOUR / 2, "tool")
    start(order, floor.wang, AT + HOUR)
    pause(order, floor.wang, AT + HOUR * 3 / 2, "other_car")
    start(order, floor.wang, AT + 2 * HOUR)
    assert fact_rows(floor.dispatcher, "workshop.passed_order") == []
    finish(order, floor.wang, AT + 2.5 * HOUR)
    inspect(floor, order, AT + 2.5 * HOUR)
    (row,) = fact_rows(floor.dispatcher, "workshop.passed_order")
    names = ("number", "day", "technician_id", "bay_id", "advisor_id", "is_sent_back", "is_internal")
    assert of(row, *names) == (
        order.number, AT.date(), floor.wang.id, floor.bay.pk, floor.desk.employee_id, False, False,
    )  # fmt: skip
    waits = ("minutes_waited_bay", "minutes_waited_turn", "minutes_waited_parts", "minutes_waited_approval")
    assert of(row, *waits) == (30, 30, 0, 0)
    # Promised three hours after it was opened.
    assert row["minutes_before_promise"] == 30


def test_a_part_says_how_long_its_job_waited_for_parts(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    pause(order, floor.wang, AT + HOUR / 2, "parts")
    start(order, floor.wang, AT + 2 * HOUR)
    finish(order, floor.wang, AT + 2.5 * HOUR)
    inspect(floor, order, AT + 2.5 * HOUR)
    (row,) = fact_rows(floor.dispatcher, "workshop.passed_part")
    assert of(row, "number", "article_id", "minutes_waited_parts", "is_internal") == (order.number, None, 90, False)
    (whole,) = fact_rows(floor.dispatcher, "workshop.passed_order")
    assert whole["minutes_waited_parts"] == 90
