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
from anxin.platform.audit.models import AuditEntry
from anxin.platform.documents.pdf import render_pdf
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Order, Window
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import InsurerRenamed, InsurerUnknown, RenamedWithoutReason, Tender
from anxin.visit.billing.insurer_names import folded, is_name
from anxin.visit.billing.models import Bill, Debtor, OrderInsurer
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


def named(number: str) -> str:
    rows = OrderInsurer.objects.across_stores(reason="test").filter(repair_order__number=number)
    return rows.values_list("name", flat=True).first() or ""


def name(desk: FrontDesk, number: str, insurer: str, **more: Any) -> commands.NamedInsurer:
    if "seen_insurer" not in more:
        with reading(desk.actor):
            more["seen_insurer"] = named(number)
    return commands.name_insurer(actor=desk.actor, number=number, insurer=insurer, **{"at": LATER, **more})


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
    name(desk, second, "太平洋", is_new=True, at=late)
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
        commands.name_insurer(
            actor=make_actor(desk.store, "technician"), number=number, insurer=NAME, seen_insurer="", at=LATER
        )
    writing = unit_of_work(desk.actor, "test", writable=True)
    with pytest.raises(DatabaseError, match="bill_names_insurer"), transaction.atomic(), writing:
        Bill.objects.across_stores(reason="test").filter(pk=makers_bill).update(insurer=NAME)


def test_two_names_at_once_leave_one_account_and_the_second_is_told_who_is_named(race: Race) -> None:
    desk = make_cash_desk()
    number, _bill_id = shared(desk)
    tries = [partial(name, desk, number, one, seen_insurer="", is_new=True) for one in ("人保", "平安")]
    outcomes = race(*tries)
    assert sorted(type(one).__name__ for one in outcomes) == ["InsurerRenamed", "NamedInsurer"]
    (only,) = debts(desk).items()
    with reading(desk.actor):
        assert only == (queries.get_cashier_order(desk.actor, number).bills[1].insurer, Money(100))


@pytest.mark.django_db
def test_another_name_than_was_seen_is_not_overwritten_and_the_same_one_twice_is_no_quarrel() -> None:
    desk = make_cash_desk()
    number, _bill_id = shared(desk)
    name(desk, number, "人保财险", seen_insurer="")
    name(desk, number, "人保财险", seen_insurer="")
    with pytest.raises(InsurerRenamed, match="现在是“人保财险”"):
        name(desk, number, "平安财险", seen_insurer="", is_new=True)
    browser, where = signed_in(desk), f"/cashier/orders/{number}/insurer/"
    late = browser.post(where, {"insurer": "平安财险", "is_new": "on", "seen_insurer": ""})
    assert late.status_code == 409
    assert 'name="seen_insurer" value="人保财险"' in late.content.decode()
    assert 'value="平安财险"' in late.content.decode()
    assert browser.post(where, {"insurer": "平安财险", "is_new": "on", "seen_insurer": "人保财险"}).status_code == 303
    assert debts(desk) == {"平安财险": Money(100)}


@pytest.mark.django_db
def test_a_part_that_is_given_again_says_whom_it_saw_and_an_old_name_does_not_stand_in_the_way() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    browser, page = signed_in(desk), f"/cashier/orders/{number}/"
    given = {"what": "payer:customer", "payer": "insurer", "amount": "1", "insurer": "人保财险", "seen_insurer": ""}
    assert browser.post(f"{page}share/", given).status_code == 303
    other = given | {"amount": "2", "insurer": "平安财险", "is_new_insurer": "on"}
    assert browser.post(f"{page}share/", other).status_code == 409
    with reading(desk.actor):
        (share,) = hub_queries.list_shares(desk.actor, number)
    assert share.amount == Money(100)
    hub.remove_share(actor=desk.actor, number=number, share_id=share.id, at=AT)
    assert 'name="seen_insurer" value="人保财险"' in browser.get(page).content.decode()
    assert browser.post(f"{page}share/", other | {"seen_insurer": "人保财险"}).status_code == 303


@pytest.mark.django_db
def test_once_the_bill_is_paid_another_name_needs_a_reason_that_the_trail_keeps() -> None:
    desk = make_cash_desk()
    number, bill_id = shared(desk)
    commands.take_payment(actor=desk.actor, bill_id=bill_id, tenders=[Tender("transfer", Money(40))], at=LATER)
    name(desk, number, "人保财险")
    with pytest.raises(RenamedWithoutReason, match="收据上是“人保财险”"):
        name(desk, number, "平安财险", is_new=True, reason=" ")
    browser, page = signed_in(desk), f"/cashier/orders/{number}/"
    assert 'name="reason"' in browser.get(page).content.decode()
    typed = {"insurer": "平安财险", "is_new": "on", "seen_insurer": "人保财险"}
    assert browser.post(f"{page}insurer/", typed).status_code == 422
    assert browser.post(f"{page}insurer/", typed | {"reason": "写错了公司"}).status_code == 303
    with reading(desk.actor):
        rows = list(AuditEntry.objects.filter(actor_key=desk.actor.key, detail__insurer="平安财险"))
    assert [(row.detail["insurer_before"], row.detail["reason"]) for row in rows] == [("人保财险", "写错了公司")]


UNSEEN = ["\u200d", "\ufe0f", "\u180e", "\u2800", "\u0301", "\u3164", " ", "\u3000"]
ALIKE = [f"A10人保(深圳){one}" for one in UNSEEN] + [
    "a10人保(深圳)",
    "A10⼈保(深圳)",
    "A10 人保（深圳）",
    "Ａ１０人保(深圳)",
]


@pytest.mark.django_db
def test_a_name_that_reads_the_same_is_the_same_company_and_one_that_nobody_can_read_is_none() -> None:
    desk = make_cash_desk()
    number, _bill_id = shared(desk)
    name(desk, number, "A10人保(深圳)")
    second, _bill_id = shared(desk)
    for written in ALIKE:
        assert name(desk, second, written, is_new=True).insurer == "A10人保(深圳)"
    for blank in (*UNSEEN, "().·", "\u3164\u200d", "\u115f"):
        with pytest.raises(Invalid, match="要有文字"):
            name(desk, second, blank, is_new=True)
    assert debts(desk) == {"A10人保(深圳)": Money(200)}
    name(desk, second, "A10人保(广州)", is_new=True)


@given(st.text(max_size=30), st.sampled_from(UNSEEN))
def test_folding_a_name_twice_folds_it_once_and_what_is_unseen_changes_nothing(text: str, unseen: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(text + unseen) in (folded(text), folded(text + "\u0301"))
    assert is_name(text) == is_name(folded(text))
