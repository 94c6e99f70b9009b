"""What a bill says beside its sums: which lines are a package, which have a warranty, and no label without a value."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import store_info
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.documents.inputs import BillDocument
from anxin.platform.documents.pdf import render_pdf
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.billing import commands, queries
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.billing.web.papers import bill_document
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.queries import get_repair_order
from anxin.visit.repair_orders.tests.factories import (
    LABOUR,
    PART,
    FrontDesk,
    inspected_order,
    make_front_desk,
    signed_order,
    view_of,
)
from anxin.visit.repair_orders.web.papers import document_of

pytestmark = pytest.mark.django_db


def printed_bill(desk: FrontDesk, number: str) -> BillDocument:
    with reading(desk.actor):
        return bill_document(queries.get_cashier_order(desk.actor, number), "周女士")


def test_a_package_is_named_with_its_price_on_order_estimate_and_bill() -> None:
    desk = make_cash_desk()
    make_rate()
    package = make_package(make_operation(), make_operation(), price="498.00", name="小保养")
    number = settled_order(desk, jobs=[NewJob("小保养", package_code=package.code)]).repair_order
    words = f"第 1 项套餐“小保养”({package.code})：套餐价分摊在 2 行，合计 ¥ 498.00"
    assert printed_bill(desk, number)["payers"][0]["notes"] == [words]
    with reading(desk.actor):
        paper = document_of(get_repair_order(desk.actor, number), store_info(desk.store.pk), "", "")
    assert paper["estimate"]["notes"] == [words]
    browser = Client()
    browser.force_login(User.objects.get(pk=desk.actor.id))
    for page in (f"/repair-orders/{number}/", f"/cashier/orders/{number}/"):
        assert words in browser.get(page).content.decode()


def test_a_warranty_is_promised_for_the_lines_that_have_one_only() -> None:
    desk = make_cash_desk()
    fee = NewItem("fee", name="代办年检", unit_price=Money.yuan(80))
    without = printed_bill(desk, settled_order(desk, jobs=[NewJob("年检", items=[fee])]).repair_order)
    assert not any("质保期" in term for term in without["terms"])
    article = make_article(quality_days=365, quality_km=20_000)
    lasting = NewJob("换片", items=[NewItem("part", article.number)])
    bill = printed_bill(desk, signed_order(desk, jobs=[lasting]).number)
    assert bill["payers"][0]["items"][0]["quality_period"] == "365 天 / 20,000 km"
    assert any("质保期" in term for term in bill["terms"])


def customers_total(desk: FrontDesk, number: str) -> Money:
    with reading(desk.actor):
        return queries.get_cashier_order(desk.actor, number).customer_total


def test_the_rounding_stands_by_its_name_and_what_another_pays_is_no_debt_of_the_customers() -> None:
    desk = make_cash_desk()
    jobs = [NewJob("天窗渗水", items=[replace(LABOUR, payer="warranty"), PART])]
    number = inspected_order(desk, jobs=jobs).number
    hub.round_off(actor=desk.actor, number=number, amount=Money(50), seen_total=customers_total(desk, number), at=AT)
    commands.settle_order(actor=desk.actor, number=number, at=AT + timedelta(hours=2))
    bill = printed_bill(desk, number)
    assert [one["payer"] for one in bill["payers"]] == ["自费", "保修"]
    assert bill["payers"][0]["notes"] == ["抹零 −¥0.50（已含在优惠里）"]
    assert bill["payers"][1]["notes"] == ["这部分由保修（品牌VW）承担，您不用付。"]
    assert bill["outstanding_amount"] == bill["customer_amount"]
    browser = Client()
    browser.force_login(User.objects.get(pk=desk.actor.id))
    assert "抹零（已含在优惠里）" in browser.get(f"/cashier/orders/{number}/").content.decode()


def test_a_discount_that_waits_for_leave_is_said_at_its_line_and_before_the_button() -> None:
    desk = make_front_desk("LG", "cashier", "service_advisor", "quality_inspector", "technician")
    make_employee(desk.store, "front_desk_supervisor")
    number = inspected_order(desk).number
    asked = hub.round_off(
        actor=desk.actor, number=number, amount=Money(7000), seen_total=customers_total(desk, number), at=AT
    )
    assert asked.is_asked
    browser = Client()
    browser.force_login(User.objects.get(pk=desk.actor.id))
    page = browser.get(f"/cashier/orders/{number}/").content.decode()
    assert "优惠 ¥ 70.00 等主管批，批了才能结算。" in page
    assert page.count("优惠待批") == 1
    assert "结算并收款</" not in page


def test_two_pages_that_show_the_same_sum_round_off_once_and_the_second_keeps_what_was_typed() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    browser = Client()
    browser.force_login(User.objects.get(pk=desk.actor.id))
    seen = customers_total(desk, number)
    page = f"/cashier/orders/{number}/"
    assert f'name="seen_customer_total" value="{seen.fen}"' in browser.get(page).content.decode()
    typed = {"rounding": "0.37", "seen_customer_total": str(seen.fen)}
    answers = [browser.post(f"{page}round-off/", typed) for _one in range(2)]
    assert [one.status_code for one in answers] == [303, 409]
    shown = answers[1].content.decode()
    assert f'name="seen_customer_total" value="{seen.fen - 37}"' in shown
    assert 'value="0.37"' in shown
    assert browser.post(f"{page}round-off/", {"rounding": "0.37"}).status_code == 409
    assert customers_total(desk, number) == seen - Money(37)


def test_a_rounded_line_that_is_priced_anew_shows_no_rounding_whatever_else_is_given() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    hub.round_off(actor=desk.actor, number=number, amount=Money(50), seen_total=customers_total(desk, number), at=AT)
    assert printed_bill(desk, number)["payers"][0]["notes"] == ["抹零 −¥0.50（已含在优惠里）"]
    lines = [item for job in view_of(desk, number).jobs for item in job.items]
    for line, discount in zip(sorted(lines, key=lambda one: not one.rounded_off), (0, 3000), strict=False):
        given = {"item_id": line.id, "discount": Money(discount)}
        hub.change_item(actor=desk.actor, number=number, at=AT, **given)
    assert printed_bill(desk, number)["payers"][0]["notes"] == []


def test_a_line_that_two_pay_shows_its_discount_once_with_the_payer_whose_line_it_is() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    line = next(item for job in view_of(desk, number).jobs for item in job.items if item.amount > Money(10000))
    hub.change_item(actor=desk.actor, number=number, item_id=line.id, discount=Money(300), at=AT)
    part = hub.NewShare("insurer", item_id=line.id, amount=Money(5000))
    hub.share_payers(actor=desk.actor, number=number, new=part, at=AT)
    (own,), (taken,) = (
        [row for row in payer["items"] if "全额" in row["description"]] for payer in printed_bill(desk, number)["payers"]
    )
    assert (own["unit_price"], own["discount"]) == (line.unit_price, Money(300))
    assert own["amount"] + taken["amount"] == line.amount - Money(300)
    assert (taken.get("unit_price"), taken["discount"], taken["amount"]) == (None, Money(0), Money(5000))
    assert render_pdf("documents/bill", printed_bill(desk, number))
    browser = Client()
    browser.force_login(User.objects.get(pk=desk.actor.id))
    assert browser.get(f"/cashier/orders/{number}/").content.decode().count("−3.00") == 1


def test_the_page_says_before_the_button_up_to_where_it_is_rounding_and_after_it_what_it_became() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    browser, cashier = Client(), Client()
    browser.force_login(User.objects.get(pk=desk.actor.id))
    cashier.force_login(User.objects.get(pk=make_actor(desk.store, "cashier").id))
    page = f"/cashier/orders/{number}/"
    assert "一张单抹零最多 ¥1.00，还可抹 ¥1.00；再多按优惠算，超出您的权限要主管批" in browser.get(page).content.decode()
    assert "再多按优惠算，主管批了才能结算" in cashier.get(page).content.decode()
    empty = cashier.post(f"{page}round-off/", {"rounding": ""})
    assert (empty.status_code, "请填要抹去的金额" in empty.content.decode()) == (422, True)
    seen = str(customers_total(desk, number).fen)
    done = cashier.post(f"{page}round-off/", {"rounding": "5", "seen_customer_total": seen}, follow=True)
    assert "按优惠 ¥ 5.00 请主管批，批了才能结算" in done.content.decode()
    assert printed_bill(desk, number)["payers"][0]["notes"] == []


def test_a_store_without_a_phone_prints_no_label_for_it() -> None:
    desk = make_cash_desk()
    bill = printed_bill(desk, settled_order(desk).repair_order)
    assert bill["store"]["service_phone"] == ""
    assert "服务 " not in text_of(render_pdf("documents/bill", bill)).split("结算单号")[0]
    bill["store"]["service_phone"] = "0755-0000 0000"
    assert "服务 0755-0000 0000" in text_of(render_pdf("documents/bill", bill))
