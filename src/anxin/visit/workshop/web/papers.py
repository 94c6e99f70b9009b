"""The printed record of an order's inspections at the three levels (FORM-37)."""

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anxin.parties.org.queries import StoreInfo, store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.documents.inputs import DocumentHead, Signature, StoreHead
from anxin.platform.documents.pictures import PictureUnusable, printable_picture
from anxin.platform.errors import NotFound
from anxin.platform.files.content import FileRefused, thumbnail
from anxin.platform.files.queries import read_file
from anxin.platform.ui.formats import plate_or_vin
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
    photos: list[str]
    """Pictures of what is wrong, as SVG."""


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
    paper = record_of(head, rows, store_info(head.store_id), pictures_of(request.actor, rows))
    return pdf_file("workshop/inspection_record", paper, number)


def record_of(
    head: OrderHead, rows: list[InspectionRow], store: StoreInfo, pictures: Mapping[str, str] = MappingProxyType({})
) -> InspectionRecordDocument:
    """What the paper shows; times in the store's zone. ``pictures`` are photos as SVG by their keys."""
    return {
        "document": {
            "title": _("PDI检查单") if head.kind == PRE_DELIVERY else _("质量检验记录"),
            "number": head.number,
            "issued_at": store.clock.local(clock.now()).isoformat(),
        },
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "plate": plate_or_vin(head.plate, head.vin),
        "model": head.model_name,
        "vin": head.vin,
        "odometer_km": head.odometer_km,
        "advisor": head.advisor_name,
        "inspections": [_inspection(row, store, pictures) for row in rows],
        "signatures": [{"label": _("质检员")}, {"label": _("服务顾问")}],
    }


def pictures_of(actor: Actor, rows: list[InspectionRow]) -> dict[str, str]:
    """Small pictures: paper shows no more. One whose bytes are gone or broken is left out."""
    found = {}
    for key in [photo.key for row in rows for line in row.items for photo in line.photos]:
        with suppress(NotFound, FileRefused, PictureUnusable):
            found[key] = printable_picture(thumbnail(read_file(actor, key).data))
    return found


def _inspection(row: InspectionRow, store: StoreInfo, pictures: Mapping[str, str]) -> PrintedInspection:
    return {
        "level": f"{row.level_label} {row.job_title}".strip(),
        "result": _result(row.passed),
        "inspector": row.inspector_name,
        "at": f"{store.clock.local(row.at):%Y-%m-%d %H:%M}",
        "note": row.note,
        "odometer_km": row.odometer_km,
        "items": [
            {
                "label": one.label,
                "result": _result(one.passed),
                "note": one.note,
                "photos": [pictures[photo.key] for photo in one.photos if photo.key in pictures],
            }
            for one in row.items
        ],
    }


def _result(passed: bool) -> str:
    return _("合格") if passed else _("不合格")
