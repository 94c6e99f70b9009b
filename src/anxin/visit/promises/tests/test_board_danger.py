"""The board counts the cars that the shop's list counts: placed or not, stopped or running, signed or not."""

import re
from datetime import datetime

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform.scope import reading
from anxin.visit.promises import queries
from anxin.visit.promises.tests.factories import HOUR, MINUTE
from anxin.visit.promises.tests.test_progress import browser_of
from anxin.visit.promises.web.lists import level_of
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, open_order, view_of
from anxin.visit.workshop import queries as workshop
from anxin.visit.workshop.tests.factories import Floor, dispatched, order_for, pause, plan, start

pytestmark = pytest.mark.django_db


def listed(floor: Floor, at: datetime, level: str) -> set[str]:
    with reading(floor.dispatcher):
        cars = queries.list_expected(floor.dispatcher, floor.store_id, at).values()
    return {one.car.number for one in cars if level_of(one.clock) == level}


@pytest.mark.rule("R-WS17")
def test_board_and_list_count_the_same_cars_placed_or_not(floor: Floor, moment: list[datetime]) -> None:
    placed, stopped, _unplaced, two = (order_for(floor, jobs=n) for n in (1, 1, 1, 2))
    open_order(floor.desk, jobs=[NewJob("未签字", items=[LABOUR])])
    dispatched(floor, placed, plan(floor, floor.wang, start=AT, hours=6))
    start(stopped, floor.li, AT)
    pause(stopped, floor.li, AT + 10 * MINUTE, "tool")
    promised = view_of(floor.desk, two.number).head.promised_at
    assert promised is not None
    client = browser_of(floor.dispatcher)
    seen = set()
    for at in (AT, promised - 30 * MINUTE, promised - 5 * MINUTE, promised + MINUTE, promised + 3 * HOUR):
        moment[0] = at
        with reading(floor.dispatcher):
            board = workshop.get_board(floor.dispatcher, floor.store_id, AT.date(), at)
        assert (board.late, board.risk) == (len(listed(floor, at, "late")), len(listed(floor, at, "over")))
        seen.add((board.late > 0, board.risk > 0))
        head = client.get("/workshop/board/").content.decode()
        for level, words, count in (("late", "已超承诺", board.late), ("over", "将晚", board.risk)):
            found = re.findall(rf'href="/promises/\?level={level}".*?{words} (\d+) 台', head, re.DOTALL)
            assert found == ([str(count)] if count else [])
            rows = client.get(f"/promises/?level={level}").content.decode()
            assert all(number in rows for number in listed(floor, at, level))
        wall = client.get("/workshop/board/wall/").content.decode()
        assert (f"将晚 {board.risk} 台" in wall) is bool(board.risk)
    assert (True, False) in seen or (True, True) in seen
    assert (False, True) in seen


def test_on_another_day_the_cards_of_that_day_are_counted(floor: Floor) -> None:
    order = order_for(floor)
    next_day = AT + 24 * HOUR
    dispatched(floor, order, plan(floor, floor.wang, start=next_day))
    order_for(floor)
    with reading(floor.dispatcher):
        board = workshop.get_board(floor.dispatcher, floor.store_id, next_day.date(), AT)
    assert (board.late, board.risk) == (0, 1)
