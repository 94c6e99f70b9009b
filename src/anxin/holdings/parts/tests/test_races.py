"""Many hands at the same shelf."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from anxin.holdings.parts import commands, queries
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.tests.factories import make_article

Race = Callable[..., list[Any]]


def test_the_last_piece_goes_out_once(race: Race) -> None:
    store, article = make_store(), make_article()
    stock_up(store, article, "3")
    keeper = make_actor(store, "parts_manager")
    calls = [
        partial(
            commands.issue_parts,
            actor=keeper,
            store_id=store.pk,
            document=DocumentRef("test.document", number),
            lines=[commands.IssueLine(article.pk, Decimal(2))],
            at=AT,
        )
        for number in range(5)
    ]
    outcomes = race(*calls)
    assert sorted(type(each).__name__ for each in outcomes) == ["StockPosted", *["StockShort"] * 4]
    assert queries.stock_of(keeper, store.pk, [article.pk])[article.pk] == 1


def test_crossing_orders_of_lines_do_not_wait_for_each_other_and_a_double_tap_books_once(race: Race) -> None:
    store, first, second = make_store(), make_article(), make_article()
    keeper = make_actor(store, "parts_manager")
    for article in (first, second):
        stock_up(store, article, "100")

    def issue(number: int, key: str) -> Callable[[], commands.StockPosted]:
        pair = (first, second) if number % 2 else (second, first)
        return partial(
            commands.issue_parts,
            actor=keeper,
            store_id=store.pk,
            document=DocumentRef("test.document", number),
            lines=[commands.IssueLine(article.pk, Decimal(1)) for article in pair],
            key=key,
            at=AT,
        )

    outcomes = race(*[issue(number, f"k{number}") for number in range(4)], issue(9, "same"), issue(9, "same"))
    assert all(isinstance(each, commands.StockPosted) for each in outcomes)
    assert sorted(each.replayed for each in outcomes) == [False] * 5 + [True]
    assert set(queries.stock_of(keeper, store.pk, [first.pk, second.pk]).values()) == {Decimal(95)}
    assert queries.find_differences(keeper) == []
