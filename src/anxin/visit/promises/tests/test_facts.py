"""What was told of a new time, as figures see it: how long before the old one, and on which day."""

from datetime import timedelta

import pytest

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.visit.promises.tests.factories import HOUR, MINUTE, order_id, tell
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, make_floor, order_for

DAY = timedelta(days=1)
TODAY = AT.date()
pytestmark = pytest.mark.django_db


def test_a_telling_has_its_minutes_before_the_promise_that_stood(floor: Floor, order: OrderAtWork) -> None:
    tell(floor, order, AT + 30 * HOUR, AT + 2 * HOUR)
    # 22:30 in Shanghai, for a promise of the next day; then after it had passed, beyond midnight.
    tell(floor, order, AT + 32 * HOUR, AT + 8 * HOUR + 30 * MINUTE, "visit")
    tell(floor, order, AT + 40 * HOUR, AT + 34 * HOUR + 30 * MINUTE)
    names = ("day", "minutes_before_promise", "days_before_promise", "is_same_day", "is_late", "minutes_moved", "how")
    rows = fact_rows(floor.desk.actor, "promises.told")
    assert [of(row, *names) for row in rows] == [
        (TODAY, 60, 0, True, False, 27 * 60, "call"),
        (TODAY, 21 * 60 + 30, 1, False, False, 120, "visit"),
        (TODAY + 2 * DAY, -150, -1, False, True, 8 * 60, "call"),
    ]
    whose = (floor.desk.employee_id, floor.desk.employee_id, order.number, order_id(floor, order))
    assert of(rows[0], "advisor_id", "told_by_id", "number", "order_id") == whose
    assert len(fact_rows(floor.desk.actor, "promises.told", TODAY + DAY, TODAY + 2 * DAY)) == 1


def test_another_store_is_not_seen(floor: Floor, order: OrderAtWork) -> None:
    other = make_floor("SZ")
    for one, its in ((floor, order), (other, order_for(other, at=AT))):
        tell(one, its, AT + 5 * HOUR, AT + 2 * HOUR)
    assert {row["store_id"] for row in fact_rows(floor.desk.actor, "promises.told")} == {floor.store_id}
    assert len(fact_rows(system_actor("test"), "promises.told")) == 2
