"""The world that every module's tests start from."""

import pytest

from anxin.parties.org.queries import all_stores, calendar_of
from anxin.parties.org.tests.factories import AT, actor_for, make_bay, make_brand, make_region, make_store, make_user

pytestmark = pytest.mark.django_db


def test_a_store_is_open_at_the_moment_of_the_tests() -> None:
    store = make_store("LG")
    assert calendar_of(store.pk).is_open(AT)


def test_a_store_role_holds_in_its_store_only_and_a_region_role_in_all_stores_of_the_region() -> None:
    south = make_region("华南")
    one, two = make_store("LG", region=south), make_store("NS", region=south)
    other = make_store("BJ", make_brand("AU", tier="high"))
    local = actor_for(make_user(one, "general_manager"))
    regional = actor_for(make_user(one, "general_manager", level="region"))
    everywhere = actor_for(make_user(None, "administrator", level="group"))
    assert local.stores_for("org.see_audit") == {one.pk}
    assert regional.stores_for("org.see_audit") == {one.pk, two.pk}
    assert everywhere.store_ids == set(all_stores()) == {one.pk, two.pk, other.pk}


def test_a_bay_is_made_in_its_store() -> None:
    store = make_store("LG")
    assert make_bay(store, "01").store_id == store.pk
