"""What is short: who wants it, what is free of it, and what the parts desk answers (R-RO03)."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from anxin.holdings.parts import queries
from anxin.holdings.parts.commands import ArticleUnknown, tell_arrival
from anxin.holdings.parts.models import PartArrival
from anxin.holdings.parts.queries import PartNeed, needs
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store, make_user
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.scope import unit_of_work
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ME, OTHER = DocumentRef("test.document", 1), DocumentRef("test.document", 2)


@pytest.fixture
def store() -> Store:
    return make_store()


@pytest.fixture
def keeper(store: Store) -> Actor:
    return make_actor(store, "parts_clerk")


@pytest.fixture
def wanted() -> Iterator[list[PartNeed]]:
    """What documents of this test want."""
    rows: list[PartNeed] = []
    needs.register_need_source(
        "test.document", lambda actor, store_id, ids: [row for row in rows if not ids or row.article_id in ids]
    )
    yield rows
    del needs._sources["test.document"]


def need(article: PartArticle, quantity: str, document: DocumentRef, *, is_firm: bool = True) -> PartNeed:
    return PartNeed(article.pk, document, Decimal(quantity), is_firm, AT + DAY, f"工单 {document.id}")


def available(store: Store, article: PartArticle, quantity: str, at: Any = AT) -> queries.Availability:
    actor = make_actor(store, "service_advisor")
    return queries.list_availability(actor, store.pk, {article.pk: Decimal(quantity)}, at, document=ME)[article.pk]


def test_what_others_signed_is_not_free_and_what_is_only_offered_is(store: Store, wanted: list[PartNeed]) -> None:
    article = make_article("P-1")
    stock_up(store, article, "5")
    wanted += [need(article, "2", OTHER), need(article, "4", OTHER, is_firm=False), need(article, "1", ME)]
    found = available(store, article, "4")
    assert (found.on_hand, found.promised, found.free, found.shortage, found.is_known) == (5, 2, 3, 1, False)
    assert available(store, article, "3").is_known
    assert available(store, make_article("P-2"), "1").shortage == 1


def test_the_newest_answer_counts_until_its_time_has_passed_or_goods_came(store: Store, keeper: Actor) -> None:
    article = make_article("P-1")
    said: dict[str, Any] = {"actor": keeper, "store_id": store.pk, "article_id": article.pk}
    tell_arrival(**said, words="厂家缺货，没有货期", at=AT)
    unknown = available(store, article, "1")
    assert (unknown.is_known, unknown.expected_at) == (True, None)
    tell_arrival(**said, expected_at=AT + DAY, words="顺丰", at=AT + timedelta(hours=1))
    assert available(store, article, "1").expected_at == AT + DAY
    assert not available(store, article, "1", AT + DAY).is_known
    stock_up(store, article, "1")  # received at AT, before the answer: the answer still speaks of what is missing
    assert available(store, article, "2").is_known
    assert available(store, article, "1").arrival is None


def test_goods_that_came_end_the_answer(store: Store, keeper: Actor) -> None:
    article = make_article("P-1")
    tell_arrival(actor=keeper, store_id=store.pk, article_id=article.pk, expected_at=AT + DAY, at=AT - timedelta(minutes=1))
    stock_up(store, article, "1")
    assert not available(store, article, "2").is_known


def test_an_answer_is_refused_where_it_says_nothing(store: Store, keeper: Actor) -> None:
    article = make_article("P-1")
    said: dict[str, Any] = {"actor": keeper, "store_id": store.pk, "article_id": article.pk, "at": AT}
    for wrong in ({}, {"words": " "}, {"expected_at": AT}, {"words": "长" * 121}, {"expected_at": AT.replace(year=2300)}):
        with pytest.raises(Invalid):
            tell_arrival(**said, **wrong)
    with pytest.raises(ArticleUnknown):
        tell_arrival(**{**said, "article_id": 999_999_999}, words="?")
    with pytest.raises(Denied):
        tell_arrival(**{**said, "actor": make_actor(store, "service_advisor")}, words="?")
    with pytest.raises(Denied):
        tell_arrival(**{**said, "store_id": make_store("NS").pk}, words="?")
    with unit_of_work(system_actor("test"), "test", writable=False):
        assert PartArrival.objects.across_stores(reason="test").count() == 0


def test_nobody_changes_an_answer(store: Store, keeper: Actor) -> None:
    tell_arrival(actor=keeper, store_id=store.pk, article_id=make_article("P-1").pk, words="没货", at=AT)
    for verb in ("UPDATE parts_partarrival SET words = 'x'", "DELETE FROM parts_partarrival"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb)


def test_the_parts_desk_sees_what_is_short_unanswered_first_and_answers_in_its_row(
    store: Store, wanted: list[PartNeed]
) -> None:
    disc, pad, oil = make_article("P-1", name="刹车盘"), make_article("P-2", name="刹车片"), make_article("P-3", name="机油")
    stock_up(store, oil, "10")
    wanted += [need(disc, "2", ME), need(pad, "1", OTHER, is_firm=False), need(oil, "4", ME)]
    client = Client()
    client.force_login(make_user(store, "parts_clerk"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/parts/short/").content.decode()
    assert ("刹车盘" in page, "机油" in page, "工单 2" in page, "未签字" in page) == (True, False, True, True)
    address = f"/parts/{disc.pk}/tell-arrival/"
    refused = client.post(address, {"expected_at": "", "words": "", "post_key": "a"})
    assert (refused.status_code, "请填到货时间" in refused.content.decode()) == (422, True)
    assert client.post(address, {"expected_at": "2190-01-02T10:00", "words": "顺丰", "post_key": "b"}).status_code == 303
    page = client.get("/parts/short/").content.decode()
    assert "顺丰" in page
    assert page.index("刹车片") < page.index("刹车盘")
    looker = Client()
    looker.force_login(make_user(store, "service_advisor"), backend="django.contrib.auth.backends.ModelBackend")
    assert "tell-arrival" not in looker.get("/parts/short/").content.decode()
    assert looker.post(address, {"words": "x", "post_key": "c"}).status_code == 403
