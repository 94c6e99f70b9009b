"""Many hands at the same sheet and the same shelf."""

import random
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from anxin.holdings.parts import commands as parts
from anxin.holdings.parts import queries as stock
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.stocktaking import commands, queries
from anxin.holdings.stocktaking.tests.factories import count, make_open_sheet, make_submitted, take_random_step
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.tests.factories import make_article

Race = Callable[..., list[Any]]


def test_two_who_approve_at_once_book_once_and_a_count_meanwhile_is_refused_or_counted(race: Race) -> None:
    store, article = make_store(), make_article()
    stock_up(store, article)
    sheet_id = make_submitted(store, article, "9")
    approve = partial(commands.approve_sheet, actor=system_actor("approver"), sheet_id=sheet_id, at=AT)
    outcomes = race(approve, approve, partial(count, sheet_id, article, "3"))
    assert sorted(type(one).__name__ for one in outcomes) == ["IllegalTransition", "IllegalTransition", "SavedSheet"]
    assert stock.stock_of(system_actor("test"), store.pk, [article.pk])[article.pk] == 9


def test_two_who_count_the_same_line_are_both_kept_and_the_sums_hold(race: Race) -> None:
    store, article = make_store(), make_article()
    stock_up(store, article)
    sheet = make_open_sheet(store, article)
    race(*(partial(count, sheet.id, article, said, by=system_actor(said)) for said in ("7", "8", "9")))
    row, line = (
        queries.get_sheet(system_actor("test"), sheet.id),
        queries.get_line(system_actor("test"), sheet.id, article.pk),
    )
    assert line is not None
    assert (line.counts, row.counted, row.second) == (3, 1, int(line.second_wanted))
    assert line.worth is not None
    assert row.losses == -line.worth
    assert len(queries.list_counts(system_actor("test"), sheet.id, article.pk)) == 3


def test_two_sheets_opened_at_once_share_no_article(race: Race) -> None:
    store, articles = make_store(), [make_article() for _number in range(6)]
    for article in articles:
        stock_up(store, article)
    outcomes = race(
        partial(make_open_sheet, store),
        partial(make_open_sheet, store, *articles[:3]),
        partial(make_open_sheet, store, *articles[3:]),
    )
    assert sum(one.lines for one in outcomes if isinstance(one, commands.OpenedSheet)) == 6


def test_a_found_article_is_added_once(race: Race) -> None:
    store, article, found = make_store(), make_article(), make_article()
    stock_up(store, article)
    sheet = make_open_sheet(store, article)
    add = partial(count, sheet.id, found, "2")
    outcomes = race(add, add, add)
    assert sum(one.lines == 2 for one in outcomes) == 3
    assert queries.get_sheet(system_actor("test"), sheet.id).lines == 2


def test_a_correction_and_a_count_at_once_book_the_difference_once(race: Race) -> None:
    store = make_store()
    for round_number in range(4):
        article = make_article()
        if round_number % 2:
            stock_up(store, article, "5")
        sheet = make_open_sheet(store, article)
        lines = [parts.CountedLine(article.pk, Decimal(7))]
        correct = partial(
            parts.correct_stock,
            actor=system_actor("test"), store_id=store.pk, lines=lines, note="抽盘", key=f"c{round_number}", at=AT,
        )  # fmt: skip
        race(correct, partial(count, sheet.id, article, "7"))
        line = queries.get_line(system_actor("test"), sheet.id, article.pk)
        assert line is not None
        assert line.difference is not None
        on_hand = stock.stock_of(system_actor("test"), store.pk, [article.pk])[article.pk]
        assert on_hand + line.difference == 7


def test_clients_that_count_and_move_whatever_comes_leave_the_books_right(race: Race) -> None:
    store, articles = make_store(), [make_article() for _number in range(3)]
    for article in articles:
        stock_up(store, article, "20")
    ids = [article.pk for article in articles]

    def counter(seed: int) -> list[str]:
        dice = random.Random(seed)
        return [take_random_step(system_actor("test"), store.pk, ids, dice) for _step in range(25)]

    def mover(seed: int) -> list[str]:
        dice = random.Random(seed)
        for number in range(25):
            line = parts.IssueLine(dice.choice(ids), Decimal(1), 1)
            act = parts.issue_parts if dice.random() < 0.7 else parts.return_parts
            try:
                act(
                    actor=system_actor("test"), store_id=store.pk, document=DocumentRef("test.document", number % 3 + 1),
                    lines=[line], at=AT,
                )  # fmt: skip
            except (parts.StockShort, parts.ReturnExceedsIssue):
                continue
        return []

    outcomes = race(partial(counter, 1), partial(counter, 2), partial(mover, 3))
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert stock.find_differences(system_actor("test")) == []
