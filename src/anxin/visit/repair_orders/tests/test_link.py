"""The customer's link (M06.12): sent by the desk, answered without an account, and attacked."""

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from anxin.parties.contacts.models import Message
from anxin.parties.contacts.parameters import SECRET
from anxin.parties.customers.tests.factories import make_consent
from anxin.parties.org import stores
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.platform import clock
from anxin.platform.errors import Conflict, Denied, NotFound
from anxin.platform.files.tests.factories import make_picture
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.throttling.models import RequestCount
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import Facts, NewItem
from anxin.visit.repair_orders.link_tokens import link_actor
from anxin.visit.repair_orders.links import LinkEnded
from anxin.visit.repair_orders.models import ApprovalLink, Authorisation, CustomerAnswer, Item
from anxin.visit.repair_orders.tests.factories import (
    LABOUR,
    PART,
    PNG,
    FrontDesk,
    make_front_desk,
    signed_order,
    view_of,
)
from anxin.visit.repair_orders.tests.test_supply import browser_of
from config.logs import JsonFormatter

pytestmark = pytest.mark.django_db
MINUTE, SIGNED = timedelta(minutes=1), "data:image/png;base64," + base64.b64encode(PNG).decode()
BRAKES, FILTER = Facts("只剩 2 mm", "磨伤刹车盘", "now", 35), Facts("发黑", "有异味", "watch", 0)


@dataclass
class Sent:
    """An order with two findings, and the link that was sent for them."""

    desk: FrontDesk
    number: str
    path: str
    moment: list[datetime]

    @property
    def token(self) -> str:
        """The token in the address."""
        return self.path.split("/")[2]

    def page(self, browser: Client | None = None) -> str:
        """The page as a browser gets it."""
        return (browser or Client()).get(self.path).content.decode()

    def form(self, *wishes: str, **more: str) -> dict[str, str]:
        """What the page posts when these are chosen in order."""
        page = self.page()
        groups = list(dict.fromkeys(re.findall(r'name="say-(\w+)"', page)))
        seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
        said = {f"say-{key}": wish for key, wish in zip(groups, wishes, strict=False) if wish}
        return {"seen": seen, **said, **more}

    def answer(self, *wishes: str, browser: Client | None = None, **more: str) -> Any:
        """Post the answer, signed unless told otherwise."""
        return (browser or Client()).post(self.path, {"signature": SIGNED, **self.form(*wishes), **more})

    @property
    def decisions(self) -> list[str]:
        """What stands on the additional items."""
        return [one.decision for job in view_of(self.desk, self.number).jobs for one in job.items if one.is_additional]


def propose(desk: FrontDesk, number: str, facts: Facts, *items: NewItem) -> None:
    job = view_of(desk, number).jobs[0].id
    commands.propose_repair(actor=desk.actor, number=number, job_id=job, facts=facts, items=items, at=AT)


def send(desk: FrontDesk, *, at: datetime = AT) -> tuple[str, str]:
    number = signed_order(desk, at=at).number
    propose(desk, number, BRAKES, LABOUR, PART)
    propose(desk, number, FILTER, NewItem("part", name="空调滤芯", unit_price=Money.yuan(168)))
    made = commands.send_approval_link(actor=desk.actor, number=number, by_message=False, at=at)
    return number, made.path


def again(sent: Sent) -> str:
    """Where the link leads that is sent anew."""
    return commands.send_approval_link(actor=sent.desk.actor, number=sent.number, by_message=False, at=AT).path


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    moment = [AT]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    desk = make_front_desk()
    with unit_of_work(system_actor("test"), "test", writable=True):
        Store.objects.filter(pk=desk.store.pk).update(phone="0755-1234567")
    stores.forget()
    return Sent(desk, *send(desk), moment)


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
    assert view.head.promised_at == (promised or AT) + 35 * MINUTE
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


def test_a_preview_decides_nothing_and_does_not_count_as_read(sent: Sent) -> None:
    assert (Client().head(sent.path).status_code, Client().get(sent.path).status_code) == (200, 200)
    with reading(sent.desk.actor):
        link = queries.find_approval_link(sent.desk.actor, sent.number, AT)
    assert link is not None
    assert link.seen_at is None
    assert sent.decisions == ["PRESENTED"] * 3
    assert Client().post(sent.path + "seen/").status_code == 204
    with reading(sent.desk.actor):
        link = queries.find_approval_link(sent.desk.actor, sent.number, AT)
    assert link is not None
    assert link.seen_at == AT
    assert Client().put(sent.path).status_code == 405


def test_unknown_revoked_replaced_and_expired_links_look_alike(sent: Sent) -> None:
    store = sent.desk.store.pk
    assert "tel:" in sent.page()
    wrong = [f"/a/{store}-{'A' * 32}/", f"/a/{store}-x/", sent.path[:-2] + ("A/" if sent.path[-2] != "A" else "B/")]
    answers = [Client().get(path) for path in wrong]
    new = again(sent)
    answers.append(Client().get(sent.path))
    commands.revoke_approval_link(actor=sent.desk.actor, number=sent.number, at=AT)
    answers.append(Client().get(new))
    third = sent.path = again(sent)
    form = sent.form("APPROVED", "APPROVED", signature=SIGNED)
    sent.moment[0] = AT + timedelta(hours=24)
    answers += [Client().get(third), Client().post(third, form), Client().post(third + "sum/", form)]
    bodies = {answer.content for answer in answers}
    assert ({answer.status_code for answer in answers}, len(bodies)) == ({404}, 1)
    assert "链接已失效" in bodies.pop().decode()
    assert sent.decisions == ["PRESENTED"] * 3
    elsewhere = Client().get(f"/a/{10**8}-{'A' * 32}/")
    assert (elsewhere.status_code, "tel:" in elsewhere.content.decode()) == (404, False)


def test_no_log_line_knows_the_token(sent: Sent, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        sent.page()
        statuses = [sent.answer("APPROVED", "").status_code, Client().post(sent.path, {"seen": "x"}).status_code]
        commands.revoke_approval_link(actor=sent.desk.actor, number=sent.number, at=AT)
        statuses.append(Client().get(sent.path).status_code)
    assert (statuses, "approval link" in caplog.text, sent.token in caplog.text) == ([422, 409, 404], True, False)


def test_an_address_that_failed_or_leads_nowhere_is_logged_without_its_token(
    sent: Sent, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client(raise_request_exception=False)
    with caplog.at_level("DEBUG"):
        assert browser.get(sent.path + "nothing/").status_code == 404
        monkeypatch.setattr(queries, "get_offer", lambda *given: 1 / 0)
        assert browser.get(sent.path).status_code == 500
    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert (len([one for one in lines if "/a/…" in one]), sent.token in "".join(lines)) == (2, False)
    assert all(json.loads(one) for one in lines)


def test_the_same_answer_again_changes_nothing_and_shows_what_was_decided(sent: Sent) -> None:
    form = sent.form("APPROVED", "DECLINED", signature=SIGNED)
    assert [Client().post(sent.path, form).status_code for _ in range(3)] == [303, 303, 303]
    assert (
        Client().post(sent.path, {**form, **{name: "APPROVED" for name in form if name.startswith("say-")}}).status_code
        == 303
    )
    assert sent.decisions == ["APPROVED", "APPROVED", "DECLINED"]
    with reading(system_actor("test")):
        assert CustomerAnswer.objects.visible_to(sent.desk.actor, "repair_orders.see").count() == 1
        assert Authorisation.objects.visible_to(sent.desk.actor, "repair_orders.see").count() == 2


def test_items_of_another_order_or_store_are_not_decided(sent: Sent) -> None:
    number, path = send(sent.desk)
    other = Sent(sent.desk, number, path, sent.moment)
    strange = sent.form("APPROVED", "APPROVED") | other.form("APPROVED", "APPROVED", signature=SIGNED)
    assert Client().post(sent.path, strange).status_code == 409
    far = make_front_desk("NS")
    far_number, far_path = send(far)
    away = Sent(far, far_number, far_path, sent.moment)
    assert Client().post(sent.path, away.form("APPROVED", "APPROVED", signature=SIGNED)).status_code == 409
    # A token of one store under the number of the other finds nothing.
    swapped = f"/a/{far.store.pk}-{sent.token.partition('-')[2]}/"
    assert Client().get(swapped).status_code == 404
    for one in (sent, other, away):
        assert one.decisions == ["PRESENTED"] * 3


def test_a_price_that_changed_is_shown_and_asked_again(sent: Sent) -> None:
    form = sent.form("APPROVED", "APPROVED", signature=SIGNED)
    item = next(one for one in view_of(sent.desk, sent.number).waiting if one.name == "空调滤芯")
    commands.change_item(actor=sent.desk.actor, number=sent.number, item_id=item.id, unit_price=Money.yuan(199), at=AT)
    refused = Client().post(sent.path, form)
    page = refused.content.decode()
    assert (refused.status_code, "199.00" in page, "原报价 168.00" in page, "checked" in page) == (409, True, True, False)
    assert sent.decisions == ["PRESENTED"] * 3
    assert sent.answer("APPROVED", "APPROVED").status_code == 303


def test_what_the_desk_decided_in_between_is_no_longer_asked(sent: Sent) -> None:
    form = sent.form("APPROVED", "APPROVED", signature=SIGNED)
    item = next(one for one in view_of(sent.desk, sent.number).waiting if one.name == "空调滤芯")
    said = {item.id: ("DECLINED", "太贵")}
    commands.decide_items(actor=sent.desk.actor, number=sent.number, decisions=said, channel="phone", at=AT)
    assert Client().post(sent.path, form).status_code == 409
    assert sent.answer("APPROVED").status_code == 303
    assert sent.decisions == ["APPROVED", "APPROVED", "DECLINED"]


def test_when_the_desk_decided_everything_the_link_shows_it(sent: Sent) -> None:
    form = sent.form("APPROVED", "APPROVED", signature=SIGNED)
    said = {one.id: ("DEFERRED", "") for one in view_of(sent.desk, sent.number).waiting}
    commands.decide_items(actor=sent.desk.actor, number=sent.number, decisions=said, channel="phone", at=AT)
    assert Client().post(sent.path, form).status_code == 303
    assert ("谢谢，已经记下" in sent.page(), sent.decisions) == (True, ["DEFERRED"] * 3)


def test_too_many_openings_are_turned_away_for_a_minute(sent: Sent) -> None:
    statuses = [Client().get(sent.path).status_code for _ in range(62)]
    assert (statuses[0], statuses[59], statuses[60:]) == (200, 200, [429, 429])
    guesses = [Client().get(f"/a/{sent.desk.store.pk}-{place:032d}/").status_code for place in range(62)]
    assert (guesses[0], guesses[-1]) == (404, 429)
    sent.moment[0] = AT + MINUTE
    assert Client().get(sent.path).status_code == 200
    assert Client().post(sent.path, {"signature": "A" * 1_100_000}).status_code == 413


def test_photos_and_sums_are_no_openings_and_a_guess_beyond_the_limit_leaves_no_row(sent: Sent) -> None:
    form = sent.form("APPROVED", "")
    assert {Client().post(sent.path + "sum/", form).status_code for _ in range(70)} == {200}
    assert Client().get(sent.path).status_code == 200
    for place in range(130):
        Client().get(f"/a/{sent.desk.store.pk}-{place:032d}/")
    assert RequestCount.objects.count() == 1 + 1 + 118


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


def test_the_photo_is_shown_by_the_link_and_no_other_file_is(sent: Sent) -> None:
    desk = sent.desk
    url = "/workshop/photos/"
    technician = make_actor(desk.store, "technician")
    keys = [
        browser_of(technician).post(url, {"photo": SimpleUploadedFile("a.jpg", make_picture(), "image/jpeg")}).json()["id"]
        for _ in range(2)
    ]
    propose(desk, sent.number, Facts("开裂", "漏油", "soon", 10, [keys[0]]), LABOUR)
    sent.path = again(sent)
    assert f"{sent.path}photos/{keys[0]}/" in sent.page()
    shown = Client().get(f"{sent.path}photos/{keys[0]}/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert Client().get(f"{sent.path}photos/{keys[1]}/").status_code == 404
    assert Client().get(f"/files/{keys[0]}/").status_code == 302


def test_whoever_holds_a_token_may_do_nothing_else(sent: Sent) -> None:
    actor = link_actor(sent.token)
    assert {code: list(stores) for code, stores in actor.grants.items()} == {
        "repair_orders.answer_link": [sent.desk.store.pk]
    }
    with pytest.raises(Denied):
        commands.send_approval_link(actor=actor, number=sent.number, at=AT)
    with pytest.raises(Denied):
        queries.get_repair_order(actor, sent.number)
    with pytest.raises(Denied), reading(sent.desk.actor):
        queries.get_offer(sent.desk.actor, sent.token, AT)
    signed_in = browser_of(make_actor(make_front_desk("NS").store, "technician"))
    assert sent.answer("APPROVED", "APPROVED", browser=signed_in).status_code == 303
    assert view_of(sent.desk, sent.number).authorisation is not None
    with reading(sent.desk.actor):
        row = Authorisation.objects.visible_to(sent.desk.actor, "repair_orders.see").order_by("-pk").first()
    assert row is not None
    assert re.fullmatch(r"link:\d+", row.actor_key)


def test_only_the_hash_of_the_token_is_kept_and_what_was_sent_does_not_change(sent: Sent, settings: Any) -> None:
    settings.PUBLIC_URL = "https://shop.example"
    make_consent(sent.desk.store, view_of(sent.desk, sent.number).head.customer_id)
    made = commands.send_approval_link(actor=sent.desk.actor, number=sent.number, at=AT)
    assert (made.message_state, made.blocked_reason) == ("WAITING", "")
    secret = made.path.split("/")[2]
    assert len(secret.partition("-")[2]) == 32
    with unit_of_work(system_actor("test"), "test", writable=True):
        (message,) = Message.objects.visible_to(sent.desk.actor, "contacts.see")
        link = ApprovalLink.objects.visible_to(sent.desk.actor, "repair_orders.see").get(pk=made.id)
        assert (SECRET in message.body, secret in message.body) == (True, False)
        assert (message.secret, secret in str(link.__dict__)) == (f"https://shop.example{made.path}", False)
        assert link.sha256 == link.proof()
        for change in ({"expires_at": AT + timedelta(days=9)}, {"lines": []}):
            with pytest.raises(DatabaseError), transaction.atomic():
                ApprovalLink.objects.visible_to(sent.desk.actor, "repair_orders.see").filter(pk=made.id).update(**change)


def test_the_desk_sends_shows_and_takes_back(sent: Sent, settings: Any) -> None:
    desk = browser_of(sent.desk.actor)
    where = f"/repair-orders/{sent.number}/approval-link/"
    assert "发链接给客户" in desk.get(where).content.decode()
    unreachable = desk.post(where, {"how": "message"})
    assert (unreachable.status_code, "扫二维码" in unreachable.content.decode()) == (409, True)
    shown = desk.post(where, {"how": "code"}).content.decode()
    path = re.findall(r"(/a/[\w-]+/)", shown)[0]
    assert (Client().get(path).status_code, "data:image/svg+xml" in shown) == (200, True)
    settings.PUBLIC_URL = "https://shop.example"
    blocked = desk.post(where, {"how": "message"}).content.decode()
    assert ("客户没有同意接收服务消息" in blocked, "https://shop.example/a/" in blocked) == (True, True)
    make_consent(sent.desk.store, view_of(sent.desk, sent.number).head.customer_id)
    assert desk.post(where, {"how": "message"}).status_code == 303
    assert "还没看" in desk.get(f"/repair-orders/{sent.number}/").content.decode()
    assert desk.post(f"/repair-orders/{sent.number}/revoke-link/").status_code == 303
    assert "已收回" in desk.get(f"/repair-orders/{sent.number}/").content.decode()


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
    said = {one.id: ("APPROVED", "") for one in view_of(sent.desk, sent.number).waiting[:1]}
    before = view_of(sent.desk, sent.number).authorisation
    commands.decide_items(actor=sent.desk.actor, number=sent.number, decisions=said, channel="phone", at=AT + MINUTE)
    after = view_of(sent.desk, sent.number).authorisation
    assert before is not None
    assert after is not None
    assert (after.channel, after.signature_id, after.drawn_id, after.drawn_at) == ("phone", None, before.signature_id, AT)
    page = browser_of(sent.desk.actor).get(f"/repair-orders/{sent.number}/").content.decode()
    assert f"/signatures/{before.signature_id}/" in page
