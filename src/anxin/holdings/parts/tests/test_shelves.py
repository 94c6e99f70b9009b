"""Bins and levels of a store's articles: done, refused, denied, on the page and at the endpoint."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anxin.holdings.parts import commands, queries
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store, make_user
from anxin.platform.errors import Denied, Invalid, VersionConflict
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db


def boss() -> Any:
    return system_actor("test")


@pytest.fixture
def store() -> Store:
    return make_store()


def place(store: Store, article: Any, *bins: str, actor: Any = None) -> commands.PlacedArticle:
    return commands.place_article(actor=actor or boss(), store_id=store.pk, article_id=article.pk, bins=bins, at=AT)


def levels(store: Store, article: Any, *given: str | None, actor: Any = None, **more: Any) -> commands.SetLevels:
    low, standard, high = (None if each is None else Decimal(each) for each in given)
    about: dict[str, Any] = {"minimum": low, "standard": standard, "maximum": high, **more}
    return commands.set_levels(actor=actor or boss(), store_id=store.pk, article_id=article.pk, at=AT, **about)


def test_an_article_lies_in_several_bins_and_a_bin_holds_several(store: Store) -> None:
    oil, filter_, other = make_article(), make_article(), make_store("BA")
    assert place(store, oil, "b-06-1", "C-02-3", "B-06-1").bins == ("B-06-1", "C-02-3")
    place(store, filter_, "C-02-3")
    place(other, oil, "A-1")
    assert queries.bins_of(boss(), store.pk, [oil.pk, filter_.pk]) == {oil.pk: ("B-06-1", "C-02-3"), filter_.pk: ("C-02-3",)}
    place(store, oil, "C-02-3", "B-06-1")
    assert queries.bins_of(boss(), store.pk, [oil.pk])[oil.pk] == ("C-02-3", "B-06-1")
    place(store, oil)
    assert queries.bins_of(boss(), store.pk, [oil.pk]) == {}


def test_levels_rise_and_are_changed_by_one_at_a_time(store: Store) -> None:
    article = make_article()
    done = levels(store, article, "2", "5", "12.5")
    assert (done.minimum, done.maximum, done.is_high_demand, done.version) == (Decimal(2), Decimal("12.5"), False, 2)
    for given in (("5", "2", None), ("-1", None, None), ("9", None, "3"), ("1.0001", None, None)):
        with pytest.raises(Invalid):
            levels(store, article, *given)
    with pytest.raises(VersionConflict):
        levels(store, article, "3", "5", None, version=1)
    levels(store, article, None, "5", None, version=2, high_demand=True)
    row = queries.levels_of(boss(), store.pk, [article.pk])[article.pk]
    assert (row.minimum, row.standard, row.maximum, row.is_high_demand) == (None, Decimal(5), None, True)
    assert list(queries.levels_of(boss(), store.pk)) == [article.pk]
    levels(store, article, None, None, None)
    assert queries.levels_of(boss(), store.pk) == {}


def test_too_many_or_too_long_bins_and_unknown_articles_are_refused(store: Store) -> None:
    article = make_article()
    for bins in (["B" * 21], [f"B-{n}" for n in range(21)]):
        with pytest.raises(Invalid):
            place(store, article, *bins)
    with pytest.raises(commands.ArticleUnknown):
        commands.place_article(actor=boss(), store_id=store.pk, article_id=999_999, bins=["A"], at=AT)
    assert queries.bins_of(boss(), store.pk, [article.pk]) == {}


def test_who_may_not_or_is_of_another_store_changes_nothing(store: Store) -> None:
    article, other = make_article(), make_store("BA")
    for actor in (make_actor(store, "service_advisor"), make_actor(other, "parts_manager")):
        with pytest.raises(Denied):
            place(store, article, "A-1", actor=actor)
        with pytest.raises(Denied):
            levels(store, article, "1", "2", "3", actor=actor)
    assert queries.bins_of(boss(), store.pk, [article.pk]) == {}
    assert queries.levels_of(boss(), store.pk) == {}


def test_both_are_set_on_the_page_and_stand_on_the_articles(store: Store) -> None:
    article, client = make_article("F-1"), Client()
    user = make_user(store, "parts_manager")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/parts/{article.pk}/place/", {"bins": "B-06-1，C-02-3", "post_key": "a"}).status_code == 303
    said = {"minimum": "2", "standard": "5", "maximum": "9", "high_demand": "yes", "post_key": "b", "version": "1"}
    assert client.post(f"/parts/{article.pk}/levels/", said).status_code == 303
    page = client.get(f"/parts/{article.pk}/").content.decode()
    assert "B-06-1 C-02-3" in page
    assert "2 / 5 / 9" in page
    assert "高需求件" in page
    wrong = client.post(f"/parts/{article.pk}/levels/", {**said, "minimum": "7", "post_key": "c", "version": "2"})
    assert (wrong.status_code, "从小到大" in wrong.content.decode()) == (422, True)
    old = client.post(f"/parts/{article.pk}/levels/", {**said, "minimum": "1", "post_key": "d"})
    assert old.status_code == 409
    assert "高需求件" in client.get(f"/parts/{article.pk}/shelf/").content.decode()
