"""Successors and other numbers of articles: done, refused, denied, raced."""

from datetime import date, timedelta
from typing import Any

import pytest

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_brand, make_store
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.resources.catalog import commands, queries
from anxin.resources.catalog.models import Supersession
from anxin.resources.catalog.tests.factories import make_article

DAY = date(2026, 11, 20)


def boss() -> Any:
    return system_actor("test")


@pytest.fixture(autouse=True)
def _store(db: None) -> None:
    make_store()


def supersede(old: Any, new: Any, from_on: date = DAY, *, use_up_first: bool = True) -> commands.Superseded:
    return commands.supersede_article(
        actor=boss(), article_id=old.pk, successor_id=new.pk, from_on=from_on, use_up_first=use_up_first, at=AT
    )


def numbers(article: Any, **given: list[str]) -> commands.ArticleNumbers:
    return commands.set_article_numbers(actor=boss(), article_id=article.pk, numbers=given, at=AT)


@pytest.mark.django_db
class TestSupersession:
    def test_a_chain_is_resolved_from_its_day_and_the_rest_of_older_ones_is_offered(self) -> None:
        first, second, third = make_article("A-1"), make_article("A-2"), make_article("A-3")
        supersede(first, second)
        supersede(second, third, DAY + timedelta(days=1))

        def found(article: Any, day: date) -> list[tuple[str, bool, bool, int]]:
            rows = queries.substitutes_of(boss(), [article.pk], day).get(article.pk, [])
            return [(row.number, row.is_successor, row.is_last, row.steps) for row in rows]

        assert found(first, DAY - timedelta(days=1)) == []
        assert found(first, DAY) == [("A-2", True, True, 1)]
        assert found(first, DAY + timedelta(days=1)) == [("A-2", True, False, 1), ("A-3", True, True, 2)]
        assert found(third, DAY + timedelta(days=1)) == [("A-2", False, False, 1), ("A-1", False, False, 2)]
        assert found(second, DAY + timedelta(days=1)) == [("A-3", True, True, 1), ("A-1", False, False, 1)]

    def test_an_older_one_that_is_not_used_up_is_not_offered_instead_of_its_successor(self) -> None:
        old, new = make_article(), make_article()
        supersede(old, new, use_up_first=False)
        assert queries.substitutes_of(boss(), [new.pk], DAY) == {}
        (row,) = queries.substitutes_of(boss(), [old.pk], DAY)[old.pk]
        assert (row.article_id, row.use_up_first) == (new.pk, False)

    def test_a_circle_however_long_is_refused_and_nothing_changes(self) -> None:
        first, second, third = make_article(), make_article(), make_article()
        supersede(first, second)
        supersede(second, third)
        with pytest.raises(commands.SupersessionCircular):
            supersede(third, first)
        with pytest.raises(Invalid):
            supersede(third, third)
        assert Supersession.objects.count() == 2

    def test_a_successor_of_another_brand_or_out_of_use_is_refused(self) -> None:
        store = make_store()
        old = make_article(brand=store.brand)
        for new in (make_article(brand=make_brand("BB")), make_article(is_active=False)):
            with pytest.raises(Invalid, match="别的品牌"):
                supersede(old, new)

    def test_it_is_replaced_and_taken_back_and_the_history_stays(self) -> None:
        old, new, newest = make_article(), make_article(), make_article()
        supersede(old, new)
        supersede(old, newest, DAY + timedelta(days=3), use_up_first=False)
        row = queries.find_supersession(boss(), old.pk)
        assert row is not None
        assert (row.successor_id, row.from_on, row.use_up_first) == (newest.pk, DAY + timedelta(days=3), False)
        commands.end_supersession(actor=boss(), article_id=old.pk, at=AT)
        assert queries.find_supersession(boss(), old.pk) is None
        assert Supersession.pgh_event_model.objects.filter(article_id=old.pk).count() == 3  # type: ignore[attr-defined]
        with pytest.raises(NotFound):
            commands.end_supersession(actor=boss(), article_id=old.pk, at=AT)

    def test_who_may_not_change_the_catalogue_changes_nothing(self) -> None:
        old, new, clerk = make_article(), make_article(), make_actor(make_store(), "parts_clerk")
        with pytest.raises(Denied):
            commands.supersede_article(actor=clerk, article_id=old.pk, successor_id=new.pk, from_on=DAY, at=AT)
        with pytest.raises(Denied):
            commands.set_article_numbers(actor=clerk, article_id=old.pk, numbers={"oem": ["X"]}, at=AT)
        assert Supersession.objects.count() == 0


@pytest.mark.django_db
class TestNumbers:
    def test_an_article_is_found_by_each_of_its_numbers_its_own_first(self) -> None:
        store = make_store()
        filter_, other = make_article("F-1", brand=store.brand), make_article("OE-9")
        assert numbers(filter_, oem=["oe-9", " 06A 115 561B "], barcode=["6901234567892"]).numbers == (
            "06A115561B",
            "6901234567892",
            "OE-9",
        )
        found = queries.find_scanned(boss(), store.pk, ["6901234567892", "06a115561b", "OE-9", "nothing"])
        assert {code: [row.number for row in rows] for code, rows in found.items()} == {
            "6901234567892": ["F-1"],
            "06a115561b": ["F-1"],
            "OE-9": ["OE-9"],
        }
        assert queries.find_article_ids(boss(), "6901234567892") == [filter_.pk]
        assert set(queries.find_article_ids(boss(), "OE-9")) == {filter_.pk, other.pk}

    def test_one_other_number_of_two_articles_gives_both_to_choose_from(self) -> None:
        store = make_store()
        genuine, brand = make_article("G-1"), make_article("B-1")
        numbers(genuine, oem=["OE-7"])
        numbers(brand, oem=["OE-7"])
        assert {row.number for row in queries.find_scanned(boss(), store.pk, ["OE-7"])["OE-7"]} == {"G-1", "B-1"}

    def test_a_barcode_is_of_one_article_only(self) -> None:
        first, second = make_article("A-1", name="座垫"), make_article("A-2")
        numbers(first, barcode=["690"])
        with pytest.raises(commands.BarcodeTaken, match="A-1 座垫"):
            numbers(second, barcode=["690"], oem=["X"])
        assert queries.list_article_numbers(boss(), second.pk) == {}
        numbers(first, barcode=[])
        assert numbers(second, barcode=["690"]).numbers == ("690",)

    def test_too_many_too_long_and_unknown_kinds_are_refused(self) -> None:
        article = make_article()
        for given in ({"oem": ["X" * 41]}, {"oem": [str(n) for n in range(31)]}, {"isbn": ["1"]}):
            with pytest.raises(Invalid):
                numbers(article, **given)
        assert queries.list_article_numbers(boss(), article.pk) == {}
