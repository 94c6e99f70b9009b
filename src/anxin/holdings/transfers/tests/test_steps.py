"""A transfer from the asking to the last receipt: each step done, refused, denied; nothing vanishes on the way."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from anxin.holdings.parts import queries as stock
from anxin.holdings.parts.commands import StockShort, post_demand
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.transfers import commands, queries
from anxin.holdings.transfers.models import Transfer
from anxin.holdings.transfers.parameters import OTHER_WAY_TASK
from anxin.holdings.transfers.tests.factories import (
    SOON,
    let_stores_follow,
    make_agreed,
    make_asked,
    make_missed,
    make_sent,
)
from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.work.queries import find_open_task
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IdempotencyKeyReused, IllegalTransition, Invalid, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
ORDER = DocumentRef("repair_orders.repairorder", 31)


@pytest.fixture
def asker() -> Store:
    return make_store("LG")


@pytest.fixture
def lender(asker: Store) -> Store:
    """Another store of the same company."""
    store = make_store("NS")
    store.company = asker.company
    store.save()
    return store


@pytest.fixture
def ann(asker: Store) -> Actor:
    return make_actor(asker, "parts_manager")


@pytest.fixture
def ben(lender: Store) -> Actor:
    return make_actor(lender, "parts_manager")


def on_hand(actor: Actor, store: Store, article_id: int) -> tuple[Decimal, Money]:
    known = stock.get_stock(actor, store.pk, article_id)
    return known.on_hand, known.value


def ask(ann: Actor, asker: Store, lender: Store, article_id: int, **more: Any) -> commands.SavedTransfer:
    said = {"quantity": Decimal(3), "key": "one", "needed_at": SOON, "note": "客户在店等", **more}
    return commands.ask_transfer(
        actor=ann, store_id=asker.pk, from_store_id=lender.pk, article_id=article_id, document=ORDER,
        document_line=7, at=AT, **said,
    )  # fmt: skip


@pytest.mark.rule("R-PT14")
def test_parts_go_from_one_shelf_to_the_other_and_are_worth_the_same(
    asker: Store, lender: Store, ann: Actor, ben: Actor
) -> None:
    article = make_article()
    stock_up(lender, article, "3", "33.33")
    stock_up(asker, article, "1", "10.00")
    asked = ask(ann, asker, lender, article.pk)
    assert asked.number.startswith("LG-T26-")
    let_stores_follow()
    assert find_open_task(ben, "transfers.asked", DocumentRef(commands.KIND, asked.id)) is not None
    commands.agree_transfer(actor=ben, transfer_id=asked.id, quantity=Decimal(3), expected_at=SOON, at=AT)
    let_stores_follow()
    assert find_open_task(ben, "transfers.asked", DocumentRef(commands.KIND, asked.id)) is None
    with reading(ann):
        told = stock.newest_arrivals(ann, asker.pk, [article.pk])[article.pk]
    assert (told.expected_at, told.words) == (SOON, "从门店NS调货")
    sent = commands.send_transfer(actor=ben, transfer_id=asked.id, quantity=Decimal(3), at=AT)
    assert (sent.state, sent.on_the_way) == ("SENT", 3)
    assert on_hand(ben, lender, article.pk) == (0, Money(0))
    assert queries.goods_on_the_way(ann, asker.pk).coming_value == Money(99_99)
    assert queries.goods_on_the_way(ben, lender.pk).going_value == Money(99_99)
    commands.receive_transfer(actor=ann, transfer_id=asked.id, quantity=Decimal(1), at=AT)
    assert queries.goods_on_the_way(ann, asker.pk).coming_value == Money(66_66)
    done = commands.receive_transfer(actor=ann, transfer_id=asked.id, quantity=Decimal(2), at=AT)
    assert (done.state, done.on_the_way) == ("DONE", 0)
    assert on_hand(ann, asker, article.pk) == (4, Money(109_99))
    assert stock.find_differences(ann) == stock.find_differences(ben) == []
    seen = queries.get_transfer(ann, asker.pk, asked.id)
    assert (seen.is_in, seen.purpose, seen.purpose_line, seen.net, seen.is_sale) == (True, ORDER, 7, Money(99_99), False)
    assert queries.list_transfers_for(ann, asker.pk, ORDER) == [seen]


def test_the_other_store_sees_the_document_and_not_what_it_is_for(
    asker: Store, lender: Store, ann: Actor, ben: Actor
) -> None:
    asked = make_asked(asker, lender)
    ask(ann, asker, lender, make_article().pk)
    seen = queries.page_transfers(ben, lender.pk, queries.TransferFilter()).rows
    assert [(one.is_in, one.other_store, one.purpose) for one in seen] == [(False, "门店LG", None)] * 2
    with unit_of_work(ben, "test", writable=False), connection.cursor() as cursor:
        for table in ("transfers_transferpurpose", "transfers_transferreceipt", "parts_stockbalance"):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE store_id = %s", [asker.pk])
            assert cursor.fetchone() == (0,)
    assert asked.id in [one.id for one in seen]


def test_a_stranger_sees_nothing_and_does_nothing(asker: Store, lender: Store) -> None:
    stranger = make_store("FT")
    cara = make_actor(stranger, "parts_manager")
    asked, sent = make_asked(asker, lender), make_sent(asker, lender)
    assert queries.page_transfers(cara, stranger.pk, queries.TransferFilter()).rows == []
    with pytest.raises(NotFound):
        queries.get_transfer(cara, stranger.pk, asked.id)
    with pytest.raises(Denied):
        queries.get_transfer(cara, asker.pk, asked.id)
    for act in (
        lambda: commands.agree_transfer(actor=cara, transfer_id=asked.id, quantity=Decimal(1), expected_at=SOON, at=AT),
        lambda: commands.receive_transfer(actor=cara, transfer_id=sent.id, quantity=Decimal(1), at=AT),
        lambda: commands.take_back_transfer(actor=cara, transfer_id=sent.id, quantity=Decimal(1), reason="x", at=AT),
    ):
        with pytest.raises(NotFound):
            act()
    with unit_of_work(cara, "test", writable=True), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM transfers_transfer")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE transfers_transfer SET note = 'x'")
        assert cursor.rowcount == 0


def test_each_store_acts_only_as_what_it_is(asker: Store, lender: Store, ann: Actor, ben: Actor) -> None:
    asked, sent = make_asked(asker, lender), make_sent(asker, lender)
    for act in (
        lambda: commands.agree_transfer(actor=ann, transfer_id=asked.id, quantity=Decimal(1), expected_at=SOON, at=AT),
        lambda: commands.refuse_transfer(actor=ann, transfer_id=asked.id, reason="x", at=AT),
        lambda: commands.withdraw_transfer(actor=ben, transfer_id=asked.id, reason="x", at=AT),
        lambda: commands.send_transfer(actor=ann, transfer_id=asked.id, quantity=Decimal(1), at=AT),
        lambda: commands.receive_transfer(actor=ben, transfer_id=sent.id, quantity=Decimal(1), at=AT),
        lambda: commands.take_back_transfer(actor=ann, transfer_id=sent.id, quantity=Decimal(1), reason="x", at=AT),
        lambda: commands.tell_difference(
            actor=ben, transfer_id=sent.id, quantity=Decimal(1), is_ours=True, words="x", at=AT
        ),
        lambda: commands.write_off_difference(actor=ann, transfer_id=sent.id, at=AT),
    ):
        with pytest.raises(NotFound):
            act()


def test_who_may_not_is_told_so(asker: Store, lender: Store) -> None:
    article = make_article()
    for role, fails in (("technician", Denied), ("cashier", Denied)):
        with pytest.raises(fails):
            ask(make_actor(asker, role), asker, lender, article.pk)
    with pytest.raises(Denied):
        ask(make_actor(lender, "parts_manager"), asker, lender, article.pk)


def test_what_is_asked_is_sound_and_asked_once(asker: Store, lender: Store, ann: Actor) -> None:
    article = make_article()
    for wrong in (
        {"quantity": Decimal(0)}, {"quantity": Decimal("0.0001")}, {"needed_at": AT}, {"key": ""}, {"note": "长" * 121},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            ask(ann, asker, lender, article.pk, **wrong)
    with pytest.raises(commands.OutOfReach):
        ask(ann, asker, asker, article.pk)
    first = ask(ann, asker, lender, article.pk)
    assert ask(ann, asker, lender, article.pk).id == first.id
    with pytest.raises(IdempotencyKeyReused):
        ask(ann, asker, lender, article.pk, quantity=Decimal(4))


def test_a_lender_refuses_with_a_reason_and_an_asker_withdraws_before_it_is_sent(
    asker: Store, lender: Store, ann: Actor, ben: Actor
) -> None:
    asked = make_asked(asker, lender)
    with pytest.raises(Invalid):
        commands.refuse_transfer(actor=ben, transfer_id=asked.id, reason=" ", at=AT)
    commands.refuse_transfer(actor=ben, transfer_id=asked.id, reason="最后一件，自己要用", at=AT)
    with pytest.raises(IllegalTransition):
        commands.agree_transfer(actor=ben, transfer_id=asked.id, quantity=Decimal(1), expected_at=SOON, at=AT)
    agreed = make_agreed(asker, lender)
    assert commands.withdraw_transfer(actor=ann, transfer_id=agreed.id, reason="客户不修了", at=AT).state == "WITHDRAWN"
    sent = make_sent(asker, lender)
    for late in (commands.withdraw_transfer, commands.refuse_transfer):
        with pytest.raises(IllegalTransition):
            late(actor=ann if late is commands.withdraw_transfer else ben, transfer_id=sent.id, reason="x", at=AT)


def test_amounts_stay_within_what_was_agreed_and_sent(asker: Store, lender: Store, ann: Actor, ben: Actor) -> None:
    article = make_article()
    stock_up(lender, article, "1")
    asked = make_asked(asker, lender, quantity="2", article=article)
    for wrong in ({"quantity": Decimal(3)}, {"quantity": Decimal(0)}, {"expected_at": AT}):
        with pytest.raises(Invalid):
            commands.agree_transfer(
                actor=ben, transfer_id=asked.id, at=AT, **{"quantity": Decimal(1), "expected_at": SOON, **wrong}
            )
    with pytest.raises(VersionConflict):
        commands.agree_transfer(actor=ben, transfer_id=asked.id, quantity=Decimal(2), expected_at=SOON, version=9, at=AT)
    commands.agree_transfer(actor=ben, transfer_id=asked.id, quantity=Decimal(2), expected_at=SOON, at=AT)
    with pytest.raises(Invalid):
        commands.send_transfer(actor=ben, transfer_id=asked.id, quantity=Decimal(3), at=AT)
    with pytest.raises(StockShort):
        commands.send_transfer(actor=ben, transfer_id=asked.id, quantity=Decimal(2), at=AT)
    commands.send_transfer(actor=ben, transfer_id=asked.id, quantity=Decimal(1), at=AT)
    with pytest.raises(Invalid):
        commands.receive_transfer(actor=ann, transfer_id=asked.id, quantity=Decimal(2), at=AT)
    with pytest.raises(IllegalTransition):
        commands.receive_transfer(actor=ann, transfer_id=make_asked(asker, lender).id, quantity=Decimal(1), at=AT)


def test_what_is_called_back_is_on_the_lenders_shelf_again(asker: Store, lender: Store, ann: Actor, ben: Actor) -> None:
    article = make_article()
    stock_up(lender, article, "3", "10.00")
    sent = make_sent(asker, lender, quantity="3", article=article)
    commands.receive_transfer(actor=ann, transfer_id=sent.id, quantity=Decimal(1), at=AT)
    with pytest.raises(Invalid):
        commands.take_back_transfer(actor=ben, transfer_id=sent.id, quantity=Decimal(3), reason="送错店", at=AT)
    done = commands.take_back_transfer(actor=ben, transfer_id=sent.id, quantity=Decimal(2), reason="送错店", at=AT)
    assert done.state == "DONE"
    assert on_hand(ben, lender, article.pk) == (2, Money(20_00))
    assert on_hand(ann, asker, article.pk) == (1, Money(10_00))


def test_what_did_not_come_is_told_and_settled(asker: Store, lender: Store, ann: Actor, ben: Actor) -> None:
    sent = make_sent(asker, lender)
    with pytest.raises(commands.NothingMissing):
        commands.write_off_difference(actor=ben, transfer_id=sent.id, at=AT)
    missed = make_missed(asker, lender)
    let_stores_follow()
    assert find_open_task(ben, "transfers.missed", DocumentRef(commands.KIND, missed.id)) is not None
    commands.receive_transfer(actor=ann, transfer_id=missed.id, quantity=Decimal(1), at=AT)
    done = commands.write_off_difference(actor=ben, transfer_id=missed.id, at=AT)
    let_stores_follow()
    assert find_open_task(ben, "transfers.missed", DocumentRef(commands.KIND, missed.id)) is None
    seen = queries.get_transfer(ann, asker.pk, missed.id)
    assert (done.state, seen.received, seen.lost, seen.lost_ours, seen.on_the_way_value) == ("DONE", 1, 1, 0, Money(0))


def test_what_was_missed_and_comes_after_all_is_received(asker: Store, lender: Store, ann: Actor) -> None:
    missed = make_missed(asker, lender)
    done = commands.receive_transfer(actor=ann, transfer_id=missed.id, quantity=Decimal(2), at=AT)
    assert (done.state, queries.get_transfer(ann, asker.pk, missed.id).missing) == ("DONE", 0)


def test_the_database_lets_nothing_vanish(asker: Store, lender: Store, ann: Actor) -> None:
    sent = make_sent(asker, lender)
    with unit_of_work(ann, "test", writable=True):
        row = Transfer.objects.across_stores(reason="test").get(pk=sent.id)
        for change in ({"received": Decimal(3)}, {"state": "DONE"}, {"state": "ASKED"}, {"asked": Decimal(9)}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Transfer.objects.across_stores(reason="test").filter(pk=row.pk).update(**change)


def test_the_usual_time_of_a_lender_is_that_of_its_earlier_transfers(asker: Store, lender: Store, ann: Actor) -> None:
    article = make_article()
    stock_up(lender, article, "10")
    sent = make_sent(asker, lender, article=article)
    later = AT + timedelta(minutes=90)
    commands.receive_transfer(actor=ann, transfer_id=sent.id, quantity=Decimal(2), at=later)
    let_stores_follow()
    (one,) = queries.free_elsewhere(ann, asker.pk, {article.pk: Decimal(2)}, AT)
    assert (one.store_id, one.free, one.covers, one.usual_minutes) == (lender.pk, 7, True, 90)


@pytest.mark.rule("R-PT04")
def test_a_refused_transfer_opens_the_demand_that_it_was_for(asker: Store, lender: Store, ann: Actor, ben: Actor) -> None:
    article = make_article()
    stock_up(lender, article, "3")
    about = {"document": ORDER, "document_line": 7}
    asked = post_demand(actor=ann, store_id=asker.pk, article_id=article.pk, quantity=Decimal(3), key="d", at=AT, **about)
    row = ask(ann, asker, lender, article.pk, demand_id=asked.id)
    commands.agree_transfer(actor=ben, transfer_id=row.id, quantity=Decimal(3), expected_at=SOON, at=AT)
    let_stores_follow()
    (demand,) = stock.demands_of(ann, asker.pk, ORDER)
    assert demand.answer is not None
    assert (demand.answer.how, demand.answer.expected_at) == ("transfer", SOON)
    commands.refuse_transfer(actor=ben, transfer_id=row.id, reason="自己要用", at=AT)
    let_stores_follow()
    (demand,) = stock.demands_of(ann, asker.pk, ORDER)
    assert demand.answer is not None
    assert (demand.answer.how, demand.answer.expected_at, "自己要用" in demand.answer.words) == ("open", None, True)
    subject = DocumentRef("transfers.transfer", row.id)
    assert find_open_task(ann, kind=OTHER_WAY_TASK, subject=subject) is not None
    helper = Actor.system("transfers", [asker.pk])
    assert commands.follow_transfer(actor=helper, store_id=asker.pk, transfer_id=row.id, at=AT) is False
