"""The cash desk in the browser and through the API: the same acts through both skins."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, actor_for, make_user
from anxin.platform import clock
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.platform.ui import lists
from anxin.visit.billing import commands, queries
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.lifecycle import INSPECTED
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, FrontDesk, inspected_order, signed_order, view_of

pytestmark = pytest.mark.django_db
MIXED = [NewJob("天窗渗水", items=[replace(LABOUR, payer="warranty"), PART])]
TENDER = {"method": "cash", "amount": "70.00"}


def signed_in(desk: FrontDesk, *roles: str) -> tuple[Client, User]:
    user = make_user(desk.store, *(roles or ("cashier",)))
    client = Client()
    client.force_login(user)
    return client, user


def found(desk: FrontDesk, number: str) -> queries.CashierOrder:
    with reading(desk.actor):
        return queries.get_cashier_order(desk.actor, number)


def settle_form(desk: FrontDesk, number: str, **more: str) -> dict[str, str]:
    return {"seen_total": str(found(desk, number).total.fen), "act": "pay", "method_customer": "wechat", **more}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_queue_shows_what_waits_and_finds_by_the_end_of_a_plate(language: str) -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk)
    client.cookies["django_language"] = language
    waiting, unpaid = inspected_order(desk), settled_order(desk, jobs=MIXED)
    page = client.get("/cashier/").content.decode()
    assert waiting.number in page
    assert unpaid.repair_order in page
    plate = view_of(desk, waiting.number).head.plate
    narrowed = client.get("/cashier/", {"text": plate[-4:]}).content.decode()
    assert waiting.number in narrowed
    assert unpaid.number not in narrowed
    assert client.get("/cashier/", {"text": "\x00'"}).status_code == 200


def test_one_payer_is_settled_and_paid_with_one_form() -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk)
    number = inspected_order(desk).number
    assert "结算并收款" in client.get(f"/cashier/orders/{number}/").content.decode()
    answer = client.post(f"/cashier/orders/{number}/settle/", settle_form(desk, number, post_key="k1"))
    assert (answer.status_code, answer["Location"]) == (303, f"/cashier/orders/{number}/")
    done = found(desk, number)
    assert (done.due, [payment.method for payment in done.bills[0].payments]) == (Money(0), ["wechat"])
    page = client.get(f"/cashier/orders/{number}/").content.decode()
    assert done.bills[0].payments[0].number in page


def test_a_double_tap_settles_and_pays_once() -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk)
    number = inspected_order(desk).number
    said = settle_form(desk, number, post_key="k1")
    assert [client.post(f"/cashier/orders/{number}/settle/", said).status_code for _tap in range(2)] == [303, 303]
    assert len(found(desk, number).bills[0].payments) == 1


def test_a_payer_who_pays_later_keeps_an_open_bill() -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk)
    number = inspected_order(desk, jobs=MIXED).number
    client.post(f"/cashier/orders/{number}/settle/", settle_form(desk, number, method_warranty=""))
    assert {bill.payer: bill.is_paid for bill in found(desk, number).bills} == {"warranty": False, "customer": True}
    assert number not in client.get("/cashier/").content.decode()
    assert number in client.get("/cashier/", {"payer": "warranty"}).content.decode()


def test_customers_come_first_and_other_payers_have_a_tab_with_number_sum_and_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk)
    waiting, first, second = inspected_order(desk), settled_order(desk, jobs=MIXED), settled_order(desk, jobs=MIXED)
    page = client.get("/cashier/").content.decode()
    assert 'href="?payer=customer" aria-current="true">客户 3<' in page
    owed = Money.sum(bill.due for bill in found(desk, first.repair_order).bills if bill.payer == "warranty")
    assert f'href="?payer=warranty">保修 2 · ¥ {Money(2 * owed.fen)}<' in page
    assert all(number in page for number in (waiting.number, first.repair_order, second.repair_order))
    assert "保险" not in page
    monkeypatch.setattr(lists, "PAGE_SIZE", 1)
    tab = client.get("/cashier/", {"payer": "warranty"}).content.decode()
    assert waiting.number not in tab
    assert first.repair_order in tab
    assert second.repair_order not in tab
    assert tab.count(str(Money(2 * owed.fen))) > 1  # on the tab, and as the sum of both pages
    assert 'href="/cashier/?payer=warranty&amp;page=2"' in tab
    later = client.get("/cashier/", {"payer": "warranty", "page": 2}).content.decode()
    assert second.repair_order in later
    narrowed = client.get("/cashier/", {"payer": "warranty", "text": second.repair_order[-6:]}).content.decode()
    assert first.repair_order not in narrowed
    assert 'name="payer" value="warranty"' in narrowed


def test_a_sum_that_changed_meanwhile_is_neither_settled_nor_paid() -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk)
    number = inspected_order(desk).number
    answer = client.post(f"/cashier/orders/{number}/settle/", settle_form(desk, number, seen_total="1", post_key="k"))
    assert answer.status_code == 409
    assert "金额刚刚变了" in answer.content.decode()
    assert "结算并收款" in answer.content.decode()
    assert view_of(desk, number).head.state == INSPECTED


def test_paying_without_a_method_asks_for_one_and_settling_alone_needs_none() -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk)
    number = inspected_order(desk).number
    said = settle_form(desk, number, method_customer="")
    assert client.post(f"/cashier/orders/{number}/settle/", said).status_code == 422
    assert client.post(f"/cashier/orders/{number}/settle/", {**said, "act": "settle"}).status_code == 303
    assert found(desk, number).due == found(desk, number).total


def test_an_order_before_its_inspection_shows_why_it_cannot_be_settled() -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk)
    number = signed_order(desk).number
    page = client.get(f"/cashier/orders/{number}/").content.decode()
    assert "总检通过后才能结算" in page
    assert "结算并收款" not in page
    assert client.post(f"/cashier/orders/{number}/settle/", settle_form(desk, number)).status_code == 409


def test_every_bill_that_is_due_has_its_form_where_no_platform_takes_payments() -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk)
    unpaid = settled_order(desk, jobs=MIXED)
    page = client.get(f"/cashier/orders/{unpaid.repair_order}/").content.decode()
    assert len(unpaid.bills) == 2
    assert f"/cashier/orders/{unpaid.repair_order}/share/" not in page
    for bill in unpaid.bills:
        assert f"/cashier/orders/{unpaid.repair_order}/bills/{bill.bill_id}/take-payment/" in page


def test_a_bill_is_paid_by_several_methods_and_never_more_than_due() -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk)
    settled = settled_order(desk)
    bill = settled.bills[0]
    url = f"/cashier/orders/{settled.repair_order}/bills/{bill.bill_id}/take-payment/"
    for said, status in [
        ({"amount_cash": "abc"}, 422),
        ({"amount_cash": "0"}, 422),
        ({}, 422),
        ({"amount_cash": "70", "amount_card": "700.01"}, 422),
        ({"amount_cash": "70", "amount_card": "650.00"}, 303),
        ({"method": "alipay", "due": "77000"}, 422),
        ({"method": "alipay", "due": "5000"}, 303),
    ]:
        assert client.post(url, said).status_code == status, said
    assert sorted(payment.method for payment in found(desk, settled.repair_order).bills[0].payments) == [
        "alipay",
        "card",
        "cash",
    ]


def test_a_refund_needs_a_reason_and_happens_once() -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk, "finance_manager")
    settled = settled_order(desk)
    taken = commands.take_payment(
        actor=desk.actor,
        bill_id=settled.bills[0].bill_id,
        tenders=[commands.Tender("card", settled.total)],
        at=clock.now(),
    )
    url = f"/cashier/payments/{taken.payment_ids[0]}/reverse/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "刷错卡"}).status_code == 303
    assert client.post(url, {"reason": "再退"}).status_code == 409
    day = client.get("/cashier/day/").content.decode()
    assert day.count("LG-P") == 2
    assert client.get("/cashier/day/?format=xlsx").headers["Content-Type"].endswith("sheet")
    assert client.get(f"/cashier/payments/{taken.payment_ids[0]}/receipt/").content.startswith(b"%PDF")


def test_the_bill_prints_before_and_after_the_settlement() -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk)
    for number in (inspected_order(desk, jobs=MIXED).number, settled_order(desk, jobs=MIXED).repair_order):
        answer = client.get(f"/cashier/orders/{number}/print/")
        assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")


def test_the_order_page_shows_the_settlement_and_leads_to_the_cash_desk() -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk, "service_manager", "cashier")
    waiting, settled = inspected_order(desk), settled_order(desk)
    assert f"/cashier/orders/{waiting.number}/" in client.get(f"/repair-orders/{waiting.number}/").content.decode()
    assert settled.number in client.get(f"/repair-orders/{settled.repair_order}/").content.decode()


@pytest.mark.parametrize("role", ["technician", "parts_clerk"])
def test_those_without_the_permission_see_no_cash_desk(role: str) -> None:
    desk = make_cash_desk()
    client, _user = signed_in(desk, role)
    number = inspected_order(desk).number
    for url in ("/cashier/", "/cashier/day/", f"/cashier/orders/{number}/", f"/cashier/orders/{number}/print/"):
        assert client.get(url).status_code == 403
    assert client.post(f"/cashier/orders/{number}/settle/", settle_form(desk, number)).status_code == 403


def test_another_stores_cashier_gets_not_found_everywhere() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    client, _user = signed_in(elsewhere, "cashier", "finance_manager")
    settled = settled_order(desk)
    bill = settled.bills[0]
    paid = commands.take_payment(
        actor=desk.actor, bill_id=bill.bill_id, tenders=[commands.Tender("cash", Money(100))], at=AT
    )
    order = f"/cashier/orders/{settled.repair_order}"
    assert client.get(f"{order}/").status_code == 404
    assert client.get(f"{order}/print/").status_code == 404
    assert client.post(f"{order}/settle/", {"seen_total": "1", "act": "settle"}).status_code == 404
    assert client.post(f"{order}/bills/{bill.bill_id}/take-payment/", {"amount_cash": "1"}).status_code == 404
    assert client.get(f"/cashier/payments/{paid.payment_ids[0]}/receipt/").status_code == 404
    assert client.post(f"/cashier/payments/{paid.payment_ids[0]}/reverse/", {"reason": "x"}).status_code == 404
    assert found(desk, settled.repair_order).due == settled.total - Money(100)


def api(user: User) -> dict[str, Any]:
    issued = issue_api_token(actor=actor_for(user), name="test", scopes=["*"], days=30, at=clock.now())
    return {"HTTP_AUTHORIZATION": f"Bearer {issued.token}", "content_type": "application/json"}


def test_the_api_settles_takes_reverses_and_repeats_an_answer() -> None:
    desk = make_cash_desk()
    client = Client()
    number = inspected_order(desk).number
    _client, user = signed_in(desk, "cashier", "finance_manager", "network_clerk")
    bearer = api(user)
    base = "/api/v1/billing"
    settled = client.post(f"{base}/repair-orders/{number}/settle", {}, **bearer)
    assert (settled.status_code, settled.json()["total"]) == (201, "770.00")
    assert client.post(f"{base}/repair-orders/{number}/settle", {}, **bearer).status_code == 409
    bill_id = settled.json()["bills"][0]["bill_id"]
    url, keyed = f"{base}/bills/{bill_id}/payments", {**bearer, "HTTP_IDEMPOTENCY_KEY": "till-1"}
    first, again = (client.post(url, {"tenders": [TENDER]}, **keyed) for _tap in range(2))
    assert (first.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert (first.json(), first.json()["due"]) == (again.json(), "700.00")
    too_much = client.post(url, {"tenders": [{**TENDER, "amount": "700.01"}]}, **bearer)
    assert (too_much.status_code, too_much.json()["code"]) == (422, "overpaid")
    payment = first.json()["payment_ids"][0]
    assert client.post(f"{base}/payments/{payment}/reverse", {"reason": "错收"}, **bearer).status_code == 201
    shown = client.get(f"{base}/repair-orders/{number}", **bearer).json()
    assert [row["amount"] for row in shown["bills"][0]["payments"]] == ["70.00", "-70.00"]
    queue = client.get(f"{base}/queue", {"store_id": desk.store.pk}, **bearer).json()
    assert [row["repair_order"] for row in queue["unpaid"]] == [number]


def test_the_api_refuses_odd_money_and_foreign_stores() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    settled = settled_order(desk)
    bill_id = settled.bills[0].bill_id
    _client, user = signed_in(elsewhere, "cashier", "network_clerk")
    _client, own = signed_in(desk, "cashier", "network_clerk")
    client, url = Client(), f"/api/v1/billing/bills/{bill_id}/payments"
    assert client.post(url, {"tenders": [TENDER]}, **api(user)).status_code == 404
    bearer = api(own)
    for amount in ("1.001", "-5.00", "0.00", "x", "1e400", "9" * 40):
        assert client.post(url, {"tenders": [{**TENDER, "amount": amount}]}, **bearer).status_code == 422, amount
    assert Decimal(str(found(desk, settled.repair_order).due)) == settled.total.as_yuan


def test_who_pays_less_than_he_signed_is_told_before_the_button_with_the_way_to_sign_again() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    page = f"/cashier/orders/{number}/"
    client, _user = signed_in(desk)
    front, _advisor = signed_in(desk, "cashier", "service_advisor")
    before = front.get(page).content.decode()
    assert ("settle/" in before, "低于已签估价" in before) == (True, False)
    shared = {"what": "payer:customer", "payer": "insurer", "amount": "100"}
    assert front.post(f"{page}share/", shared).status_code == 303
    shown = front.get(page).content.decode()
    assert "自费 ¥670.00 低于已签估价 ¥770.00 共 ¥100.00" in shown
    assert (f"/repair-orders/{number}/authorise/" in shown, f"{number}/settle/" in shown) == (True, False)
    assert "签字由服务顾问办" in client.get(page).content.decode()
    assert client.post(f"{page}settle/", {"act": "settle"}).status_code == 409
    order = front.get(f"/repair-orders/{number}/").content.decode()
    assert "低于已签估价 ¥770.00 共 ¥100.00" in order
