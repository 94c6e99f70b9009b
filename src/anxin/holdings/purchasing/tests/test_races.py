"""Two at the same order."""

from collections.abc import Callable
from functools import partial
from typing import Any

from anxin.holdings.parts.queries import stock_of
from anxin.holdings.purchasing import commands
from anxin.holdings.purchasing.tests.factories import came, make_terms, ordered
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.resources.catalog.tests.factories import make_article

Race = Callable[..., list[Any]]


def test_a_double_tap_receives_once_and_two_clerks_never_more_than_is_expected(race: Race) -> None:
    store, oil = make_store(), make_article()
    clerk, made = make_actor(store, "parts_clerk"), ordered(store, oil)
    receive = partial(commands.receive_order, actor=clerk, order_id=made.id, came=[came(oil, "6")], at=AT)
    outcomes = race(partial(receive, key="a"), partial(receive, key="a"), partial(receive, key="b"))
    kinds = sorted(type(one).__name__ for one in outcomes)
    assert kinds in (
        ["KeptReceipt", "KeptReceipt", "MoreThanOrdered"],
        ["KeptReceipt", "MoreThanOrdered", "MoreThanOrdered"],
    )
    assert stock_of(clerk, store.pk, [oil.pk])[oil.pk] == 6


def test_receiving_meets_the_cancelling_of_the_rest(race: Race) -> None:
    store, oil = make_store(), make_article()
    clerk, made = make_actor(store, "parts_manager"), ordered(store, oil)
    outcomes = race(
        partial(commands.receive_order, actor=clerk, order_id=made.id, came=[came(oil)], key="a", at=AT),
        partial(commands.cancel_order, actor=clerk, order_id=made.id, reason="不要了", at=AT),
    )
    done = {type(one).__name__ for one in outcomes}
    assert done in ({"KeptReceipt", "IllegalTransition"}, {"KeptPurchase", "IllegalTransition"})


def test_a_code_is_given_once(race: Race) -> None:
    store = make_store()
    buyer = make_actor(store, "parts_buyer")
    add = partial(commands.add_supplier, actor=buyer, store_id=store.pk, terms=make_terms(code="A"), at=AT)
    assert sorted(type(one).__name__ for one in race(add, add)) == ["KeptSupplier", "SupplierCodeTaken"]
