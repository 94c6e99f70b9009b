"""Random histories: whatever moves while counting goes on, the ledger ends where the shelf is (ADR 0024)."""

from decimal import Decimal
from itertools import count as counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.holdings.parts import commands as parts
from anxin.holdings.parts import queries as stock
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.stocktaking import commands, queries
from anxin.holdings.stocktaking.models import CountLine
from anxin.holdings.stocktaking.tests.factories import count, make_open_sheet
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article

_serial = counter(1)
STEP = st.tuples(
    st.sampled_from(["in", "out", "back", "count", "again", "lose", "find"]), st.integers(0, 1), st.integers(1, 4)
)


def boss() -> Actor:
    return system_actor("test")


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=14), st.lists(STEP, max_size=8))
def test_the_ledger_ends_where_the_shelf_is(before: list[tuple[str, int, int]], between: list[tuple[str, int, int]]) -> None:
    store, articles = make_store(f"S{next(_serial)}"), [make_article(), make_article()]
    shelf, held = [Decimal(10), Decimal(10)], [Decimal(0), Decimal(0)]
    for article in articles:
        stock_up(store, article, "10", "7.00")
    sheet = make_open_sheet(store, *articles)

    def look(place: int) -> None:
        count(sheet.id, articles[place], str(shelf[place]), by=system_actor(f"who{next(_serial)}"))

    def move(verb: str, place: int, amount: int) -> None:
        article, quantity = articles[place], Decimal(amount)
        lines = [parts.IssueLine(article.pk, quantity, 1)]
        where = {"actor": boss(), "store_id": store.pk, "document": DocumentRef("test.document", article.pk), "at": AT}
        ledger = stock.stock_of(boss(), store.pk, [article.pk])[article.pk]
        if verb == "in":
            stock_up(store, article, str(amount), "9.00")
            shelf[place] += quantity
        elif verb == "out" and min(shelf[place], ledger) >= quantity:
            parts.issue_parts(**where, lines=lines)
            shelf[place], held[place] = shelf[place] - quantity, held[place] + quantity
        elif verb == "back" and held[place] >= quantity:
            parts.return_parts(**where, lines=lines)
            shelf[place], held[place] = shelf[place] + quantity, held[place] - quantity

    for verb, place, amount in before:
        if verb == "lose":
            shelf[place] = max(shelf[place] - amount, Decimal(0))
        elif verb == "find":
            shelf[place] += amount
        elif verb in ("count", "again"):
            look(place)
        else:
            move(verb, place, amount)
    for place in (0, 1, 0, 1):
        look(place)
    for verb, place, amount in between:
        move(verb, place, amount)
    for article in articles:
        commands.explain_difference(actor=boss(), sheet_id=sheet.id, article_id=article.pk, cause="lost", at=AT)
    with reading(boss()):
        lines = list(CountLine.objects.across_stores(reason="test").filter(sheet_id=sheet.id))
    row = queries.get_sheet(boss(), sheet.id)
    worths = [line.worth or Money(0) for line in lines]
    assert row.gains == Money.sum(one for one in worths if one.fen > 0)
    assert row.losses == -Money.sum(one for one in worths if one.fen < 0)
    assert (row.counted, row.different) == (2, sum(line.difference != 0 for line in lines))
    commands.submit_sheet(actor=boss(), sheet_id=sheet.id, at=AT)
    commands.approve_sheet(actor=system_actor("approver"), sheet_id=sheet.id, at=AT)
    assert [stock.stock_of(boss(), store.pk, [one.pk])[one.pk] for one in articles] == shelf
    assert stock.find_differences(boss()) == []
