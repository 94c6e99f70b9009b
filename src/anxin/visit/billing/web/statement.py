"""The statement of a debtor on paper (对账单)."""

from typing import TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.capital_amount import in_capitals
from anxin.platform.documents.inputs import DocumentHead, Signature, StoreHead
from anxin.platform.money import Money
from anxin.platform.ui.formats import plate_or_vin
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import permissions
from anxin.visit.billing.queries import DebtorView
from anxin.visit.billing.web.debtors import find_debtor
from anxin.visit.billing.web.papers import store_head


class StatedBill(TypedDict):
    """A line of the statement."""

    settlement: str
    repair_order_number: str
    plate: str
    billed_on: str
    due_on: str
    amount: Money
    paid: Money
    due: Money


class StatementDocument(TypedDict):
    """billing/statement."""

    document: DocumentHead
    store: StoreHead
    debtor: str
    as_of: str
    bills: list[StatedBill]
    due: Money
    overdue: Money
    due_words: str
    terms: str
    signatures: list[Signature]


@require_safe
@page(permissions.SEE)
def print_statement(request: PageRequest, key: str) -> HttpResponse:
    """The open bills of a debtor as PDF, for the debtor to confirm."""
    found = find_debtor(request, key)
    document = statement_document(found)
    return pdf_file("billing/statement", document, f"{found.key.payer}-{found.key.customer_id or 0}-{document['as_of']}")


def statement_document(found: DebtorView) -> StatementDocument:
    """What the paper shows."""
    store = store_info(found.store_id)
    local = store.clock.local(clock.now())
    today = store.clock.day(clock.now()).isoformat()
    return {
        "document": {"title": _("对账单"), "number": today, "issued_at": local.isoformat()},
        "store": store_head(store),
        "debtor": found.name,
        "as_of": today,
        "bills": [
            {
                "settlement": bill.settlement,
                "repair_order_number": bill.repair_order,
                "plate": plate_or_vin(bill.plate, bill.vin),
                "billed_on": bill.billed_on.isoformat(),
                "due_on": bill.due_on.isoformat(),
                "amount": bill.amount,
                "paid": bill.amount - bill.due,
                "due": bill.due,
            }
            for bill in found.bills
        ],
        "due": found.due,
        "overdue": found.overdue,
        "due_words": in_capitals(found.due),
        "terms": _("请核对以上账单，盖章或签字后寄回；有出入请及时告知。"),
        "signatures": [{"label": _("对方确认（盖章）")}, {"label": _("本店经办")}],
    }
