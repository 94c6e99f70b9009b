"""A job that waits for several things at once, and parts that have come and are not fetched: one name for each minute."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.repair_orders.commands import issue_order_parts, return_order_parts
from anxin.visit.repair_orders.queries import list_parts_of_jobs
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.queries import WaitFilter
from anxin.visit.workshop.reasons import NEVER_CHOSEN, PRECEDENCE, WaitReason, named
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, finish, make_floor, make_technician, pause, start
from anxin.visit.workshop.tests.time_steps import (
    MINUTE,
    also_of,
    answer,
    assert_tiled,
    find,
    handle_events,
    order_id,
    order_with_parts,
    waits_of,
)

LATER = timedelta(hours=2)


def came(floor: Floor, quantity: str) -> None:
    """Goods come in at the counter, at the time of the factory, and the worker hears of it."""
    stock_up(floor.desk.store, PartArticle.objects.get(number="F-1"), quantity)


def heard(floor: Floor, at: Any, order: OrderAtWork | None = None, article: str = "F-1") -> int:
    """What the worker does when stock has moved."""
    number = order_id(floor, order) if order else None
    moved = [PartArticle.objects.get(number=article).pk]
    given = {"actor": system_actor("test"), "store_id": floor.store_id, "repair_order_id": number, "article_ids": moved}
    return commands.name_waits_for_parts(at=at, **given)


def test_parts_that_have_come_end_the_wait_for_them_before_they_are_issued(floor: Floor) -> None:
    order, keeper, _item = order_with_parts(floor, "0")
    start(order, floor.wang)
    pause(order, floor.wang, AT + 10 * MINUTE, "parts")
    came(floor, "1")
    assert heard(floor, AT + 20 * MINUTE) == 0
    came(floor, "1")
    assert heard(floor, AT + 30 * MINUTE) == 1
    day = queries.technician_day(floor.wang.actor, now=AT + 35 * MINUTE)
    assert day.current is not None
    assert (day.current.waiting_reason, day.current.waiting_label) == ("parts_ready", "零件已到，待领")
    assert queries.beside_day(floor.wang.actor, day, AT + 35 * MINUTE).parts[order.job_id].state == "ready"
    board = queries.get_board(floor.dispatcher, floor.store_id, AT.date(), AT + 35 * MINUTE)
    assert [one.label for one in board.stopped] == ["零件已到，待领"]
    issue_order_parts(actor=keeper, number=order.number, at=AT + 40 * MINUTE)
    assert heard(floor, AT + 40 * MINUTE, order) == 1
    start(order, floor.wang, AT + 50 * MINUTE)
    finish(order, floor.wang, AT + 60 * MINUTE)
    assert waits_of(floor, order.job_id) == [
        ("parts", AT + 10 * MINUTE, AT + 30 * MINUTE),
        ("parts_ready", AT + 30 * MINUTE, AT + 40 * MINUTE),
        ("ready", AT + 40 * MINUTE, AT + 50 * MINUTE),
    ]
    assert_tiled(floor, order.job_id, AT + 60 * MINUTE)
    ledger = queries.list_waits(floor.dispatcher, floor.store_id, WaitFilter(AT.date(), AT.date()), AT + LATER)
    assert {one.code: one.minutes for one in ledger.by_reason} == {"parts": 20, "parts_ready": 10, "ready": 10}


def test_what_an_earlier_order_waits_for_is_not_there_for_a_later_one(floor: Floor) -> None:
    first, keeper, _item = order_with_parts(floor, "0")
    second, _keeper, _item = order_with_parts(floor, "0")
    for order, who in ((second, floor.li), (first, floor.wang)):
        start(order, who)
        pause(order, who, AT + 10 * MINUTE, "parts")
    came(floor, "2")
    assert heard(floor, AT + 20 * MINUTE) == 1
    assert [waits_of(floor, order.job_id)[-1][0] for order in (first, second)] == ["parts_ready", "parts"]
    states = list_parts_of_jobs(floor.dispatcher, floor.store_id, [first.job_id, second.job_id])
    assert [states[order.job_id].state for order in (first, second)] == ["ready", "short"]
    # The counter gives them to the other car all the same: nothing is there for the first any more.
    issue_order_parts(actor=keeper, number=second.number, at=AT + 30 * MINUTE)
    assert heard(floor, AT + 30 * MINUTE, second) == 2
    assert [waits_of(floor, order.job_id)[-1][0] for order in (first, second)] == ["parts", "ready"]
    came(floor, "2")
    handle_events("parts.StockMoved")
    assert waits_of(floor, first.job_id)[-1][0] == "parts_ready"
    assert_tiled(floor, first.job_id)


def test_whoever_pauses_for_parts_that_are_there_waits_for_nothing_but_to_fetch_them(floor: Floor) -> None:
    order, keeper, _item = order_with_parts(floor, "2")
    start(order, floor.wang)
    pause(order, floor.wang, AT + 10 * MINUTE, "parts")
    assert waits_of(floor, order.job_id) == [("parts_ready", AT + 10 * MINUTE, None)]
    issue_order_parts(actor=keeper, number=order.number, at=AT + 20 * MINUTE)
    heard(floor, AT + 20 * MINUTE, order)
    assert waits_of(floor, order.job_id)[-1] == ("ready", AT + 20 * MINUTE, None)
    assert {code for code, _label in queries.waiting_reasons()}.isdisjoint(NEVER_CHOSEN)


def test_the_answer_comes_first_and_the_parts_take_over_without_a_gap(floor: Floor) -> None:
    order, _keeper, _item = order_with_parts(floor, "0")
    start(order, floor.wang)
    items = find(floor, order, AT + 5 * MINUTE)
    pause(order, floor.wang, AT + 10 * MINUTE, "parts")
    assert waits_of(floor, order.job_id) == [("approval", AT + 10 * MINUTE, None)]
    assert also_of(floor, order.job_id) == [["parts"]]
    words = "等客户确认；同时等配件"
    day = queries.technician_day(floor.wang.actor, now=AT + 12 * MINUTE)
    assert day.current is not None
    assert day.current.waiting_label == words
    board = queries.get_board(floor.dispatcher, floor.store_id, AT.date(), AT + 12 * MINUTE)
    assert [one.label for one in board.stopped] == [words]
    assert [card.waiting_label for card in board.cards if card.job_id == order.job_id] == [words]
    ledger = queries.list_waits(floor.dispatcher, floor.store_id, WaitFilter(AT.date(), AT.date()), AT + LATER)
    assert [(one.reason, one.also) for one in ledger.rows] == [("approval", "等配件")]
    came(floor, "2")
    heard(floor, AT + 15 * MINUTE)
    assert also_of(floor, order.job_id) == [["parts_ready"]]
    answer(floor, order, items, AT + 20 * MINUTE)
    handle_events("repair_orders.ItemsDecided")
    assert waits_of(floor, order.job_id)[-1] == ("parts_ready", AT + 20 * MINUTE, None)
    start(order, floor.wang, AT + 30 * MINUTE)
    finish(order, floor.wang, AT + 40 * MINUTE)
    assert_tiled(floor, order.job_id, AT + 40 * MINUTE)


def test_what_is_asked_while_parts_are_missing_takes_the_minutes_over(floor: Floor) -> None:
    order, _keeper, _item = order_with_parts(floor, "0")
    start(order, floor.wang)
    pause(order, floor.wang, AT + 10 * MINUTE, "parts")
    find(floor, order, AT + 20 * MINUTE)
    handle_events("repair_orders.AdditionalItemsProposed")
    (first, second) = waits_of(floor, order.job_id)
    assert (first[0], second[0], second[2]) == ("parts", "approval", None)
    assert first[2] == second[1]
    assert also_of(floor, order.job_id)[-1] == ["parts"]


def test_a_break_keeps_its_name_and_says_what_else_is_missing(floor: Floor) -> None:
    order, _keeper, _item = order_with_parts(floor, "0")
    start(order, floor.wang)
    pause(order, floor.wang, AT + 10 * MINUTE, "break")
    assert also_of(floor, order.job_id) == [["parts"]]
    came(floor, "2")
    heard(floor, AT + 20 * MINUTE)
    assert waits_of(floor, order.job_id) == [("break", AT + 10 * MINUTE, None)]
    assert also_of(floor, order.job_id) == [["parts_ready"]]


def test_parts_that_go_back_are_missing_again(floor: Floor) -> None:
    order, keeper, item = order_with_parts(floor, "2")
    start(order, floor.wang)
    issue_order_parts(actor=keeper, number=order.number, at=AT + MINUTE)
    pause(order, floor.wang, AT + 10 * MINUTE, "parts")
    assert waits_of(floor, order.job_id)[-1][0] == "parts"
    return_order_parts(actor=keeper, number=order.number, quantities={item: Decimal(2)}, at=AT + 20 * MINUTE)
    heard(floor, AT + 20 * MINUTE, order)
    assert waits_of(floor, order.job_id)[-1][0] == "parts_ready"
    assert_tiled(floor, order.job_id)


def test_stock_that_moves_asks_as_much_of_five_orders_as_of_one_and_little_of_those_that_do_not_want_it(
    floor: Floor,
) -> None:
    make_article("OIL-1")

    def asked(article: str) -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            assert heard(floor, AT + 30 * MINUTE, article=article) == 0
        return [one["sql"] or "" for one in seen.captured_queries]

    def wait() -> None:
        order, _keeper, _item = order_with_parts(floor, "0")
        who = make_technician(floor.desk, f"技师{order.number}")
        start(order, who)
        pause(order, who, AT + 10 * MINUTE, "parts")

    wait()
    of_one, oil = len(asked("F-1")), len(asked("OIL-1"))
    for _more in range(4):
        wait()
    assert len(asked("F-1")) == of_one
    of_oil = asked("OIL-1")
    assert len(of_oil) == oil < of_one
    assert not any("FOR UPDATE" in one or "FOR NO KEY UPDATE" in one for one in of_oil)


def test_two_causes_that_end_at_once_leave_a_tiled_job(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order, _keeper, _item = order_with_parts(floor, "0")
    start(order, floor.wang)
    items = find(floor, order, AT + MINUTE)
    pause(order, floor.wang, AT + 10 * MINUTE, "parts")
    answer(floor, order, items, AT + 15 * MINUTE)
    came(floor, "2")
    given = {"actor": system_actor("test"), "store_id": floor.store_id, "repair_order_id": order_id(floor, order)}
    answered = partial(commands.name_waits, reason="approval", at=AT + 15 * MINUTE, **given)
    moved = partial(commands.name_waits_for_parts, article_ids=[], at=AT + 16 * MINUTE, **given)
    race(answered, moved, partial(start, order, floor.wang, AT + 20 * MINUTE))
    finish(order, floor.wang, AT + 30 * MINUTE)
    assert_tiled(floor, order.job_id, AT + 30 * MINUTE)


codes = st.sampled_from([str(code) for code in WaitReason.values])


@given(codes, st.sets(st.sampled_from([str(code) for code in PRECEDENCE])))
def test_each_minute_has_one_name_and_nothing_that_stands_is_left_out(said: str, standing: set[str]) -> None:
    reason, also = named(said, standing)
    assert set(also) == standing - {reason}
    assert list(also) == sorted(also, key=[str(code) for code in PRECEDENCE].index)
    if reason not in standing:
        assert reason in {said, "ready"}
