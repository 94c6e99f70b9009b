"""What other stores can give away: a quantity that each publishes of its own, and nothing else of theirs."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from anxin.holdings.parts.commands import IssueLine, issue_parts
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.transfers import commands, queries
from anxin.holdings.transfers.parameters import KEPT_BACK, REACH, SHARES
from anxin.holdings.transfers.tests.factories import let_stores_follow, make_agreed
from anxin.parties.org import stores
from anxin.parties.org.models import Region, Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_brand, make_region, make_store
from anxin.platform import parameters
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.references import DocumentRef
from anxin.platform.scope import unit_of_work
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
TWO = Decimal(2)


def set_for(store: Store, definition: Any, value: Any) -> None:
    with unit_of_work(system_actor("test"), "test", writable=True):
        ParameterValue.objects.update_or_create(
            code=definition.code,
            level="store",
            scope_id=store.pk,
            valid_from=AT.date(),
            defaults={"value": value, "actor_key": "test", "at": AT},
        )
    parameters.forget()


@pytest.fixture
def asker() -> Store:
    return make_store("LG", region=make_region("华南"))


@pytest.fixture
def lender() -> Store:
    return make_store("NS", region=make_region("华南"))


@pytest.fixture
def desk(asker: Store) -> Actor:
    return make_actor(asker, "parts_clerk")


def free(desk: Actor, asker: Store, article: PartArticle, wanted: Decimal = TWO) -> dict[int, Decimal]:
    return {one.store_id: one.free for one in queries.free_elsewhere(desk, asker.pk, {article.pk: wanted}, AT)}


@pytest.mark.rule("R-PT14")
def test_free_is_what_is_on_hand_less_what_is_promised_less_what_the_store_keeps(
    asker: Store, lender: Store, desk: Actor
) -> None:
    article = make_article()
    stock_up(lender, article, "10")
    let_stores_follow()
    assert free(desk, asker, article) == {lender.pk: 9}
    make_agreed(asker, lender, quantity="4", article=article)
    let_stores_follow()
    assert free(desk, asker, article) == {lender.pk: 5}
    keeper = make_actor(lender, "parts_manager")
    lines = [IssueLine(article.pk, Decimal(3))]
    issue_parts(actor=keeper, store_id=lender.pk, document=DocumentRef("test.document", 1), lines=lines, at=AT)
    let_stores_follow()
    assert free(desk, asker, article) == {lender.pk: 2}
    (row,) = queries.free_elsewhere(desk, asker.pk, {article.pk: TWO}, AT)
    assert (row.store_name, row.covers, row.usual_minutes) == ("门店NS", True, None)
    issue_parts(actor=keeper, store_id=lender.pk, document=DocumentRef("test.document", 2), lines=lines, at=AT)
    let_stores_follow()
    assert free(desk, asker, article) == {}


def test_a_store_keeps_back_what_it_wants_and_shares_only_if_it_does(asker: Store, lender: Store, desk: Actor) -> None:
    article = make_article()
    stock_up(lender, article, "10")
    set_for(lender, KEPT_BACK, 4)
    let_stores_follow()
    assert free(desk, asker, article) == {lender.pk: 6}
    set_for(lender, SHARES, False)
    assert free(desk, asker, article) == {}, "the switch holds at once, whatever was published"
    keeper = system_actor("test")
    assert commands.publish_free_stock(actor=keeper, store_id=lender.pk, at=AT) == 1
    set_for(lender, SHARES, True)
    assert free(desk, asker, article) == {}
    assert commands.publish_free_stock(actor=keeper, store_id=lender.pk, at=AT) == 1
    assert free(desk, asker, article) == {lender.pk: 6}
    assert commands.publish_free_stock(actor=keeper, store_id=lender.pk, at=AT) == 0, "again changes nothing"


def test_a_store_asks_within_its_reach(asker: Store, lender: Store, desk: Actor) -> None:
    far = make_store("FT", brand=make_brand("BMW"), region=Region.objects.create(name="华东"))
    closed = make_store("HZ")
    article = make_article()
    for store in (lender, far, closed):
        stock_up(store, article)
    closed.is_active, closed.closed_on = False, AT.date()
    closed.save()
    stores.forget()
    let_stores_follow()
    assert set(free(desk, asker, article)) == {lender.pk, far.pk}
    for reach in ("region", "brand"):
        set_for(asker, REACH, reach)
        assert set(free(desk, asker, article)) == {lender.pk}
    with pytest.raises(commands.OutOfReach):
        commands.ask_transfer(
            actor=make_actor(asker, "parts_clerk"),
            store_id=asker.pk,
            from_store_id=far.pk,
            article_id=article.pk,
            quantity=TWO,
            key="far",
            at=AT,
        )


def test_who_covers_all_and_was_quick_comes_first(asker: Store, lender: Store, desk: Actor) -> None:
    other, article = make_store("FT"), make_article()
    stock_up(lender, article, "2")
    stock_up(other, article, "9")
    let_stores_follow()
    assert list(free(desk, asker, article)) == [other.pk, lender.pk]


def test_only_who_may_looks_elsewhere(asker: Store, lender: Store) -> None:
    article = make_article()
    with pytest.raises(Denied):
        free(make_actor(asker, "cashier"), asker, article)
    with pytest.raises(Denied):
        free(make_actor(lender, "parts_manager"), asker, article)
    with pytest.raises(Denied):
        commands.publish_free_stock(actor=make_actor(asker, "parts_manager"), store_id=lender.pk, at=AT)


def test_everybody_reads_what_is_published_and_nobody_writes_anothers(asker: Store, lender: Store, desk: Actor) -> None:
    article = make_article()
    stock_up(lender, article)
    let_stores_follow()
    with unit_of_work(desk, "test", writable=True), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM transfers_freestock WHERE store_id = %s", [lender.pk])
        assert {column.name for column in cursor.description or ()} == {
            *("id", "store_id", "article_id", "quantity", "is_held", "at"),
        }, "a quantity, and nothing of costs or customers"
        assert len(cursor.fetchall()) == 1
        cursor.execute("UPDATE transfers_freestock SET quantity = 99 WHERE store_id = %s", [lender.pk])
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM transfers_freestock WHERE store_id = %s", [lender.pk])
        assert cursor.rowcount == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(
                "INSERT INTO transfers_freestock (store_id, article_id, quantity, is_held, at)"
                " VALUES (%s, %s, 9, false, now())",
                [lender.pk, make_article().pk],
            )
        cursor.execute("SELECT count(*) FROM parts_stockbalance WHERE store_id = %s", [lender.pk])
        assert cursor.fetchone() == (0,), "the shelf itself stays behind the second lock"
