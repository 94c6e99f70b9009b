"""Costs on PostgreSQL: a bill that comes late, stock below zero and undone entries end where all known at once had ended."""

import contextlib
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.holdings.parts import commands, queries
from anxin.holdings.parts.models import StockEntry
from anxin.holdings.parts.parameters import ALLOW_NEGATIVE
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform import parameters
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, Invalid, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article

db = pytest.mark.django_db
KIND = "test.document"
_serial = count(1)


@pytest.fixture
def store() -> Store:
    return make_store()


@pytest.fixture
def keeper(store: Store) -> Actor:
    return make_actor(store, "parts_manager")


def may_owe(store: Store) -> None:
    with unit_of_work(system_actor("test"), "test", writable=True):
        scope = {"level": "store", "scope_id": store.pk}
        ParameterValue.objects.get_or_create(
            code=ALLOW_NEGATIVE.code, valid_from=AT.date(), **scope, defaults={"value": True, "actor_key": "test", "at": AT}
        )
    parameters.forget()


def move(act: Callable[..., Any], keeper: Actor, store: Store, article: PartArticle, quantity: str, line: int = 1) -> Any:
    asked = commands.IssueLine(article.pk, Decimal(quantity), line)
    return act(actor=keeper, store_id=store.pk, document=DocumentRef(KIND, article.pk), lines=[asked], at=AT)


def priced(keeper: Actor, entry_id: int, cost: str, seen: str, note: str = "到票") -> commands.PricedReceipt:
    return commands.price_receipt(
        actor=keeper, entry_id=entry_id, cost=Money.yuan(cost), seen=Money.yuan(seen), note=note, at=AT
    )


def costs(keeper: Actor, store: Store, article: PartArticle) -> dict[int | None, Money]:
    held = queries.list_held_parts(keeper, store.pk, DocumentRef(KIND, article.pk))
    return {one.document_line: one.cost for one in held}


@db
def test_a_dearer_bill_reaches_each_line_and_the_shelf(store: Store, keeper: Actor) -> None:
    article = make_article()
    (receipt,) = stock_up(store, article, "10", "10.00").lines
    move(commands.issue_parts, keeper, store, article, "4", line=1)
    move(commands.issue_parts, keeper, store, article, "2", line=2)
    move(commands.return_parts, keeper, store, article, "1", line=1)
    done = priced(keeper, receipt.entry_id, "120.00", seen="100.00")
    assert (done.on_shelf, done.gone_out, done.moved) == (Money(10_00), Money(10_00), 3)
    assert costs(keeper, store, article) == {1: Money(36_00), 2: Money(24_00)}
    assert queries.get_stock(keeper, store.pk, article.pk).value == Money(60_00)
    newest = queries.list_entries(keeper, store.pk, article.pk, queries.EntryFilter(reason="revaluation")).rows
    assert [(one.quantity, one.cost.fen, one.note) for one in newest] == [
        (0, 2_00, "到票"), (0, -4_00, "到票"), (0, -8_00, "到票"), (0, 20_00, "到票"),
    ]  # fmt: skip
    assert queries.find_differences(keeper) == []
    move(commands.return_parts, keeper, store, article, "3", line=1)
    assert costs(keeper, store, article) == {2: Money(24_00)}, "what comes back now comes back at what it truly cost"


@db
def test_the_same_price_again_changes_nothing_and_another_needs_to_have_been_seen(store: Store, keeper: Actor) -> None:
    article = make_article()
    (receipt,) = stock_up(store, article, "10", "10.00").lines
    priced(keeper, receipt.entry_id, "120.00", seen="100.00")
    assert priced(keeper, receipt.entry_id, "120.00", seen="100.00").moved == 0
    with pytest.raises(VersionConflict):
        priced(keeper, receipt.entry_id, "130.00", seen="100.00")
    assert priced(keeper, receipt.entry_id, "100.00", seen="120.00").on_shelf == Money(-20_00)
    assert queries.get_stock(keeper, store.pk, article.pk).value == Money(100_00)


@db
def test_only_a_receipt_that_stands_is_priced_by_who_may(store: Store, keeper: Actor) -> None:
    article = make_article()
    (receipt,) = stock_up(store, article, "10", "10.00").lines
    issued = move(commands.issue_parts, keeper, store, article, "4").lines[0]
    with pytest.raises(commands.NotAReceipt):
        priced(keeper, issued.entry_id, "1.00", seen="40.00")
    for wrong in ({"note": " "}, {"cost": "-1.00"}):
        with pytest.raises(Invalid):
            priced(keeper, receipt.entry_id, **{"cost": "120.00", "seen": "100.00", **wrong})
    with pytest.raises(Denied):
        priced(make_actor(store, "technician"), receipt.entry_id, "120.00", seen="100.00")
    with pytest.raises(NotFound):
        priced(make_actor(make_store("NS"), "parts_manager"), receipt.entry_id, "120.00", seen="100.00")
    move(commands.return_parts, keeper, store, article, "4")
    commands.reverse_entry(actor=keeper, entry_id=receipt.entry_id, note="错录", at=AT)
    with pytest.raises(commands.AlreadyReversed):
        priced(keeper, receipt.entry_id, "120.00", seen="100.00")


@db
def test_an_undone_receipt_leaves_what_went_out_at_the_price_of_the_right_one(store: Store, keeper: Actor) -> None:
    article = make_article()
    (wrong,) = stock_up(store, article, "10", "100.00").lines
    stock_up(store, article, "10", "10.00")
    move(commands.issue_parts, keeper, store, article, "4")
    assert costs(keeper, store, article) == {1: Money(220_00)}
    commands.reverse_entry(actor=keeper, entry_id=wrong.entry_id, note="多打一个零", at=AT)
    assert costs(keeper, store, article) == {1: Money(40_00)}
    assert queries.get_stock(keeper, store.pk, article.pk).value == Money(60_00)


@db
def test_what_goes_back_to_the_supplier_costs_the_rest_as_if_it_had_never_come(store: Store, keeper: Actor) -> None:
    article = make_article()
    stock_up(store, article, "10", "80.00")
    (dear,) = stock_up(store, article, "10", "100.00").lines
    move(commands.issue_parts, keeper, store, article, "15")
    assert costs(keeper, store, article) == {1: Money(1350_00)}
    said = {"store_id": store.pk, "entry_id": dear.entry_id, "note": "发错货", "at": AT}
    done = commands.return_to_supplier(actor=keeper, quantity=Decimal(5), key="one", **said)
    assert (done.quantity, done.cost, done.on_hand) == (-5, Money(-500_00), 0)
    assert costs(keeper, store, article) == {1: Money(1300_00)}
    assert queries.get_stock(keeper, store.pk, article.pk).value == Money(0)
    again = commands.return_to_supplier(actor=keeper, quantity=Decimal(5), key="one", **said)
    assert again == done
    move(commands.return_parts, keeper, store, article, "15")
    with pytest.raises(commands.MoreThanReceived):
        commands.return_to_supplier(actor=keeper, quantity=Decimal(6), key="two", **said)
    with pytest.raises(commands.SentBack):
        commands.reverse_entry(actor=keeper, entry_id=dear.entry_id, note="错录", at=AT)
    commands.reverse_entry(actor=keeper, entry_id=done.entry_id, note="供应商不收", at=AT)
    assert queries.get_stock(keeper, store.pk, article.pk).value == Money(1800_00)
    commands.return_to_supplier(actor=keeper, quantity=Decimal(10), key="three", **said)
    assert queries.get_stock(keeper, store.pk, article.pk).value == Money(800_00)
    assert queries.find_differences(keeper) == []


@db
def test_only_what_is_there_goes_back_and_only_by_who_may(store: Store, keeper: Actor) -> None:
    article = make_article()
    (receipt,) = stock_up(store, article, "10", "10.00").lines
    issued = move(commands.issue_parts, keeper, store, article, "8").lines[0]
    said = {"store_id": store.pk, "note": "错发", "key": "k", "at": AT}
    with pytest.raises(commands.StockShort):
        commands.return_to_supplier(actor=keeper, entry_id=receipt.entry_id, quantity=Decimal(3), **said)
    with pytest.raises(commands.NotAReceipt):
        commands.return_to_supplier(actor=keeper, entry_id=issued.entry_id, quantity=Decimal(1), **said)
    strangers = ((make_actor(store, "technician"), Denied), (make_actor(make_store("NS"), "parts_manager"), NotFound))
    for stranger, refusal in strangers:
        with pytest.raises(refusal):
            commands.return_to_supplier(actor=stranger, entry_id=receipt.entry_id, quantity=Decimal(1), **said)


@db
def test_what_went_out_before_it_came_costs_what_came(store: Store, keeper: Actor) -> None:
    may_owe(store)
    article = make_article()
    move(commands.issue_parts, keeper, store, article, "3")
    assert costs(keeper, store, article) == {1: Money(0)}
    stock_up(store, article, "5", "10.00")
    assert costs(keeper, store, article) == {1: Money(30_00)}
    assert queries.get_stock(keeper, store.pk, article.pk).value == Money(20_00)
    assert queries.find_differences(keeper) == []


@db
def test_a_correction_moves_nothing_and_a_movement_corrects_nothing(store: Store, keeper: Actor) -> None:
    article = make_article()
    stock_up(store, article, "10", "10.00")
    with reading(keeper):
        entry = StockEntry.objects.across_stores(reason="test").get(article_id=article.pk)
    for wrong in ({"quantity": 0}, {"quantity": 1, "reason": "revaluation"}, {"corrects_id": entry.pk}):
        copy = StockEntry(**{one.attname: getattr(entry, one.attname) for one in StockEntry._meta.concrete_fields})
        copy.pk, copy.key = None, f"wrong-{next(_serial)}"
        for name, given_value in wrong.items():
            setattr(copy, name, given_value)
        with (
            pytest.raises(IntegrityError, match="stock_entry_moves_or_corrects"),
            transaction.atomic(),
            unit_of_work(keeper, "test", writable=True),
        ):
            copy.save(force_insert=True)


@pytest.mark.parametrize("bills", [2, 3])
def test_bills_and_issues_at_once_leave_what_one_after_the_other_had_left(
    race: Callable[..., list[Any]], bills: int
) -> None:
    store = make_store()
    keeper, article = make_actor(store, "parts_manager"), make_article()
    (receipt,) = stock_up(store, article, "10", "10.00").lines
    calls = [
        lambda fen=number: priced(keeper, receipt.entry_id, f"{120 + fen}.00", seen="100.00") for number in range(bills)
    ]
    done = race(*calls, *(lambda n=n: move(commands.issue_parts, keeper, store, article, "1", line=n) for n in range(1, 4)))
    told = [one for one in done if isinstance(one, commands.PricedReceipt)]
    assert len(told) == 1
    assert sum(isinstance(one, VersionConflict) for one in done) == bills - 1
    whole = Money.sum(costs(keeper, store, article).values()) + queries.get_stock(keeper, store.pk, article.pk).value
    assert whole == told[0].cost
    assert queries.find_differences(keeper) == []


def send_back(keeper: Actor, store: Store, receipt: commands.PostedLine, quantity: Decimal) -> None:
    """As much as is left of the receipt."""
    said = {"store_id": store.pk, "entry_id": receipt.entry_id, "note": "错发", "key": f"back-{next(_serial)}", "at": AT}
    with contextlib.suppress(commands.MoreThanReceived):
        commands.return_to_supplier(actor=keeper, quantity=quantity, **said)


acts = st.lists(
    st.tuples(
        st.sampled_from(["in", "in", "out", "out", "back", "count", "undo", "sent"]),
        st.integers(1, 12),
        st.integers(100, 9_999),
        st.integers(100, 9_999),
        st.integers(1, 3),
    ),
    min_size=2,
    max_size=14,
)


@db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts, st.booleans())
def test_prices_told_late_end_where_prices_known_at_once_had_ended(
    store: Store, keeper: Actor, drawn: list[tuple[str, int, int, int, int]], owes: bool
) -> None:
    """Cost per line of a document and value of the shelf, against a replay from nothing with the prices of the bills."""
    if owes:
        may_owe(store)
    guessed, known = make_article(), make_article()
    receipts: dict[int, list[commands.PostedLine]] = {guessed.pk: [], known.pk: []}
    bills: list[tuple[int, int, int]] = []
    for number, (verb, quantity, fen, true_fen, line) in enumerate(drawn):
        for article in (guessed, known):
            unit = fen if article is guessed else true_fen
            on_hand = queries.stock_of(keeper, store.pk, [article.pk])[article.pk]
            held = {
                one.document_line: one.quantity
                for one in queries.list_held_parts(keeper, store.pk, DocumentRef(KIND, article.pk))
            }
            if verb == "in":
                (receipt,) = stock_up(store, article, str(quantity), str(Money(unit))).lines
                receipts[article.pk].append(receipt)
                if article is guessed:
                    bills.append((receipt.entry_id, fen * quantity, true_fen * quantity))
            elif verb == "out" and (owes or quantity <= on_hand):
                move(commands.issue_parts, keeper, store, article, str(quantity), line)
            elif verb == "back" and held.get(line):
                move(commands.return_parts, keeper, store, article, str(min(held[line], Decimal(quantity))), line)
            elif verb == "sent" and receipts[article.pk] and on_hand > 0:
                send_back(
                    keeper, store, receipts[article.pk][line % len(receipts[article.pk])], min(on_hand, Decimal(quantity))
                )
            elif verb == "count" and on_hand >= 0:
                counted = commands.CountedLine(article.pk, Decimal(quantity))
                told = {"note": "抽盘", "key": f"count-{article.pk}-{number}", "at": AT}
                commands.correct_stock(actor=system_actor("count"), store_id=store.pk, lines=[counted], **told)
        if verb == "undo" and bills:
            entry_id, was, true = bills.pop(0)
            priced(keeper, entry_id, str(Money(true)), seen=str(Money(was)))
    for entry_id, was, true in bills:
        priced(keeper, entry_id, str(Money(true)), seen=str(Money(was)))
    assert costs(keeper, store, guessed) == costs(keeper, store, known)
    ends = [queries.get_stock(keeper, store.pk, article.pk) for article in (guessed, known)]
    assert (ends[0].on_hand, ends[0].value) == (ends[1].on_hand, ends[1].value)
    assert queries.find_differences(keeper) == []
