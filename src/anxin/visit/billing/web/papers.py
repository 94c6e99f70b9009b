"""The printed bill or its preview (FORM-40), and the receipt of a payment."""

from typing import TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anxin.parties.org.queries import StoreInfo, names_by_key, store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.capital_amount import in_capitals
from anxin.platform.documents.inputs import (
    BillDocument,
    BilledItem,
    DocumentHead,
    PayerBill,
    Payment,
    Signature,
    StoreHead,
)
from anxin.platform.money import Money
from anxin.platform.ui.formats import PAYER_LABELS, format_money, format_period, plate_or_vin
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import permissions, queries
from anxin.visit.billing.queries import CashierBill, CashierLine, CashierOrder

CUSTOMER = "customer"
OWN = ("internal", "goodwill")


class ReceiptDocument(TypedDict):
    """billing/receipt."""

    document: DocumentHead
    store: StoreHead
    received_at: str
    method: str
    for_what: str
    number: str
    plate: str
    payer_name: str
    amount: Money
    amount_words: str
    reference: str
    note: str
    outstanding_amount: Money | None
    signatures: list[Signature]


@page(permissions.SEE)
def print_bill(request: PageRequest, number: str) -> HttpResponse:
    """The bill of an order as PDF; before its settlement, marked as a preview."""
    actor = request.actor
    found = queries.get_cashier_order(actor, number)
    return pdf_file("documents/bill", bill_document(found, cashier_of(actor, found)), number)


@page(permissions.SEE)
def print_receipt(request: PageRequest, payment_id: int) -> HttpResponse:
    """The receipt of one payment as PDF."""
    payment = queries.get_payment(request.actor, payment_id)
    return pdf_file("billing/receipt", receipt_document(payment), payment.number)


def bill_document(found: CashierOrder, cashier: str) -> BillDocument:
    """What the paper shows, times in the store's zone."""
    head = found.order.head
    store = store_info(head.store_id)
    settlement = found.settlement
    moment = found.settled_at or clock.now()
    document: DocumentHead = {
        "title": _("结算单") if settlement else _("结算预览单"),
        "number": settlement.number if settlement else head.number,
        "issued_at": store.clock.local(moment).isoformat(),
    }
    if settlement is None:
        document["copy_note"] = _("预览，未结算")
    return {
        "document": document,
        "store": store_head(store),
        "vehicle": {
            "plate": plate_or_vin(head.plate, head.vin),
            "model": head.model_name,
            "vin": head.vin,
            "odometer_km": head.odometer_km,
        },
        "repair_order_number": head.number,
        "settled_at": f"{store.clock.local(moment):%Y-%m-%d %H:%M}" if settlement else _("未结算"),
        "contact_name": head.customer_name,
        "advisor": head.advisor_name,
        "cashier": cashier,
        "payers": [_payer_bill(bill, found) for bill in found.bills],
        "estimated_amount": found.authorised_customer_total,
        "customer_amount": found.customer_total,
        "customer_amount_words": in_capitals(found.customer_total),
        "payments": _payments(found, store),
        "outstanding_amount": Money.sum(bill.due for bill in found.bills if bill.payer == CUSTOMER),
        "invoice_note": _("发票请凭本单向收银台索取。"),
        "terms": _terms(found),
        "signatures": [{"label": _("客户")}, {"label": _("收银员")}],
    }


def receipt_document(payment: queries.PaymentOfDay) -> ReceiptDocument:
    """What the receipt shows."""
    store = store_info(payment.store_id)
    local = store.clock.local(payment.received_at)
    on = payment.billed_on or store.clock.day(payment.received_at)
    payer = queries.payer_words(payment.payer, payment.store_id, on, payment.insurer)
    return {
        "document": {
            "title": _receipt_title(payment),
            "number": payment.number,
            "issued_at": local.isoformat(),
        },
        "store": store_head(store),
        "received_at": f"{local:%Y-%m-%d %H:%M}",
        "method": payment.method_label,
        "for_what": _("工单号") if payment.repair_order else _("预约号"),
        "number": payment.repair_order or payment.booking,
        "plate": plate_or_vin(payment.plate, payment.vin),
        "payer_name": payment.customer_name if payment.payer == "customer" else payer,
        "amount": payment.amount,
        "amount_words": in_capitals(payment.amount),
        "reference": payment.reference,
        "note": payment.reason or (_("此笔已退款") if payment.is_reversed else ""),
        "outstanding_amount": payment.bill_due if payment.bill_id else None,
        "signatures": [{"label": _("付款人")}, {"label": _("收款人") + f" {payment.received_by}"}],
    }


def _receipt_title(payment: queries.PaymentOfDay) -> str:
    if payment.is_reversal:
        return _("退款单")
    return _("收据") if payment.bill_id else _("定金收据")


def cashier_of(actor: Actor, found: CashierOrder) -> str:
    """Who settled the order; whoever prints a preview."""
    key = found.settlement.actor_key if found.settlement else actor.key
    return names_by_key(actor, [key]).get(key, "")


def store_head(store: StoreInfo) -> StoreHead:
    """Whose paper it is: the company, else the store."""
    return {"name": store.company or store.name, "address": store.address, "service_phone": store.phone}


def _terms(found: CashierOrder) -> list[str]:
    """A warranty is promised only where a line has one."""
    doubts = _("对费用有疑问，请在付款前向服务顾问或收银员提出。")
    if any(_period(line) for bill in found.bills for line in bill.lines):
        return [_("列有质保期的配件和作业，自交车之日起按所列质保期保修。"), doubts]
    return [doubts]


def _period(line: CashierLine) -> str:
    return format_period(line.item.quality_days, line.item.quality_km)


def _billed(line: CashierLine) -> BilledItem:
    item = line.item
    row: BilledItem = {
        "kind": item.kind_label,
        "description": _("%(name)s（分摊，全额 ¥%(whole)s）")
        % {"name": item.description, "whole": format_money(item.amount)}
        if line.is_share
        else item.description,
        "quantity": f"{item.quantity.normalize():f} {item.unit}",
        "discount": line.discount,
        "amount": line.amount,
    }
    if line.is_own:
        row["unit_price"] = item.unit_price
    if period := _period(line):
        row["quality_period"] = period
    return row


def _payer_bill(bill: CashierBill, found: CashierOrder) -> PayerBill:
    label = str(PAYER_LABELS.get(bill.payer, bill.payer))
    head = found.order.head
    on = store_info(head.store_id).clock.day(found.settled_at or clock.now())
    name = queries.payer_name(bill.payer, head.store_id, on, bill.insurer)
    whose = _("%(payer)s（%(name)s）") % {"payer": label, "name": name} if name else label
    if bill.payer in OWN:
        whose = _("本店")
    return {
        "payer": label,
        "payer_name": head.customer_name if bill.payer == CUSTOMER else name or label,
        "items": [_billed(line) for line in bill.lines],
        "notes": [*(share.words for share in bill.packages), *_why_free(bill, found), *_whose(bill, whose), *_rounded(bill)],
        "net_amount": bill.net,
        "tax_amount": bill.tax,
        "amount": bill.amount,
    }


def _whose(bill: CashierBill, payer: str) -> list[str]:
    """On the customer's paper: what another pays is no debt of the customer's."""
    return [] if bill.payer == CUSTOMER else [_("这部分由%(payer)s承担，您不用付。") % {"payer": payer}]


def _rounded(bill: CashierBill) -> list[str]:
    return [_("抹零 −¥%(amount)s（已含在优惠里）") % {"amount": format_money(bill.rounded_off)}] if bill.rounded_off else []


def _why_free(bill: CashierBill, found: CashierOrder) -> list[str]:
    """A late express job says on the paper why it costs the customer nothing, or that it may (R-DL11)."""
    late = found.late
    if late is None or late.state == "REFUSED":
        return []
    if found.customer_total:
        return [_("快保超时免单待批：批准后免收自费。")] if bill.payer == "customer" and found.settlement is None else []
    if bill.payer != "goodwill":
        return []
    words = {"minutes": late.late_minutes, "who": late.decided_by or "—"}
    return [_("快保承诺超时 %(minutes)s 分钟，按承诺免收客户费用。批准：%(who)s") % words]


def _payments(found: CashierOrder, store: StoreInfo) -> list[Payment]:
    used: list[Payment] = [
        {"method": _("定金抵扣"), "paid_at": "", "reference": "", "amount": bill.from_deposit}
        for bill in found.bills
        if bill.from_deposit
    ]
    return used + [
        {
            "method": payment.method_label,
            "paid_at": f"{store.clock.local(payment.received_at):%Y-%m-%d %H:%M}",
            "reference": payment.reference,
            "amount": payment.amount,
        }
        for bill in found.bills
        for payment in bill.payments
    ]
