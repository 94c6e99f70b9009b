"""The pages of the repair order: shown, acted upon, refused, another store's."""

import base64
import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from anxin.parties.org.models import User
from anxin.platform import clock
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import PNG, FrontDesk, make_front_desk, open_order, signed_order, view_of
from anxin.visit.repair_orders.web.forms import AuthoriseForm

pytestmark = pytest.mark.django_db
TOMORROW = f"{clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M}"


def browser_of(desk: FrontDesk) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    return client


def test_the_page_shows_the_customers_words_the_items_and_what_blocks_the_order() -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    page = browser_of(desk).get(f"/repair-orders/{opened.number}/").content.decode()
    for words in ("早上头几脚刹车有沙沙声", "前刹车片", "680.00", "等客户签字", "五项确认与签字"):
        assert words in page


def test_the_customer_signs_on_the_page_once_however_often_the_button_is_tapped() -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    client = browser_of(desk)
    form = client.get(f"/repair-orders/{opened.number}/authorise/").content.decode()
    assert "自费合计" in form
    posted = {
        "promised_at": TOMORROW,
        "old_parts": "boot",
        "wants_wash": "yes",
        "channel": "screen",
        "version": "1",
        "seen_total": "77000",
        "signature": "data:image/png;base64," + base64.b64encode(PNG).decode(),
        "post_key": "tap-1",
    }
    first = client.post(f"/repair-orders/{opened.number}/authorise/", posted)
    second = client.post(f"/repair-orders/{opened.number}/authorise/", posted)
    assert (first.status_code, second.status_code) == (303, 303)
    view = view_of(desk, opened.number)
    assert view.authorisation is not None
    assert (view.head.state, view.authorisation.count) == ("AUTHORISED", 1)


@pytest.mark.rule("R-RO01")
def test_a_missing_signature_keeps_what_was_typed() -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    posted = {"promised_at": TOMORROW, "old_parts": "boot", "wants_wash": "no", "channel": "screen", "seen_total": "77000"}
    answer = browser_of(desk).post(f"/repair-orders/{opened.number}/authorise/", posted)
    assert answer.status_code == 422
    assert TOMORROW in answer.content.decode()
    assert "请客户在屏幕上签字" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "posted"),
    [
        ("add-job/", {"title": "换雨刮", "complaint": "刮不干净"}),
        ("add-job/", {"complaint": "刮不干净\n还有异响"}),
        ("change/", {"kind": "maintenance", "parking_place": "B12", "follow_up_suggestion": "关注异响", "version": "1"}),
        ("set-promise/", {"promised_at": TOMORROW, "version": "1"}),
        ("cancel/", {"reason": "客户改期"}),
    ],
)
def test_each_form_is_shown_and_carried_out(path: str, posted: dict[str, str]) -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    client = browser_of(desk)
    assert client.get(f"/repair-orders/{opened.number}/{path}").status_code == 200
    assert client.post(f"/repair-orders/{opened.number}/{path}", posted).status_code == 303


def test_a_signed_order_leads_from_setting_its_promise_to_telling_its_customer() -> None:
    desk = make_front_desk()
    page = f"/repair-orders/{signed_order(desk).number}/"
    client = browser_of(desk)
    assert client.get(f"{page}set-promise/").headers["Location"] == page
    assert client.post(f"{page}set-promise/", {"promised_at": TOMORROW}).headers["Location"] == page
    assert f"{page}set-promise/" not in client.get(page).content.decode()


def test_items_are_added_changed_and_decided_on_the_pages() -> None:
    desk = make_front_desk()
    opened = signed_order(desk)
    client = browser_of(desk)
    job = view_of(desk, opened.number).jobs[0]
    added = client.post(
        f"/repair-orders/{opened.number}/jobs/{job.id}/propose-items/",
        {"kind": "fee", "name": "路试", "unit_price": "50", "payer": "customer", "asked_words": "路试一下"},
    )
    assert added.status_code == 303
    item = view_of(desk, opened.number).jobs[0].items[-1]
    shown = client.get(f"/repair-orders/{opened.number}/decide-items/").content.decode()
    assert "路试" in shown
    assert re.search(r'name="decision-[^>]*checked', shown) is None
    without_reason = client.post(f"/repair-orders/{opened.number}/decide-items/", {f"decision-{item.id}": "DECLINED"})
    assert without_reason.status_code == 422
    decided = client.post(
        f"/repair-orders/{opened.number}/decide-items/", {f"decision-{item.id}": "DECLINED", f"reason-{item.id}": "价格"}
    )
    assert decided.status_code == 303


def test_an_item_is_found_in_the_catalogue_and_added_in_one_tap() -> None:
    desk = make_front_desk()
    make_rate()
    labour, part = make_operation("LB-9001", "更换雨刮片", "0.3"), make_article("YG-9001", "雨刮片", "88.00")
    package = make_package(labour, part, code="TC-9001", name="雨刮套餐", price="99")
    opened = open_order(desk)
    client = browser_of(desk)
    (job,) = view_of(desk, opened.number).jobs
    path = f"/repair-orders/{opened.number}/jobs/{job.id}/propose-items/"
    for text, code in (("YG-90", "YG-9001"), ("ghygp", "LB-9001"), ("雨刮套餐", "TC-9001")):
        region = client.get(path, {"q": text}, headers={"HX-Request": "true", "HX-Target": "hits"}).content.decode()
        assert f'value="{code}"' in region
        assert "<html" not in region
    back = "/reception/LG-R26-000001/?step=order"
    added = client.post(f"{path}?back={quote(back)}", {"kind": "part", "code": part.number, "payer": "customer"})
    assert (added.status_code, added["Location"]) == (303, back)
    assert client.post(f"{path}?back=//evil.example/", {"kind": "labour", "code": labour.code, "payer": "customer"})[
        "Location"
    ].startswith("/repair-orders/")
    again = client.post(f"/repair-orders/{opened.number}/add-job/?back={quote(back)}", {"package_code": package.code})
    assert again["Location"] == back
    first, second = view_of(desk, opened.number).jobs
    assert [item.code for item in first.items][-2:] == ["YG-9001", "LB-9001"]
    assert (second.title, second.package_code) == ("雨刮套餐", "TC-9001")


def test_an_order_without_lines_is_not_shown_for_signature() -> None:
    desk = make_front_desk()
    opened = open_order(desk, jobs=[NewJob("异响", "异响")])
    page = browser_of(desk).get(f"/repair-orders/{opened.number}/authorise/").content.decode()
    assert "还没有报价，不能签字" in page
    assert "确认并签字" not in page


def test_a_stale_form_meets_the_conflict_with_now_and_yours() -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    client = browser_of(desk)
    first = {"kind": "general", "parking_place": "B12", "version": "1"}
    assert client.post(f"/repair-orders/{opened.number}/change/", first).status_code == 303
    answer = client.post(f"/repair-orders/{opened.number}/change/", {**first, "parking_place": "C01"})
    assert answer.status_code == 409
    assert "B12" in answer.content.decode()


def test_the_paper_is_a_pdf() -> None:
    desk = make_front_desk()
    opened = signed_order(desk)
    answer = browser_of(desk).get(f"/repair-orders/{opened.number}/print/")
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("path", ["", "version/", "add-job/", "change/", "set-promise/", "authorise/", "print/", "cancel/"])
def test_another_stores_order_does_not_exist(path: str) -> None:
    desk, elsewhere = make_front_desk("LG"), make_front_desk("NS")
    opened = open_order(desk)
    there = browser_of(elsewhere).get(f"/repair-orders/{opened.number}/{path}")
    nowhere = browser_of(elsewhere).get(f"/repair-orders/LG-W26-999999/{path}")
    assert (there.status_code, nowhere.status_code) == (404, 404)


def test_the_list_is_filtered_by_the_address_and_exports_what_it_shows() -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    client = browser_of(desk)
    assert opened.number in client.get("/repair-orders/?state=OPEN").content.decode()
    assert opened.number not in client.get("/repair-orders/?state=SETTLED").content.decode()
    answer = client.get("/repair-orders/?state=OPEN&format=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == f"{desk.store.name} · 状态: 接待"
    assert rows[3][0] == opened.number


def test_a_stranger_is_led_to_the_sign_in() -> None:
    make_front_desk()
    answer = Client().get("/repair-orders/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_staff_are_not_offered_the_customers_own_way_to_confirm() -> None:
    offered = re.findall(r'value="(\w+)"', str(AuthoriseForm()["channel"]))
    assert offered == ["screen", "paper", "phone"]
