"""The printed assessment, to be signed and filed (M22.14)."""

from typing import TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anxin.management.assessments import permissions, queries
from anxin.management.assessments.queries import AssessmentStepRow, AssessmentView
from anxin.parties.org.queries import StoreInfo, store_info
from anxin.platform import clock
from anxin.platform.documents.inputs import DocumentHead, Signature, StoreHead
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page


class AssessmentDocument(TypedDict):
    """assessments/assessment: rows of texts."""

    document: DocumentHead
    store: StoreHead
    facts: list[tuple[str, str]]
    steps: list[list[str]]
    signatures: list[Signature]


@require_safe
@page(permissions.OWN)
def print_assessment(request: PageRequest, assessment_id: int) -> HttpResponse:
    """One assessment as PDF."""
    found = queries.get_assessment(request.actor, assessment_id)
    paper = paper_of(found, store_info(found.row.store_id))
    return pdf_file("assessments/assessment", paper, f"assessment-{assessment_id}")


def paper_of(found: AssessmentView, store: StoreInfo) -> AssessmentDocument:
    """What the paper shows; times in the store's zone."""
    row, local = found.row, store.clock.local
    return {
        "document": {"title": _("考核记录"), "number": str(row.id), "issued_at": local(clock.now()).isoformat()},
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "facts": [
            (_("指标"), f"{row.name} v{row.definition_version}"),
            (_("月份"), f"{row.month:%Y-%m}"),
            (_("被考核"), row.whose),
            (_("考核人"), row.assessor),
            (_("结果"), row.value_words),
            (_("目标"), row.target_words),
            (_("达标情况"), row.standing_label),
            (_("奖惩"), " ".join(filter(None, [row.outcome_label, f"¥ {row.amount}" if row.amount else ""]))),
            (_("状态"), row.state_label),
            (_("异议截止"), f"{row.objection_until:%Y-%m-%d}"),
        ],
        "steps": [_step(one, f"{local(one.at):%Y-%m-%d %H:%M}") for one in found.steps],
        "signatures": [{"label": _("考核人")}, {"label": _("被考核人")}, {"label": _("上一级")}],
    }


def _step(one: AssessmentStepRow, when: str) -> list[str]:
    result = f"{one.value_words} / {one.target_words} · {one.standing_label}"
    given = " ".join(filter(None, [one.outcome_label, f"¥ {one.amount}" if one.amount else ""]))
    what = " · ".join(filter(None, [one.verb_label, one.remedy_label]))
    return [when, what, one.by, one.words, f"{result} · {given}"]
