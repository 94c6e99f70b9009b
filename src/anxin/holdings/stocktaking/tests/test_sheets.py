"""Count sheets: opened by scope, counted while goods move, counted again, explained, approved, sent back, cancelled."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from anxin.holdings.parts import commands as parts
from anxin.holdings.parts import queries as stock
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.stocktaking import commands, queries
from anxin.holdings.stocktaking.models import CountEntry, CountLine
from anxin.holdings.stocktaking.parameters import BLIND
from anxin.holdings.stocktaking.queries.lines import worth_for_limits
from anxin.holdings.stocktaking.tests.factories import count, make_counted, make_open_sheet, make_submitted
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.work.queries import find_open_task
from anxin.platform import parameters
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Order
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db


def boss() -> Actor:
    return system_actor("test")


@pytest.fixture
def store() -> Store:
    return make_store()


def stocked(store: Store, quantity: str = "10", unit_cost: str = "40.00", **terms: Any) -> PartArticle:
    article = make_article(**terms)
    stock_up(store, article, quantity, unit_cost)
    return article


def opened(store: Store, by: str, kind: str = "cycle", **more: Any) -> list[int]:
    """The articles of a sheet by a scope, which is given up again."""
    sheet = commands.open_sheet(actor=boss(), store_id=store.pk, kind=kind, scope=commands.Scope(by, **more), at=AT)
    rows = queries.page_lines(boss(), sheet.id, queries.LineFilter()).rows
    commands.cancel_sheet(actor=boss(), sheet_id=sheet.id, reason="试", at=AT)
    return sorted(row.article_id for row in rows)


def issue(store: Store, article: PartArticle, quantity: str) -> None:
    line = parts.IssueLine(article.pk, Decimal(quantity), 1)
    document = DocumentRef("test.document", article.pk)
    parts.issue_parts(actor=boss(), store_id=store.pk, document=document, lines=[line], at=AT)


def on_hand(store: Store, article: PartArticle) -> Decimal:
    return stock.stock_of(boss(), store.pk, [article.pk])[article.pk]


def approve(sheet_id: int, **more: Any) -> commands.SavedSheet:
    return commands.approve_sheet(actor=system_actor("approver"), sheet_id=sheet_id, at=AT, **more)


def test_what_moves_between_counting_and_approval_stays_moved(store: Store) -> None:
    article = stocked(store)
    sheet_id = make_counted(store, article, "8")
    issue(store, article, "5")
    stock_up(store, article, "4")
    commands.submit_sheet(actor=boss(), sheet_id=sheet_id, at=AT)
    done = approve(sheet_id)
    assert (done.state, done.gains, done.losses) == ("APPROVED", Money(0), Money(80_00))
    assert on_hand(store, article) == 7, "10 less 5 plus 4, less the 2 that were missing when it was counted"
    entry = stock.list_entries(boss(), store.pk, article.pk, stock.EntryFilter(reason="count")).rows[0]
    line = queries.get_line(boss(), sheet_id, article.pk)
    assert line is not None
    assert (entry.document, entry.document_line) == (DocumentRef(commands.KIND, sheet_id), line.id)
    assert (entry.quantity, line.cost) == (Decimal(-2), Money(-80_00))
    assert "盘点" in entry.note
    assert stock.levels_of(boss(), store.pk, [article.pk])[article.pk].counted_on == date(2026, 11, 20)
    assert stock.find_differences(boss()) == []
    with pytest.raises(parts.EntryOfDocument):
        parts.reverse_entry(actor=boss(), entry_id=entry.id, note="不对", at=AT)


def test_scopes_choose_what_stands_on_the_sheet(store: Store) -> None:
    plain, dear, extra = stocked(store), stocked(store, "2", "900.00"), stocked(store, is_accessory=True)
    never = make_article()
    for article, code in ((plain, "B-06-1"), (dear, "B-07-1"), (extra, "C-01-1")):
        parts.place_article(actor=boss(), store_id=store.pk, article_id=article.pk, bins=[code], at=AT)
    every = sorted(one.pk for one in (plain, dear, extra))
    assert opened(store, "all", "full") == every
    assert opened(store, "bins", first_bin="b-06") == [plain.pk]
    assert opened(store, "bins", first_bin="B-06", last_bin="B-07") == sorted([plain.pk, dear.pk])
    assert opened(store, "accessories") == [extra.pk]
    assert opened(store, "value", least_value=Money(1_000_00)) == [dear.pk]
    assert opened(store, "chosen", article_ids=(never.pk,)) == [never.pk]
    assert opened(store, "unseen", days=30) == every
    approve(make_submitted(store, plain))
    assert opened(store, "unseen", days=30) == sorted([dear.pk, extra.pk])
    due = queries.cycle_due(boss(), store.pk, AT)
    assert (due.articles, due.overdue, due.share) == (3, 2, 1)
    assert opened(store, "share") == [dear.pk]
    with pytest.raises(commands.NothingToCount):
        opened(store, "old")
    for by, more in (
        ("bins", {}),
        ("value", {}),
        ("part_class", {}),
        ("chosen", {}),
        ("nonsense", {}),
        ("unseen", {"days": 0}),
    ):
        with pytest.raises(Invalid):
            opened(store, by, **more)
    with pytest.raises(Invalid):
        opened(store, "all", "half")
    with pytest.raises(Invalid):
        opened(store, "chosen", article_ids=(999_999_999,))


def test_an_article_stands_on_one_open_sheet(store: Store) -> None:
    one, other = stocked(store), stocked(store)
    first = make_open_sheet(store, one)
    second = make_open_sheet(store)
    assert (second.lines, second.left_out) == (1, 1)
    with pytest.raises(commands.OnOtherSheet, match=first.number):
        count(second.id, one, "1")
    with pytest.raises(commands.NothingToCount):
        make_open_sheet(store, one, other)
    commands.cancel_sheet(actor=boss(), sheet_id=first.id, reason="不盘了", at=AT)
    assert count(second.id, one, "10").is_added
    with pytest.raises(IntegrityError), unit_of_work(boss(), "test", writable=True), transaction.atomic():
        CountLine(store_id=store.pk, sheet_id=first.id, article=other).save()


def test_counting_again_replaces_the_count_and_keeps_both(store: Store) -> None:
    article = stocked(store)
    sheet = make_open_sheet(store, article)
    count(sheet.id, article, "9")
    issue(store, article, "4")
    assert count(sheet.id, article, "6").lines_counted == 1
    row = queries.get_sheet(boss(), sheet.id)
    assert (row.counted, row.different, row.losses) == (1, 0, Money(0))
    assert [(one.counted, one.book) for one in queries.list_counts(boss(), sheet.id, article.pk)] == [(6, 6), (9, 10)]
    with pytest.raises(Invalid):
        count(sheet.id, article, "-1")
    with pytest.raises(Invalid):
        commands.count_article(actor=boss(), sheet_id=sheet.id, article_id=999_999_999, counted=Decimal(1), at=AT)
    with reading(boss()):
        entry = CountEntry.objects.across_stores(reason="test").latest("pk")
    refused = pytest.raises(DatabaseError, match="permission denied")
    with refused, unit_of_work(boss(), "test", writable=True), transaction.atomic():
        entry.delete()


def test_what_is_far_off_is_counted_by_another_person_and_explained(store: Store) -> None:
    article = stocked(store)
    sheet = make_open_sheet(store, article)
    ann, ben = make_actor(store, "parts_clerk"), make_actor(store, "parts_clerk")
    lead = make_actor(store, "parts_manager")

    def submit(**more: Any) -> commands.SavedSheet:
        return commands.submit_sheet(actor=lead, sheet_id=sheet.id, at=AT, **more)

    with pytest.raises(commands.NotReady, match="一个配件也没有盘"):
        submit()
    with pytest.raises(commands.NotOnSheet):
        commands.explain_difference(actor=lead, sheet_id=sheet.id, article_id=article.pk, cause="lost", at=AT)
    assert count(sheet.id, article, "5", by=ann).second_wanted
    assert count(sheet.id, article, "5", by=ann).second_wanted, "the same person again is no second count"
    with pytest.raises(commands.NotReady, match="复盘"):
        submit()
    assert count(sheet.id, article, "6", by=ben).second_wanted, "who disagrees confirms nothing"
    issue(store, article, "1")
    assert not count(sheet.id, article, "5", by=ann).second_wanted, "one went out between: the difference is the same"
    with pytest.raises(commands.NotReady, match="原因"):
        submit()
    with pytest.raises(Invalid):
        commands.explain_difference(actor=lead, sheet_id=sheet.id, article_id=article.pk, cause="no", at=AT)
    commands.explain_difference(actor=lead, sheet_id=sheet.id, article_id=article.pk, cause="wrong_bin", note="在B柜", at=AT)
    assert submit().state == "SUBMITTED"
    line = queries.get_line(lead, sheet.id, article.pk)
    assert line is not None
    assert (line.difference, line.worth, line.cause, line.note) == (-4, Money(-160_00), "wrong_bin", "在B柜")
    with pytest.raises(IllegalTransition):
        count(sheet.id, article, "10", by=ann)


def test_nobody_alone_gets_a_loss_through_after_others_counted(store: Store) -> None:
    ann, ben = make_actor(store, "parts_clerk"), make_actor(store, "parts_clerk")
    for by in ([ann], [ann, ben]):
        article = stocked(store, "10", "1000.00")
        sheet = make_open_sheet(store, article)
        for actor in by:
            assert not count(sheet.id, article, "10", by=actor).second_wanted
        last, other = (ben, ann) if by == [ann] else (ann, ben)
        for _again in range(2):
            assert count(sheet.id, article, "0", by=last).second_wanted
        with pytest.raises(commands.NotReady, match="复盘"):
            commands.submit_sheet(actor=boss(), sheet_id=sheet.id, at=AT)
        assert not count(sheet.id, article, "0", by=other).second_wanted


def test_the_limit_holds_for_what_is_booked_however_it_is_priced_when_counted(store: Store) -> None:
    keeper, chief = make_actor(store, "parts_manager"), make_actor(store, "after_sales_manager")
    dear, unlisted = make_article(price="3000.00"), make_article(price="0.00")
    for article in (dear, unlisted):
        entry = stock_up(store, article, "10", "1000.00").lines[0].entry_id

        def price(cost: int, seen: int, entry: int = entry) -> None:
            costs = {"cost": Money(cost), "seen": Money(seen)}
            parts.price_receipt(actor=keeper, entry_id=entry, **costs, note="改价", at=AT)

        price(1_00, 10_000_00)
        sheet_id = make_submitted(store, article, "0")
        task = find_open_task(boss(), "stocktaking.approval", DocumentRef(commands.KIND, sheet_id))
        assert task is not None
        assert task.post == ("after_sales_manager" if article == dear else "parts_manager")
        if article == dear:
            with pytest.raises(commands.BeyondLimit):
                commands.approve_sheet(actor=keeper, sheet_id=sheet_id, at=AT)
        price(10_000_00, 1_00)
        with pytest.raises(commands.BeyondLimit):
            commands.approve_sheet(actor=keeper, sheet_id=sheet_id, at=AT)
        assert (on_hand(store, article), queries.get_sheet(boss(), sheet_id).state) == (10, "SUBMITTED")
        assert commands.approve_sheet(actor=chief, sheet_id=sheet_id, at=AT).losses == Money(10_000_00)
        assert on_hand(store, article) == 0
    assert stock.find_differences(boss()) == []


def test_limits_take_a_difference_for_no_less_than_its_list_price(store: Store) -> None:
    article = stocked(store, "100", "0.10", price="30.00")
    sheet = make_open_sheet(store, article)
    assert not count(sheet.id, article, "94", by=system_actor("one")).second_wanted, "180 yuan"
    assert queries.page_lines(boss(), sheet.id, queries.LineFilter(standing="unexplained")).rows[0].needs_cause
    assert count(sheet.id, article, "93", by=system_actor("one")).second_wanted, "210 yuan"
    line = queries.get_line(boss(), sheet.id, article.pk)
    assert line is not None
    assert (line.worth, queries.get_sheet(boss(), sheet.id).losses) == (Money(-70), Money(70)), "the estimate stays"
    with reading(boss()):
        assert worth_for_limits(store.pk, sheet.id) == Money(210_00)


def test_the_rest_stays_uncounted_only_when_that_is_said(store: Store) -> None:
    one, rest = stocked(store), stocked(store)
    sheet = make_open_sheet(store, one, rest)
    count(sheet.id, one, "10")
    with pytest.raises(commands.NotReady, match="还有 1 个"):
        commands.submit_sheet(actor=boss(), sheet_id=sheet.id, at=AT)
    commands.submit_sheet(actor=boss(), sheet_id=sheet.id, rest_not_counted=True, at=AT)
    assert queries.get_sheet(boss(), sheet.id).rest_not_counted
    approve(sheet.id)
    assert on_hand(store, rest) == 10
    cards = stock.levels_of(boss(), store.pk, [one.pk, rest.pk])
    assert cards[one.pk].counted_on is not None
    assert rest.pk not in cards or cards[rest.pk].counted_on is None


def test_nobody_approves_what_he_counted_and_the_parts_manager_only_what_is_little(store: Store) -> None:
    article, cheap = stocked(store, "100"), stocked(store, "10", "1.00")
    keeper, chief, cash = (make_actor(store, role) for role in ("parts_manager", "after_sales_manager", "finance_manager"))
    little = make_submitted(store, cheap, "9")
    task = find_open_task(boss(), "stocktaking.approval", DocumentRef(commands.KIND, little))
    assert task is not None
    commands.approve_sheet(actor=keeper, sheet_id=little, at=AT)
    assert find_open_task(boss(), "stocktaking.approval", DocumentRef(commands.KIND, little)) is None
    sheet = make_open_sheet(store, article)
    for actor in (keeper, chief):
        count(sheet.id, article, "80", by=actor)
    commands.explain_difference(actor=keeper, sheet_id=sheet.id, article_id=article.pk, cause="lost", at=AT)
    commands.submit_sheet(actor=keeper, sheet_id=sheet.id, at=AT)
    for actor in (keeper, chief):
        with pytest.raises(commands.CountedThemselves):
            commands.approve_sheet(actor=actor, sheet_id=sheet.id, at=AT)
    with pytest.raises(commands.BeyondLimit):
        commands.approve_sheet(actor=make_actor(store, "parts_manager"), sheet_id=sheet.id, at=AT)
    with pytest.raises(VersionConflict):
        commands.approve_sheet(actor=cash, sheet_id=sheet.id, version=1, at=AT)
    assert commands.approve_sheet(actor=cash, sheet_id=sheet.id, at=AT).losses == Money(800_00)
    with pytest.raises(IllegalTransition):
        commands.approve_sheet(actor=cash, sheet_id=sheet.id, at=AT)
    assert on_hand(store, article) == 80


def test_sent_back_it_is_counted_again_and_cancelled_nothing_is_booked(store: Store) -> None:
    article = stocked(store)
    sheet_id = make_submitted(store, article)
    with pytest.raises(Invalid):
        commands.send_back_sheet(actor=boss(), sheet_id=sheet_id, reason=" ", at=AT)
    assert commands.send_back_sheet(actor=boss(), sheet_id=sheet_id, reason="再看看", at=AT).state == "COUNTING"
    with pytest.raises(IllegalTransition):
        approve(sheet_id)
    count(sheet_id, article, "10")
    done = commands.cancel_sheet(actor=boss(), sheet_id=sheet_id, reason="改天盘", at=AT)
    assert (done.state, on_hand(store, article)) == ("CANCELLED", 10)
    with pytest.raises(IllegalTransition):
        commands.cancel_sheet(actor=boss(), sheet_id=sheet_id, reason="改天盘", at=AT)


def test_below_zero_is_counted_and_what_is_found_has_a_cost(store: Store) -> None:
    from anxin.holdings.parts.tests.test_costing import may_owe

    may_owe(store)
    owed, found = make_article(), make_article()
    stock_up(store, owed, "1", "10.00")
    issue(store, owed, "3")
    assert on_hand(store, owed) == -2
    sheet = make_open_sheet(store, owed)
    for name in ("one", "two"):
        count(sheet.id, owed, "4", by=system_actor(name))
        assert count(sheet.id, found, "2", by=system_actor(name)).lines == 2
    for article in (owed, found):
        commands.explain_difference(actor=boss(), sheet_id=sheet.id, article_id=article.pk, cause="found", at=AT)
    commands.submit_sheet(actor=boss(), sheet_id=sheet.id, at=AT)
    approve(sheet.id)
    assert (on_hand(store, owed), on_hand(store, found)) == (4, 2)
    assert stock.find_differences(boss()) == []


def test_more_gone_out_than_was_counted_is_counted_again(store: Store) -> None:
    article = stocked(store)
    sheet_id = make_submitted(store, article, "2")
    issue(store, article, "5")
    with pytest.raises(commands.CountAgain, match=article.number):
        approve(sheet_id)
    assert on_hand(store, article) == 5
    assert queries.get_sheet(boss(), sheet_id).state == "SUBMITTED"


def test_what_stands_counted_is_corrected_nowhere_else(store: Store) -> None:
    article = stocked(store)
    (receipt,) = stock_up(store, article, "5").lines
    sheet = make_open_sheet(store, article)
    correct = {"store_id": store.pk, "lines": [parts.CountedLine(article.pk, Decimal(14))], "note": "抽盘", "at": AT}
    parts.correct_stock(actor=boss(), key="before", **correct)
    count(sheet.id, article, "13")
    with pytest.raises(parts.UnderCount, match=sheet.number):
        parts.correct_stock(actor=boss(), key="after", **correct)
    with pytest.raises(parts.UnderCount):
        parts.reverse_entry(actor=boss(), entry_id=receipt.entry_id, note="录错", at=AT)
    commands.cancel_sheet(actor=boss(), sheet_id=sheet.id, reason="不盘", at=AT)
    parts.reverse_entry(actor=boss(), entry_id=receipt.entry_id, note="录错", at=AT)


def test_one_correction_has_a_limit(store: Store) -> None:
    article = stocked(store, "100", "40.00")
    correct = {"store_id": store.pk, "note": "抽盘", "at": AT}
    with pytest.raises(parts.NeedsCountSheet, match=r"800\.00"):
        parts.correct_stock(
            actor=make_actor(store, "parts_manager"), key="a", lines=[parts.CountedLine(article.pk, Decimal(80))], **correct
        )
    for role, counted in (("parts_manager", 90), ("after_sales_manager", 10)):
        line = parts.CountedLine(article.pk, Decimal(counted))
        parts.correct_stock(actor=make_actor(store, role), key=role, lines=[line], **correct)


def test_a_shelf_that_is_empty_has_the_limit_too(store: Store) -> None:
    emptied, never = stocked(store, "10", "800.00"), make_article(price="600.00")
    issue(store, emptied, "10")
    correct = {"actor": make_actor(store, "parts_manager"), "store_id": store.pk, "note": "抽盘", "at": AT}
    for article, worth in ((emptied, r"80000\.00"), (never, r"60000\.00")):
        with pytest.raises(parts.NeedsCountSheet, match=worth):
            parts.correct_stock(key="a", lines=[parts.CountedLine(article.pk, Decimal(100))], **correct)
    sheet = make_open_sheet(store, emptied)
    count(sheet.id, emptied, "100")
    (row,) = queries.page_lines(boss(), sheet.id, queries.LineFilter()).rows
    assert row.worth == Money(80_000_00), "a sheet says the same"


def test_opening_stock_waits_until_what_stands_counted_is_decided(store: Store) -> None:
    article, other = make_article("O-1"), make_article("O-2")
    sheet = make_open_sheet(store, article)
    count(sheet.id, article, "7")
    opening = parts.ReceiptLine(article.pk, Decimal(7), Money(10_00))
    given = {"actor": boss(), "store_id": store.pk, "at": AT}
    with pytest.raises(parts.UnderCount, match=sheet.number):
        parts.receive_stock(lines=[opening], reason="opening", key="a", **given)
    parts.receive_stock(lines=[opening], reason="purchase", key="goods", **given)
    rows = [parts.ImportedStock(one.number, Decimal(7), Money(10_00)) for one in (article, other)]
    refused, created = parts.import_stock(rows=rows, **given)
    assert (refused.outcome, created.outcome) == ("refused", "created")
    assert sheet.number in str(refused.errors["quantity"])
    assert (on_hand(store, article), on_hand(store, other)) == (7, 7)
    commands.cancel_sheet(actor=boss(), sheet_id=sheet.id, reason="不盘", at=AT)
    assert parts.import_stock(rows=rows[:1], **given)[0].outcome == "created"


def test_who_counts_blind_is_not_told_the_book(store: Store) -> None:
    article = stocked(store)
    sheet = make_open_sheet(store, article)
    clerk = make_actor(store, "parts_clerk")
    count(sheet.id, article, "7", by=clerk)
    (row,) = queries.page_lines(clerk, sheet.id, queries.LineFilter()).rows
    assert (row.counted, row.book, row.difference, row.worth) == (7, None, None, None)
    (entry,) = queries.list_counts(clerk, sheet.id, article.pk)
    assert (entry.book, entry.difference) == (None, None)
    (seen,) = queries.page_lines(make_actor(store, "parts_manager"), sheet.id, queries.LineFilter(standing="second")).rows
    assert (seen.book, seen.difference) == (10, -3)


def test_who_counts_blind_learns_it_from_no_sum_order_or_filter(store: Store) -> None:
    small, great = (make_counted(store, stocked(store), counted) for counted in ("9", "2"))
    clerk, lead = make_actor(store, "parts_clerk"), make_actor(store, "parts_manager")

    def sheets(actor: Actor) -> list[queries.SheetRow]:
        return queries.page_sheets(actor, store.pk, queries.SheetFilter(), Order("losses")).rows

    assert [(row.id, row.different, row.losses) for row in sheets(lead)] == [
        (small, 1, Money(40_00)),
        (great, 1, Money(320_00)),
    ]
    for row in (*sheets(clerk), queries.get_sheet(clerk, small)):
        assert (row.counted, row.different, row.gains, row.losses) == (1, None, None, None)
    assert [row.id for row in sheets(clerk)] == [great, small], "the newest first, whatever is asked"
    (line,) = queries.page_lines(clerk, great, queries.LineFilter()).rows
    assert (line.cause, line.cause_label) == ("", "")
    for standing in ("different", "unexplained"):
        with pytest.raises(Denied):
            queries.page_lines(clerk, great, queries.LineFilter(standing=standing))
    with unit_of_work(boss(), "test", writable=True):
        said = {"code": BLIND.code, "level": "store", "scope_id": store.pk, "valid_from": AT.date(), "value": False}
        ParameterValue.objects.create(**said, actor_key="test", at=AT)
    parameters.forget()
    assert queries.get_sheet(clerk, great).losses == Money(320_00)


def test_lists_are_filtered(store: Store) -> None:
    article, other = stocked(store, number="F-100", price="40.00"), stocked(store)
    parts.place_article(actor=boss(), store_id=store.pk, article_id=article.pk, bins=["B-06-1"], at=AT)
    sheet = make_open_sheet(store, article, other)
    count(sheet.id, article, "8")

    def lines(**more: Any) -> list[int]:
        return [row.article_id for row in queries.page_lines(boss(), sheet.id, queries.LineFilter(**more)).rows]

    assert lines() == [other.pk, article.pk], "by bin"
    assert (
        lines(bin="b-06")
        == lines(number="f-100")
        == lines(standing="counted")
        == lines(standing="different")
        == [article.pk]
    )
    assert lines(standing="left") == [other.pk]
    assert lines(standing="second") == lines(standing="unexplained") == []

    def sheets(**more: Any) -> int:
        return queries.page_sheets(boss(), store.pk, queries.SheetFilter(**more)).total

    assert sheets(text=sheet.number) == sheets(kind="cycle", state=("COUNTING",)) == sheets(since=AT.date()) == 1
    assert sheets(until=AT.date() - timedelta(days=1)) == sheets(kind="full") == 0


def test_who_may_not_and_other_stores_change_nothing(store: Store) -> None:
    article = stocked(store)
    sheet_id, other = make_submitted(store, article), make_store("BA")
    clerk, stranger = make_actor(store, "parts_clerk"), make_actor(other, "after_sales_manager", "parts_manager")
    with pytest.raises(Denied):
        commands.approve_sheet(actor=clerk, sheet_id=sheet_id, at=AT)
    with pytest.raises(NotFound):
        commands.approve_sheet(actor=stranger, sheet_id=sheet_id, at=AT)
    with pytest.raises(NotFound):
        count(sheet_id, article, "1", by=stranger)
    with pytest.raises(NotFound):
        queries.get_sheet(stranger, sheet_id)
    with pytest.raises(NotFound):
        queries.page_lines(stranger, sheet_id, queries.LineFilter())
    with pytest.raises(Denied):
        queries.page_sheets(stranger, store.pk, queries.SheetFilter())
