"""Two people at one discount."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.parties.work.commands import decide_approval
from anxin.platform.money import Money
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.repair_orders.tests.test_leave import desk_of_advisor, give, held, order_of_articles, pending, person


@pytest.mark.rule("R-RO16")
def test_a_price_changed_at_the_moment_of_the_decision_is_never_signed_unasked(race: Callable[..., list[Any]]) -> None:
    desk = desk_of_advisor()
    front = person(desk.store, "front_desk_supervisor")
    number = order_of_articles(desk)
    give(desk.actor, desk, number, 300)
    (asked,) = pending(desk)
    item = view_of(desk, number).jobs[0].items[0].id
    approve = partial(decide_approval, actor=front, approval_id=asked.id, approve=True, at=AT)
    change = partial(commands.change_item, actor=desk.actor, number=number, item_id=item, discount=Money.yuan(390), at=AT)
    race(approve, change)
    (again,) = pending(desk)
    assert again.id != asked.id
    assert held(desk, number) == [True, False]


@pytest.mark.rule("R-RO16")
def test_two_who_may_decide_decide_once(race: Callable[..., list[Any]]) -> None:
    desk = desk_of_advisor()
    both = [person(desk.store, "front_desk_supervisor") for _ in range(2)]
    number = order_of_articles(desk)
    give(desk.actor, desk, number, 300)
    (asked,) = pending(desk)
    yes, no = (partial(decide_approval, actor=actor, approval_id=asked.id, at=AT) for actor in both)
    results = race(partial(yes, approve=True), partial(no, approve=False, words="不行"))
    assert sorted(type(one).__name__ for one in results) == ["IllegalTransition", "SavedApproval"]
