"""The printed rework record (FORM-38)."""

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
from anxin.visit.quality.queries import ReworkRow


class ReworkRecordDocument(TypedDict):
    """quality/rework_record."""

    document: DocumentHead
    store: StoreHead
    facts: list[tuple[str, str]]
    words: str
    measure: str
    reason: str
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
