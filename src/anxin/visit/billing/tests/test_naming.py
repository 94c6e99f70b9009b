"""Insurers and makers have a name on bills, receivables, statements and papers."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.models import User
from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.work.models import Task
from anxin.platform.documents.pdf import render_pdf
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Order, Window
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import InsurerUnknown, Tender
from anxin.visit.billing.models import Bill, Debtor
from anxin.visit.billing.parameters import MANUFACTURER
from anxin.visit.billing.queries import AgeFilter, DebtorKey
from anxin.visit.billing.tests.factories import make_cash_desk
from anxin.visit.billing.web.papers import bill_document
from anxin.visit.billing.web.statement import statement_document
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders import queries as hub_queries
from anxin.visit.repair_orders.commands import NewShare
from anxin.visit.repair_orders.tests.factories import FrontDesk, inspected_order

NAME = "中国人民财产保险股份有限公司"
LATER = AT + timedelta(hours=2)
Race = Callable[..., list[Any]]


def shared(desk: FrontDesk, payer: str = "insurer") -> tuple[str, int]:
    """A settled order of which another payer bears a part, and that payer's bill."""
    number = inspected_order(desk).number
    new = NewShare(payer, of_payer="customer", amount=Money(100))
    hub.share_payers(actor=desk.actor, number=number, new=new, at=AT)
    bills = commands.settle_order(actor=desk.actor, number=number, at=LATER).bills
    return number, next(one.bill_id for one in bills if one.payer == payer)


def signed_in(desk: FrontDesk) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=desk.actor.id))
    return browser


def name(desk: FrontDesk, number: str, insurer: str, **more: Any) -> commands.NamedInsurer:
    return commands.name_insurer(actor=desk.actor, number=number, insurer=insurer, at=LATER, **more)


def debts(desk: FrontDesk, **wanted: Any) -> dict[str, Money]:
    with reading(desk.actor):
        found = queries.list_debts_by_age(
            desk.actor, desk.store.pk, AgeFilter(payer=("insurer",), **wanted), Order(), Window(), AT.date()
        )
    return {row.name: row.due for row in found.rows}


@pytest.mark.django_db
def test_an_insurer_is_named_on_the_page_and_stands_on_every_paper_and_list() -> None:
    desk = make_cash_desk()
    number, _bill_id = shared(desk)
    browser = signed_in(desk)
    assert "写哪家保险公司付" in browser.get(f"/cashier/orders/{number}/").content.decode()
    where = f"/cashier/orders/{number}/insurer/"
    assert browser.post(where, {"insurer": " "}).status_code == 422
    assert browser.post(where, {"insurer": NAME}).status_code == 303
    account = f"/cashier/debtors/insurer-{NAME}/"
    for page in (f"/cashier/orders/{number}/", "/cashier/receivables/", "/cashier/debts/", account):
        assert NAME in browser.get(page).content.decode()
    assert browser.get(f"{account}statement/").status_code == 200
    assert "没有未收的账单" in browser.get("/cashier/debtors/insurer-/").content.decode()
    assert browser.get("/cashier/debtors/insurer-没有这家/").status_code == 404
    for quoted in ("%00", "%2500", "人保%2500"):
        assert browser.get(f"/cashier/debtors/insurer-{quoted}/").status_code == 404
        assert browser.get(f"/cashier/debtors/insurer-{quoted}/statement/").status_code == 404
    with reading(desk.actor):
        found = queries.get_cashier_order(desk.actor, number)
        debtor = queries.get_debtor(desk.actor, desk.store.pk, DebtorKey("insurer", insurer=NAME), AT.date())
    printed = bill_document(found, "周女士")
    assert (printed["payers"][1]["payer"], printed["payers"][1]["payer_name"]) == ("保险", NAME)
    assert printed["payers"][1]["notes"] == [f"这部分由保险（{NAME}）承担，您不用付。"]
    stated = text_of(render_pdf("billing/statement", statement_document(debtor))).replace("\n", "").replace(" ", "")
    assert NAME[:6] in stated


@pytest.mark.django_db
def test_the_company_is_said_while_the_bill_is_split_and_the_bill_is_made_in_its_name() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    browser, page = signed_in(desk), f"/cashier/orders/{number}/"
    given = {"what": "payer:customer", "payer": "insurer", "amount": "1", "insurer": f"  {NAME} "}
    assert browser.post(f"{page}share/", given).status_code == 303
    assert NAME in browser.get(page).content.decode()
    other = {**given, "amount": "2", "insurer": "平安"}
    refused = browser.post(f"{page}share/", other)
    assert refused.status_code == 422
    assert "名单里没有“平安”" in refused.content.decode()
    assert refused.content.decode().count("取消这项分摊？") == 1, "the page shows a split that was refused"
    with reading(desk.actor):
        assert [one.amount for one in hub_queries.list_shares(desk.actor, number)] == [Money(100)]
    settled = commands.settle_order(actor=desk.actor, number=number, at=LATER)
    assert debts(desk) == {NAME: Money(100)}
    bill_id = next(one.bill_id for one in settled.bills if one.payer == "insurer")
    take = browser.get(page).content.decode()
    assert all(f'value="{method}"' in take for method in ("cash", "transfer"))
    tenders = [Tender("transfer", Money(100))]
    commands.take_payment(actor=desk.actor, bill_id=bill_id, tenders=tenders, at=LATER)
    assert debts(desk) == {}


@pytest.mark.django_db
def test_insurers_are_debtors_of_their_own_and_those_nobody_named_are_one() -> None:
    desk = make_cash_desk()
    (first, _a), (second, _b), (third, _c) = shared(desk), shared(desk), shared(desk)
    unnamed = "保险（没写哪家公司）"
    assert debts(desk) == {unnamed: Money(300)}
    name(desk, first, "平安财险")
    with pytest.raises(InsurerUnknown, match="请从名单里选（平安财险 等）"):
        name(desk, second, "平安")
    name(desk, second, "平安 产险/深圳 100%", is_new=True)
    assert debts(desk) == {unnamed: Money(100), "平安财险": Money(100), "平安 产险/深圳 100%": Money(100)}
    assert debts(desk, text="产险") == {"平安 产险/深圳 100%": Money(100)}
    name(desk, third, "平安财险")
    assert debts(desk) == {"平安财险": Money(200), "平安 产险/深圳 100%": Money(100)}
    with reading(desk.actor):
        assert queries.list_insurers(desk.actor, desk.store.pk) == ["平安财险", "平安 产险/深圳 100%"]
    page = signed_in(desk).get(reverse("billing:debtor", args=[DebtorKey("insurer", insurer="平安 产险/深圳 100%").code]))
    assert "平安 产险/深圳 100%" in page.content.decode()
    only = signed_in(desk).get("/cashier/receivables/?insurer=平安财险").content.decode()
    assert (first in only or "平安财险" in only, "产险" in only) == (True, False)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_the_key_of_an_insurer_stands_in_an_address_whatever_its_name(insurer: str) -> None:
    key = DebtorKey("insurer", insurer=insurer)
    assert DebtorKey.read(key.code) == key
    assert "/" not in key.code


@pytest.mark.django_db
def test_a_company_is_reminded_by_itself_and_the_account_without_a_name_no_more() -> None:
    desk = make_cash_desk()
    (first, _a), (second, _b) = shared(desk), shared(desk)
    name(desk, first, "人保")
    late = AT + timedelta(days=60)
    assert commands.remind_debtors(actor=system_actor("billing"), store_id=desk.store.pk, at=late).opened == 4
    commands.name_insurer(actor=desk.actor, number=second, insurer="太平洋", is_new=True, at=late)
    with reading(desk.actor):
        tasks = Task.objects.across_stores(reason="test").filter(kind="billing.collecting", state="OPEN")
        open_keys = {one.subject_id for one in tasks}
        rows = Debtor.objects.across_stores(reason="test").filter(payer="insurer")
        assert {one.insurer for one in rows if one.pk in open_keys} == {"人保"}
    promised = commands.note_promise(
        actor=desk.actor, store_id=desk.store.pk, payer="insurer", insurer="人保", on=late.date(), at=late
    )
    again = commands.remind_debtors(actor=system_actor("billing"), store_id=desk.store.pk, at=late)
    with reading(desk.actor):
        assert queries.get_debtor_key(desk.actor, promised.debtor_id)[1] == DebtorKey("insurer", insurer="人保")
    assert again.opened == 1


@pytest.mark.django_db
def test_a_payers_name_is_that_of_the_bills_day_and_a_new_settlement_keeps_the_insurer() -> None:
    desk = make_cash_desk()
    number, _bill_id = shared(desk)
    name(desk, number, NAME)
    commands.unlock_order(actor=desk.actor, number=number, reason="改", at=LATER)
    name(desk, number, "平安财险", is_new=True)
    commands.settle_order(actor=desk.actor, number=number, at=LATER)
    with reading(desk.actor):
        assert [one.insurer for one in queries.get_cashier_order(desk.actor, number).bills] == ["", "平安财险"]
        taken_back = Bill.objects.across_stores(reason="test").filter(payer="insurer").order_by("pk").first()
        assert taken_back is not None
        assert taken_back.insurer == NAME
    tomorrow = AT.date() + timedelta(days=1)
    change = SetParameter(MANUFACTURER.code, "store", desk.store.pk, "新厂", tomorrow, "试")
    set_parameter(actor=make_actor(desk.store, "administrator"), change=change, at=AT)
    brand = store_info(desk.store.pk).brand_name
    with reading(desk.actor):
        said = [queries.payer_words("warranty", desk.store.pk, on) for on in (AT.date(), tomorrow)]
    assert said == [f"保修：{brand}", "保修：新厂"]


@pytest.mark.django_db
def test_naming_needs_a_name_the_right_and_an_order_of_which_an_insurer_pays() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    number, _bill_id = shared(desk)
    makers, makers_bill = shared(desk, "warranty")
    unsettled = inspected_order(desk).number
    for order, insurer in ((number, "  "), (number, "长" * 61), (makers, NAME), (unsettled, NAME)):
        with pytest.raises(Invalid):
            name(desk, order, insurer)
    with pytest.raises(NotFound):
        name(elsewhere, number, NAME)
    with pytest.raises(Denied):
        commands.name_insurer(actor=make_actor(desk.store, "technician"), number=number, insurer=NAME, at=LATER)
    writing = unit_of_work(desk.actor, "test", writable=True)
    with pytest.raises(DatabaseError, match="bill_names_insurer"), transaction.atomic(), writing:
        Bill.objects.across_stores(reason="test").filter(pk=makers_bill).update(insurer=NAME)


def test_two_names_at_once_leave_one_account(race: Race) -> None:
    desk = make_cash_desk()
    number, _bill_id = shared(desk)
    race(*[partial(name, desk, number, one, is_new=True) for one in ("人保", "平安")])
    (only,) = debts(desk).items()
    with reading(desk.actor):
        assert only == (queries.get_cashier_order(desk.actor, number).bills[1].insurer, Money(100))
