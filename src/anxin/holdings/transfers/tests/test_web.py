"""The pages of transfers: found elsewhere, asked, answered, sent, received by the people of the two stores."""

from decimal import Decimal

import pytest
from django.test import Client

from anxin.holdings.parts import queries as stock
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.transfers.models import Transfer
from anxin.holdings.transfers.tests.factories import let_stores_follow, make_sent
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import make_store, make_user
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
LOCAL = "2026-11-20T18:00"


def browser_of(store: Store, role: str = "parts_manager") -> Client:
    browser = Client()
    browser.force_login(make_user(store, role))
    return browser


def only_transfer() -> Transfer:
    with reading(system_actor("test")):
        return Transfer.objects.across_stores(reason="test").get()


def test_parts_are_found_asked_for_answered_sent_and_received_on_pages() -> None:
    asker, lender, article = make_store("LG"), make_store("NS"), make_article(number="06A115561B")
    stock_up(lender, article, "5", "10.00")
    let_stores_follow()
    ann, ben = browser_of(asker), browser_of(lender)
    shown = ann.get("/transfers/ask/", {"number": "06A115561B", "quantity": "2"}).content.decode()
    assert "门店NS" in shown
    assert "可调 4" in shown
    said = {"from_store_id": lender.pk, "article_id": article.pk, "quantity": "2", "note": "急", "post_key": "k1"}
    asked = ann.post("/transfers/ask/?number=06A115561B&quantity=2", said)
    row = only_transfer()
    assert (asked.status_code, asked["Location"]) == (303, f"/transfers/{row.pk}/")
    here = f"/transfers/{row.pk}/"
    assert "同意" not in ann.get(here).content.decode()
    assert "急" in ben.get(here).content.decode()
    late = ben.post(f"{here}agree/", {"quantity": "9", "expected_at": LOCAL, "version": 1})
    assert late.status_code == 422
    agreed = {"quantity": "2", "expected_at": LOCAL, "version": only_transfer().version}
    assert ben.post(f"{here}agree/", agreed).status_code == 303
    stale = ben.post(f"{here}send/", {"quantity": "2", "version": 1})
    assert stale.status_code == 409
    assert ben.post(f"{here}send/", {"quantity": "2"}).status_code == 303
    assert "调入在途 1 张" in ann.get("/transfers/").content.decode()
    assert ann.post(f"{here}receive/", {"quantity": "1"}).status_code == 303
    missing = {"quantity": "1", "is_ours": "no", "words": "箱里只有一件"}
    assert ann.post(f"{here}missing/", missing).status_code == 303
    assert "核销为丢失" in ben.get(here).content.decode()
    assert ben.post(f"{here}write-off/").status_code == 303
    assert ben.post(f"{here}write-off/").status_code == 409
    assert ben.post(f"{here}invoice/", {"number": "2644"}).status_code == 303
    seen = only_transfer()
    assert (seen.state, seen.received, seen.lost, seen.invoice_number) == ("DONE", Decimal(1), Decimal(1), "2644")
    assert stock.stock_of(system_actor("test"), asker.pk, [article.pk])[article.pk] == 1


def test_the_other_ways_out_have_their_buttons() -> None:
    asker, lender = make_store("LG"), make_store("NS")
    ann, ben = browser_of(asker), browser_of(lender)
    sent = make_sent(asker, lender)
    assert ben.post(f"/transfers/{sent.id}/take-back/", {"quantity": "1", "reason": "送错"}).status_code == 303
    assert ann.post(f"/transfers/{sent.id}/withdraw/", {"reason": "不要了"}).status_code == 409
    assert ben.post(f"/transfers/{sent.id}/refuse/", {"reason": "不调"}).status_code == 409
    assert browser_of(asker, "cashier").post(f"/transfers/{sent.id}/receive/", {"quantity": "1"}).status_code == 403
    assert browser_of(make_store("FT")).get(f"/transfers/{sent.id}/").status_code == 404


def test_an_unknown_part_number_is_said_and_nobody_having_it_too() -> None:
    ann = browser_of(make_store("LG"))
    make_article(number="ONLYHERE")
    assert "目录里没有这个配件号" in ann.get("/transfers/ask/", {"number": "NOPE", "quantity": "1"}).content.decode()
    assert "别店也没有" in ann.get("/transfers/ask/", {"number": "ONLYHERE", "quantity": "1"}).content.decode()
