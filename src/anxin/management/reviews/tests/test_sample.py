"""Which orders a review proposes for work that was done again, and by which day (R-KP20)."""

from datetime import date, timedelta

import pytest

from anxin.management.reviews.queries.sample import propose_orders
from anxin.parties.org.tests.factories import AT
from anxin.platform.scope import unit_of_work
from anxin.visit.quality.tests.factories import LATER, handle_events, returned, work_done
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop.tests.factories import HOUR, Floor, finish, inspect, make_floor, start

DAY = timedelta(days=1)
TODAY, BACK = AT.date(), LATER.date()


@pytest.fixture
def floor(db: None) -> Floor:
    return make_floor()


def proposed(floor: Floor, first: date, last: date) -> list[tuple[int, tuple[str, ...]]]:
    with unit_of_work(floor.desk.actor, "test", writable=False):
        found = propose_orders(floor.store_id, first, last, 5)
    return [(one.order_id, one.why) for one in found]


def test_what_was_sent_back_and_came_back_is_of_the_day_on_which_that_was_recorded(floor: Floor) -> None:
    """The first order is named, also where the car was delivered before those days, or is not yet."""
    first = work_done(floor)
    inspect(floor, first, AT + 3 * HOUR, rework_job_ids=[first.job_id], note="仍有异响")
    handle_events()
    number = view_of(floor.desk, first.number).head.id
    assert proposed(floor, TODAY, TODAY) == [(number, ("sent_back",))]
    assert proposed(floor, TODAY - 9 * DAY, TODAY - DAY) == []
    start(first, floor.wang, AT + 4 * HOUR)
    finish(first, floor.wang, AT + 5 * HOUR)
    inspect(floor, first, AT + 6 * HOUR)
    hub.settle_repair_order(actor=floor.desk.actor, number=first.number, at=AT + 7 * HOUR)
    hub.deliver_repair_order(actor=floor.desk.actor, number=first.number, at=AT + 8 * HOUR)
    handle_events()
    again = returned(floor, first)
    assert proposed(floor, BACK, BACK) == [(number, ("came_back",))]
    whole = dict(proposed(floor, TODAY, BACK))
    assert (whole[number][:2], view_of(floor.desk, again.number).head.id in whole) == (("came_back", "sent_back"), False)
    assert dict(proposed(floor, TODAY, BACK - DAY))[number][0] == "sent_back"


def test_another_stores_rework_is_not_proposed(floor: Floor) -> None:
    first = work_done(floor)
    inspect(floor, first, AT + 3 * HOUR, rework_job_ids=[first.job_id], note="仍有异响")
    handle_events()
    assert proposed(make_floor("SZ"), TODAY, TODAY) == []
