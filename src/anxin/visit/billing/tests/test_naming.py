"""Insurers and makers have a name on bills, receivables, statements and papers."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import store_info
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.documents.pdf import render_pdf
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.billing import commands, queries
from anxin.visit.billing.models import Bill
from anxin.visit.billing.queries import DebtorKey
from anxin.visit.billing.tests.factories import make_cash_desk
from anxin.visit.billing.web.papers import bill_document
from anxin.visit.billing.web.statement import statement_document
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewShare
from anxin.visit.repair_orders.tests.factories import FrontDesk, inspected_order

pytestmark = pytest.mark.django_db
NAME = "中国人民财产保险股份有限公司"
LATER = AT + timedelta(hours=2)


def shared(desk: FrontDesk, payer: str = "insurer") -> tuple[str, int]:
    """A settled order of which another payer bears a part, and that payer's bill."""
    number = inspected_order(desk).number
    new = NewShare(payer, of_payer="customer", amount=Money(100))
    hub.share_payers(actor=desk.actor, number=number, new=new, at=AT)
    bills = commands.settle_order(actor=desk.actor, number=number, at=LATER).bills
    return number, next(one.bill_id for one in bills if one.payer == payer)


def test_an_insurer_is_named_on_the_page_and_stands_on_every_paper_and_list() -> None:
    desk = make_cash_desk()
    number, bill_id = shared(desk)
    browser = Client()
    browser.force_login(User.objects.get(pk=desk.actor.id))
    assert "写哪家保险公司付" in browser.get(f"/cashier/orders/{number}/").content.decode()
    where = f"/cashier/orders/{number}/bills/{bill_id}/insurer/"
    assert browser.post(where, {"insurer": " "}).status_code == 422
    assert browser.post(where, {"insurer": NAME}).status_code == 303
    for page in (f"/cashier/orders/{number}/", "/cashier/receivables/", "/cashier/debtors/insurer-0/"):
        assert NAME in browser.get(page).content.decode()
    with reading(desk.actor):
        found = queries.get_cashier_order(desk.actor, number)
        debtor = queries.get_debtor(desk.actor, desk.store.pk, DebtorKey("insurer"), AT.date())
    printed = bill_document(found, "周女士")
    assert (printed["payers"][1]["payer"], printed["payers"][1]["payer_name"]) == ("保险", NAME)
    assert printed["payers"][1]["notes"] == [f"这部分由保险（{NAME}）承担，您不用付。"]
    stated = text_of(render_pdf("billing/statement", statement_document(debtor))).replace("\n", "").replace(" ", "")
    assert NAME[:6] in stated


def test_the_maker_has_the_name_of_the_brand_and_a_new_settlement_keeps_the_insurer() -> None:
    desk = make_cash_desk()
    number, bill_id = shared(desk)
    commands.name_insurer(actor=desk.actor, bill_id=bill_id, insurer=NAME, at=LATER)
    commands.unlock_order(actor=desk.actor, number=number, reason="改", at=LATER)
    commands.settle_order(actor=desk.actor, number=number, at=LATER)
    with reading(desk.actor):
        assert [one.insurer for one in queries.get_cashier_order(desk.actor, number).bills] == ["", NAME]
        words = queries.payer_words("warranty", desk.store.pk)
    assert words == f"保修：{store_info(desk.store.pk).brand_name}"


def test_naming_needs_a_name_the_right_and_an_insurers_bill() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    _number, bill_id = shared(desk)
    _other, makers = shared(desk, "warranty")
    for bill, name in ((bill_id, "  "), (bill_id, "长" * 61), (makers, NAME)):
        with pytest.raises(Invalid):
            commands.name_insurer(actor=desk.actor, bill_id=bill, insurer=name, at=LATER)
    with pytest.raises(NotFound):
        commands.name_insurer(actor=elsewhere.actor, bill_id=bill_id, insurer=NAME, at=LATER)
    with pytest.raises(Denied):
        commands.name_insurer(actor=make_actor(desk.store, "technician"), bill_id=bill_id, insurer=NAME, at=LATER)
    writing = unit_of_work(desk.actor, "test", writable=True)
    with pytest.raises(DatabaseError, match="bill_names_insurer"), transaction.atomic(), writing:
        Bill.objects.across_stores(reason="test").filter(pk=makers).update(insurer=NAME)
