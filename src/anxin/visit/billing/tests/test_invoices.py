"""Tax invoices: equal to the bill to the fen, once, by a provider or by hand, taken back by a red one (FORM-41)."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import Conflict, Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Window
from anxin.visit.billing import commands, invoicing, queries
from anxin.visit.billing.adapters.file import FileProvider
from anxin.visit.billing.commands import InvoiceWish, SavedInvoice
from anxin.visit.billing.models import Invoice
from anxin.visit.billing.tasks import issue_invoice
from anxin.visit.billing.tax_numbers import is_tax_number
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.repair_orders.tests.factories import FrontDesk

LATER = AT + timedelta(hours=3)
TAX_NUMBER = "91350100M000100Y43"
WINDOW = Window()
WISH = InvoiceWish("special", "福建某某有限公司", TAX_NUMBER.lower())


@pytest.fixture(autouse=True)
def provider(tmp_path: Path) -> Iterator[None]:
    before = list(invoicing._provider)
    invoicing.use_provider(FileProvider(tmp_path))
    yield
    invoicing._provider[:] = before


def asked(desk: FrontDesk, wish: InvoiceWish = WISH) -> SavedInvoice:
    bill = settled_order(desk).bills[0]
    return commands.request_invoice(actor=desk.actor, bill_id=bill.bill_id, wish=wish, at=LATER)


def shown(desk: FrontDesk, saved: SavedInvoice) -> queries.InvoiceView:
    with reading(desk.actor):
        found = queries.list_invoices(desk.actor, desk.store.pk, queries.InvoiceFilter(), WINDOW)
    return next(one for one in found.rows if one.id == saved.id)


def enter(desk: FrontDesk, saved: SavedInvoice, number: str = "26442000000000000001") -> SavedInvoice:
    return commands.record_invoice_number(actor=desk.actor, invoice_id=saved.id, code="", fiscal_number=number, at=LATER)


@pytest.mark.parametrize(
    ("number", "fits"),
    [(TAX_NUMBER, True), ("91350100M000100Y44", False), ("91350100M000100I43", False), ("123", False), ("", False)],
)
def test_a_tax_number_has_a_check_character(number: str, fits: bool) -> None:
    assert is_tax_number(number) is fits


@pytest.mark.django_db
def test_an_invoice_equals_its_bill_to_the_fen_is_written_down_and_gets_its_number_by_hand(tmp_path: Path) -> None:
    desk = make_cash_desk()
    saved = asked(desk)
    view = shown(desk, saved)
    assert (view.number, view.state, view.tax_number) == ("LG-F26-000001", "REQUESTED", TAX_NUMBER)
    with reading(desk.actor):
        row = Invoice.objects.across_stores(reason="test").select_related("bill").get(pk=saved.id)
    assert (row.amount, row.net, row.tax) == (row.bill.amount, row.bill.net, row.bill.tax)
    for name, whole in (("amount", row.amount), ("net", row.net), ("tax", row.tax)):
        assert sum(line[name] for line in row.lines) == whole.fen
    issue_invoice(invoice_id=saved.id, store_id=desk.store.pk)
    (file,) = tmp_path.glob("*.jsonl")
    assert json.loads(file.read_text())["buyer_tax_number"] == TAX_NUMBER
    assert shown(desk, saved).is_by_hand
    assert enter(desk, saved).state == "ISSUED"
    with pytest.raises(IllegalTransition):
        enter(desk, saved)
    with reading(desk.actor):
        title = queries.find_invoice_title(desk.actor, desk.store.pk, row.bill.customer_id)
    assert title == queries.TitleView("special", "福建某某有限公司", TAX_NUMBER)
    commands.erase_invoice_titles(
        actor=system_actor("test"), store_id=desk.store.pk, customer_id=row.bill.customer_id, at=LATER
    )
    with reading(desk.actor):
        assert queries.find_invoice_title(desk.actor, desk.store.pk, row.bill.customer_id) is None


@pytest.mark.django_db
def test_titles_and_bills_that_cannot_be_invoiced_are_refused() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    bills = {bill.payer: bill.bill_id for bill in _granted(desk)}
    ask = partial(commands.request_invoice, actor=desk.actor, at=LATER)
    for wish in (
        InvoiceWish("special", "某某公司"),
        InvoiceWish("electronic", " "),
        InvoiceWish("electronic", "某某公司", "91350100M000100Y44"),
        InvoiceWish("blue", "某某公司"),
    ):
        with pytest.raises(Invalid):
            ask(bill_id=bills["customer"], wish=wish)
    with pytest.raises(NotFound):
        ask(actor=elsewhere.actor, bill_id=bills["customer"], wish=WISH)
    with pytest.raises(Denied):
        ask(actor=make_actor(desk.store, "technician"), bill_id=bills["customer"], wish=WISH)


def _granted(desk: FrontDesk) -> tuple[commands.BilledPayer, ...]:
    return settled_order(desk).bills


@pytest.mark.django_db
def test_a_red_invoice_takes_the_blue_back_before_the_settlement_is_unlocked() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    bill_id = settled.bills[0].bill_id
    blue = commands.request_invoice(actor=desk.actor, bill_id=bill_id, wish=WISH, at=LATER)
    unlock = partial(commands.unlock_order, actor=desk.actor, number=settled.repair_order, reason="改付款方", at=LATER)
    with pytest.raises(commands.InvoiceStands):
        commands.request_invoice(actor=desk.actor, bill_id=bill_id, wish=WISH, at=LATER)
    with pytest.raises(commands.InvoiceStands):
        unlock()
    redden = partial(commands.red_letter_invoice, actor=desk.actor, invoice_id=blue.id, at=LATER)
    with pytest.raises(Conflict):
        redden(reason="抬头错了")
    enter(desk, blue)
    with pytest.raises(Invalid):
        redden(reason=" ")
    red = redden(reason="抬头错了")
    assert red.amount == -blue.amount
    with pytest.raises(Conflict):
        redden(reason="再来一次")
    with pytest.raises(commands.InvoiceStands):
        unlock()
    enter(desk, red, "26442000000000000002")
    assert shown(desk, blue).is_reddened
    again = commands.request_invoice(actor=desk.actor, bill_id=bill_id, wish=InvoiceWish("electronic", "新抬头"), at=LATER)
    issue_invoice(invoice_id=again.id, store_id=desk.store.pk)
    assert commands.cancel_invoice(actor=desk.actor, invoice_id=again.id, at=LATER).state == "CANCELLED"
    assert unlock().state == "INSPECTED"


@pytest.mark.django_db
def test_what_was_asked_for_never_changes() -> None:
    desk = make_cash_desk()
    saved = asked(desk)
    for change in ({"amount": Money(1)}, {"buyer_name": "别人"}, {"state": "LOST"}):
        writing = unit_of_work(desk.actor, "test", writable=True)
        with pytest.raises(DatabaseError), transaction.atomic(), writing:
            Invoice.objects.across_stores(reason="test").filter(pk=saved.id).update(**change)


def test_two_cashiers_ask_for_one_invoice(race: Callable[..., list[Any]]) -> None:
    desk = make_cash_desk()
    bill = settled_order(desk).bills[0]
    ask = partial(commands.request_invoice, actor=desk.actor, bill_id=bill.bill_id, wish=WISH, at=LATER)
    outcomes = race(ask, ask, ask)
    assert sorted(type(each).__name__ for each in outcomes) == ["InvoiceStands"] * 2 + ["SavedInvoice"]


@pytest.mark.django_db
def test_the_page_asks_enters_numbers_and_takes_back() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    order = f"/cashier/orders/{settled.repair_order}"
    assert "开发票" in client.get(f"{order}/").content.decode()
    ask = f"{order}/bills/{settled.bills[0].bill_id}/invoice/"
    assert client.post(ask, {"kind": "special", "buyer_name": "某某公司"}).status_code == 422
    assert client.post(ask, {"kind": "electronic", "buyer_name": "某某公司", "tax_number": TAX_NUMBER}).status_code == 303
    assert client.post(ask, {"kind": "electronic", "buyer_name": "某某公司"}).status_code == 409
    with reading(desk.actor):
        (made,) = queries.list_invoices_of_bills(desk.actor, [settled.bills[0].bill_id])
    issue_invoice(invoice_id=made.id, store_id=desk.store.pk)
    assert "登记号码" in client.get(f"{order}/").content.decode()
    act = f"{order}/invoices/{made.id}"
    assert client.post(f"{act}/number/", {"fiscal_number": ""}).status_code == 422
    assert client.post(f"{act}/number/", {"fiscal_number": "26442000000000000001"}).status_code == 303
    assert client.post(f"{act}/cancel/").status_code == 409
    assert client.post(f"{act}/retry/").status_code == 409
    assert client.post(f"{act}/red-letter/", {"reason": "抬头错了"}).status_code == 303
    page = client.get("/cashier/invoices/?state=ISSUED").content.decode()
    assert "26442000000000000001" in page
    assert client.get("/cashier/invoices/?format=xlsx")["Content-Type"].startswith("application/vnd.openxml")
