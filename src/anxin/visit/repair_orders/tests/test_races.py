"""Two keepers at one order."""

from collections.abc import Callable
from functools import partial
from typing import Any

from anxin.parties.org.tests.factories import AT
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.tests.test_supply import make_counter


def test_two_keepers_issue_an_item_once(race: Callable[..., list[Any]]) -> None:
    counter = make_counter()
    issue = partial(commands.issue_order_parts, actor=counter.keeper, number=counter.number, at=AT)
    assert sorted(type(each).__name__ for each in race(issue, issue)) == ["NothingToIssue", "SuppliedOrder"]
    assert counter.on_hand == 8
