"""The invoice platform: signed requests, lost answers, and never two invoices for one bill (FORM-41)."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from anxin.parties.org.queries import system_actor
from anxin.parties.work.queries import find_open_task
from anxin.platform.errors import Conflict, IllegalTransition
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.visit.billing import commands, invoicing
from anxin.visit.billing.adapters.nuonuo import NuonuoProvider, signature
from anxin.visit.billing.commands import SavedInvoice
from anxin.visit.billing.parameters import DIFFERENCE_TASK
from anxin.visit.billing.tasks import give_invoice_up, issue_invoice
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.billing.tests.test_invoices import LATER, WISH, asked, enter, shown
from anxin.visit.repair_orders.tests.factories import FrontDesk

NOTHING = {"code": "E0000", "result": []}
LOOKED_UP = {"isOfferInvoiceDetail": "0"}


@pytest.fixture(autouse=True)
def provider() -> Iterator[None]:
    before = list(invoicing._provider)
    yield
    invoicing._provider[:] = before


class Platform(BaseHTTPRequestHandler):
    """Speaks the platform's protocol: checks the signature over the very bytes, accepts, and issues at the second asking."""

    asked: ClassVar[list[tuple[str, dict[str, Any]]]] = []
    answers: ClassVar[list[dict[str, Any] | None]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        parts = urlsplit(self.path)
        said = {name: values[0] for name, values in parse_qs(parts.query).items()}
        right = signature("geheim", parts.path, said["appkey"], said["senid"], said["nonce"], said["timestamp"], body)
        method = self.headers["method"]
        self.asked.append((method, json.loads(body)))
        fits = self.headers["X-Nuonuo-Sign"] == right and self.headers["accessToken"] == "token"
        answer = self.answers.pop(0) if fits else {"code": "070101", "describe": "签名错误"}
        if answer is None:
            # The platform has it, and the answer is lost.
            self.close_connection = True
            return
        sent = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def platform() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    Platform.asked, Platform.answers = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/open/v1/services"
    server.shutdown()
    server.server_close()


def test_the_signature_is_that_of_the_platform() -> None:
    said = signature("secret", "/open/v1/services", "key", "senid", "12345678", "1626858160", '{"order":{}}')
    assert said == "wNBy210w4LHpw82G2wU53ibs1MU="


@pytest.mark.django_db
def test_the_platform_accepts_issues_later_refuses_and_takes_back(platform: str) -> None:
    invoicing.use_provider(NuonuoProvider(platform, "key", "geheim", "token"))
    desk = make_cash_desk()
    blue = asked(desk)
    run = partial(issue_invoice, invoice_id=blue.id, store_id=desk.store.pk)
    Platform.answers = [
        {"code": "E0000", "result": {"invoiceSerialNum": "26112018000001"}},
        {"code": "E0000", "result": [{"status": "20"}]},
        {"code": "E0000", "result": [{"status": "2", "invoiceCode": "044001", "invoiceNo": "12345678"}]},
    ]
    for _time in range(2):
        with pytest.raises(invoicing.TryLater):
            run()
    run()
    run()
    assert (shown(desk, blue).state, shown(desk, blue).fiscal_number) == ("ISSUED", "12345678")
    (method, sent), *_results = Platform.asked
    assert method == "nuonuo.OpeMplatform.requestBillingNew"
    details = sent["order"]["invoiceDetail"]
    assert sum(Money.yuan(line["taxIncludedAmount"]).fen for line in details) == blue.amount.fen
    red = commands.red_letter_invoice(actor=desk.actor, invoice_id=blue.id, reason="少收一项", cause="allowance", at=LATER)
    Platform.answers = [{"code": "E9106", "describe": "红字确认单不存在"}, NOTHING]
    issue_invoice(invoice_id=red.id, store_id=desk.store.pk)
    assert (shown(desk, red).state, shown(desk, red).failure) == ("FAILED", "E9106 红字确认单不存在")
    order = Platform.asked[-2][1]["order"]
    assert (order["invoiceNum"], order["redReason"]) == ("12345678", "4")
    assert Platform.asked[-1] == ("nuonuo.OpeMplatform.queryInvoiceResult", {**LOOKED_UP, "orderNos": [red.number]})
    assert commands.retry_invoice(actor=desk.actor, invoice_id=red.id, at=LATER).state == "REQUESTED"
    with pytest.raises(Conflict):
        commands.cancel_invoice(actor=desk.actor, invoice_id=red.id, at=LATER)
    give_invoice_up(invoice_id=red.id, store_id=desk.store.pk)
    assert (shown(desk, red).state, shown(desk, red).failure) == ("UNKNOWN", "开票平台一直没有结果")


def on_platform(platform: str) -> tuple[FrontDesk, SavedInvoice, Callable[[], None]]:
    """An invoice that was asked for, and the job that asks the platform."""
    invoicing.use_provider(NuonuoProvider(platform, "key", "geheim", "token"))
    desk = make_cash_desk()
    blue = asked(desk)
    return desk, blue, partial(issue_invoice, invoice_id=blue.id, store_id=desk.store.pk)


def row(status: str, **more: str) -> dict[str, Any]:
    return {"code": "E0000", "result": [{"serialNo": "26112018000001", "status": status, **more}]}


@pytest.mark.django_db
def test_an_order_whose_answer_was_lost_is_looked_up_and_never_issued_twice(platform: str) -> None:
    desk, blue, run = on_platform(platform)
    Platform.answers = [
        None,
        {"code": "E9106", "describe": "订单编号或流水号不能重复"},
        row("20"),
        row("2", invoiceNo="12345678"),
    ]
    for _time in range(2):
        with pytest.raises(invoicing.TryLater):
            run()
    run()
    assert (shown(desk, blue).state, shown(desk, blue).fiscal_number) == ("ISSUED", "12345678")
    orders = [content["order"]["orderNo"] for method, content in Platform.asked if "order" in content]
    assert orders == [blue.number] * 2


@pytest.mark.django_db
def test_what_the_platform_may_have_issued_is_asked_again_and_neither_cancelled_nor_asked_anew(platform: str) -> None:
    desk, blue, run = on_platform(platform)
    # 24: issued, without its seal.
    Platform.answers = [{"code": "E0000", "result": {"invoiceSerialNum": "26112018000001"}}, row("24")]
    for _time in range(2):
        with pytest.raises(invoicing.TryLater):
            run()
    with pytest.raises(Conflict, match="正在处理"):
        enter(desk, blue)
    give_invoice_up(invoice_id=blue.id, store_id=desk.store.pk)
    assert shown(desk, blue).state == "UNKNOWN"
    with pytest.raises(IllegalTransition):
        commands.cancel_invoice(actor=desk.actor, invoice_id=blue.id, at=LATER)
    with pytest.raises(commands.InvoiceStands):
        commands.request_invoice(actor=desk.actor, bill_id=shown(desk, blue).bill_id, wish=WISH, at=LATER)
    commands.retry_invoice(actor=desk.actor, invoice_id=blue.id, at=LATER)
    Platform.answers = [{"code": "E9999", "describe": "发票已生成，无需再重试开票"}, row("2", invoiceNo="12345678")]
    run()
    assert (shown(desk, blue).state, shown(desk, blue).fiscal_number) == ("ISSUED", "12345678")
    assert [method.rpartition(".")[2] for method, _content in Platform.asked] == [
        "requestBillingNew", "queryInvoiceResult", "reInvoice", "queryInvoiceResult",
    ]  # fmt: skip


@pytest.mark.django_db
def test_one_that_the_platform_could_not_issue_is_tried_again_under_its_own_number(platform: str) -> None:
    desk, blue, run = on_platform(platform)
    Platform.answers = [{"code": "E0000", "result": {"invoiceSerialNum": "26112018000001"}}, row("22", failCause="税号不符")]
    with pytest.raises(invoicing.TryLater):
        run()
    run()
    assert (shown(desk, blue).state, shown(desk, blue).failure) == ("FAILED", "税号不符")
    commands.retry_invoice(actor=desk.actor, invoice_id=blue.id, at=LATER)
    Platform.answers = [{"code": "E0000", "result": {}}]
    with pytest.raises(invoicing.TryLater):
        run()
    assert Platform.asked[-1][1] == {"fpqqlsh": "26112018000001", "orderno": blue.number}


@pytest.mark.django_db
def test_an_order_bears_the_date_of_the_store_s_clock(platform: str) -> None:
    invoicing.use_provider(NuonuoProvider(platform, "key", "geheim", "token"))
    desk = make_cash_desk()
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    bill = settled_order(desk).bills[0]
    blue = commands.request_invoice(actor=desk.actor, bill_id=bill.bill_id, wish=WISH, at=late)
    Platform.answers = [{"code": "E0000", "result": {"invoiceSerialNum": "26112018000001"}}]
    with pytest.raises(invoicing.TryLater):
        issue_invoice(invoice_id=blue.id, store_id=desk.store.pk)
    assert Platform.asked[-1][1]["order"]["invoiceDate"] == "2026-12-01 07:30:00"


@pytest.mark.parametrize("address", ["http://sdk.nuonuo.com/open/v1/services", "ftp://127.0.0.1/a/b/c", "https://host/a"])
def test_names_and_tokens_leave_the_house_encrypted(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        NuonuoProvider(address, "key", "geheim", "token")


def test_a_number_entered_by_hand_and_a_late_one_of_the_platform_are_both_seen(race: Callable[..., list[Any]]) -> None:
    desk = make_cash_desk()
    saved = asked(desk)
    program = {"actor": system_actor("test"), "invoice_id": saved.id, "at": LATER}
    commands.record_invoice_outcome(outcome="unknown", words="没有结果", **program)
    say = partial(commands.record_invoice_outcome, outcome="issued", words="26000000000000000009", **program)
    race(partial(enter, desk, saved), say)
    view = shown(desk, saved)
    assert view.state == "ISSUED"
    with reading(desk.actor):
        told = find_open_task(system_actor("test"), DIFFERENCE_TASK, DocumentRef("billing.invoice", saved.id))
    assert (told is not None) == (view.fiscal_number == "26442000000000000001")
