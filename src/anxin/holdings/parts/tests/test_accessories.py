"""The accessories catalogue of a store: on the page, on paper and at the endpoint."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anxin.holdings.parts import commands, queries
from anxin.holdings.parts.queries import needs
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.parts.web.accessories import AccessoryCatalogue, catalogue_data
from anxin.parties.org.models import ApiToken, Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_actor, make_store, make_user
from anxin.platform import parameters
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.errors import Denied
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article, make_package

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def store() -> Store:
    return make_store()


@pytest.fixture
def advisor(store: Store) -> Client:
    client = Client()
    client.force_login(make_user(store, "service_advisor"), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[needs.PartNeed]]:
    """What documents want, for the test to fill."""
    wanted: list[needs.PartNeed] = []
    monkeypatch.setattr(needs, "_sources", {"test.document": lambda _actor, _store, _articles: wanted})
    return wanted


def mat(number: str, name: str = "全包围脚垫", part_class: str = "脚垫", **terms: Any) -> PartArticle:
    return make_article(number, name, "398.00", is_accessory=True, part_class=part_class, **terms)


def free(store: Store, **wanted: Any) -> dict[str, Decimal]:
    given = queries.AccessoryFilter(**wanted)
    found = queries.accessory_catalogue(system_actor("test"), store.pk, given, TODAY)
    return {row.number: row.free for row in found.rows.rows}


@pytest.mark.rule("R-PT12")
def test_what_is_free_is_on_hand_less_what_customers_signed_for(store: Store, signed: list[needs.PartNeed]) -> None:
    here, taken, _none = mat("HERE"), mat("TAKEN"), mat("NONE")
    stock_up(store, here, "5")
    stock_up(store, taken, "2")
    stock_up(make_store("BA"), _none, "9")

    def need(article: PartArticle, quantity: str, *, is_firm: bool) -> needs.PartNeed:
        return needs.PartNeed(article.pk, DocumentRef("test.document", 1), Decimal(quantity), is_firm, None, "")

    signed += [need(here, "2", is_firm=True), need(here, "1", is_firm=False), need(taken, "2", is_firm=True)]
    assert free(store) == {"HERE": 3, "TAKEN": 0, "NONE": 0}
    assert free(store, in_stock=True) == {"HERE": 3}
    assert free(store, text="taken") == {"TAKEN": 0}


@pytest.mark.rule("R-PT02")
def test_stock_stands_beside_its_target_and_its_standard_level(store: Store) -> None:
    other, unstocked = make_store("BA"), make_store("SZ")
    full, low, none, plain = mat("FULL"), mat("LOW"), mat("NONE"), make_article("O-1")
    stock_up(store, full, "5", "100.00")
    stock_up(store, low, "2", "50.00")
    stock_up(store, plain, "4", "10.00")
    stock_up(other, low, "50")
    for article, standard in ((full, "5"), (low, "3"), (none, "1"), (plain, "4")):
        commands.set_levels(
            actor=system_actor("test"), store_id=store.pk, article_id=article.pk, minimum=None, standard=Decimal(standard),
            maximum=None, at=AT,
        )  # fmt: skip
    seen = queries.stock_standing(system_actor("test"), store.pk, TODAY)
    assert (seen.accessories, seen.accessories_target) == (Money.yuan(600), Money.yuan(100_000))
    assert (seen.leveled, seen.reached, seen.reached_share) == (4, 2, Decimal("0.5"))
    assert seen.target_share == Decimal("0.006")
    under = queries.list_stock(system_actor("test"), store.pk, queries.StockFilter(on_hand="under"))
    assert under.total == seen.leveled - seen.reached
    empty = queries.stock_standing(system_actor("test"), unstocked.pk, TODAY)
    assert (empty.accessories, empty.leveled, empty.reached_share) == (Money(0), 0, None)


def test_a_store_that_wants_no_accessories_has_no_share() -> None:
    assert parameters.definition("parts.accessory_stock_target").source == "R-PT02"
    standing = queries.StockStanding(Money.yuan(10), Money(0), 0, 0)
    assert standing.target_share is None


def test_a_person_of_another_store_sees_nothing(store: Store) -> None:
    stranger = make_actor(make_store("BA"), "service_advisor")
    with pytest.raises(Denied):
        queries.accessory_catalogue(stranger, store.pk, queries.AccessoryFilter(), TODAY)
    with pytest.raises(Denied):
        queries.stock_standing(stranger, store.pk, TODAY)


@pytest.mark.rule("R-PT12")
def test_the_front_desk_sees_classes_prices_places_and_sets(store: Store, advisor: Client) -> None:
    there = mat("MAT-1", display_place="展厅 A 柜")
    mat("FILM-1", "前挡膜", "车膜")
    mat("ODD-1", "钥匙套", "")
    stock_up(store, there, "3")
    make_package(there, code="SET-1", name="新车脚垫套装", price="500")
    page = advisor.get("/parts/accessories/").content.decode()
    for words in ("脚垫", "车膜", "未分类", "398.00", "展厅 A 柜", "可订", "新车脚垫套装", "500.00", "100,000.00"):
        assert words in page
    assert page.index("全包围脚垫") < page.index("前挡膜") < page.index("钥匙套")
    only = advisor.get("/parts/accessories/?part_class=车膜").content.decode()
    assert ("FILM-1" in only, "MAT-1" in only) == (True, False)
    there_now = advisor.get("/parts/accessories/?in_stock=1").content.decode()
    assert ("MAT-1" in there_now, "FILM-1" in there_now, "新车脚垫套装" in there_now) == (True, False, False)
    assert "没有符合条件的精品" in advisor.get("/parts/accessories/?text=zzz").content.decode()
    assert advisor.get("/parts/accessories/?format=xlsx").content.startswith(b"PK")
    assert "/parts/accessories/" in advisor.get("/parts/").content.decode()


def test_the_paper_names_store_day_classes_and_prices_and_no_cost(store: Store, advisor: Client) -> None:
    there = mat("MAT-1", display_place="展厅 A 柜")
    mat("ODD-1", "钥匙套", "")
    stock_up(store, there, "3", "123.45")
    make_package(there, code="SET-1", name="新车脚垫套装", price="500")
    answer = advisor.get("/parts/accessories/print/?part_class=脚垫")
    text = text_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    for words in ("精品目录", store.name, "脚垫", "MAT-1", "398.00", "新车脚垫套装"):
        assert words in text
    assert "123.45" not in text
    assert "ODD-1" not in text
    whole = advisor.get("/parts/accessories/print/").content
    assert "未分类" in text_of(whole)


def test_the_paper_says_what_it_left_out(store: Store) -> None:
    data: AccessoryCatalogue = catalogue_data(store.pk, [], AT, left_out=3)
    assert "另有 3 项没有印" in data["note"]
    assert data["document"]["number"] == "2026-11-20"


def test_the_catalogue_on_the_wire(store: Store) -> None:
    stock_up(store, mat("MAT-1", unit="套", display_place="A1"), "3")
    ApiToken.objects.create(
        user=make_user(store, "service_advisor"), name="t", digest=digest("t"), scopes=["*"], created_at=AT
    )
    client = Client(headers={"Authorization": "Bearer t"})
    sent = {"store_id": store.pk, "part_class": "脚垫", "in_stock": "true"}
    (item,) = client.get("/api/v1/parts/accessories", sent).json()["items"]
    assert (item["number"], item["price"], item["free"], item["display_place"]) == ("MAT-1", "398.00", "3.000", "A1")
    standing = client.get("/api/v1/parts/standing", {"store_id": store.pk}).json()
    assert (standing["accessories"], standing["accessories_target"]) == ("120.00", "100000.00")
    assert client.get("/api/v1/parts/accessories", {"store_id": make_store("BA").pk}).status_code == 403
