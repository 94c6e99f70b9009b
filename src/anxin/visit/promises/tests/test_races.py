"""Two people at one promise."""

from collections.abc import Callable
from functools import partial
from typing import Any

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.scope import reading
from anxin.visit.promises import commands, queries
from anxin.visit.promises.models import ExpectationChange
from anxin.visit.promises.parameters import ASKED_TASK, LATE_TASK
from anxin.visit.promises.tests.factories import HOUR, SORRY, order_id, tasks
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop.tests.factories import make_floor, order_for


def test_two_advisors_ask_the_workshop_once(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order = order_for(floor)
    ask = partial(commands.ask_progress, actor=floor.desk.actor, number=order.number, at=AT)
    assert sorted(type(each).__name__ for each in race(ask, ask)) == ["AlreadyAsked", "KeptNote"]
    assert len(tasks(floor, order, ASKED_TASK)) == 1


def test_two_advisors_tell_a_customer_one_new_time(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order = order_for(floor)
    version = view_of(floor.desk, order.number).head.version
    given = {"how": "call", "words": SORRY, "reason": "等配件", "version": version}
    tell = partial(commands.tell_customer, actor=floor.desk.actor, number=order.number, at=AT, **given)
    told = race(partial(tell, promised_at=AT + 5 * HOUR), partial(tell, promised_at=AT + 6 * HOUR))
    assert sorted(type(each).__name__ for each in told) == ["ToldCustomer", "VersionConflict"]
    with reading(floor.desk.actor):
        (row,) = queries.list_tellings(floor.desk.actor, order_id(floor, order))
    assert view_of(floor.desk, order.number).head.promised_at == row.promised_at


def test_what_moved_is_kept_once_and_warned_of_once_whoever_looks(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order = order_for(floor)
    about: Any = {"store_id": floor.store_id, "at": AT + 4 * HOUR}
    by_event = partial(
        commands.watch_promises, actor=system_actor("a"), order_ids=[order_id(floor, order)], cause="JobPaused", **about
    )
    by_time = partial(commands.watch_promises, actor=system_actor("b"), cause="passing_time", **about)
    assert sorted(each.moved for each in race(by_event, by_time)) == [0, 1]
    assert len(tasks(floor, order, LATE_TASK)) == 1
    with reading(floor.desk.actor):
        assert ExpectationChange.objects.visible_to(floor.desk.actor, "promises.see").count() == 1


def test_the_link_is_one_whoever_makes_it(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order = order_for(floor)
    share = partial(commands.share_progress, actor=floor.desk.actor, number=order.number, at=AT)
    first, second = race(share, share)
    assert first.path == second.path
