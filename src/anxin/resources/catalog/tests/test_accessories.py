"""The accessories of the catalogue: which of them a store displays, by class, and the sets that hold them."""

from datetime import timedelta
from typing import Any

import pytest

from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_brand, make_store
from anxin.platform.money import Money
from anxin.platform.ui.lists import Window
from anxin.resources.catalog import commands, queries
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate

pytestmark = pytest.mark.django_db
TODAY = AT.date()
ALL = Window()


@pytest.fixture
def store() -> Store:
    return make_store()


def shown(store: Store, *, window: Window = ALL, **wanted: Any) -> list[str]:
    wish = queries.AccessoryWish(**wanted)
    return [row.number for row in queries.list_accessories(system_actor("test"), store.pk, wish, TODAY, window).rows]


def accessory(number: str, name: str = "全包围脚垫", part_class: str = "脚垫", **terms: Any) -> PartArticle:
    return make_article(number, name, is_accessory=True, part_class=part_class, **terms)


@pytest.mark.rule("R-PT12")
def test_accessories_stand_by_class_and_name_and_only_what_serves_the_store(store: Store) -> None:
    accessory("NONE", part_class="")
    accessory("FILM", "前挡膜", "车膜")
    accessory("MAT2", "丝圈脚垫")
    accessory("MAT1", "乳胶脚垫")
    accessory("GONE", is_active=False)
    accessory("OTHER", brand=make_brand("AUDI"))
    make_article("PLAIN", part_class="脚垫")
    assert shown(store) == ["MAT1", "MAT2", "FILM", "NONE"]
    assert shown(store, window=Window(1, 2)) == ["MAT2", "FILM"]
    assert shown(store, part_class="脚垫") == ["MAT1", "MAT2"]
    assert shown(store, text="乳胶") == ["MAT1"]
    wish = queries.AccessoryWish()
    classes = queries.count_accessory_classes(system_actor("test"), store.pk, wish, TODAY)
    assert classes == [("脚垫", 2), ("车膜", 1), ("", 1)]


def test_what_was_replaced_is_shown_only_while_it_is_there(store: Store) -> None:
    old, new = accessory("OLD"), accessory("NEW")
    terms = {"article_id": old.pk, "successor_id": new.pk, "from_on": TODAY, "use_up_first": True}
    commands.supersede_article(actor=system_actor("test"), **terms, at=AT)
    assert shown(store) == ["NEW"]
    assert sorted(shown(store, there=[old.pk])) == ["NEW", "OLD"]
    assert shown(store, there=[old.pk], only_there=True) == ["OLD"]


def test_the_price_is_that_of_the_day(store: Store) -> None:
    accessory("MAT", price="398.00", next_price=Money.yuan("428.00"), next_price_on=TODAY + timedelta(days=1))

    def price(days: int) -> Money:
        on = TODAY + timedelta(days=days)
        return queries.list_accessories(system_actor("test"), store.pk, queries.AccessoryWish(), on).rows[0].price

    assert (price(0), price(1)) == (Money.yuan(398), Money.yuan(428))


def test_sets_stand_under_the_class_of_their_first_accessory(store: Store) -> None:
    mat, film = accessory("MAT", "全包围脚垫"), accessory("FILM", "前挡膜", "车膜")
    make_package(make_article("O-1"), code="PLAIN")
    make_package(mat, film, code="NEW-CAR", name="新车礼包", price="1280")
    make_package(mat, code="AUDI", brand=make_brand("AUDI"))
    make_package(mat, make_operation(name="贴膜"), code="FITTED")
    (found,) = queries.list_accessory_sets(system_actor("test"), store.pk, TODAY)
    assert (found.code, found.part_class, found.price) == ("NEW-CAR", "脚垫", Money.yuan(1280))
    assert found.contents == ("全包围脚垫", "前挡膜")
    make_rate("240")
    found_now = queries.list_accessory_sets(system_actor("test"), store.pk, TODAY)
    assert {one.code for one in found_now} == {"NEW-CAR", "FITTED"}
