"""The customer's link (M06.12): sent by the desk and answered without an account."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from anxin.parties.customers.tests.factories import make_consent
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.platform.errors import Conflict, Denied, NotFound
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.link_tokens import link_actor
from anxin.visit.repair_orders.links import LinkEnded
from anxin.visit.repair_orders.models import Item
from anxin.visit.repair_orders.tests.factories import (
    LABOUR,
    make_front_desk,
    view_of,
)
from anxin.visit.repair_orders.tests.links import FILTER, MINUTE, SIGNED, Sent, again, propose
from anxin.visit.repair_orders.tests.test_supply import browser_of

pytestmark = pytest.mark.django_db


def test_the_token_is_kept_nowhere_whatever_key_a_client_sends(sent: Sent) -> None:
    form = sent.form("APPROVED", "DECLINED", signature=SIGNED, post_key="tap-1")
    done = Client().post(sent.path, form, headers={"Idempotency-Key": "tap-2"})
    assert (done.status_code, done["Location"]) == (303, sent.path)
    with reading(system_actor("test")), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{sent.token}%"])
            assert cursor.fetchone() == (0,), table


def test_the_customer_reads_what_was_found_decides_each_and_signs_once(sent: Sent) -> None:
    promised = view_of(sent.desk, sent.number).head.promised_at
    page = sent.page()
    for words in ("只剩 2 mm", "磨伤刹车盘", "必须现在做", "可以观察", "770.00", "168.00", "不加时间"):
        assert words in page, words
    assert "checked" not in page
    summed = Client().post(sent.path + "sum/", sent.form("APPROVED", "")).content.decode()
    assert ("770.00" in summed, "还有 1 项未选" in summed, sent.decisions) == (True, True, ["PRESENTED"] * 3)
    done = sent.answer("APPROVED", "DECLINED")
    assert (done.status_code, done["Location"]) == (303, sent.path)
    view = view_of(sent.desk, sent.number)
    assert sent.decisions == ["APPROVED", "APPROVED", "DECLINED"]
    assert view.head.promised_at == (promised or AT) + 45 * MINUTE, "35 min, on the quarter of an hour"
    assert view.authorisation is not None
    assert (view.authorisation.channel, view.authorisation.signature_id is not None) == ("link", True)
    assert queries_of(sent).is_intact
    result = sent.page()
    assert ("谢谢，已经记下" in result, 'name="say-' in result) == (True, False)
    with reading(sent.desk.actor):
        tasks = [one.title for one in list_tasks(sent.desk.actor, TaskFilter(), sent.desk.store.pk, AT)]
        (answer,) = queries.list_answers(sent.desk.actor, sent.number)
        link = queries.find_approval_link(sent.desk.actor, sent.number, AT)
    assert "客户已答复增项：同意 1 项" not in tasks
    assert [one for one in tasks if one.startswith("客户已答复增项：同意 2 项")]
    assert (answer.channel, answer.talked_by, answer.approved, answer.declined) == ("link", "", 2, 1)
    assert (link.state if link else "", link.seen_at if link else None) == ("answered", AT)


def queries_of(sent: Sent) -> queries.ProofCheck:
    with reading(sent.desk.actor):
        return queries.verify_authorisation(sent.desk.actor, sent.number)


def test_a_refusal_needs_neither_a_reason_nor_a_signature(sent: Sent) -> None:
    assert sent.answer("DECLINED", "DEFERRED", signature="").status_code == 303
    assert sent.decisions == ["DECLINED", "DECLINED", "DEFERRED"]
    reasons = {one.decline_reason for job in view_of(sent.desk, sent.number).jobs for one in job.items if one.is_additional}
    assert "客户没有说原因" in reasons


def test_nothing_is_kept_while_a_choice_or_the_signature_is_missing(sent: Sent) -> None:
    undecided = sent.answer("APPROVED", "")
    assert (undecided.status_code, "还有 1 项没有选" in undecided.content.decode()) == (422, True)
    assert "checked" in undecided.content.decode()
    for signature in ("", "data:image/png;base64,AAAA", "not base64 at all", "A" * 500_000):
        unsigned = sent.answer("APPROVED", "APPROVED", signature=signature)
        assert (unsigned.status_code, "请客户在屏幕上签字" in unsigned.content.decode()) == (422, True)
    assert sent.answer("APPROVED", "MAYBE").status_code == 422
    assert sent.decisions == ["PRESENTED"] * 3
    assert (
        sent.answer("APPROVED", "APPROVED", signature="", signature_name="张三", signature_name_confirmed="1").status_code
        == 303
    )


def test_the_page_needs_no_cookie_and_tells_no_name_and_no_address_of_itself(sent: Sent) -> None:
    browser = Client(enforce_csrf_checks=True)
    opened = browser.get(sent.path)
    assert (opened.status_code, list(opened.cookies), list(browser.cookies)) == (200, [], [])
    policy = opened["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    headers = (opened["Referrer-Policy"], opened["Cache-Control"], opened["X-Robots-Tag"].partition(",")[0])
    assert headers == ("no-referrer", "no-store", "noindex")
    view = view_of(sent.desk, sent.number)
    page = opened.content.decode()
    for secret in (view.head.customer_name, view.head.plate, view.head.vin, sent.number):
        assert secret
        assert secret not in page
    assert sent.answer("APPROVED", "APPROVED", browser=browser).status_code == 303


def test_what_the_house_lacks_is_told_to_the_advisor_and_not_to_the_customer(sent: Sent) -> None:
    with unit_of_work(system_actor("test"), "test", writable=True):
        Item.objects.across_stores(reason="test").filter(name="空调滤芯").update(needs_position=True, position_words="")
    for _ in range(2):
        stuck = sent.answer("APPROVED", "APPROVED")
        page = stuck.content.decode()
        assert (stuck.status_code, "请联系门店 0755-1234567" in page, "还没写位置" in page) == (200, True, False)
        assert page.count(" checked") == 2
    assert sent.decisions == ["PRESENTED"] * 3
    with reading(sent.desk.actor):
        tasks = list_tasks(sent.desk.actor, TaskFilter(), sent.desk.store.pk, AT)
    (task,) = [one for one in tasks if one.title.startswith("客户在链接上确认不了增项")]
    assert task.owner_id == sent.desk.employee_id


def test_the_desk_sends_shows_and_takes_back(sent: Sent, settings: Any) -> None:
    desk = browser_of(sent.desk.actor)
    where = f"/repair-orders/{sent.number}/approval-link/"
    before = desk.get(where).content.decode()
    assert ("发链接给客户" in before, "ANXIN_PUBLIC_URL" in before, "显示二维码" in before) == (False, True, True)
    unreachable = desk.post(where, {"how": "message"})
    assert (unreachable.status_code, "扫二维码" in unreachable.content.decode()) == (409, True)
    shown = desk.post(where, {"how": "code"}).content.decode()
    path = re.findall(r"(/a/[\w-]+/)", shown)[0]
    assert (Client().get(path).status_code, "data:image/svg+xml" in shown) == (200, True)
    settings.PUBLIC_URL = "https://shop.example"
    assert "不能发短信" in desk.get(where).content.decode()
    blocked = desk.post(where, {"how": "message"}).content.decode()
    assert ("客户没有同意接收服务消息" in blocked, "https://shop.example/a/" in blocked) == (True, True)
    make_consent(sent.desk.store, view_of(sent.desk, sent.number).head.customer_id)
    assert "发链接给客户" in desk.get(where).content.decode()
    assert desk.post(where, {"how": "message"}).status_code == 303
    assert "还没看" in desk.get(f"/repair-orders/{sent.number}/").content.decode()
    assert desk.post(f"/repair-orders/{sent.number}/revoke-link/").status_code == 303
    assert "已收回" in desk.get(f"/repair-orders/{sent.number}/").content.decode()


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_a_code_that_leads_a_phone_to_itself_is_not_shown(sent: Sent, settings: Any, host: str) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    desk, where = browser_of(sent.desk.actor), f"/repair-orders/{sent.number}/approval-link/"
    before = desk.get(where, headers={"host": host}).content.decode()
    assert ("ANXIN_PUBLIC_URL" in before, "显示二维码" in before, "电话确认增项" in before) == (True, False, True)
    refused = desk.post(where, {"how": "code"}, headers={"host": host})
    assert (refused.status_code, "data:image/svg" in refused.content.decode()) == (409, False)
    assert Client().get(sent.path).status_code == 200, "the earlier link stands"
    order = f"/repair-orders/{sent.number}/"
    assert "发链接请客户确认" not in desk.get(order).content.decode()
    settings.PUBLIC_URL = "https://shop.example"
    assert "重发确认链接" in desk.get(order).content.decode()


def test_a_link_needs_something_that_waits_and_an_open_order(sent: Sent) -> None:
    sent.answer("DECLINED", "DECLINED")
    with pytest.raises(commands.NothingToSend):
        commands.send_approval_link(actor=sent.desk.actor, number=sent.number, by_message=False, at=AT)
    with pytest.raises(Denied):
        commands.send_approval_link(actor=make_actor(sent.desk.store, "technician"), number=sent.number, at=AT)
    with pytest.raises(NotFound):
        commands.send_approval_link(actor=make_front_desk("NS").actor, number=sent.number, at=AT)


def test_a_settled_order_ends_its_link(sent: Sent) -> None:
    actor = link_actor(sent.token)
    with unit_of_work(system_actor("test"), "test", writable=True):
        from anxin.visit.repair_orders.models import RepairOrder

        RepairOrder.objects.visible_to(sent.desk.actor, "repair_orders.see").filter(number=sent.number).update(
            state="CANCELLED", cancelled_at=AT
        )
    with pytest.raises(LinkEnded), reading(actor):
        queries.get_offer(actor, sent.token, AT)
    assert Client().get(sent.path).status_code == 404
    with pytest.raises(Conflict):
        commands.send_approval_link(actor=sent.desk.actor, number=sent.number, by_message=False, at=AT)


@pytest.mark.rule("R-WS06")
def test_the_desk_says_when_nobody_has_told_the_customer_in_time(sent: Sent) -> None:
    desk, late = browser_of(sent.desk.actor), AT + 16 * MINUTE
    commands.revoke_approval_link(actor=sent.desk.actor, number=sent.number, at=AT)
    with reading(sent.desk.actor):
        rows = queries.list_waiting_items(sent.desk.actor, sent.desk.store.pk, AT)
    assert {(row.tell_by, row.told_at) for row in rows} == {(AT + 15 * MINUTE, None)}
    assert "还没告诉客户" not in desk.get("/desk/?whose=store").content.decode()
    sent.moment[0] = late
    assert "还没告诉客户" in desk.get("/desk/?whose=store").content.decode()
    sent.path = again(sent)
    shown = desk.get("/desk/?whose=store").content.decode()
    assert ("还没告诉客户" in shown, "已发链接" in shown) == (False, True)
    Client().post(sent.path + "seen/")
    assert "客户已看" in desk.get("/desk/?whose=store").content.decode()


@pytest.mark.rule("R-RO08")
def test_an_answer_by_link_is_signed_so_it_may_have_more_items_than_the_phone(sent: Sent) -> None:
    for _ in range(3):
        propose(sent.desk, sent.number, FILTER, LABOUR)
    sent.path = again(sent)
    assert sent.answer(*["APPROVED"] * 5).status_code == 303
    assert sent.decisions == ["APPROVED"] * 6


def test_a_yes_on_the_phone_does_not_hide_the_signature(sent: Sent) -> None:
    said = {one.id: ("APPROVED", "") for one in view_of(sent.desk, sent.number).waiting[:2]}
    before = view_of(sent.desk, sent.number).authorisation
    commands.decide_items(actor=sent.desk.actor, number=sent.number, decisions=said, channel="phone", at=AT + MINUTE)
    after = view_of(sent.desk, sent.number).authorisation
    assert before is not None
    assert after is not None
    assert (after.channel, after.signature_id, after.drawn_id, after.drawn_at) == ("phone", None, before.signature_id, AT)
    page = browser_of(sent.desk.actor).get(f"/repair-orders/{sent.number}/").content.decode()
    assert f"/signatures/{before.signature_id}/" in page
