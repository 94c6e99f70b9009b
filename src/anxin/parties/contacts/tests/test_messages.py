"""The consent gate, delivery and its failures, templates."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.db import IntegrityError, connection, transaction

from anxin.parties.contacts import sending
from anxin.parties.contacts.adapters.file import FileSender
from anxin.parties.contacts.adapters.http_gateway import HttpGatewaySender
from anxin.parties.contacts.commands import hand_over_message, retry_message
from anxin.parties.contacts.models import Message
from anxin.parties.contacts.parameters import FREE_MARKETING, SECRET
from anxin.parties.contacts.queries import MessageFilter, get_message, page_messages, timeline_of
from anxin.parties.contacts.tasks import deliver_message
from anxin.parties.contacts.tests.factories import make_message
from anxin.parties.customers.commands import withdraw_consent
from anxin.parties.customers.tests.factories import make_consent, make_customer
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.errors import IllegalTransition, Invalid, NotFound
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Order, Window

pytestmark = pytest.mark.django_db
SYSTEM = system_actor


class Recorder:
    """A sender that keeps what it was given, or fails."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.sent: list[sending.OutgoingMessage] = []
        self.failure = failure

    def send(self, message: sending.OutgoingMessage) -> str:
        self.sent.append(message)
        if self.failure is not None:
            raise self.failure
        return f"p-{len(self.sent)}"


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    before = sending.sender()
    made = Recorder()
    sending.use_sender(made)
    yield made
    sending.use_sender(before)


def consenting(store: Store, name: str = "张小明") -> int:
    customer_id = make_customer(store, name, phone="13800138000")
    make_consent(store, customer_id)
    return customer_id


def state_of(store: Store, message_id: int) -> str:
    return get_message(SYSTEM("test"), message_id).state


def test_a_message_to_a_consenting_customer_waits_shows_on_the_timeline_and_has_a_job() -> None:
    store = make_store()
    customer_id = consenting(store)
    queued = make_message(store, customer_id)
    row = get_message(SYSTEM("test"), queued.id)
    assert (row.state, row.body) == ("WAITING", "【门店LG】张小明您好，车已修好，请来提车")
    assert [one.title for one in timeline_of(SYSTEM("test"), customer_id=customer_id)] == ["发送消息：自由文本（服务）"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name LIKE '%deliver_message'")
        (args,) = cursor.fetchone()
    assert json.loads(args) == {"message_id": queued.id, "store_id": store.pk}


def test_without_consent_the_message_is_kept_as_blocked_and_never_sent(recorder: Recorder) -> None:
    store = make_store()
    queued = make_message(store, make_customer(store))
    deliver_message(queued.id, store.pk)
    row = get_message(SYSTEM("test"), queued.id)
    assert (queued.is_blocked, row.blocked_reason, row.blocked_label) == (True, "no_consent", "客户没有授权此用途")
    assert recorder.sent == []


def test_consent_for_service_is_none_for_marketing_and_marketing_does_not_pass_as_service() -> None:
    store = make_store()
    customer_id = consenting(store)
    advertising = {"template": FREE_MARKETING, "params": {"text": "冬季八折"}}
    assert make_message(store, customer_id, purpose="marketing", **advertising).is_blocked
    with pytest.raises(Invalid) as refused:
        make_message(store, customer_id, purpose="service", **advertising)
    assert refused.value.field == "purpose"


def test_a_customer_without_phone_is_blocked_with_that_reason() -> None:
    store = make_store()
    customer_id = make_customer(store, phone="")
    make_consent(store, customer_id)
    assert make_message(store, customer_id).blocked_reason == "no_address"


def test_delivery_sends_once_however_often_the_job_runs(recorder: Recorder) -> None:
    store = make_store()
    queued = make_message(store, consenting(store))
    deliver_message(queued.id, store.pk)
    deliver_message(queued.id, store.pk)
    assert [(one.key, one.address) for one in recorder.sent] == [(f"message-{queued.id}", "13800138000")]
    assert state_of(store, queued.id) == "SENT"


def test_consent_that_ends_before_sending_blocks_the_message(recorder: Recorder) -> None:
    store = make_store()
    customer_id = consenting(store)
    queued = make_message(store, customer_id)
    withdraw_consent(
        actor=SYSTEM("test"), store_id=store.pk, customer_id=customer_id, purpose="service", at=AT + timedelta(minutes=1)
    )
    deliver_message(queued.id, store.pk)
    assert recorder.sent == []
    assert state_of(store, queued.id) == "BLOCKED"


def test_a_temporary_failure_is_tried_again_and_given_up_after_the_last_attempt(recorder: Recorder) -> None:
    store = make_store()
    queued = make_message(store, consenting(store))
    recorder.failure = sending.TemporaryFailure("HTTP 503")
    for _ in range(4):
        with pytest.raises(sending.TemporaryFailure):
            deliver_message(queued.id, store.pk)
        assert state_of(store, queued.id) == "WAITING"
    deliver_message(queued.id, store.pk)
    row = get_message(SYSTEM("test"), queued.id)
    assert (row.state, row.attempts, row.failure) == ("FAILED", 5, "HTTP 503")


def test_a_refused_message_fails_at_once_and_may_be_sent_again_by_hand(recorder: Recorder) -> None:
    store = make_store()
    queued = make_message(store, consenting(store))
    recorder.failure = sending.PermanentFailure("HTTP 400")
    deliver_message(queued.id, store.pk)
    assert state_of(store, queued.id) == "FAILED"
    recorder.failure = None
    retry_message(actor=make_actor(store, "service_advisor"), message_id=queued.id, at=AT)
    deliver_message(queued.id, store.pk)
    assert state_of(store, queued.id) == "SENT"
    with pytest.raises(IllegalTransition):
        retry_message(actor=SYSTEM("test"), message_id=queued.id, at=AT)


def test_a_worker_that_died_while_sending_leaves_a_message_that_is_sent_with_the_same_key(recorder: Recorder) -> None:
    store = make_store()
    queued = make_message(store, consenting(store))
    recorder.failure = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        deliver_message(queued.id, store.pk)
    assert state_of(store, queued.id) == "SENDING"
    recorder.failure = None
    deliver_message(queued.id, store.pk)
    assert len({one.key for one in recorder.sent}) == 1
    assert state_of(store, queued.id) == "SENT"


def test_a_letter_waits_for_people_to_post_it() -> None:
    store = make_store()
    queued = make_message(store, consenting(store), channel="print")
    hand_over_message(actor=make_actor(store, "service_advisor"), message_id=queued.id, at=AT)
    assert state_of(store, queued.id) == "SENT"


def test_a_link_that_people_told_is_forgotten_as_one_that_was_sent_and_the_database_holds_it() -> None:
    store = make_store()
    given = {"params": {"text": SECRET}, "secret": "https://example.com/a/1-x/", "channel": "print"}
    queued = make_message(store, consenting(store), **given)
    hand_over_message(actor=make_actor(store, "service_advisor"), message_id=queued.id, at=AT)
    with unit_of_work(system_actor("test"), "test", writable=True):
        rows = Message.objects.across_stores(reason="test").filter(pk=queued.id)
        assert rows.get().secret == ""
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(secret="https://example.com/a/1-x/")


def test_a_missing_value_and_an_unknown_template_are_refused() -> None:
    store = make_store()
    customer_id = consenting(store)
    with pytest.raises(Invalid) as refused:
        make_message(store, customer_id, params={})
    assert "text" in str(refused.value)
    with pytest.raises(Invalid):
        make_message(store, customer_id, template="nothing.here")


@pytest.mark.parametrize("forged", ["store", "store_phone", "name", "unsubscribe"])
def test_nobody_signs_as_another_or_takes_the_way_out_away(forged: str) -> None:
    store = make_store()
    customer_id = consenting(store)
    given = {"template": FREE_MARKETING, "purpose": "marketing"}
    with pytest.raises(Invalid) as refused:
        make_message(store, customer_id, params={"text": "冬季八折", forged: "假的"}, **given)
    assert (refused.value.field, forged in str(refused.value)) == ("params", True)


def test_a_customer_of_another_store_does_not_exist() -> None:
    store, other = make_store("LG"), make_store("NS")
    with pytest.raises(NotFound):
        make_message(other, make_customer(store))
    queued = make_message(store, consenting(store))
    with pytest.raises(NotFound):
        get_message(make_actor(other, "service_advisor"), queued.id)


def test_events_and_jobs_hold_no_name_phone_or_text() -> None:
    store = make_store()
    make_message(store, consenting(store, name="欧阳震华"))
    with reading(SYSTEM("test")), connection.cursor() as cursor:
        said = str(list(StoredEvent.objects.values_list("payload", flat=True)))
        cursor.execute("SELECT string_agg(args::text, ' ') FROM procrastinate_jobs")
        said += str(cursor.fetchone())
    for secret in ("欧阳", "13800138000", "提车"):
        assert secret not in said


def test_the_outbox_is_filtered_by_state() -> None:
    store = make_store()
    make_message(store, make_customer(store))
    waiting = make_message(store, consenting(store))
    page = page_messages(SYSTEM("test"), store.pk, MessageFilter(state="WAITING"), Order(), Window())
    assert [one.id for one in page.rows] == [waiting.id]


def test_the_file_sender_writes_one_line_per_message(tmp_path: Path) -> None:
    sender = FileSender(tmp_path / "outbox")
    for number in (1, 2):
        sender.send(sending.OutgoingMessage(f"message-{number}", "sms", "13800138000", "您好\n两行", "x"))
    (file,) = (tmp_path / "outbox").iterdir()
    assert [json.loads(line)["key"] for line in file.read_text().splitlines()] == ["message-1", "message-2"]
    assert file.stat().st_mode & 0o077 == 0


class Gateway(BaseHTTPRequestHandler):
    """A gateway that speaks the protocol."""

    seen: ClassVar[list[tuple[dict[str, str], dict[str, Any]]]] = []
    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((dict(self.headers), body))
        answer = json.dumps({"id": "sms-77"}).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Gateway.seen.clear()
    Gateway.status = 200
    yield f"http://127.0.0.1:{server.server_port}/send"
    server.shutdown()
    server.server_close()


def test_the_gateway_gets_text_address_key_and_token(gateway: str) -> None:
    message = sending.OutgoingMessage("message-1", "sms", "13800138000", "您好", "x")
    assert HttpGatewaySender(gateway, "secret").send(message) == "sms-77"
    headers, body = Gateway.seen[0]
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer secret", "message-1")
    assert body == {"key": "message-1", "channel": "sms", "to": "13800138000", "text": "您好", "template": "x"}


@pytest.mark.parametrize(
    ("status", "failure"),
    [(503, sending.TemporaryFailure), (429, sending.TemporaryFailure), (400, sending.PermanentFailure)],
)
def test_the_gateways_refusals_are_told_apart(gateway: str, status: int, failure: type[Exception]) -> None:
    Gateway.status = status
    with pytest.raises(failure):
        HttpGatewaySender(gateway, "").send(sending.OutgoingMessage("k", "sms", "1", "t", "x"))


def test_a_gateway_that_does_not_answer_is_a_temporary_failure_that_names_no_phone() -> None:
    with pytest.raises(sending.TemporaryFailure) as problem:
        HttpGatewaySender("http://127.0.0.1:9/send", "").send(sending.OutgoingMessage("k", "sms", "13800138000", "t", "x"))
    assert "138" not in str(problem.value)
    with pytest.raises(ValueError, match="http"):
        HttpGatewaySender("file:///etc/passwd", "")
