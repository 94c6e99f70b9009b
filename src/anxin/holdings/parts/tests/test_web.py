"""The pages of the parts counter."""

from decimal import Decimal

import pytest
from django.test import Client

from anxin.holdings.parts import commands, queries
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store, make_user
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db


def signed_in(store: Store, *roles: str) -> Client:
    client = Client()
    client.force_login(make_user(store, *roles), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def store() -> Store:
    return make_store()


@pytest.fixture
def keeper(store: Store) -> Client:
    return signed_in(store, "parts_manager")


def on_hand(store: Store, article_id: int) -> Decimal:
    return queries.stock_of(system_actor("test"), store.pk, [article_id])[article_id]


def test_goods_are_received_once_however_often_the_button_is_tapped(store: Store, keeper: Client) -> None:
    oil, filter_ = make_article("O-1"), make_article("06A 115 561B", name="机油滤清器")
    typed = {"lines": "O-1 10 42.50\n06A 115 561B 4 30", "reason": "purchase", "post_key": "one"}
    assert keeper.post("/parts/receive/", typed).status_code == 303
    assert keeper.post("/parts/receive/", typed).status_code == 303
    assert (on_hand(store, oil.pk), on_hand(store, filter_.pk)) == (10, 4)
    page = keeper.get("/parts/?text=jylqq").content.decode()
    assert "机油滤清器" in page
    assert "120.00" in page


def test_a_receipt_that_cannot_be_read_keeps_what_was_typed(store: Store, keeper: Client) -> None:
    make_article("O-1")
    for lines, message in (
        ("O-1 ten 4", "第 1 行看不懂"),
        ("X-1 1 1", "目录里没有这些配件号：X-1"),
        ("O-1 0 1", "数量要大于零"),
        ("O-1 1 1.005", "成本单价最多两位小数"),
    ):
        answer = keeper.post("/parts/receive/", {"lines": lines, "reason": "purchase", "post_key": lines})
        page = answer.content.decode()
        assert (answer.status_code, message in page, lines in page) == (422, True, True)


def test_a_count_corrects_the_stock_and_an_entry_is_reversed(store: Store, keeper: Client) -> None:
    article = make_article("O-1")
    stock_up(store, article)
    counted = {"lines": "o-1 8", "note": "抽盘", "post_key": "c1"}
    assert keeper.post("/parts/count/", counted).status_code == 303
    assert on_hand(store, article.pk) == 8
    page = keeper.get(f"/parts/{article.pk}/").content.decode()
    assert "抽盘" in page
    (entry, *_rest) = queries.list_entries(system_actor("test"), store.pk, article.pk, queries.EntryFilter()).rows
    address = f"/parts/entries/{entry.id}/reverse/"
    assert address in page
    assert keeper.get(address).status_code == 200
    assert keeper.post(address, {"note": ""}).status_code == 422
    assert keeper.post(address, {"note": "盘错了"}).status_code == 303
    assert on_hand(store, article.pk) == 10
    assert keeper.post(address, {"note": "再来"}).status_code == 409


def test_what_moved_for_an_order_is_not_offered_for_reversal(store: Store, keeper: Client) -> None:
    article = make_article("O-1")
    stock_up(store, article)
    commands.issue_parts(
        actor=system_actor("test"), store_id=store.pk, document=DocumentRef("test.document", 7),
        lines=[commands.IssueLine(article.pk, Decimal(1), 3)], at=AT,
    )  # fmt: skip
    page = keeper.get(f"/parts/{article.pk}/").content.decode()
    issued, received = queries.list_entries(system_actor("test"), store.pk, article.pk, queries.EntryFilter()).rows
    assert (issued.may_be_reversed, received.may_be_reversed) == (False, True)
    assert f"/parts/entries/{issued.id}/reverse/" not in page
    assert f"/parts/entries/{received.id}/reverse/" in page


def test_a_figure_too_large_to_reckon_with_is_refused(store: Store, keeper: Client) -> None:
    make_article("O-1")
    assert keeper.post("/parts/count/", {"lines": "O-1 1e10000000", "note": "抽盘"}).status_code == 422
    received = {"lines": "O-1 1 1e10000000", "reason": "purchase"}
    assert keeper.post("/parts/receive/", received).status_code == 422


def test_an_advisor_sees_the_stock_and_moves_nothing(store: Store) -> None:
    advisor, article = signed_in(store, "service_advisor"), make_article("O-1")
    posted = stock_up(store, article)
    assert "O-1" in advisor.get("/parts/").content.decode()
    assert advisor.get(f"/parts/{article.pk}/").status_code == 200
    assert advisor.get("/parts/receive/").status_code == 403
    assert advisor.post("/parts/count/", {"lines": "O-1 1", "note": "x"}).status_code == 403
    assert advisor.post(f"/parts/entries/{posted.lines[0].entry_id}/reverse/", {"note": "x"}).status_code == 403
    assert on_hand(store, article.pk) == 10


def test_stock_of_another_store_does_not_show(store: Store) -> None:
    article, other = make_article("O-1"), signed_in(make_store("NS"), "parts_manager")
    posted = stock_up(store, article)
    assert "O-1" not in other.get("/parts/").content.decode()
    assert other.get(f"/parts/entries/{posted.lines[0].entry_id}/reverse/").status_code == 404


def test_the_stock_is_exported(store: Store, keeper: Client) -> None:
    stock_up(store, make_article("O-1"))
    assert keeper.get("/parts/?format=xlsx").content.startswith(b"PK")
