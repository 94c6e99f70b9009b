"""The printed record of a difficult case: for the training, the technical group and the car's file (R-WS14)."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anxin.parties.org.queries import StoreInfo, store_info
from anxin.platform import clock
from anxin.platform.documents.inputs import DocumentHead, Signature, StoreHead
from anxin.platform.ui.formats import plate_or_vin
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.technical import permissions, queries
from anxin.visit.technical.queries import CaseView, ConsultView

Line = tuple[datetime | None, str, str]
"""When, who, what."""


class PrintedLine(TypedDict):
    """Who said or did what, and when."""

    at: str
    who: str
    words: str


class PrintedPart(TypedDict):
    """Lines under a title."""

    title: str
    lines: list[PrintedLine]


class CaseRecordDocument(TypedDict):
    """technical/case_record."""

    document: DocumentHead
    store: StoreHead
    facts: list[tuple[str, str]]
    said: list[tuple[str, str]]
    parts: list[PrintedPart]
    signatures: list[Signature]


@page(permissions.SEE)
def print_case(request: PageRequest, case_id: int) -> HttpResponse:
    """One case as PDF."""
    case = queries.get_case(request.actor, case_id)
    consult = queries.find_consult_of_case(request.actor, case_id, clock.now())
    return pdf_file("technical/case_record", record_of(case, consult, store_info(case.row.store_id)), f"case-{case_id}")


def record_of(case: CaseView, consult: ConsultView | None, store: StoreInfo) -> CaseRecordDocument:
    """What the paper shows; times in the store's zone."""
    row, local = case.row, store.clock.local
    parts: list[tuple[str, list[Line]]] = [
        (_("处理过程"), [(one.at, one.author, one.words) for one in case.entries]),
        (_("技术小组表决"), [(one.voted_at, one.voter, _vote(one.is_yes, one.reason)) for one in case.ballots]),
        (_("远程技术支持"), _outside(consult, row.owner) if consult else []),
    ]
    said = [
        (_("客户原话"), case.complaint),
        (_("现象和已经做过的检查"), row.words),
        (_("维修方案"), row.plan),
        (_("故障原因"), row.cause),
        (_("处理结果"), row.solution),
    ]
    return {
        "document": {"title": _("疑难案例记录"), "number": row.number, "issued_at": local(clock.now()).isoformat()},
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "facts": [
            (_("车牌"), plate_or_vin(row.plate, row.vin)),
            (_("车型"), row.model_name),
            (_("项目"), row.job_title),
            (_("类型"), row.kind_label),
            (_("故障码"), row.fault_codes),
            (_("系统"), row.system_label),
            (_("求助"), f"{row.opened_by} {_moment(row.opened_at, store)}"),
            (_("主持"), row.owner),
            (_("参加"), " / ".join(case.members)),
            (_("技术小组"), row.vote_label),
            (_("状态"), row.state_label),
            (_("结案"), _moment(row.closed_at, store)),
        ],
        "said": [(title, words) for title, words in said if words],
        "parts": [{"title": title, "lines": _lines(lines, store)} for title, lines in parts if lines],
        "signatures": [{"label": _("技师")}, {"label": _("技术总监")}, {"label": _("车间主管")}],
    }


def _outside(consult: ConsultView, asked_by: str) -> list[Line]:
    lines: list[Line] = [(consult.asked_at, asked_by, consult.question)]
    lines += [(one.at, f"{one.author} {one.organisation}".strip(), one.words) for one in consult.answers]
    return [*lines, (consult.ended_at, _("结果"), consult.result)] if consult.ended_at else lines


def _lines(lines: Iterable[Line], store: StoreInfo) -> list[PrintedLine]:
    return [{"at": _moment(at, store), "who": who, "words": words} for at, who, words in lines]


def _vote(is_yes: bool | None, reason: str) -> str:
    said = {True: _("同意"), False: _("不同意"), None: _("还没表决")}[is_yes]
    return " · ".join(filter(None, [said, reason]))


def _moment(at: datetime | None, store: StoreInfo) -> str:
    return f"{store.clock.local(at):%Y-%m-%d %H:%M}" if at else ""
