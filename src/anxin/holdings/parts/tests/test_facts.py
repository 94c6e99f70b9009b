"""What the stock publishes for figures."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from anxin.holdings.parts import commands
from anxin.holdings.parts.commands import IssueLine, ReceiptLine
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import unit_of_work
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
ORDER = DocumentRef("repair_orders.repairorder", 7)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def test_what_was_issued_less_what_came_back_and_what_was_undone() -> None:
    store, system, article = make_store("LG"), system_actor("test"), make_article()
    stock_up(store, article, "10", "33.33")
    given = {"actor": system, "store_id": store.pk, "at": AT}
    commands.issue_parts(document=ORDER, lines=[IssueLine(article.pk, Decimal(3), document_line=1)], key="a", **given)
    commands.return_parts(document=ORDER, lines=[IssueLine(article.pk, Decimal(1), document_line=1)], key="b", **given)
    wrong = commands.issue_parts(
        document=DocumentRef("test.own_use", 1), lines=[IssueLine(article.pk, Decimal(2))], key="c", **given
    )
    commands.reverse_entry(actor=system, entry_id=wrong.lines[0].entry_id, note="发错", at=AT)
    clerk = make_actor(store, "parts_clerk")
    rows = fact_rows(clerk, "parts.movement")
    told = ("reason", "is_for_order", "quantity", "received_cost", "issued_cost")
    assert [of(row, *told) for row in rows] == [
        ("purchase", False, Decimal(10), 33_330, 0),
        ("issue", True, Decimal(-3), 0, 9_999),
        ("return", True, Decimal(1), 0, -3_333),
        ("issue", False, Decimal(-2), 0, 6_666),
        ("reversal", False, Decimal(2), 0, -6_666),
    ]
    assert sum(row["cost"] for row in rows) == 33_330 - 6_666


def test_a_movement_counts_on_the_day_on_the_stores_wall_and_in_its_store() -> None:
    store, other, article = make_store("LG"), make_store("BA"), make_article()
    for number, at in enumerate((datetime(2026, 11, 30, 15, 59, tzinfo=UTC), datetime(2026, 11, 30, 16, 0, tzinfo=UTC))):
        line = ReceiptLine(article.pk, Decimal(1), Money(100))
        commands.receive_stock(actor=system_actor("test"), store_id=store.pk, lines=[line], key=str(number), at=at)
    stock_up(other, article)
    (row,) = fact_rows(make_actor(store, "parts_clerk"), "parts.movement", *NOVEMBER)
    assert of(row, "store_id", "day") == (store.pk, date(2026, 11, 30))


def test_what_was_asked_counts_with_its_newest_answer_unless_it_was_withdrawn() -> None:
    store, system = make_store("LG"), system_actor("test")
    there, short, gone = make_article(), make_article(), make_article()
    given = {"actor": system, "store_id": store.pk, "at": AT}
    lines = [commands.Wanted(number, one.pk, Decimal(2)) for number, one in enumerate((there, short, gone), 1)]
    with unit_of_work(system, "test", writable=True):
        commands.follow_demand(system, store.pk, ORDER, lines, {there.pk: Decimal(2), short.pk: Decimal(1)}, AT)
        commands.follow_demand(system, store.pk, ORDER, lines[:2], {}, AT)
    asked = commands.post_demand(article_id=short.pk, quantity=Decimal(1), key="counter", **given)
    for how, words in (("emergency", ""), ("lost", "等不了")):
        commands.answer_demand(actor=system, demand_id=asked.id, how=how, words=words, at=AT)
    rows = fact_rows(make_actor(store, "parts_clerk"), "parts.requisition")
    assert [of(row, "article_id", "is_for_order", "is_available", "quantity", "answer") for row in rows] == [
        (there.pk, True, True, Decimal(2), ""),
        (short.pk, True, False, Decimal(2), ""),
        (short.pk, False, False, Decimal(1), "lost"),
    ]
