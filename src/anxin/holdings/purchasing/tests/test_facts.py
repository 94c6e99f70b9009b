"""What purchasing publishes for figures."""

from datetime import timedelta
from decimal import Decimal

import pytest

from anxin.holdings.purchasing import commands, queries
from anxin.holdings.purchasing.tests.factories import came, ordered, received, view
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = timedelta(days=1)


def test_what_came_counts_at_its_bill_on_the_day_on_which_it_came() -> None:
    store, system = make_store("LG"), system_actor("test")
    oil, lamp = make_article("O-1"), make_article("L-1", origin="brand")
    made = ordered(store, oil, lamp)
    kept = received(store, made.id, came(oil, "4"), came(lamp), at=AT + 3 * DAY)
    wrong = received(store, made.id, came(oil, "2"), at=AT + 4 * DAY)
    with reading(system):
        line = queries.get_receipt(system, kept.id).lines[0]
        mistake = queries.get_receipt(system, wrong.id).lines[0]
    commands.tell_bill(
        actor=system, receipt_id=kept.id, bill_number="F-1", billed_on=TODAY, at=AT + 5 * DAY,
        lines=[commands.BillLine(line.id, Money.yuan(150), line.cost)],
    )  # fmt: skip
    commands.undo_receipt_line(actor=system, receipt_line_id=mistake.id, reason="收错了", at=AT + 5 * DAY)
    rows = fact_rows(make_actor(store, "parts_clerk"), "parts.purchase")
    assert [of(row, "day", "is_genuine", "quantity", "net", "days_from_order") for row in rows] == [
        (TODAY + 3 * DAY, True, Decimal(4), 15_000, 3),
        (TODAY + 3 * DAY, False, Decimal(10), 40_000, 3),
    ]


def test_a_line_is_judged_by_the_day_told_first() -> None:
    store, buyer = make_store("LG"), make_actor(make_store("BA"), "parts_buyer")
    buyer, oil = make_actor(store, "parts_buyer"), make_article("O-1")
    made = [ordered(store, oil, kind=kind) for kind in ("special", "emergency", "special", "special", "stock")]
    for number, order in enumerate(made[:3]):
        (line,) = view(order.id).lines
        told = AT + timedelta(hours=50) if number == 1 else AT + timedelta(minutes=90)
        commands.answer_order(actor=buyer, order_id=order.id, promised={line.id: TODAY + 3 * DAY}, at=told)
        commands.answer_order(actor=buyer, order_id=order.id, promised={line.id: TODAY + 9 * DAY}, at=told)
    received(store, made[0].id, came(oil), at=AT + 3 * DAY)
    received(store, made[1].id, came(oil, "4"), at=AT + 3 * DAY)
    received(store, made[1].id, came(oil, "6"), at=AT + 4 * DAY)
    commands.cancel_order(actor=buyer, order_id=made[2].id, reason="不要了", at=AT + 2 * DAY)
    rows = fact_rows(buyer, "parts.special_order")
    assert [of(row, "day", "is_promised", "is_on_time", "is_emergency", "minutes_to_answer") for row in rows] == [
        (TODAY, True, True, False, 90),
        (TODAY, True, False, True, 3000),
        (TODAY, False, False, False, 90),
        (TODAY, False, False, False, None),
    ]


def test_a_promise_is_judged_once_its_day_is_over() -> None:
    store = make_store("LG")
    buyer, oil = make_actor(store, "parts_buyer"), make_article("O-1")
    long_ago, later = AT - 400 * DAY, AT + 40_000 * DAY
    for at, day in ((long_ago, (long_ago + 2 * DAY).date()), (AT, later.date())):
        order = ordered(store, oil, kind="special", at=at)
        (line,) = view(order.id).lines
        commands.answer_order(actor=buyer, order_id=order.id, promised={line.id: day}, at=at)
    rows = fact_rows(buyer, "parts.special_order")
    assert [of(row, "is_promised", "is_on_time") for row in rows] == [(True, False), (False, False)]
