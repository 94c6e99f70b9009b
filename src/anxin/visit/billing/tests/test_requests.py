"""Money that customers pay by their phone: booked once, whenever it comes, and given back the way it came (SYS-08)."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import DatabaseError, transaction
from django.test import Client

from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import Conflict, Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.billing import commands, paying, queries
from anxin.visit.billing.commands import Tender
from anxin.visit.billing.models import PaymentRequest
from anxin.visit.billing.paying import OutgoingRequest, PlatformRefused, TryLater
from anxin.visit.billing.tasks import follow_open_requests, follow_payment_request, follow_platform_refund
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.billing.tests.phone_payments import LATER, asked, at_desk, came, open_tasks, run
from anxin.visit.billing.tests.wechat import Platform, notification, signed, transaction_of, wechat_pay

pytestmark = pytest.mark.usefixtures("platform")


@pytest.mark.django_db
def test_a_customer_scans_and_the_bill_is_paid_once_whatever_tells_it_how_often(client: Client) -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    bill = settled.bills[0]
    request = asked(desk, settled)
    with pytest.raises(commands.RequestStands):
        asked(desk, settled)
    Platform.answers = [
        (200, {"code_url": "weixin://wxpay/bizpayurl?pr=abc"}),
        (200, transaction_of(request.number, bill.due.fen, state="NOTPAY")),
        (200, transaction_of(request.number, bill.due.fen)),
    ]
    assert run(desk, request) == "OPEN"
    (_verb, path, sent) = Platform.asked[0]
    assert (path, sent["amount"]) == ("/v3/pay/transactions/native", {"total": bill.due.fen, "currency": "CNY"})
    assert sent["notify_url"] == f"https://anxin.example/payments/wechat/{desk.store.pk}/notify/"
    assert run(desk, request) == "OPEN"
    door, body = f"/payments/wechat/{desk.store.pk}/notify/", notification(request.number, bill.due.fen)
    for _again in range(2):
        headers = signed(body)
        assert client.post(door, body, "application/json", headers=headers).status_code == 204
    follow_payment_request(request_id=request.id, store_id=desk.store.pk)
    assert came(desk, request).state == "PAID"
    with pytest.raises(Conflict):
        came(desk, request, "4200002")
    shown = at_desk(desk, settled).bills[0]
    assert shown.is_paid
    assert [(one.method, one.amount, one.reference) for one in shown.payments] == [("wechat", bill.due, "4200001")]
    assert open_tasks(desk) == []


@pytest.mark.django_db
def test_what_the_platform_has_not_signed_just_now_for_this_merchant_and_store_is_not_believed(client: Client) -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    settled = settled_order(desk)
    request = asked(desk, settled)
    fen = request.amount.fen
    door, right = f"/payments/wechat/{desk.store.pk}/notify/", notification(request.number, fen)

    def told(body: str, address: str = door, **more: Any) -> int:
        return int(client.post(address, body, "application/json", headers={**signed(body), **more}).status_code)

    stranger = signed(right, key=rsa.generate_private_key(65537, 2048))
    assert told(right, **stranger) == 401
    assert told(right, **signed(right, timestamp=str(int(AT.timestamp()) - 3600))) == 401
    assert told(right, **{"Wechatpay-Timestamp": "x"}) == 401
    assert told(right, **{"Wechatpay-Serial": "PUB_KEY_ID_2"}) == 401
    assert told(right, **signed(right + " ")) == 401
    assert client.post(door, right, "application/json").status_code == 401
    assert told(notification(request.number, fen, mchid="1900000110")) == 401
    assert told(json.dumps({"event_type": "TRANSACTION.SUCCESS", "resource": {"nonce": "a"}})) == 401
    assert told("[]") == 401
    assert told(" " * 70_000) == 413
    assert told(right, address=f"/payments/alipay/{desk.store.pk}/notify/") == 404
    assert told(right, address=f"/payments/wechat/{elsewhere.store.pk}/notify/") == 404
    assert client.get(door).status_code == 405
    assert told(json.dumps({"event_type": "REFUND.SUCCESS"})) == 204
    assert not at_desk(desk, settled).bills[0].payments
    assert told(right) == 204
    assert at_desk(desk, settled).bills[0].is_paid


@pytest.mark.django_db
def test_money_that_comes_when_the_bill_was_paid_otherwise_waits_to_be_given_back() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    bill = settled.bills[0]
    request = asked(desk, settled)
    commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", bill.due)], at=LATER)
    assert came(desk, request).state == "PAID"
    (deposit,) = at_desk(desk, settled).deposits
    assert deposit.balance == bill.amount
    assert open_tasks(desk) == ["billing.surplus"]
    number = settled.repair_order
    commands.refund_deposit(actor=desk.actor, number=number, payer=bill.payer, reason="重复付款", at=LATER)
    assert open_tasks(desk) == []
    with reading(desk.actor):
        (refund,) = queries.list_platform_refunds(desk.actor, number)
    assert (refund.amount, refund.state) == (bill.amount, "SENT")


@pytest.mark.django_db
@pytest.mark.parametrize("cash", [1, 500])
def test_what_a_half_paid_bill_needs_of_late_money_it_takes_and_the_rest_waits(cash: int) -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    bill = settled.bills[0]
    request = asked(desk, settled)
    commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", Money(cash))], at=LATER)
    came(desk, request)
    shown = at_desk(desk, settled)
    assert shown.bills[0].is_paid
    assert shown.deposits[0].balance == Money(cash)
    assert open_tasks(desk) == ["billing.surplus"]


@pytest.mark.django_db
def test_money_for_a_settlement_that_was_taken_back_pays_the_next_one() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    request = asked(desk, settled)
    commands.unlock_order(actor=desk.actor, number=settled.repair_order, reason="改付款方", at=LATER)
    came(desk, request)
    assert open_tasks(desk) == ["billing.surplus"]
    again = commands.settle_order(actor=desk.actor, number=settled.repair_order, at=LATER)
    assert not at_desk(desk, again).due
    assert open_tasks(desk) == []


@pytest.mark.django_db
def test_a_code_ends_with_its_time_or_by_hand_and_what_was_paid_before_counts() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    request = asked(desk, settled)
    with reading(desk.actor):
        (known,) = queries.list_payment_requests(desk.actor, [settled.bills[0].bill_id])
    take = partial(commands.take_payment_request, actor=desk.actor, request_id=request.id)
    assert [take(at=known.expires_at + timedelta(seconds=off))[0] for off in (-1, 0)] == ["ASKED", "CLOSED"]
    closed = commands.close_payment_request(actor=desk.actor, request_id=request.id, at=LATER)
    assert closed.state == "CLOSED"
    with pytest.raises(IllegalTransition):
        commands.close_payment_request(actor=desk.actor, request_id=request.id, at=LATER)
    unpaid = transaction_of(request.number, 1, state="NOTPAY")
    Platform.answers = [(200, unpaid), (400, {"code": "ORDERPAID", "message": "已支付"}), (200, unpaid), (204, {})]
    assert run(desk, request) == "CLOSED"
    assert run(desk, request) == "CLOSED"
    assert [path.rpartition("/")[2] for _verb, path, _body in Platform.asked] == [request.number, "close"] * 2
    another = asked(desk, settled)
    Platform.answers = [(200, transaction_of(request.number, request.amount.fen))]
    assert run(desk, request) == "PAID"
    commands.close_payment_request(actor=desk.actor, request_id=another.id, at=LATER)
    Platform.answers = [(404, {"code": "ORDER_NOT_EXIST", "message": "订单不存在"})]
    assert run(desk, another) == "CLOSED"
    assert at_desk(desk, settled).bills[0].is_paid
    assert open_tasks(desk) == []


@pytest.mark.django_db
def test_a_platform_that_is_away_is_asked_again_and_one_that_refuses_is_not() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    request = asked(desk, settled)
    Platform.answers = [(500, {}), (200, {"code_url": "weixin://x"}), (400, {"code": "PARAM_ERROR", "message": "参数错误"})]
    with pytest.raises(TryLater):
        run(desk, request)
    Platform.signing[:] = [rsa.generate_private_key(65537, 2048)]
    with pytest.raises(TryLater, match="wrong signature"):
        run(desk, request)
    assert run(desk, request) == "FAILED"
    with reading(desk.actor):
        (known,) = queries.list_payment_requests(desk.actor, [settled.bills[0].bill_id])
    assert known.failure == "PARAM_ERROR 参数错误"
    forged = wechat_pay(str(vars(paying.platform("wechat"))["merchant"].address), rsa.generate_private_key(65537, 2048))
    with pytest.raises(PlatformRefused, match="SIGN_ERROR"):
        forged.ask(OutgoingRequest("LG-Q26-000009", desk.store.pk, "x", 1, LATER))


@pytest.mark.django_db
def test_a_refund_goes_back_through_the_platform_once_and_a_failed_one_is_somebodys_task() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    request = asked(desk, settled)
    came(desk, request)
    (payment,) = at_desk(desk, settled).bills[0].payments
    give = partial(commands.reverse_payment, actor=desk.actor, payment_id=payment.id, reason="少做一项", at=LATER)
    give(amount=Money(100))
    with reading(desk.actor):
        (refund,) = queries.list_platform_refunds(desk.actor, settled.repair_order)
    follow = partial(follow_platform_refund, refund_id=refund.id, store_id=desk.store.pk)
    Platform.answers = [
        (500, {}),
        (200, {"status": "PROCESSING"}),
        (403, {"code": "NOT_ENOUGH", "message": "余额不足"}),
        (200, {"status": "SUCCESS"}),
    ]
    with pytest.raises(TryLater):
        follow()
    for _time in range(2):
        follow()
    assert open_tasks(desk) == ["billing.refund_failed"]
    act = {"actor": desk.actor, "refund_id": refund.id, "at": LATER}
    assert commands.retry_platform_refund(**act).state == "SENT"
    with pytest.raises(IllegalTransition):
        commands.settle_platform_refund(**act)
    follow()
    follow()
    assert open_tasks(desk) == []
    assert {(path, body["out_refund_no"]) for _verb, path, body in Platform.asked} == {
        ("/v3/refund/domestic/refunds", refund.number)
    }
    assert Platform.asked[0][2]["amount"] == {"refund": 100, "total": request.amount.fen, "currency": "CNY"}
    with pytest.raises(IllegalTransition):
        commands.retry_platform_refund(**act)
    give(amount=Money(50))
    with reading(desk.actor):
        second = queries.list_platform_refunds(desk.actor, settled.repair_order)[1]
    Platform.answers = [(200, {"status": "ABNORMAL"})]
    follow_platform_refund(refund_id=second.id, store_id=desk.store.pk)
    assert commands.settle_platform_refund(actor=desk.actor, refund_id=second.id, at=LATER).state == "DONE"
    assert open_tasks(desk) == []


@pytest.mark.django_db
def test_what_cannot_be_asked_for_is_refused_and_denied() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    settled = settled_order(desk)
    ask = partial(commands.request_payment, bill_id=settled.bills[0].bill_id, at=LATER)
    with pytest.raises(Invalid):
        ask(actor=desk.actor, method="alipay")
    with pytest.raises(NotFound):
        ask(actor=elsewhere.actor, method="wechat")
    with pytest.raises(Denied):
        ask(actor=make_actor(desk.store, "technician"), method="wechat")
    request = asked(desk, settled)
    for change in ({"amount": Money(1)}, {"state": "PAID"}, {"transaction": "1"}):
        writing = unit_of_work(desk.actor, "test", writable=True)
        with pytest.raises(DatabaseError), transaction.atomic(), writing:
            PaymentRequest.objects.across_stores(reason="test").filter(pk=request.id).update(**change)
    came(desk, request)
    with pytest.raises(Invalid):
        ask(actor=desk.actor, method="wechat")


@pytest.mark.django_db
def test_every_minute_what_is_on_its_way_is_looked_after_and_nothing_without_a_platform() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    request = asked(desk, settled)
    with reading(desk.actor):
        assert queries.list_on_the_way(desk.actor, desk.store.pk) == ([request.id], [])
    follow_open_requests(0)
    came(desk, request)
    (payment,) = at_desk(desk, settled).bills[0].payments
    commands.reverse_payment(actor=desk.actor, payment_id=payment.id, reason="少做一项", at=LATER)
    with reading(desk.actor):
        requests, refunds = queries.list_on_the_way(desk.actor, desk.store.pk)
    assert (requests, len(refunds)) == ([], 1)
    follow_open_requests(0)
    assert Platform.asked == []
    paying.use_platforms({})
    with pytest.raises(TryLater):
        paying.platform("wechat")
    follow_open_requests(0)


def test_a_notification_and_a_cashier_at_once_never_take_the_bill_twice(race: Callable[..., list[Any]]) -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    bill = settled.bills[0]
    request = asked(desk, settled)
    cash = partial(commands.take_payment, actor=desk.actor, bill_id=bill.bill_id, at=LATER)
    outcomes = race(
        partial(came, desk, request), partial(came, desk, request), partial(cash, tenders=[Tender("cash", bill.due)])
    )
    assert [type(one).__name__ for one in outcomes[:2]] == ["SavedRequest"] * 2
    shown = at_desk(desk, settled)
    waiting = Money.sum(one.balance for one in shown.deposits)
    assert shown.bills[0].is_paid
    paid = Money.sum(one.amount for one in shown.bills[0].payments)
    assert (paid, waiting) in ((bill.amount, Money(0)), (bill.amount, bill.amount))
    assert (waiting > Money(0)) == (type(outcomes[2]).__name__ == "TakenPayment")
    assert open_tasks(desk) == (["billing.surplus"] if waiting else [])
