"""The catalogue's pages: lists, a row, rates and the board, in Chinese, with what is typed kept."""

import io

import pytest
from django.test import Client

from anxin.parties.org.queries import list_setup_steps, system_actor
from anxin.parties.org.tests.factories import make_actor, make_store, make_user
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog.models import LabourRate, Package, PartArticle
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate

pytestmark = pytest.mark.django_db
ARTICLE = {
    "number": "F-1",
    "name": "机油滤清器",
    "unit": "个",
    "price": "68.00",
    "quality_days": "0",
    "quality_km": "0",
    "is_active": "on",
}


def signed_in(*roles: str) -> Client:
    client = Client()
    client.force_login(make_user(make_store(), *roles), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def manager() -> Client:
    return signed_in("after_sales_manager")


def article(number: str) -> PartArticle:
    with reading(system_actor("test")):
        return PartArticle.objects.get(number=number)


def test_an_article_is_added_seen_changed_and_its_history_shown(manager: Client) -> None:
    added = manager.post("/catalog/articles/new/", ARTICLE)
    row = article("F-1")
    assert (added.status_code, added["Location"]) == (303, f"/catalog/articles/{row.pk}/")
    page = manager.get("/catalog/articles/?text=jylqq").content.decode()
    assert "机油滤清器" in page
    assert f"/catalog/articles/{row.pk}/" in page
    changed = manager.post(f"/catalog/articles/{row.pk}/", {**ARTICLE, "price": "72.5", "version": "1"})
    assert changed.status_code == 303
    assert article("F-1").price == Money(72_50)
    assert "变更历史" in manager.get(f"/catalog/articles/{row.pk}/").content.decode()


def test_a_refused_form_keeps_what_was_typed_and_names_the_field(manager: Client) -> None:
    make_article("F-1")
    taken = manager.post("/catalog/articles/new/", ARTICLE)
    assert taken.status_code == 422
    assert "已被同一品牌的另一条目使用" in taken.content.decode()
    half = manager.post("/catalog/articles/new/", {**ARTICLE, "number": "F-2", "next_price": "70"})
    assert (half.status_code, "新价格和生效日期要一起填写" in half.content.decode()) == (422, True)
    assert 'value="F-2"' in half.content.decode()


def test_a_stale_version_is_answered_with_what_stands_now(manager: Client) -> None:
    row = make_article("F-1", price="60.00")
    manager.post(f"/catalog/articles/{row.pk}/", {**ARTICLE, "price": "61", "version": "1"})
    stale = manager.post(f"/catalog/articles/{row.pk}/", {**ARTICLE, "price": "62", "version": "1"})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert "61.00" in page
    assert 'name="version" value="2"' in page


def test_a_package_is_typed_line_by_line(manager: Client) -> None:
    make_operation("L-1")
    make_article("F-1")
    typed = {"code": "P", "name": "小保养", "operation_lines": "l-1", "article_lines": "F-1 2.5\n", "is_active": "on"}
    assert manager.post("/catalog/packages/new/", typed).status_code == 303
    with reading(system_actor("test")):
        package = Package.objects.get()
        assert [line.quantity for line in package.lines.order_by("position")] == [1, 2.5]
    assert "F-1 2.5" in manager.get(f"/catalog/packages/{package.pk}/").content.decode()
    for wrong, message in (("X-9", "目录里没有：X-9"), ("F-1 many", "第 1 行看不懂")):
        answer = manager.post("/catalog/packages/new/", {**typed, "code": "Q", "article_lines": wrong})
        assert (answer.status_code, message in answer.content.decode()) == (422, True)


def test_an_advisor_reads_everything_and_changes_nothing() -> None:
    advisor, row = signed_in("service_advisor"), make_article("F-1")
    page = advisor.get(f"/catalog/articles/{row.pk}/").content.decode()
    assert "disabled" in page
    assert advisor.post(f"/catalog/articles/{row.pk}/", {**ARTICLE, "version": "1"}).status_code == 403
    assert advisor.get("/catalog/articles/new/").status_code == 403
    assert advisor.get("/catalog/unknown/").status_code == 404
    rate = {"labour_class": "general", "rate": "1", "valid_from": "2026-01-01", "scope": "store"}
    assert advisor.post("/catalog/labour-rates/", rate).status_code == 403


def test_a_manager_sets_the_rate_of_the_own_store_and_not_the_groups(manager: Client) -> None:
    make_store("NS")
    rate = {"labour_class": "general", "rate": "260", "valid_from": "2026-01-01", "scope": "store"}
    assert manager.post("/catalog/labour-rates/", rate).status_code == 303
    refused = manager.post("/catalog/labour-rates/", {**rate, "scope": "group"})
    assert (refused.status_code, "请联系集团管理员" in refused.content.decode()) == (422, True)
    assert "260.00" in manager.get("/catalog/labour-rates/").content.decode()
    with reading(system_actor("test")):
        assert LabourRate.objects.count() == 1


@pytest.mark.rule("R-RO11")
def test_the_board_shows_prices_and_says_what_is_missing_and_prints() -> None:
    client = signed_in("service_advisor")
    make_rate("240.00")
    make_package(make_operation(hours="1"), make_article(price="60.00"), name="小保养", is_on_board=True)
    make_operation(labour_class="paint", is_on_board=True)
    page = client.get("/catalog/price-board/").content.decode()
    assert "300.00" in page
    assert "缺少工时单价：喷漆" in page
    printed = client.get("/catalog/price-board.pdf")
    assert b"".join(printed).startswith(b"%PDF")


@pytest.mark.parametrize("kind", ["operations", "articles", "packages"])
def test_every_list_exports_and_speaks_english(kind: str, manager: Client) -> None:
    make_package(make_operation(), make_article())
    exported = manager.get(f"/catalog/{kind}/?format=xlsx")
    assert io.BytesIO(exported.content).read(2) == b"PK"
    manager.cookies["django_language"] = "en"
    assert "Price board" in manager.get(f"/catalog/{kind}/").content.decode()


def test_the_opening_checklist_asks_for_a_labour_rate_until_there_is_one() -> None:
    store = make_store()
    actor = make_actor(store, "administrator")

    def state() -> bool:
        return next(step.state.done for step in list_setup_steps(actor, store.pk) if step.code == "rates")

    assert not state()
    make_rate(store=store)
    assert state()
