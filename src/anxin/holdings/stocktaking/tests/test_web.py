"""The pages of count sheets: opened, counted by scanner, explained, submitted, approved, printed by a store's people."""

import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.test import Client

from anxin.holdings.parts import commands as parts
from anxin.holdings.parts import queries as stock
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.stocktaking import queries
from anxin.holdings.stocktaking.tests.factories import make_open_sheet
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store, make_user
from anxin.platform.actor import Actor
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db


def boss() -> Actor:
    return system_actor("test")


def browser_of(store: Store, role: str) -> Client:
    browser = Client()
    browser.force_login(make_user(store, role))
    return browser


def heads_of(browser: Client) -> set[str]:
    """The words in the export of the list of sheets."""
    with zipfile.ZipFile(io.BytesIO(browser.get("/counts/?format=xlsx").content)) as book:
        parts = (book.read(name).decode() for name in book.namelist() if "sheet" in name or "Strings" in name)
        return {word for part in parts for word in re.findall(r"<t[^>]*>([^<]*)</t>", part)}


@pytest.fixture
def store() -> Store:
    return make_store()


@pytest.fixture
def article(store: Store) -> PartArticle:
    made = make_article(number="F-100")
    stock_up(store, made, "10", "40.00")
    parts.place_article(actor=boss(), store_id=store.pk, article_id=made.pk, bins=["B-06-1"], at=AT)
    return made


def test_a_sheet_goes_from_opening_to_the_ledger_on_pages(store: Store, article: PartArticle) -> None:
    lead, clerk, chief = (browser_of(store, role) for role in ("parts_manager", "parts_clerk", "after_sales_manager"))
    assert "盘点单" in lead.get("/parts/").content.decode()
    assert "1 个配件里，1 个超过 90 天没盘" in lead.get("/counts/").content.decode()
    assert lead.post("/counts/open/", {"kind": "cycle", "by": "bins", "post_key": "x"}).status_code == 422
    said = {"kind": "cycle", "by": "bins", "first_bin": "b-06", "post_key": "a"}
    here = lead.post("/counts/open/", said)["Location"]
    assert "B-06-1" in clerk.get(here).content.decode()
    scanned = clerk.get(here, {"code": "f-100"}).content.decode()
    assert "实盘数量" in scanned
    assert "当时账面" not in scanned, "who counts is not told the book"
    line = {"article_id": article.pk, "counted": "7"}
    wrong = clerk.post(f"{here}count/?code=f-100", {**line, "counted": "-1", "post_key": "b"})
    assert (wrong.status_code, "ax-field__err" in wrong.content.decode()) == (422, True)
    assert (
        clerk.post(f"{here}count/?code=f-100&standing=left", {**line, "post_key": "c"})["Location"]
        == f"{here}?standing=left"
    )
    assert "1 个要复盘" in lead.get(here).content.decode()
    early = lead.post(f"{here}submit/", {"post_key": "d"})
    assert (early.status_code, "另一个人复盘" in early.content.decode()) == (409, True)
    assert lead.post(f"{here}count/", {**line, "post_key": "e"}).status_code == 303
    assert "差异原因" in lead.get(here, {"article": article.pk}).content.decode()
    cause = {"article_id": article.pk, "cause": "lost", "post_key": "f"}
    assert lead.post(f"{here}explain/?article={article.pk}", cause).status_code == 303
    assert lead.post(f"{here}submit/", {"post_key": "g"}).status_code == 303
    own = lead.post(f"{here}approve/", {"post_key": "h"})
    assert (own.status_code, "您自己盘过" in own.content.decode()) == (409, True)
    assert chief.post(f"{here}send-back/", {"reason": "再看", "post_key": "i"}).status_code == 303
    assert "再看" in lead.get(here).content.decode()
    assert lead.post(f"{here}submit/", {"post_key": "j"}).status_code == 303
    assert chief.post(f"{here}approve/", {"post_key": "k"}).status_code == 303
    assert stock.stock_of(boss(), store.pk, [article.pk])[article.pk] == Decimal(7)
    late = clerk.post(f"{here}count/", {**line, "post_key": "l"})
    assert (late.status_code, "不能再盘" in late.content.decode()) == (409, True)
    assert "120.00" in lead.get("/counts/?state=APPROVED").content.decode()
    for path in ("/counts/?state=APPROVED&sort=losses", here, f"{here}?standing=different"):
        blind = clerk.get(path)
        assert (blind.status_code, "120.00" in blind.content.decode()) == (200, False)
    sums = {"盘亏 元（不含税）", "盘盈 元（不含税）", "有差异"}
    assert sums <= heads_of(lead)
    assert not sums & heads_of(clerk)
    assert lead.get(f"{here}?format=xlsx").status_code == 200


def test_a_bin_and_an_unknown_code_are_told_and_a_found_article_is_added(store: Store, article: PartArticle) -> None:
    sheet = make_open_sheet(store, article)
    clerk, found = browser_of(store, "parts_clerk"), make_article(number="F-200")
    here = f"/counts/{sheet.id}/"
    assert "只看库位" in clerk.get(here, {"code": "B-06"}).content.decode()
    assert "目录里没有 NOPE" in clerk.get(here, {"code": "NOPE"}).content.decode()
    assert "盘了就补上" in clerk.get(here, {"code": "F-200"}).content.decode()
    assert clerk.post(f"{here}count/", {"article_id": found.pk, "counted": "2", "post_key": "a"}).status_code == 303
    assert queries.get_sheet(boss(), sheet.id).lines == 2
    assert clerk.post(f"{here}submit/", {"post_key": "b"}).status_code == 403
    for odd in ("²", "九", "-1", "999999999999"):
        assert clerk.get(here, {"article": odd}).status_code in (200, 404)
    assert browser_of(store, "cashier").get(here).status_code == 403
    assert browser_of(make_store("BA"), "parts_manager").get(here).status_code == 404


def test_the_sheet_is_printed_blind_by_bin_and_given_up(store: Store, article: PartArticle) -> None:
    sheet = make_open_sheet(store, article)
    lead = browser_of(store, "parts_manager")
    printed = lead.get(f"/counts/{sheet.id}/print/", {"bin": "B-06"})
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert lead.post(f"/counts/{sheet.id}/cancel/", {"reason": "改天", "post_key": "a"}).status_code == 303
    assert lead.post(f"/counts/{sheet.id}/cancel/", {"reason": "改天", "post_key": "b"}).status_code == 409


def test_todays_share_of_the_cycle_is_opened_with_one_click(store: Store, article: PartArticle) -> None:
    lead = browser_of(store, "parts_manager")
    there = lead.post("/counts/open-share/", {"post_key": "a"})["Location"]
    assert "F-100" in lead.get(there).content.decode()
    assert lead.post("/counts/open-share/", {"post_key": "b"}).status_code == 409
    chosen = {"kind": "cycle", "by": "chosen", "numbers": "NOPE", "post_key": "c"}
    assert lead.post("/counts/open/", chosen).status_code == 422
