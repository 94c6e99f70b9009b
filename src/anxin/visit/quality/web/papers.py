"""The printed rework record (FORM-38), and what was fitted for the customer who asks (R-PT05)."""

from typing import TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anxin.parties.org.queries import StoreInfo, store_info
from anxin.platform import clock
from anxin.platform.documents.inputs import DocumentHead, Signature, StoreHead
from anxin.platform.ui.formats import plate_or_vin
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.quality import permissions, queries
from anxin.visit.quality.queries import ReworkRow, TracedOrder, TracedPart


class ReworkRecordDocument(TypedDict):
    """quality/rework_record."""

    document: DocumentHead
    store: StoreHead
    facts: list[tuple[str, str]]
    words: str
    measure: str
    reason: str
    signatures: list[Signature]


class PrintedPart(TypedDict):
    """A fitted part."""

    code: str
    name: str
    origin: str
    batch: str
    came_on: str
    guaranteed: str


class PartsDocument(TypedDict):
    """quality/parts."""

    document: DocumentHead
    store: StoreHead
    plate: str
    parts: list[PrintedPart]
    signatures: list[Signature]


@page(permissions.SEE)
def print_rework(request: PageRequest, case_id: int) -> HttpResponse:
    """The record of one case as PDF."""
    case = queries.get_rework(request.actor, case_id)
    return pdf_file("quality/rework_record", record_of(case, store_info(case.store_id)), f"rework-{case.id}")


def record_of(case: ReworkRow, store: StoreInfo) -> ReworkRecordDocument:
    """What the paper shows; times in the store's zone."""
    local = store.clock.local
    period = {True: _("质保期内"), False: _("质保期外"), None: ""}[case.in_period]
    return {
        "document": {
            "title": _("返工单"),
            "number": case.number or case.first_number,
            "issued_at": local(clock.now()).isoformat(),
        },
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "facts": [
            (_("类别"), " ".join(filter(None, [case.origin_label, period]))),
            (_("原工单"), case.first_number),
            (_("返修工单"), case.number),
            (_("车牌"), plate_or_vin(case.plate, case.vin)),
            (_("项目"), case.title),
            (_("工种"), case.trade),
            (_("登记"), f"{local(case.opened_at):%Y-%m-%d %H:%M}"),
            (_("复检合格"), f"{local(case.repaired_at):%Y-%m-%d %H:%M} {case.confirmed_by}" if case.repaired_at else ""),
            (_("次数"), str(case.rounds)),
            (_("原因"), case.cause_label),
            (_("责任方"), case.responsible_label),
            (_("责任人"), case.who),
            (_("返修工时"), _("%(n)s 分") % {"n": case.minutes} if case.minutes is not None else ""),
            (_("店方承担"), f"¥ {case.amount}" if case.amount is not None else ""),
            (_("判定"), f"{case.judged_by} {local(case.judged_at):%Y-%m-%d}" if case.judged_at else ""),
        ],
        "words": case.words,
        "measure": case.measure,
        "reason": case.reason,
        "signatures": [{"label": _("技师")}, {"label": _("质检员")}, {"label": _("车间主管")}],
    }


@page(permissions.TRACE)
def print_parts(request: PageRequest, number: str) -> HttpResponse:
    """What was fitted, where it came from and how long it is guaranteed, for the customer as PDF."""
    traced = queries.trace_parts(request.actor, number)
    return pdf_file("quality/parts", parts_of(traced, store_info(traced.store_id)), f"parts-{traced.number}")


def parts_of(traced: TracedOrder, store: StoreInfo) -> PartsDocument:
    """What the paper shows: the supplier is the house's own affair, maker, batch and day are the customer's."""
    return {
        "document": {
            "title": _("配件来源说明"),
            "number": traced.number,
            "issued_at": store.clock.local(clock.now()).isoformat(),
        },
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "plate": plate_or_vin(traced.plate, traced.vin),
        "parts": [_printed(one) for one in traced.parts],
        "signatures": [{"label": _("客户")}, {"label": _("服务顾问")}],
    }


def _printed(part: TracedPart) -> PrintedPart:
    batches = filter(None, (one.batch for one in part.arrivals))
    days = dict.fromkeys(f"{one.came_on:%Y-%m-%d}" for one in part.arrivals)
    until = [f"{part.ends_on:%Y-%m-%d}" if part.ends_on else "", f"{part.ends_km:,} km" if part.ends_km else ""]
    return {
        "code": part.code,
        "name": part.name,
        "origin": part.origin_label,
        "batch": " ".join(batches),
        "came_on": " ".join(days),
        "guaranteed": " / ".join(filter(None, until)) if part.is_guaranteed else "",
    }
