"""A plan grows by what it has no room for, from now on, and nobody takes that away who has not seen it (M07.01, R-WS17)."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewItem
from anxin.visit.repair_orders.tests.factories import ASKED, view_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import NoRoomBehind, NotYourTeam, PlacingChanged, Plan, Share, Wish
from anxin.visit.workshop.models import Assignment
from anxin.visit.workshop.parameters import TEAM_FIRST
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    dispatched,
    order_for,
    plan,
    put_into_team,
    set_for_store,
    start,
)
from anxin.visit.workshop.tests.test_growing import AGREED, MINUTE, agree, place_second, plans, tasks
from anxin.visit.workshop.tests.time_steps import handle_events, order_id

pytestmark = pytest.mark.django_db


def say_yes(floor: Floor, order: OrderAtWork, item_id: int, at: datetime) -> None:
    about: dict[str, Any] = {"actor": floor.desk.actor, "number": order.number}
    hub.decide_items(decisions={item_id: ("APPROVED", "")}, channel="phone", at=at, **about)


def propose(floor: Floor, order: OrderAtWork, at: datetime) -> int:
    item = NewItem("labour", name="顺带清洗", quantity=Decimal(1), unit_price=Money.yuan(100))
    about: dict[str, Any] = {"actor": floor.desk.actor, "number": order.number, "job_id": order.job_id}
    return int(hub.propose_items(items=[item], why=ASKED, at=at, **about).item_ids[0])


def change(floor: Floor, order: OrderAtWork, item_id: int, at: datetime, **what: Any) -> None:
    hub.change_item(actor=floor.desk.actor, number=order.number, item_id=item_id, at=at, **what)


def stand(floor: Floor, order: OrderAtWork) -> int:
    with reading(floor.dispatcher):
        return queries.stand_of(floor.dispatcher, order.job_id)


def move(floor: Floor, order: OrderAtWork, wished: Plan, at: datetime = AGREED, by: Actor | None = None) -> Any:
    given = {"actor": by or floor.dispatcher, "number": order.number, "job_id": order.job_id}
    return commands.move_job(plan=wished, at=at, **given)


def labour_of(floor: Floor, order: OrderAtWork) -> Any:
    return next(item for job in view_of(floor.desk, order.number).jobs for item in job.items if item.kind == "labour")


def test_a_line_that_gets_longer_grows_the_plan_by_what_is_more(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    item = labour_of(floor, order)
    change(floor, order, item.id, AGREED - MINUTE, quantity=item.quantity + Decimal("0.5"))
    say_yes(floor, order, item.id, AGREED)
    handle_events("repair_orders.ItemsDecided")
    assert plans(order) == [(AT, AT + 1.5 * HOUR)]


def test_an_added_line_that_gets_longer_grows_the_plan_by_what_is_more(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    (item_id,) = agree(floor, order)
    change(floor, order, item_id, AGREED + MINUTE, quantity=Decimal("1.5"))
    say_yes(floor, order, item_id, AGREED + 2 * MINUTE)
    handle_events("repair_orders.ItemsDecided")
    assert plans(order) == [(AT, AT + 2.5 * HOUR)]


def test_a_dearer_line_takes_no_longer(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    item = labour_of(floor, order)
    change(floor, order, item.id, AGREED - MINUTE, unit_price=item.unit_price + Money.yuan(10))
    say_yes(floor, order, item.id, AGREED)
    handle_events("repair_orders.ItemsDecided")
    assert plans(order) == [(AT, AT + HOUR)]
    assert tasks() == []


def test_what_gets_less_and_more_again_has_its_room_already(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    (item_id,) = agree(floor, order)
    change(floor, order, item_id, AGREED + MINUTE, quantity=Decimal("0.5"))
    assert plans(order) == [(AT, AT + 2 * HOUR)]
    move(floor, order, plan(floor, start=AT + HOUR, hours=2))
    change(floor, order, item_id, AGREED + MINUTE, quantity=Decimal(1))
    say_yes(floor, order, item_id, AGREED + 2 * MINUTE)
    handle_events("repair_orders.ItemsDecided")
    assert plans(order) == [(AT + HOUR, AT + 3 * HOUR)]


def grow(floor: Floor, order: OrderAtWork, item_ids: list[int]) -> int:
    given: dict[str, Any] = {"store_id": floor.store_id, "repair_order_id": order_id(floor, order)}
    return commands.grow_plans(actor=system_actor("workshop"), item_ids=item_ids, at=AGREED, **given)


def test_the_same_items_grow_a_plan_once(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    item_id = propose(floor, order, AT)
    say_yes(floor, order, item_id, AGREED)
    assert [grow(floor, order, [item_id]) for _time in range(2)] == [1, 0]
    assert plans(order) == [(AT, AT + 2 * HOUR)]


def test_a_plan_from_before_grows_by_what_is_more_than_its_length(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    with unit_of_work(system_actor("test"), "test", writable=True):
        Assignment.objects.across_stores(reason="test").update(covered_minutes=None)
    sold = int(labour_of(floor, order).quantity * 60)
    agree(floor, order)
    assert plans(order) == [(AT, AT + (sold + 60) * MINUTE)]


def test_who_saw_the_plan_before_it_grew_or_made_way_is_refused(floor: Floor) -> None:
    order = order_for(floor, jobs=2)
    dispatched(floor, order)
    place_second(floor, order, AT + HOUR, floor.wang.id)
    before, second = stand(floor, order), replace(order, job_ids=order.job_ids[1:])
    before_second = stand(floor, second)
    agree(floor, order)
    stale = replace(plan(floor, start=AT + 10 * MINUTE), seen=before)
    with pytest.raises(PlacingChanged) as refused:
        move(floor, order, stale)
    assert refused.value.details["stand"] == stand(floor, order) != before
    with pytest.raises(PlacingChanged):
        move(floor, second, replace(plan(floor, start=AT + 3 * HOUR), seen=before_second))
    wish = Wish(order.job_id, AT + 3 * HOUR, floor.bay.pk, seen=before)
    with pytest.raises(PlacingChanged):
        commands.drop_job(actor=floor.dispatcher, number=order.number, wish=wish, at=AGREED)
    assert plans(order) == [(AT, AT + 2 * HOUR), (AT + 2 * HOUR, AT + 3 * HOUR)]
    move(floor, order, replace(stale, planned_to=AT + 2 * HOUR, seen=stand(floor, order)))


@pytest.mark.parametrize("by_board", [False, True])
def test_what_was_moved_between_the_yes_and_its_handling_still_grows(floor: Floor, by_board: bool) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    say_yes(floor, order, propose(floor, order, AT), AGREED)
    if by_board:
        wish = Wish(order.job_id, AT + HOUR, floor.bay.pk, seen=stand(floor, order))
        commands.drop_job(actor=floor.dispatcher, number=order.number, wish=wish, at=AGREED + MINUTE)
    else:
        move(floor, order, replace(plan(floor, start=AT + HOUR), seen=stand(floor, order)), AGREED + MINUTE)
    handle_events("repair_orders.ItemsDecided")
    assert plans(order) == [(AT + HOUR, AT + 3 * HOUR)]
    # Who changes it afterwards knows it and decides.
    move(floor, order, plan(floor, start=AT + HOUR, hours=1.5), AGREED + 2 * MINUTE)
    agree(floor, order, hours="0.5")
    assert plans(order) == [(AT + HOUR, AT + 3 * HOUR)]


@pytest.mark.parametrize("is_begun", [True, False])
def test_a_late_job_grows_from_now_on(floor: Floor, is_begun: bool) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    if is_begun:
        start(order, floor.wang, AT + MINUTE)
    now = AT + HOUR + MINUTE
    say_yes(floor, order, propose(floor, order, now - MINUTE), now)
    grow_at = timedelta(seconds=20)
    given: dict[str, Any] = {"store_id": floor.store_id, "repair_order_id": order_id(floor, order)}
    items = [item.id for job in view_of(floor.desk, order.number).jobs for item in job.items]
    commands.grow_plans(actor=system_actor("workshop"), item_ids=items, at=now + grow_at, **given)
    later = now + MINUTE
    assert plans(order) == [(AT, later + HOUR) if is_begun else (later, later + 2 * HOUR)]
    assert tasks() == []


def test_a_form_from_before_the_yes_is_refused_and_shows_the_plan_of_now(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AGREED)
    order = order_for(floor)
    dispatched(floor, order)
    client = Client()
    client.force_login(User.objects.get(pk=floor.dispatcher.id))
    page = client.get(f"/workshop/dispatch/?job={order.job_id}").content.decode()
    address, keys = re.search(r'action="([^"]*place[^"]*)"', page), re.findall(r'name="post_key" value="([^"]*)"', page)
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert address
    assert seen
    typed = {"technicians": [floor.wang.id], "planned_from": "2026-11-20T14:10", "hours": "1", "bay": floor.bay.pk}
    agree(floor, order)
    answer = client.post(address[1], {**typed, "seen": seen[1], "post_key": keys[-1]})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert plans(order) == [(AT, AT + 2 * HOUR)]
    assert "这个项目的安排刚变了" in shown
    assert f'name="seen" value="{stand(floor, order)}"' in shown
    assert 'value="2.00"' in shown


def leader_of(floor: Floor, *technicians: int) -> Actor:
    user = make_user(floor.desk.store, "team_leader")
    lead = make_employee(floor.desk.store, "team_leader", user=user, name="班长")
    put_into_team(floor, lead.pk, *technicians)
    set_for_store(floor, TEAM_FIRST.code, True)
    return actor_for(user)


def test_a_team_leader_moves_nobody_elses_job_behind_his_own(floor: Floor) -> None:
    leader = leader_of(floor, floor.wang.id)
    put_into_team(floor, floor.li.id)
    order = order_for(floor, jobs=2)
    dispatched(floor, order)
    place_second(floor, order, AT + HOUR, floor.li.id)
    with pytest.raises(NotYourTeam):
        move(floor, order, plan(floor, start=AT + HOUR), AT, leader)
    assert plans(order) == [(AT, AT + HOUR), (AT + HOUR, AT + 2 * HOUR)]
    assert move(floor, order, plan(floor, start=AT + HOUR), AT).moved_behind == 1


def test_a_team_leader_moves_his_own_teams_job_behind(floor: Floor) -> None:
    leader = leader_of(floor, floor.wang.id, floor.li.id)
    order = order_for(floor, jobs=2)
    dispatched(floor, order)
    place_second(floor, order, AT + HOUR, floor.li.id)
    assert move(floor, order, plan(floor, start=AT + HOUR), AT, leader).moved_behind == 1


def test_what_would_make_way_into_closed_hours_says_so(floor: Floor) -> None:
    order = order_for(floor, jobs=2)
    dispatched(floor, order)
    given = Plan([Share(floor.wang.id)], AT + 2 * HOUR, AT + 3 * HOUR, floor.bay.pk)
    commands.dispatch_job(actor=floor.dispatcher, number=order.number, job_id=order.job_ids[1], plan=given, at=AT)
    with pytest.raises(NoRoomBehind, match="不营业"):
        move(floor, order, plan(floor, start=AT + 2.5 * HOUR, hours=1), AT)
    assert plans(order) == [(AT, AT + HOUR), (AT + 2 * HOUR, AT + 3 * HOUR)]
