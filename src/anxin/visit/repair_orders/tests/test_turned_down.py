"""What the customer turned down at the counter takes no time, asks for no part, and is not among what is ahead."""

from decimal import Decimal

import pytest

from anxin.holdings.parts.tests.factories import stock_up
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.repair_orders.tests.test_parts_asked import tasks
from anxin.visit.repair_orders.tests.test_promise import NINE, held, labour, make_shop, opened, promised

pytestmark = pytest.mark.django_db


def test_what_was_turned_down_at_the_counter_holds_no_hours_and_asks_for_no_part() -> None:
    desk = make_shop()
    stock_up(desk.store, make_article("O-1"))
    order = opened(desk, labour("1"))
    part = NewItem("part", code=make_article("P-1", name="前刹车片").number, quantity=Decimal(1))
    job = NewJob("制动", items=[labour("4"), part])
    commands.keep_turned_down_job(actor=desk.actor, number=order.number, job=job, is_deferred=False, reason="太贵", at=NINE)
    assert (held(desk, order), promised(desk, order)) == (60, order.promised_at)
    assert {state for _title, _post, state in tasks()} <= {"CANCELLED"}
    (item, _part) = view_of(desk, order.number).jobs[1].items
    assert (item.decision, item.decline_reason) == ("DECLINED", "太贵")
