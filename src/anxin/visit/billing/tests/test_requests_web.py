"""The code on the cashier's page, and refunds that a platform refused (SYS-08)."""

from functools import partial

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import SavedRequest
from anxin.visit.billing.tasks import follow_payment_request
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.billing.tests.phone_payments import LATER, at_desk, came
from anxin.visit.billing.tests.wechat import Platform
from anxin.visit.repair_orders.tests.factories import FrontDesk, inspected_order

pytestmark = pytest.mark.usefixtures("platform")


@pytest.mark.django_db
def test_the_page_shows_the_code_watches_it_and_gives_it_up() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    order = f"/cashier/orders/{settled.repair_order}"
    bill = settled.bills[0]
    pay = f"{order}/bills/{bill.bill_id}/take-payment/"
    assert "选微信会出收款码" in client.get(f"{order}/").content.decode()
    assert client.post(pay, {"method": "wechat", "due": str(bill.due.fen)}).status_code == 303
    assert client.post(pay, {"method": "wechat", "due": str(bill.due.fen)}).status_code == 409
    with reading(desk.actor):
        (request,) = queries.list_payment_requests(desk.actor, [bill.bill_id])
    watch = f"/cashier/payment-requests/{request.id}/"
    assert "正在出码" in client.get(watch, headers={"HX-Request": "true"}).content.decode()
    Platform.answers = [(200, {"code_url": "weixin://wxpay/bizpayurl?pr=abc"})]
    follow_payment_request(request_id=request.id, store_id=desk.store.pk)
    assert "data:image/svg+xml;base64," in client.get(f"{order}/").content.decode()
    assert client.post(f"{watch}close/").status_code == 303
    assert client.get(watch, headers={"HX-Request": "true"})["HX-Redirect"] == f"{order}/"
    assert "已关闭" in client.get(watch).content.decode()
    assert client.post(pay, {"amount_wechat": str(bill.due)}).status_code == 303
    assert at_desk(desk, settled).bills[0].is_paid


@pytest.mark.django_db
def test_settling_asks_the_phone_where_a_platform_serves_the_method_and_failed_refunds_are_on_the_page() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    seen = get_total(desk, number)
    order = f"/cashier/orders/{number}"
    said = {"act": "pay", "method_customer": "wechat", "seen_total": str(seen.fen)}
    assert client.post(f"{order}/settle/", said).status_code == 303
    with reading(desk.actor):
        found = queries.get_cashier_order(desk.actor, number)
        (request,) = queries.list_payment_requests(desk.actor, [one.bill_id for one in found.bills if one.bill_id])
    assert (request.amount, found.due) == (seen, seen)
    came(desk, SavedRequest(request.id, request.number, request.state, request.amount))
    with reading(desk.actor):
        (payment,) = queries.get_cashier_order(desk.actor, number).bills[0].payments
    commands.reverse_payment(actor=desk.actor, payment_id=payment.id, reason="少做一项", at=LATER)
    with reading(desk.actor):
        (refund,) = queries.list_platform_refunds(desk.actor, number)
    failed = partial(commands.record_platform_refund, actor=desk.actor, refund_id=refund.id, failure="NOT_ENOUGH", at=LATER)
    failed()
    assert "NOT_ENOUGH" in client.get(f"{order}/").content.decode()
    assert client.post(f"{order}/refunds/{refund.id}/retry/").status_code == 303
    failed()
    assert client.post(f"{order}/refunds/{refund.id}/settle/").status_code == 303
    assert client.post(f"{order}/refunds/{refund.id}/settle/").status_code == 409


def get_total(desk: FrontDesk, number: str) -> Money:
    """What the page says before the settlement."""
    with reading(desk.actor):
        return queries.get_cashier_order(desk.actor, number).total
