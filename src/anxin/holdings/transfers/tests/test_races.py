"""Two stores at the same transfer."""

import random
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from anxin.holdings.parts import queries as stock
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.transfers import commands, queries
from anxin.holdings.transfers.tests.factories import let_stores_follow, make_agreed, make_sent, take_random_step
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.resources.catalog.tests.factories import make_article

Race = Callable[..., list[Any]]


def test_what_is_withdrawn_is_not_sent_and_what_is_sent_is_not_withdrawn(race: Race) -> None:
    asker, lender = make_store("LG"), make_store("NS")
    ann, ben = make_actor(asker, "parts_manager"), make_actor(lender, "parts_manager")
    agreed = make_agreed(asker, lender)
    outcomes = race(
        partial(commands.withdraw_transfer, actor=ann, transfer_id=agreed.id, reason="不要了", at=AT),
        partial(commands.send_transfer, actor=ben, transfer_id=agreed.id, quantity=Decimal(2), at=AT),
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["IllegalTransition", "SavedTransfer"]


def test_what_is_on_the_way_arrives_or_comes_back_but_not_both(race: Race) -> None:
    asker, lender = make_store("LG"), make_store("NS")
    ann, ben = make_actor(asker, "parts_manager"), make_actor(lender, "parts_manager")
    sent = make_sent(asker, lender)
    receive = partial(commands.receive_transfer, actor=ann, transfer_id=sent.id, quantity=Decimal(2), at=AT)
    back = partial(commands.take_back_transfer, actor=ben, transfer_id=sent.id, quantity=Decimal(2), reason="x", at=AT)
    outcomes = race(receive, back, receive, back)
    assert sum(isinstance(one, commands.SavedTransfer) for one in outcomes) == 1
    seen = queries.get_transfer(ann, asker.pk, sent.id)
    assert seen.received + seen.returned == 2
    assert stock.find_differences(system_actor("test")) == []


def test_a_double_tap_asks_once(race: Race) -> None:
    asker, lender, article = make_store("LG"), make_store("NS"), make_article()
    ann = make_actor(asker, "parts_manager")
    ask = partial(
        commands.ask_transfer,
        actor=ann,
        store_id=asker.pk,
        from_store_id=lender.pk,
        article_id=article.pk,
        quantity=Decimal(1),
        key="same",
        at=AT,
    )
    assert len({one.id for one in race(ask, ask, ask)}) == 1


def test_clients_that_do_whatever_comes_leave_every_book_right(race: Race) -> None:
    stores, articles = [make_store(code) for code in ("LG", "NS", "FT")], [make_article() for _number in range(2)]
    for store in stores:
        for article in articles:
            stock_up(store, article, "10")

    def client(seed: int) -> list[str]:
        dice = random.Random(seed)
        known = [[store.pk for store in stores], [article.pk for article in articles]]
        return [take_random_step(system_actor("test"), *known, dice) for _step in range(25)]

    done = race(*(partial(client, seed) for seed in range(3)))
    assert "ask" in {step for steps in done for step in steps}, "which others come is chance"
    let_stores_follow()
    assert stock.find_differences(system_actor("test")) == []
    on_shelves = sum(
        (quantity for store in stores for quantity in stock.stock_on_hand(system_actor("test"), store.pk).values()),
        Decimal(0),
    )
    on_the_way = sum(
        (
            row.on_the_way
            for store in stores
            for row in queries.page_transfers(system_actor("test"), store.pk, queries.TransferFilter(side="in")).rows
        ),
        Decimal(0),
    )
    assert on_shelves + on_the_way == 60
