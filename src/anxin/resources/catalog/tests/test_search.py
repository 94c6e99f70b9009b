"""Finding catalogue rows by code, initials, Chinese words and synonyms."""

import pytest

from anxin.parties.org.tests.factories import make_actor, make_brand, make_store
from anxin.platform.actor import ANONYMOUS, Actor
from anxin.platform.errors import Denied
from anxin.resources.catalog import queries
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Actor:
    store = make_store()
    make_operation("BRK-10", name="更换前制动片")
    make_article("06A115561B", name="机油滤清器")
    make_article("8E0-698-151", name="前刹车片 副厂")
    make_package(make_operation(name="常规检查"), code="M1", name="小保养 机油机滤")
    return make_actor(store, "service_advisor")


def codes(actor: Actor, text: str, **more: object) -> list[str]:
    return [hit.code for hit in queries.search_catalog(actor, text, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("06a115", ["06A115561B"]),
        ("8e0 -698", ["8E0-698-151"]),
        ("jylqq", ["06A115561B"]),
        ("机滤", ["M1", "06A115561B"]),
        ("滤清", ["06A115561B"]),
        ("刹车片", ["BRK-10", "8E0-698-151"]),
        ("片", ["BRK-10", "8E0-698-151"]),
        ("制动片 前", ["BRK-10", "8E0-698-151"]),
        ("维护", ["M1"]),
        ("轮胎", []),
        ("  ", []),
        ("%", []),
    ],
)
def test_a_text_finds_by_code_prefix_initials_words_and_synonyms(actor: Actor, text: str, found: list[str]) -> None:
    assert codes(actor, text) == found


def test_kind_and_brand_narrow_what_is_found_and_what_is_out_of_use_stays_out(actor: Actor) -> None:
    brand = make_brand("AU")
    make_article("AU-1", name="刹车片", brand=brand)
    make_article("OLD-1", name="刹车片", is_active=False)
    assert codes(actor, "刹车片", kinds=("article",)) == ["AU-1", "8E0-698-151"]
    assert "AU-1" not in codes(actor, "刹车片", brand_id=make_brand("VW").pk)
    assert codes(actor, "刹车片", limit=1, kinds=("article",)) == ["AU-1"]


def test_a_stranger_reads_nothing(actor: Actor) -> None:
    with pytest.raises(Denied):
        queries.search_catalog(ANONYMOUS, "刹车片")
