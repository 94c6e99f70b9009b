"""The customer follows the visit by a link without an account (M07.03, SYS-12): what it shows, and attacks on it."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anxin.parties.contacts.models import Message
from anxin.parties.customers.tests.factories import make_consent
from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.actor import Actor
from anxin.platform.documents.contributions import contributions_to
from anxin.platform.errors import Denied
from anxin.platform.files.tests.factories import make_picture
from anxin.platform.scope import reading
from anxin.visit.promises import commands, queries
from anxin.visit.promises.link_tokens import link_actor
from anxin.visit.promises.models import ProgressLink
from anxin.visit.promises.tests.factories import HOUR, MINUTE, order_id, tell
from anxin.visit.promises.tests.test_watching import handle_everything
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import Facts
from anxin.visit.repair_orders.models import ApprovalLink
from anxin.visit.repair_orders.tests.factories import LABOUR, view_of
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, dispatched, finish, inspect, pause, start

pytestmark = pytest.mark.django_db


def browser_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id))
    return client


@pytest.fixture
def path(floor: Floor, order: OrderAtWork) -> str:
    return commands.share_progress(actor=floor.desk.actor, number=order.number, at=AT).path


def page(path: str) -> str:
    return Client().get(path).content.decode()


@pytest.mark.rule("SYS-12")
def test_the_customer_sees_each_step_the_expected_time_and_its_reason_in_plain_words(
    floor: Floor, order: OrderAtWork, path: str, moment: list[datetime]
) -> None:
    head = view_of(floor.desk, order.number).head
    assert "预计" in page(path)
    assert "安排技师" in page(path)
    dispatched(floor, order)
    start(order, floor.wang)
    assert "正在做" in page(path)
    moment[0] = AT + 2 * HOUR + 50 * MINUTE
    pause(order, floor.wang, AT + 20 * MINUTE, "tool")
    shown = page(path)
    assert "等工具设备" in shown
    assert "非常抱歉" in shown
    finish(order, floor.wang, moment[0])
    inspect(floor, order, moment[0])
    assert "修好了，可以来取车" in page(path)
    for hidden in (head.customer_name, head.plate, "王强", "180.00", "680.00", "¥"):
        assert hidden not in shown, hidden


def test_it_is_sent_once_with_the_first_signature_if_the_customer_agreed(
    floor: Floor, order: OrderAtWork, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://shop.example"
    make_consent(floor.desk.store, view_of(floor.desk, order.number).head.customer_id)
    handle_everything()
    again = commands.share_progress(actor=floor.desk.actor, number=order.number, at=AT + HOUR)
    with reading(floor.desk.actor):
        (sent,) = Message.objects.visible_to(floor.desk.actor, "contacts.see").filter(template="promises.progress")
        link = queries.find_progress_link(floor.desk.actor, order.number, AT + HOUR)
        row = ProgressLink.objects.visible_to(floor.desk.actor, "promises.see").get()
    assert link is not None
    assert (sent.secret, again.message_state) == (f"https://shop.example{again.path}", "")
    secret = again.path.split("/")[2]
    assert (link.path, secret in str(row.__dict__), secret in sent.body) == (again.path, False, False)


def test_a_message_that_the_gate_kept_back_is_not_called_sent_and_goes_once_the_customer_agrees(
    floor: Floor, order: OrderAtWork, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://shop.example"
    share = partial(commands.share_progress, actor=floor.desk.actor, number=order.number)

    def sent_at() -> datetime | None:
        with reading(floor.desk.actor):
            return ProgressLink.objects.visible_to(floor.desk.actor, "promises.see").get().sent_at

    assert (share(at=AT).message_state, sent_at()) == ("BLOCKED", None)
    assert "已发短信" not in browser_of(floor.desk.actor).get(f"/promises/orders/{order.number}/link/").content.decode()
    make_consent(floor.desk.store, view_of(floor.desk, order.number).head.customer_id)
    assert (share(at=AT + HOUR).message_state, sent_at()) == ("WAITING", AT + HOUR)
    assert share(at=AT + 2 * HOUR).message_state == ""


def test_no_code_is_shown_that_leads_a_phone_to_itself(floor: Floor, order: OrderAtWork, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    desk, where = browser_of(floor.desk.actor), f"/promises/orders/{order.number}/link/"
    own = {"host": "127.0.0.1:8000"}
    for answer in (desk.get(where, headers=own), desk.post(where, headers=own)):
        shown = answer.content.decode()
        assert ("ANXIN_PUBLIC_URL" in shown, "data:image/svg" in shown, "显示二维码" in shown) == (True, False, False)
    assert "data:image/svg" in desk.post(where).content.decode()
    kept = desk.get(where, headers=own).content.decode()
    assert ("data:image/svg" in kept, "收回链接" in kept) == (False, True)


def test_the_paper_of_a_signed_order_carries_its_code(floor: Floor, order: OrderAtWork, path: str, settings: Any) -> None:
    from anxin.platform.documents.qr import qr_svg

    head = view_of(floor.desk, order.number).head
    with reading(floor.desk.actor):
        assert "qr" not in contributions_to("repair_order", floor.desk.actor, head)
        settings.PUBLIC_URL = "https://shop.example"
        code = contributions_to("repair_order", floor.desk.actor, head)["qr"]
    assert code["picture"] == qr_svg(f"https://shop.example{path}")


def sent_at(floor: Floor) -> datetime | None:
    with reading(floor.desk.actor):
        return ProgressLink.objects.in_stores([floor.desk.store.pk]).get().sent_at


def test_a_message_that_the_gate_kept_back_counts_as_not_sent_and_goes_out_once_it_may(
    floor: Floor, order: OrderAtWork, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://shop.example"
    blocked = commands.share_progress(actor=floor.desk.actor, number=order.number, at=AT)
    assert (bool(blocked.blocked_reason), sent_at(floor)) == (True, None)
    make_consent(floor.desk.store, view_of(floor.desk, order.number).head.customer_id)
    again = commands.share_progress(actor=floor.desk.actor, number=order.number, at=AT + HOUR)
    assert (again.blocked_reason, sent_at(floor)) == ("", AT + HOUR)


def test_what_was_sent_to_the_customer_is_shown_with_its_photo_and_led_to_and_nothing_else_is(
    floor: Floor, order: OrderAtWork, path: str
) -> None:
    upload = {"photo": SimpleUploadedFile("a.jpg", make_picture(), "image/jpeg")}
    key = browser_of(floor.wang.actor).post("/workshop/photos/", upload).json()["id"]
    facts = Facts("制动片只剩 2 mm", "磨伤刹车盘", "now", 35, [key])
    hub.propose_repair(actor=floor.desk.actor, number=order.number, job_id=order.job_id, facts=facts, items=[LABOUR], at=AT)
    assert "只剩 2 mm" not in page(path)
    assert Client().get(f"{path}photos/{key}/").status_code == 404
    assert "现在不能把链接发到您的手机" in Client().post(f"{path}resend/").content.decode()
    hub.send_approval_link(actor=floor.desk.actor, number=order.number, by_message=False, at=AT)
    shown = page(path)
    assert "有 1 项等您决定" in shown
    assert "只剩 2 mm" in shown
    assert Client().get(f"{path}photos/{key}/")["Content-Type"] == "image/jpeg"
    assert "/a/" not in shown


def offered(floor: Floor, order: OrderAtWork) -> str:
    """The link by which the customer signs for what was found, as the desk made it."""
    facts = Facts("制动片只剩 2 mm", "磨伤刹车盘", "now", 35, [])
    hub.propose_repair(actor=floor.desk.actor, number=order.number, job_id=order.job_id, facts=facts, items=[LABOUR], at=AT)
    return hub.send_approval_link(actor=floor.desk.actor, number=order.number, by_message=False, at=AT).path


def links_to_sign(floor: Floor) -> int:
    with reading(floor.desk.actor):
        return ApprovalLink.objects.visible_to(floor.desk.actor, "repair_orders.see").count()


def test_who_holds_the_progress_link_cannot_sign_what_waits_goes_to_the_phone_on_file_once_in_a_while(
    floor: Floor, order: OrderAtWork, path: str, moment: list[datetime], settings: Any
) -> None:
    settings.PUBLIC_URL = "https://shop.example"
    first = offered(floor, order)
    make_consent(floor.desk.store, view_of(floor.desk, order.number).head.customer_id)
    flood = [Client().post(f"{path}resend/") for _ in range(70)]
    assert {one.status_code for one in flood} == {200, 429}
    assert "链接刚发给您" in flood[0].content.decode()
    assert (links_to_sign(floor), Client().get(first).status_code) == (1, 200)
    moment[0] = AT + 10 * MINUTE
    answer = Client().post(f"{path}resend/")
    assert (answer.status_code, "/a/" in answer.content.decode()) == (200, False)
    assert "已发到您登记的手机" in answer.content.decode()
    with reading(floor.desk.actor):
        messages = Message.objects.visible_to(floor.desk.actor, "contacts.see")
        (sent,) = messages.filter(template="repair_orders.approval_link")
    to_phone = sent.secret.removeprefix("https://shop.example")
    assert "只剩 2 mm" in page(to_phone)
    moment[0] += HOUR
    assert Client().post(f"{to_phone}seen/").status_code == 204
    assert "已经打开过" in Client().post(f"{path}resend/").content.decode()
    assert (links_to_sign(floor), Client().get(to_phone).status_code) == (2, 200)


def test_a_customer_who_takes_no_messages_keeps_the_link_that_he_has(
    floor: Floor, order: OrderAtWork, path: str, moment: list[datetime], settings: Any
) -> None:
    settings.PUBLIC_URL = "https://shop.example"
    first = offered(floor, order)
    moment[0] = AT + HOUR
    assert "现在不能把链接发到您的手机" in Client().post(f"{path}resend/").content.decode()
    assert (links_to_sign(floor), Client().get(first).status_code) == (1, 200)


def test_whoever_may_not_tell_the_customer_gets_no_secret_path_anywhere(
    floor: Floor, order: OrderAtWork, path: str, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://shop.example"
    head = view_of(floor.desk, order.number).head
    for role in ("technician", "parts_clerk", "quality_inspector"):
        actor = make_actor(floor.desk.store, role)
        with reading(actor):
            assert "qr" not in contributions_to("repair_order", actor, head)
            with pytest.raises(Denied):
                queries.find_progress_link(actor, order.number, AT)
        assert browser_of(actor).get(f"/promises/orders/{order.number}/link/").status_code == 403
        with pytest.raises(Denied):
            commands.share_progress(actor=actor, number=order.number, at=AT)


def test_unknown_revoked_and_expired_links_look_alike(
    floor: Floor, order: OrderAtWork, path: str, moment: list[datetime]
) -> None:
    store = floor.store_id
    answers = [Client().get(one) for one in (f"/p/{store}-{'A' * 43}/", f"/p/{store}-x/", f"{path[:-3]}AA/")]
    assert commands.revoke_progress(actor=floor.desk.actor, number=order.number, at=AT).was_live
    answers.append(Client().get(path))
    new = commands.share_progress(actor=floor.desk.actor, number=order.number, at=AT).path
    assert (new != path, Client().get(new).status_code) == (True, 200)
    moment[0] = AT + timedelta(days=14)
    answers += [Client().get(new), Client().post(f"{new}resend/")]
    assert ({one.status_code for one in answers}, len({one.content for one in answers})) == ({404}, 1)


def test_a_link_is_counted_masked_and_opens_nothing_else(
    floor: Floor, order: OrderAtWork, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    actor = link_actor(path.split("/")[2])
    assert {code: list(stores) for code, stores in actor.grants.items()} == {"promises.follow": [floor.store_id]}
    with pytest.raises(Denied):
        queries.find_expected(actor, order.number, AT)
    with pytest.raises(Denied):
        commands.write_note(actor=actor, number=order.number, words="x", at=AT)
    with pytest.raises(Denied), reading(floor.desk.actor):
        queries.get_progress(floor.desk.actor, path.split("/")[2], AT)
    with caplog.at_level("DEBUG"):
        statuses = [Client().get(path).status_code for _ in range(62)]
    assert (statuses[0], statuses[-1], path.split("/")[2] in caplog.text) == (200, 429, False)
    answer = Client().get(path)
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert Client().post(path).status_code in (404, 405, 429)


def test_the_desk_shows_the_code_and_takes_it_back(floor: Floor, order: OrderAtWork) -> None:
    client = browser_of(floor.desk.actor)
    address = f"/promises/orders/{order.number}/link/"
    assert "还没有进度链接" in client.get(address).content.decode()
    assert "data:image/svg+xml" in client.post(address).content.decode()
    assert client.post(f"{address}revoke/").status_code == 303
    assert "还没有进度链接" in client.get(address).content.decode()


def test_an_order_that_nobody_signed_or_that_is_gone_has_nothing_to_follow(floor: Floor) -> None:
    from anxin.visit.repair_orders.tests.factories import open_order

    number = open_order(floor.desk).number
    with pytest.raises(commands.NothingToFollow):
        commands.share_progress(actor=floor.desk.actor, number=number, at=AT)


def test_a_new_time_that_was_told_is_what_the_customer_sees(floor: Floor, order: OrderAtWork, path: str) -> None:
    tell(floor, order, AT + 5 * HOUR, AT)
    assert "19:00" in page(path)
    assert order_id(floor, order) > 0
