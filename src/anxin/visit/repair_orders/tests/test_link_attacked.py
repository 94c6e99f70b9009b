"""The customer's link (M06.12, ADR 0013) guessed, replayed, raced by the desk, logged and opened too often."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from anxin.parties.contacts.models import Message
from anxin.parties.contacts.parameters import SECRET
from anxin.parties.customers.tests.factories import make_consent
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import Denied, NotFound
from anxin.platform.files.queries import read_file
from anxin.platform.files.tests.factories import make_picture, make_upload
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.throttling.models import RequestCount
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import Facts
from anxin.visit.repair_orders.link_tokens import link_actor
from anxin.visit.repair_orders.models import ApprovalLink, Authorisation, CustomerAnswer
from anxin.visit.repair_orders.tests.factories import (
    LABOUR,
    make_front_desk,
    view_of,
)
from anxin.visit.repair_orders.tests.links import MINUTE, SIGNED, Sent, again, propose, send
from anxin.visit.repair_orders.tests.test_supply import browser_of
from config.logs import JsonFormatter

pytestmark = pytest.mark.django_db


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


def test_no_file_but_a_photo_for_customers_that_is_free_or_of_the_finding_comes_into_an_offer(sent: Sent) -> None:
    desk = sent.desk
    here, elsewhere = make_actor(desk.store, "technician"), make_front_desk("FT")
    finding = DocumentRef("workshop.finding", 1)
    own = make_upload(here, desk.store.pk, purpose="workshop.finding", subject=finding).key
    bad = (
        make_upload(here, desk.store.pk, purpose="reception.walk_around").key,
        make_upload(elsewhere.actor, elsewhere.store.pk, purpose="workshop.finding").key,
        own,
        str(uuid4()),
        "x",
    )
    for key in bad:
        with pytest.raises(NotFound):
            propose(desk, sent.number, Facts("开裂", "漏油", "soon", 10, [key]), LABOUR)
    propose(desk, sent.number, Facts("开裂", "漏油", "soon", 10, [own], photos_of=finding), LABOUR)
    with reading(system_actor("test")), pytest.raises(NotFound):
        read_file(system_actor("test"), bad[0], for_customer=True)


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
