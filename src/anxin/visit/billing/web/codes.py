"""What the page of an order shows of payment platforms: codes to scan, and refunds on their way."""

from typing import Any

from anxin.platform.actor import Actor
from anxin.platform.documents.qr import qr_address
from anxin.visit.billing import paying, queries
from anxin.visit.billing.models import Payment


def picture_of(code: str) -> str:
    """The code as an address that an image can show; empty until there is one."""
    return qr_address(code) if code else ""


def platform_context(actor: Actor, found: queries.CashierOrder) -> dict[str, Any]:
    """Codes that the customer may scan, by bill, and refunds on their way; nothing is read without a platform."""
    by_code = [(code, label) for code, label in Payment.Method.choices if code in paying.platforms()]
    if not by_code or found.settlement is None:
        return {"by_code": by_code, "codes": (), "unmade": (), "scanned_bills": (), "platform_refunds": ()}
    asked = queries.list_payment_requests(actor, [bill.bill_id for bill in found.bills if bill.bill_id])
    return {
        "by_code": by_code,
        "codes": [(one, picture_of(one.code)) for one in asked if one.is_open],
        "unmade": [one for one in asked if one.state == "FAILED"],
        "scanned_bills": {one.bill_id for one in asked if one.is_open},
        "platform_refunds": queries.list_platform_refunds(actor, found.order.head.number),
    }
