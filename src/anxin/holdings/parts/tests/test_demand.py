"""What is asked is posted, there or not; what is asked less is withdrawn, and what is short gets an answer."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.holdings.parts import commands, queries
from anxin.holdings.parts.models import PartArrival, PartDemand
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.parts.web.demand import Shown
from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IdempotencyKeyReused, Invalid, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.resources.catalog.tests.factories import make_article

db = pytest.mark.django_db
ORDER = DocumentRef("test.document", 7)
D = Decimal


@pytest.fixture
def store() -> Store:
    return make_store()


@pytest.fixture
def keeper(store: Store) -> Actor:
    return make_actor(store, "parts_manager")


def follow(
    keeper: Actor, store: Store, wanted: list[tuple[int, int, int]], free: dict[int, int], document: DocumentRef = ORDER
) -> int:
    lines = [commands.Wanted(line, article, D(quantity)) for line, article, quantity in wanted]
    given = {article: D(quantity) for article, quantity in free.items()}
    with unit_of_work(keeper, "test", writable=True):
        return commands.follow_demand(keeper, store.pk, document, lines, given, AT)


def standing(keeper: Actor, store: Store) -> list[tuple[int | None, Decimal, bool]]:
    found = queries.demands_of(keeper, store.pk, ORDER)
    return [(row.document_line, row.quantity, row.is_available) for row in found]


@db
def test_what_lines_want_is_posted_once_with_what_was_there(store: Store, keeper: Actor) -> None:
    first, second = make_article(), make_article()
    wanted = [(1, first.pk, 2), (2, first.pk, 2), (3, second.pk, 1)]
    assert follow(keeper, store, wanted, {first.pk: 3}) == 3
    assert standing(keeper, store) == [(1, 2, True), (2, 2, False), (3, 1, False)]
    assert follow(keeper, store, wanted, {first.pk: 9}) == 0, "nothing new is wanted"
    day = queries.demand_of_day(keeper, store.pk, AT.date())
    assert (day.asked, day.there) == (3, 1)


@db
def test_more_is_asked_anew_and_less_is_withdrawn_from_the_newest(store: Store, keeper: Actor) -> None:
    article, other = make_article(), make_article()
    follow(keeper, store, [(1, article.pk, 2)], {article.pk: 5})
    follow(keeper, store, [(1, article.pk, 5)], {article.pk: 0})
    assert standing(keeper, store) == [(1, 2, True), (1, 3, False)]
    follow(keeper, store, [(1, article.pk, 1)], {})
    assert standing(keeper, store) == [(1, 1, True)]
    follow(keeper, store, [(1, other.pk, 1)], {other.pk: 1})
    assert standing(keeper, store) == [(1, 1, True)], "the line wants another article"
    assert queries.demands_of(keeper, store.pk, ORDER)[0].article_id == other.pk
    follow(keeper, store, [], {})
    assert standing(keeper, store) == []
    assert queries.demand_of_day(keeper, store.pk, AT.date()).asked == 0


@db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 1), st.integers(1, 5)), max_size=3), max_size=6))
def test_what_stands_is_what_was_wanted_last(store: Store, keeper: Actor, turns: list[list[tuple[int, int, int]]]) -> None:
    articles = [make_article().pk, make_article().pk]
    document = DocumentRef("test.document", articles[0])
    for turn in turns:
        lines = {(line, articles[which]): quantity for line, which, quantity in turn}
        follow(keeper, store, [(*place, quantity) for place, quantity in lines.items()], {}, document)
        found: dict[Any, Decimal] = {}
        for row in queries.demands_of(keeper, store.pk, document):
            place = (row.document_line, row.article_id)
            found[place] = found.get(place, D(0)) + row.quantity
        assert found == lines


@db
def test_a_counter_demand_is_posted_once_and_says_what_it_is(store: Store, keeper: Actor) -> None:
    article = make_article()
    stock_up(store, article, "1")
    asked = {"actor": keeper, "store_id": store.pk, "article_id": article.pk, "quantity": D(2), "at": AT}
    done = commands.post_demand(**asked, key="a")
    assert (done.free, done.is_available, done.replayed) == (1, False, False)
    assert commands.post_demand(**asked, key="a").replayed
    with pytest.raises(IdempotencyKeyReused):
        commands.post_demand(**{**asked, "quantity": D(3)}, key="a")
    worded = commands.post_demand(actor=keeper, store_id=store.pk, quantity=D(1), words="老款水泵", key="b", at=AT)
    rows = queries.list_demands(keeper, store.pk, queries.DemandFilter()).rows
    assert [(row.name, row.is_available) for row in rows] == [("老款水泵", False), (article.name, False)]
    assert rows[0].id == worded.id
    with pytest.raises(Invalid):
        commands.post_demand(actor=keeper, store_id=store.pk, quantity=D(1), key="c", at=AT)
    with pytest.raises(commands.ArticleUnknown):
        commands.post_demand(**{**asked, "article_id": 10**9}, key="d")
    with pytest.raises(Denied):
        commands.post_demand(**{**asked, "actor": make_actor(make_store("NS"), "parts_manager")}, key="e")


@db
def test_the_newest_answer_counts_and_a_lost_sale_has_its_reason(store: Store, keeper: Actor) -> None:
    article = make_article()
    follow(keeper, store, [(1, article.pk, 1)], {})
    (row,) = queries.demands_of(keeper, store.pk, ORDER)
    soon = AT + timedelta(hours=3)
    for how in ("emergency", "transfer"):
        commands.answer_demand(actor=keeper, demand_id=row.id, how=how, expected_at=soon, at=AT)
    (row,) = queries.demands_of(keeper, store.pk, ORDER)
    assert row.answer is not None
    assert (row.answer.how, row.answer.expected_at) == ("transfer", soon)
    known = queries.list_availability(keeper, store.pk, {article.pk: D(1)}, AT)[article.pk]
    assert known.expected_at == soon, "all who wait for the article know"
    with pytest.raises(Invalid):
        commands.answer_demand(actor=keeper, demand_id=row.id, how="lost", at=AT)
    with pytest.raises(Invalid):
        commands.answer_demand(actor=keeper, demand_id=row.id, how="magic", at=AT)
    commands.answer_demand(actor=keeper, demand_id=row.id, how="lost", words="客户等不了", at=AT)
    day = queries.demand_of_day(keeper, store.pk, AT.date())
    assert (day.asked, day.there, day.in_haste, day.lost) == (1, 0, 0, 1)
    assert queries.list_demands(keeper, store.pk, queries.DemandFilter(outcome="lost")).total == 1
    assert queries.list_demands(keeper, store.pk, queries.DemandFilter(outcome="open")).total == 0
    strangers = ((make_actor(store, "technician"), Denied), (make_actor(make_store("NS"), "parts_manager"), NotFound))
    for stranger, refusal in strangers:
        with pytest.raises(refusal):
            commands.answer_demand(actor=stranger, demand_id=row.id, how="order", at=AT)
    follow(keeper, store, [], {})
    with pytest.raises(commands.DemandOver):
        commands.answer_demand(actor=keeper, demand_id=row.id, how="order", at=AT)


@db
def test_what_was_there_and_lost_all_the_same_is_lost(store: Store, keeper: Actor) -> None:
    article = make_article()
    stock_up(store, article, "5")
    given = {"actor": keeper, "store_id": store.pk, "at": AT}
    dear = commands.post_demand(**given, article_id=article.pk, quantity=D(1), key="dear")
    commands.post_demand(**given, article_id=article.pk, quantity=D(2), key="bought")
    commands.answer_demand(actor=keeper, demand_id=dear.id, how="lost", words="嫌贵", at=AT)

    def found(outcome: str) -> list[Decimal]:
        page = queries.list_demands(keeper, store.pk, queries.DemandFilter(outcome=outcome))
        assert page.total == len(page.rows)
        return [row.quantity for row in page.rows]

    assert (found("lost"), found("there"), found("short"), found("open"), found("")) == ([1], [2], [], [], [2, 1])
    day = queries.demand_of_day(keeper, store.pk, AT.date())
    assert (day.asked, day.there, day.lost) == (2, 2, 1)
    lost = Shown(queries.list_demands(keeper, store.pk, queries.DemandFilter(outcome="lost")).rows[0])
    assert (lost.outcome, lost.level, lost.words) == ("失销", "late", "嫌贵")


@db
def test_what_is_left_of_a_demand_is_compared_with_what_was_there(store: Store, keeper: Actor) -> None:
    article = make_article()
    follow(keeper, store, [(1, article.pk, 4)], {article.pk: 2})
    filters = [queries.DemandFilter(outcome=outcome) for outcome in ("there", "short", "open")]
    assert [queries.list_demands(keeper, store.pk, one).total for one in filters] == [0, 1, 1]
    follow(keeper, store, [(1, article.pk, 2)], {})
    assert standing(keeper, store) == [(1, 2, True)]
    assert [queries.list_demands(keeper, store.pk, one).total for one in filters] == [1, 0, 0]
    assert queries.demand_of_day(keeper, store.pk, AT.date()).there == 1
    (fact,) = fact_rows(keeper, "parts.requisition")
    assert of(fact, "is_available", "quantity") == (True, D(2))


@db
def test_an_arrival_is_told_once_with_its_words(store: Store, keeper: Actor) -> None:
    article = make_article()
    follow(keeper, store, [(1, article.pk, 1)], {})
    (row,) = queries.demands_of(keeper, store.pk, ORDER)
    soon = AT + timedelta(hours=3)

    def told() -> list[tuple[Any, str]]:
        with reading(keeper):
            return list(PartArrival.plain.order_by("pk").values_list("expected_at", "words"))

    said = {"actor": keeper, "demand_id": row.id, "how": "transfer", "at": AT}
    commands.answer_demand(**said, expected_at=soon, words="从一店调货")
    assert told() == [(soon, "从一店调货")]
    commands.answer_demand(**said, expected_at=soon)
    commands.answer_demand(**said, expected_at=soon, words="从一店调货")
    assert len(told()) == 1, "it says nothing new"
    later = soon + timedelta(hours=1)
    commands.answer_demand(**said, expected_at=later, words="等" * 150)
    assert told()[1:] == [(later, "等" * 119 + "…")]


@db
def test_a_key_that_is_too_long_is_not_called_words(store: Store, keeper: Actor) -> None:
    said = {"actor": keeper, "store_id": store.pk, "quantity": D(1), "at": AT}
    for wrong, field in (({"words": "泵", "key": "k" * 101}, "key"), ({"words": "泵" * 201, "key": "k"}, "words")):
        with pytest.raises(Invalid) as refused:
            commands.post_demand(**said, **wrong)
        assert refused.value.field == field


@db
def test_a_demand_is_never_changed(store: Store, keeper: Actor) -> None:
    article = make_article()
    follow(keeper, store, [(1, article.pk, 1)], {})
    with pytest.raises(Exception, match=r"permission denied|append"), unit_of_work(keeper, "test", writable=True):
        PartDemand.objects.across_stores(reason="test").update(quantity=2)
    with (
        pytest.raises(IntegrityError, match="part_demand_asks_or_withdraws"),
        transaction.atomic(),
        unit_of_work(keeper, "test", writable=True),
    ):
        PartDemand(store_id=store.pk, article_id=article.pk, quantity=-1, actor_key="x", at=AT, on=AT.date()).save(
            force_insert=True
        )


def test_a_double_tap_posts_one_demand(race: Callable[..., list[Any]]) -> None:
    store, article = make_store(), make_article()
    keeper = make_actor(store, "parts_manager")
    asked = {"actor": keeper, "store_id": store.pk, "article_id": article.pk, "quantity": D(1), "key": "tap", "at": AT}
    outcomes = race(*[lambda: commands.post_demand(**asked)] * 4)
    assert sorted(one.replayed for one in outcomes) == [False, True, True, True]
    assert len({one.id for one in outcomes}) == 1
