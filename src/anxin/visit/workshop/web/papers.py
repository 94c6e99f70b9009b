"""The printed record of an order's inspections at the three levels (FORM-37)."""

from typing import TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anxin.parties.org.queries import StoreInfo, store_info
from anxin.platform import clock
from anxin.platform.documents.inputs import DocumentHead, Signature, StoreHead
from anxin.platform.ui.formats import format_plate
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.queries import OrderHead, get_order_head
from anxin.visit.workshop import permissions, queries
from anxin.visit.workshop.checklists import PRE_DELIVERY
from anxin.visit.workshop.queries import InspectionRow


class PrintedCheck(TypedDict):
    """A line with its result."""

    label: str
    result: str
    note: str


class PrintedInspection(TypedDict):
    """An inspection as the paper shows it."""

    level: str
    result: str
    inspector: str
    at: str
    note: str
    odometer_km: int | None
    items: list[PrintedCheck]


class InspectionRecordDocument(TypedDict):
    """workshop/inspection_record."""

    document: DocumentHead
    store: StoreHead
    plate: str
    model: str
    vin: str
    odometer_km: int | None
    advisor: str
    inspections: list[PrintedInspection]
    signatures: list[Signature]


@page(permissions.SEE)
def print_inspections(request: PageRequest, number: str) -> HttpResponse:
    """The inspections of an order as PDF, the first one first; each is signed by name and time."""
    head = get_order_head(request.actor, number)
    rows = list(reversed(queries.list_inspections(request.actor, head.id)))
    return pdf_file("workshop/inspection_record", record_of(head, rows, store_info(head.store_id)), number)


def record_of(head: OrderHead, rows: list[InspectionRow], store: StoreInfo) -> InspectionRecordDocument:
    """What the paper shows; times in the store's zone."""
    return {
        "document": {
            "title": _("PDI检查单") if head.kind == PRE_DELIVERY else _("质量检验记录"),
            "number": head.number,
            "issued_at": store.clock.local(clock.now()).isoformat(),
        },
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "plate": format_plate(head.plate),
        "model": head.model_name,
        "vin": head.vin,
        "odometer_km": head.odometer_km,
        "advisor": head.advisor_name,
        "inspections": [_inspection(row, store) for row in rows],
        "signatures": [{"label": _("质检员")}, {"label": _("服务顾问")}],
    }


def _inspection(row: InspectionRow, store: StoreInfo) -> PrintedInspection:
    return {
        "level": f"{row.level_label} {row.job_title}".strip(),
        "result": _result(row.passed),
        "inspector": row.inspector_name,
        "at": f"{store.clock.local(row.at):%Y-%m-%d %H:%M}",
        "note": row.note,
        "odometer_km": row.odometer_km,
        "items": [{"label": one.label, "result": _result(one.passed), "note": one.note} for one in row.items],
    }


def _result(passed: bool) -> str:
    return _("合格") if passed else _("不合格")
