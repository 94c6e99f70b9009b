"""Access cases of what the cash desk does besides settling and taking money."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from anxin.platform.money import Money
from anxin.platform.ui.lists import Window
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.billing import paying
from anxin.visit.billing.commands import (
    CashCount,
    InvoiceWish,
    Tender,
    ask_free_express,
    close_day,
    record_invoice_number,
    record_invoice_outcome,
    record_platform_payment,
    record_platform_refund,
    request_invoice,
    request_payment,
    reverse_payment,
    settle_order,
    take_booking_deposit,
    take_deposit,
    take_payment,
    unlock_order,
)
from anxin.visit.billing.queries import (
    BookingDeposits,
    DepositFilter,
    InvoiceFilter,
    get_booking_deposits,
    get_cashier_order,
    list_platform_refunds,
)
from anxin.visit.billing.tests.factories import late_express_order
from anxin.visit.billing.tests.wechat import wechat_pay
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewShare
from anxin.visit.repair_orders.queries import list_shares
from tests.access.visits import paid
from tests.access.world import AT, HOUR, TODAY, World, case

NEW = NewShare("insurer", of_payer="customer", amount=Money(100))


def deposited(w: World) -> str:
    """An inspected order for which the customer has paid ahead."""
    number = w.inspected.head.number
    tenders = [Tender("cash", Money(100))]
    w.once("deposit", lambda: take_deposit(actor=w.desk.actor, number=number, tenders=tenders, at=AT))
    return number


def to_come(w: World) -> str:
    """A booking of Monday."""
    return str(w.once("to come", lambda: make_appointment(w.store, wanted_at=AT + 48 * HOUR)).number)


def booked_deposit(w: World) -> str:
    """A booking for which the customer has paid ahead."""
    number = to_come(w)
    tenders = [Tender("cash", Money(100))]
    w.once("booked deposit", lambda: take_booking_deposit(actor=w.desk.actor, number=number, tenders=tenders, at=AT))
    return number


def of_booking(w: World) -> BookingDeposits:
    """What stands for it."""
    return get_booking_deposits(w.desk.actor, booked_deposit(w))


def shared(w: World) -> dict[str, Any]:
    """A part that the insurer takes over."""
    number = w.inspected.head.number
    w.once("share", lambda: hub.share_payers(actor=w.desk.actor, number=number, new=NEW, at=AT))
    (share,) = list_shares(w.desk.actor, number)
    return {"number": number, "share_id": share.id}


def insured(w: World) -> str:
    """A settled order of which an insurer pays a part."""
    number = shared(w)["number"]
    w.once("insured", lambda: settle_order(actor=w.desk.actor, number=number, at=AT + 3 * HOUR))
    return str(number)


def unlocked(w: World) -> str:
    """An order whose settlement was taken back."""
    number = w.settled.repair_order
    w.once("unlocked", lambda: unlock_order(actor=w.desk.actor, number=number, reason="付款方错了", at=AT + 3 * HOUR))
    return str(number)


def closed(w: World) -> dict[str, Any]:
    """A closed day."""
    count = CashCount(Money(0))
    cashier = w.person(w.store, "cashier")
    w.once("closed", lambda: close_day(actor=cashier, store_id=w.sid, on=TODAY, count=count, at=AT + 3 * HOUR))
    return {"store_id": w.sid, "on": TODAY}


def paid_after_closing(w: World) -> dict[str, Any]:
    """A closed day on which somebody paid all the same."""
    about, bill = closed(w), w.settled.bills[0]
    tenders = [Tender("cash", bill.due)]
    w.once("after", lambda: take_payment(actor=w.desk.actor, bill_id=bill.bill_id, tenders=tenders, at=AT + 4 * HOUR))
    return about


def late(w: World) -> str:
    """A late express order, for which nobody has asked yet."""
    return str(w.once("late", lambda: late_express_order(w.desk)))


def asked_free(w: World) -> str:
    """A late express order that is asked to be free."""
    number = late(w)
    w.once("asked free", lambda: ask_free_express(actor=w.desk.actor, number=number, at=AT + 3 * HOUR))
    return number


WISH = InvoiceWish("electronic", "深圳市某某公司")


def invoiced(w: World) -> int:
    """An invoice that was asked for."""
    bill_id = w.settled.bills[0].bill_id
    asked = w.once("invoice", lambda: request_invoice(actor=w.desk.actor, bill_id=bill_id, wish=WISH, at=AT + 3 * HOUR))
    return int(asked.id)


def issued(w: World) -> int:
    """An invoice that has its number."""
    invoice_id = invoiced(w)
    number = {"invoice_id": invoice_id, "code": "", "fiscal_number": "26442000000000000001", "at": AT + 3 * HOUR}
    w.once("fiscal number", lambda: record_invoice_number(actor=w.desk.actor, **number))
    return invoice_id


def failed(w: World) -> int:
    """An invoice that the provider refused."""
    given = {"invoice_id": invoiced(w), "outcome": "refused", "words": "税号不符", "at": AT + 3 * HOUR}
    w.once("refused invoice", lambda: record_invoice_outcome(actor=w.desk.actor, **given))
    return invoiced(w)


@contextmanager
def connected() -> Iterator[None]:
    """A payment platform serves WeChat; nothing is sent to it by commands."""
    before = dict(paying.platforms())
    paying.use_platforms({"wechat": wechat_pay("https://platform.example")})
    yield
    paying.use_platforms(before)


def requested(w: World) -> int:
    """A code that the customer may scan."""
    given = {"bill_id": w.settled.bills[0].bill_id, "method": "wechat", "at": AT + 3 * HOUR}
    with connected():
        return int(w.once("code", lambda: request_payment(actor=w.desk.actor, **given)).id)


def came(w: World) -> dict[str, Any]:
    """What the platform says of the code."""
    requested(w)
    request = w.once("code", lambda: None)
    given = {"number": request.number, "method": "wechat", "amount": request.amount}
    return {**given, "transaction": "4200001"}


def sent_back(w: World, failure: str = "") -> int:
    """A refund of what came by the code; with ``failure``, as the platform answered."""
    at, actor = AT + 3 * HOUR, w.desk.actor
    w.once("came", lambda: record_platform_payment(actor=actor, **came(w), at=at))
    (payment,) = get_cashier_order(actor, w.settled.repair_order).bills[0].payments
    w.once("back", lambda: reverse_payment(actor=actor, payment_id=payment.id, reason="少做一项", at=at))
    (refund,) = list_platform_refunds(actor, w.settled.repair_order)
    if failure:
        w.once("failed", lambda: record_platform_refund(actor=actor, refund_id=refund.id, failure=failure, at=at))
    return int(refund.id)


COMMANDS = {
    "billing.request_payment": case(lambda w: {"bill_id": w.settled.bills[0].bill_id, "method": "wechat"}),
    "billing.close_payment_request": case(lambda w: {"request_id": requested(w)}),
    "billing.take_payment_request": case(lambda w: {"request_id": requested(w)}),
    "billing.record_request_outcome": case(
        lambda w: {"request_id": requested(w), "outcome": "offer", "words": "weixin://x"}
    ),
    "billing.record_platform_payment": case(came),
    "billing.retry_platform_refund": case(lambda w: {"refund_id": sent_back(w, "NOT_ENOUGH")}),
    "billing.settle_platform_refund": case(lambda w: {"refund_id": sent_back(w, "NOT_ENOUGH")}),
    "billing.take_platform_refund": case(lambda w: {"refund_id": sent_back(w)}),
    "billing.record_platform_refund": case(lambda w: {"refund_id": sent_back(w), "failure": "NOT_ENOUGH"}),
    "billing.request_invoice": case(lambda w: {"bill_id": w.settled.bills[0].bill_id, "wish": WISH}),
    "billing.red_letter_invoice": case(lambda w: {"invoice_id": issued(w), "reason": "抬头错了"}),
    "billing.record_invoice_number": case(lambda w: {"invoice_id": invoiced(w), "code": "", "fiscal_number": "264420001"}),
    "billing.retry_invoice": case(lambda w: {"invoice_id": failed(w)}),
    "billing.cancel_invoice": case(lambda w: {"invoice_id": failed(w)}),
    "billing.take_invoice": case(lambda w: {"invoice_id": invoiced(w)}),
    "billing.record_invoice_outcome": case(lambda w: {"invoice_id": invoiced(w), "outcome": "refused", "words": "税号不符"}),
    "billing.erase_invoice_titles": case(
        lambda w: invoiced(w) and {"store_id": w.sid, "customer_id": w.inspected.head.customer_id}
    ),
    "billing.ask_free_express": case(lambda w: {"number": late(w)}),
    "billing.show_preview": case(lambda w: {"number": w.inspected.head.number}),
    "billing.close_day": case(lambda w: {"store_id": w.sid, "on": TODAY, "count": CashCount(Money(0))}),
    "billing.reopen_day": case(lambda w: {**closed(w), "reason": "漏记一笔"}),
    "billing.receive_cash": case(closed),
    "repair_orders.share_payers": case(lambda w: {"number": w.inspected.head.number, "new": NEW}),
    "repair_orders.remove_share": case(shared),
    "repair_orders.unlock_repair_order": case(lambda w: {"number": w.settled.repair_order}),
    "billing.take_deposit": case(lambda w: {"number": w.inspected.head.number, "tenders": [Tender("cash", Money(100))]}),
    "billing.refund_deposit": case(lambda w: {"number": deposited(w), "payer": "customer", "reason": "用不完"}),
    "billing.name_insurer": case(lambda w: {"number": insured(w), "insurer": "人保", "seen_insurer": ""}),
    "billing.take_booking_deposit": case(lambda w: {"number": to_come(w), "tenders": [Tender("cash", Money(100))]}),
    "billing.refund_booking_deposit": case(lambda w: {"number": booked_deposit(w), "payer": "customer", "reason": "不来了"}),
    "billing.tell_needless_deposits": case(lambda w: {"store_id": w.sid, "appointment_id": of_booking(w).booking.id}),
    "billing.unlock_order": case(lambda w: {"number": paid(w) and w.settled.repair_order, "reason": "付款方错了"}),
}

QUERIES = {
    "billing.list_payment_requests": case(lambda w: requested(w) and {"bill_ids": [w.settled.bills[0].bill_id]}),
    "billing.get_payment_request": case(lambda w: {"request_id": requested(w)}),
    "billing.list_platform_refunds": case(lambda w: sent_back(w) and {"number": w.settled.repair_order}),
    "billing.list_on_the_way": case(lambda w: requested(w) and {"store_id": w.sid}),
    "billing.list_invoices_of_bills": case(lambda w: invoiced(w) and {"bill_ids": [w.settled.bills[0].bill_id]}),
    "billing.list_invoices": case(
        lambda w: invoiced(w) and {"store_id": w.sid, "wanted": InvoiceFilter(), "window": Window()}
    ),
    "billing.find_invoice_title": case(
        lambda w: invoiced(w) and {"store_id": w.sid, "customer_id": w.inspected.head.customer_id}
    ),
    "repair_orders.list_obstacles": case(
        lambda w: {"store_id": w.sid, "order_ids": [w.inspected.head.id], "at": AT + 3 * HOUR}
    ),
    "repair_orders.list_inspected": case(
        lambda w: {"store_id": w.inspected and w.sid, "since": AT - HOUR, "until": AT + 3 * HOUR}
    ),
    "billing.find_late_express": case(lambda w: {"number": asked_free(w)}),
    "billing.list_day_closings": case(closed),
    "billing.received_after_closing": case(paid_after_closing),
    "billing.count_receipts": case(lambda w: {"store_id": paid(w) and w.sid, "on": TODAY}),
    "billing.list_unsettled": case(lambda w: {"store_id": w.inspected and w.sid, "at": AT + 3 * HOUR}),
    "billing.settlement_figures": case(lambda w: {"store_id": w.inspected and w.sid, "first": TODAY, "last": TODAY}),
    "repair_orders.list_shares": case(lambda w: {"number": shared(w)["number"]}),
    "billing.list_deposits": case(lambda w: {"number": deposited(w)}),
    "billing.get_booking_deposits": case(lambda w: {"number": booked_deposit(w)}),
    "billing.get_deposit_documents": case(lambda w: {"deposit_id": of_booking(w).deposits[0].id}),
    "billing.sum_deposits_of_bookings": case(lambda w: {"appointment_ids": [of_booking(w).booking.id]}),
    "billing.find_bookings_to_pay": case(lambda w: {"store_id": w.sid, "text": to_come(w), "today": TODAY}),
    "billing.list_open_deposits": case(
        lambda w: booked_deposit(w) and {"store_id": w.sid, "wanted": DepositFilter(), "window": Window()}
    ),
    "billing.list_undone_settlements": case(lambda w: {"number": unlocked(w)}),
}
