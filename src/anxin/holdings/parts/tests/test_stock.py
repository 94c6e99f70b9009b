"""The stock ledger on PostgreSQL: done, refused, denied (and then nothing changed), and against a model."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.holdings.parts import commands, queries
from anxin.holdings.parts.models import StockBalance, StockEntry
from anxin.holdings.parts.tasks import reconcile_stock
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform import parameters
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IdempotencyKeyReused, Invalid, NotFound
from anxin.platform.events.models import StoredEvent
from anxin.platform.money import Money
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
ORDER, OTHER = DocumentRef("repair_orders.repairorder", 31), DocumentRef("repair_orders.repairorder", 32)


@pytest.fixture
def store() -> Store:
    return make_store()


@pytest.fixture
def keeper(store: Store) -> Actor:
    return make_actor(store, "parts_manager")


def line(article: PartArticle, quantity: str) -> commands.IssueLine:
    return commands.IssueLine(article.pk, Decimal(quantity))


def issue(
    keeper: Actor, store: Store, *lines: commands.IssueLine, document: DocumentRef = ORDER, **more: Any
) -> commands.StockPosted:
    return commands.issue_parts(actor=keeper, store_id=store.pk, document=document, lines=lines, at=AT, **more)


def give_back(
    keeper: Actor, store: Store, *lines: commands.IssueLine, document: DocumentRef = ORDER, **more: Any
) -> commands.StockPosted:
    return commands.return_parts(actor=keeper, store_id=store.pk, document=document, lines=lines, at=AT, **more)


def test_parts_go_out_at_the_moving_average_and_the_fact_is_announced(store: Store, keeper: Actor) -> None:
    article = make_article()
    stock_up(store, article, "10", "10.00")
    stock_up(store, article, "10", "20.00")
    posted = issue(keeper, store, line(article, "4"))
    assert (posted.cost, posted.lines[0].unit_cost, posted.lines[0].on_hand) == (Money(-60_00), Money(15_00), Decimal(16))
    assert queries.stock_of(keeper, store.pk, [article.pk, 999]) == {article.pk: Decimal(16), 999: Decimal(0)}
    row = queries.get_stock(keeper, store.pk, article.pk)
    assert (row.value, row.unit_cost) == (Money(240_00), Money(15_00))
    with reading(keeper):
        event = StoredEvent.objects.filter(name="parts.StockMoved").order_by("-pk")[0]
    assert event.payload["quantities"] == ["-4"]
    assert event.payload["document_id"] == 31


def test_an_issue_beyond_what_is_on_hand_is_refused_whole_and_names_every_shortage(store: Store, keeper: Actor) -> None:
    plenty, little, none = make_article(), make_article("F-9", name="空气滤清器"), make_article("F-8", name="火花塞")
    stock_up(store, plenty)
    stock_up(store, little, "1.5")
    with pytest.raises(commands.StockShort, match=r"F-9 空气滤清器 要 2，库存 1\.5.*F-8") as refusal:
        issue(keeper, store, line(plenty, "1"), line(little, "2"), line(none, "1"))
    assert [each.on_hand for each in refusal.value.shortages] == [Decimal("1.500"), Decimal(0)]
    assert queries.stock_of(keeper, store.pk, [plenty.pk])[plenty.pk] == 10
    assert queries.find_differences(keeper) == []


def test_what_comes_back_costs_what_it_went_out_at_and_never_more_than_the_document_holds(
    store: Store, keeper: Actor
) -> None:
    article = make_article("F-1")
    stock_up(store, article, "10", "10.00")
    issue(keeper, store, line(article, "3"))
    stock_up(store, article, "10", "30.00")
    back = give_back(keeper, store, line(article, "2"))
    assert back.cost == Money(20_00)
    with pytest.raises(commands.ReturnExceedsIssue, match="只领用了 1，不能退 2"):
        give_back(keeper, store, line(article, "2"))
    with pytest.raises(commands.ReturnExceedsIssue):
        give_back(keeper, store, line(article, "1"), document=OTHER)
    (held,) = queries.list_held_parts(keeper, store.pk, ORDER)
    assert (held.quantity, held.cost) == (Decimal(1), Money(10_00))


def test_the_same_key_books_once_and_another_request_under_it_is_refused(store: Store, keeper: Actor) -> None:
    article = make_article()
    stock_up(store, article)
    first = issue(keeper, store, line(article, "2"), key="k1")
    again = issue(keeper, store, line(article, "2"), key="k1")
    assert (first.replayed, again.replayed) == (False, True)
    assert first.lines == again.lines
    for request in ([line(article, "3")], [line(article, "2"), line(article, "2")]):
        with pytest.raises(IdempotencyKeyReused):
            issue(keeper, store, *request, key="k1")
    with pytest.raises(IdempotencyKeyReused):
        issue(keeper, store, line(article, "2"), key="k1", document=OTHER)
    assert queries.stock_of(keeper, store.pk, [article.pk])[article.pk] == 8


def test_the_same_key_in_two_stores_is_two_bookings(store: Store) -> None:
    article, other = make_article(), make_store("NS")
    for each in (store, other):
        stock_up(each, article)
        issue(system_actor("test"), each, line(article, "1"), key="k1")
    assert queries.stock_of(system_actor("test"), other.pk, [article.pk])[article.pk] == 9


def test_a_count_books_the_difference_and_says_why(store: Store, keeper: Actor) -> None:
    article, exact = make_article(), make_article()
    stock_up(store, article, "10", "10.00")
    stock_up(store, exact, "3")
    counted = [commands.CountedLine(article.pk, Decimal("8")), commands.CountedLine(exact.pk, Decimal("3"))]
    said = {"actor": keeper, "store_id": store.pk, "lines": counted, "note": "月底盘点", "key": "count-1", "at": AT}
    posted = commands.correct_stock(**said)
    assert [(each.article_id, each.quantity, each.cost) for each in posted.lines] == [
        (article.pk, Decimal(-2), Money(-20_00))
    ]
    assert commands.correct_stock(**said).replayed
    entry = queries.list_entries(keeper, store.pk, article.pk, queries.EntryFilter(reason="count")).rows[0]
    assert (entry.note, entry.on_hand_after) == ("月底盘点", Decimal(8))
    with pytest.raises(Invalid, match="盘点原因"):
        commands.correct_stock(**{**said, "note": " ", "key": "count-2"})


def test_a_reversal_names_the_entry_and_happens_once(store: Store, keeper: Actor) -> None:
    article = make_article()
    received = stock_up(store, article, "10", "10.00")
    issue(keeper, store, line(article, "4"))
    entry = queries.list_entries(keeper, store.pk, article.pk, queries.EntryFilter(reason="issue")).rows[0]
    done = commands.reverse_entry(actor=keeper, entry_id=entry.id, note="领错了", at=AT)
    assert done.on_hand == 10
    assert queries.get_entry(keeper, done.entry_id)[1].reverses_id == entry.id
    assert queries.list_held_parts(keeper, store.pk, ORDER) == []
    for undone in (entry.id, done.entry_id):
        with pytest.raises(commands.AlreadyReversed):
            commands.reverse_entry(actor=keeper, entry_id=undone, note="再来", at=AT)
    issue(keeper, store, line(article, "1"))
    with pytest.raises(commands.StockShort):
        commands.reverse_entry(actor=keeper, entry_id=received.lines[0].entry_id, note="没收到货", at=AT)


def test_what_moved_for_a_line_of_an_order_is_undone_at_the_order_and_not_by_a_reversal(store: Store, keeper: Actor) -> None:
    article = make_article()
    stock_up(store, article)
    out = issue(keeper, store, commands.IssueLine(article.pk, Decimal(4), 7))
    back = give_back(keeper, store, commands.IssueLine(article.pk, Decimal(1), 7))
    for posted in (out, back):
        with pytest.raises(commands.EntryOfDocument, match="要在单据上改"):
            commands.reverse_entry(actor=keeper, entry_id=posted.lines[0].entry_id, note="领错了", at=AT)
    assert queries.stock_of(keeper, store.pk, [article.pk])[article.pk] == 7


def test_an_issue_that_came_back_is_not_reversed_on_top(store: Store, keeper: Actor) -> None:
    article = make_article()
    stock_up(store, article)
    out = issue(keeper, store, line(article, "4"))
    give_back(keeper, store, line(article, "1"))
    with pytest.raises(commands.ReturnExceedsIssue, match="已经退回"):
        commands.reverse_entry(actor=keeper, entry_id=out.lines[0].entry_id, note="领错了", at=AT)
    (held,) = queries.list_held_parts(keeper, store.pk, ORDER)
    assert (held.quantity, queries.stock_of(keeper, store.pk, [article.pk])[article.pk]) == (3, 7)


def test_stock_goes_below_zero_only_where_the_parameter_allows_it(store: Store, keeper: Actor) -> None:
    article = make_article()
    with unit_of_work(system_actor("test"), "test", writable=True):
        scope = {"level": "store", "scope_id": store.pk}
        ParameterValue.objects.create(
            code="parts.allow_negative", value=True, valid_from=AT.date(), actor_key="test", at=AT, **scope
        )
    parameters.forget()
    assert issue(keeper, store, line(article, "2")).lines[0].on_hand == -2
    other = make_store("NS")
    with pytest.raises(commands.StockShort):
        issue(system_actor("test"), other, line(article, "2"))
    with pytest.raises(DatabaseError), unit_of_work(keeper, "test", writable=True), transaction.atomic():
        StockBalance.objects.across_stores(reason="test").update(may_be_negative=False)


def test_entries_are_neither_changed_nor_deleted(store: Store, keeper: Actor) -> None:
    stock_up(store, make_article())
    with pytest.raises(DatabaseError), unit_of_work(keeper, "test", writable=True), transaction.atomic():
        StockEntry.objects.across_stores(reason="test").update(quantity=5)
    with pytest.raises(DatabaseError), unit_of_work(keeper, "test", writable=True), transaction.atomic():
        StockEntry.objects.across_stores(reason="test").delete()


def test_senseless_lines_are_refused(store: Store, keeper: Actor) -> None:
    article = make_article()
    for quantity in ("0", "-1", "0.0001", "NaN", "Infinity", "1e12"):
        with pytest.raises(Invalid):
            issue(keeper, store, line(article, quantity))
    with pytest.raises(Invalid):
        issue(keeper, store)
    with pytest.raises(commands.ArticleUnknown):
        issue(keeper, store, commands.IssueLine(987654, Decimal(1)))


def test_nobody_moves_or_sees_the_stock_of_another_store(store: Store, keeper: Actor) -> None:
    article, stranger = make_article(), make_actor(make_store("NS"), "parts_manager")
    posted = stock_up(store, article)
    receipt = commands.ReceiptLine(article.pk, Decimal(1), Money(1))
    with pytest.raises(Denied):
        issue(stranger, store, line(article, "1"))
    with pytest.raises(Denied):
        commands.receive_stock(actor=stranger, store_id=store.pk, lines=[receipt], key="x", at=AT)
    with pytest.raises(NotFound):
        commands.reverse_entry(actor=stranger, entry_id=posted.lines[0].entry_id, note="x", at=AT)
    with pytest.raises(Denied):
        issue(make_actor(store, "service_advisor"), store, line(article, "1"))
    assert queries.stock_of(stranger, store.pk, [article.pk])[article.pk] == 0
    assert queries.stock_of(keeper, store.pk, [article.pk])[article.pk] == 10


def test_opening_stock_is_booked_once_however_often_the_file_comes(store: Store, keeper: Actor) -> None:
    make_article("F-1")
    make_article("F-2")
    rows = [
        commands.ImportedStock("f-1", Decimal(5), Money(10_00)),
        commands.ImportedStock("F-2", Decimal("2.5"), Money(1_00)),
        commands.ImportedStock("F-3", Decimal(1), Money(1_00)),
        commands.ImportedStock("F-2", Decimal("-1"), Money(1_00)),
    ]

    def run() -> list[str]:
        outcomes = commands.import_stock(actor=keeper, store_id=store.pk, rows=rows, at=AT)
        return [each.outcome for each in outcomes]

    assert run() == ["created", "created", "refused", "refused"]
    assert run() == ["unchanged", "unchanged", "refused", "refused"]
    rows[0] = commands.ImportedStock("F-1", Decimal(6), Money(10_00))
    assert run()[0] == "refused"
    listed = queries.list_stock(keeper, store.pk, queries.StockFilter(text="f-1"))
    assert [(row.number, row.on_hand) for row in listed.rows] == [("F-1", Decimal(5))]
    assert listed.sums == {"value": Money(50_00)}


def test_the_nightly_reconciliation_finds_a_balance_that_was_tampered_with(
    store: Store, keeper: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    article = make_article()
    stock_up(store, article)
    reconcile_stock(0)
    assert not caplog.records
    with unit_of_work(keeper, "test", writable=True):
        StockBalance.objects.across_stores(reason="test").update(on_hand=11)
    (found,) = queries.find_differences(keeper)
    assert (found.article_id, found.on_hand, found.entries_quantity) == (article.pk, Decimal(11), Decimal(10))
    assert queries.find_differences(make_actor(make_store("NS"), "parts_manager")) == []
    reconcile_stock(0)
    assert [record.article_id for record in caplog.records] == [article.pk]  # type: ignore[attr-defined]


moves = st.lists(
    st.tuples(st.sampled_from(["in", "out", "back", "count"]), st.integers(0, 1), st.integers(1, 30), st.integers(0, 999)),
    max_size=20,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_any_sequence_leaves_what_a_model_says_and_the_books_agree(
    store: Store, keeper: Actor, sequence: list[tuple[str, int, int, int]]
) -> None:
    articles = [make_article(), make_article()]
    on_hand, held = [Decimal(0), Decimal(0)], [Decimal(0), Decimal(0)]
    document = DocumentRef("test.document", articles[0].pk)
    for number, (verb, which, quantity, fen) in enumerate(sequence):
        article, amount = articles[which], Decimal(quantity)
        if verb == "in":
            stock_up(store, article, str(quantity), str(Money(fen)))
            on_hand[which] += amount
        elif verb == "out" and amount <= on_hand[which]:
            issue(keeper, store, line(article, str(quantity)), document=document)
            on_hand[which], held[which] = on_hand[which] - amount, held[which] + amount
        elif verb == "out":
            with pytest.raises(commands.StockShort):
                issue(keeper, store, line(article, str(quantity)), document=document)
        elif verb == "back" and amount <= held[which]:
            give_back(keeper, store, line(article, str(quantity)), document=document)
            on_hand[which], held[which] = on_hand[which] + amount, held[which] - amount
        elif verb == "count":
            commands.correct_stock(
                actor=system_actor("test"),
                store_id=store.pk,
                lines=[commands.CountedLine(article.pk, amount)],
                note="抽盘",
                key=f"count-{article.pk}-{number}",
                at=AT,
            )
            on_hand[which] = amount
    found = queries.stock_of(keeper, store.pk, [each.pk for each in articles])
    assert [found[each.pk] for each in articles] == on_hand
    parts = {each.article_id: each.quantity for each in queries.list_held_parts(keeper, store.pk, document)}
    assert [parts.get(each.pk, 0) for each in articles] == held
    assert queries.find_differences(keeper) == []
    with reading(keeper), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM parts_stockbalance WHERE value < 0 OR (on_hand = 0 AND value <> 0)")
        assert cursor.fetchone() == (0,)
