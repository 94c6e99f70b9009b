"""Labels for the old parts of an order: which car and line they come from, and what becomes of them (M14.02)."""

from typing import TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.permissions import ISSUE
from anxin.parties.org.queries import store_info, system_actor
from anxin.platform import clock
from anxin.platform.documents.inputs import DocumentHead
from anxin.platform.documents.qr import qr_svg
from anxin.platform.errors import Conflict
from anxin.platform.ui.formats import PAYER_LABELS, format_quantity, plate_or_vin
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.parts_desk import queries
from anxin.visit.repair_orders.queries import list_choices


class NoOldParts(Conflict):
    """Nothing of the order went out yet, so nothing was taken out of the car."""

    code = "no_old_parts"
    default_rule = "M14.02"
    default_message = _("这张工单还没有发过料，没有旧件签可打；请先发料。")


class OldPart(TypedDict):
    """One label."""

    name: str
    code: str
    quantity: str
    payer: str
    fate: str


class OldPartLabels(TypedDict):
    """parts_desk/old_part_labels."""

    document: DocumentHead
    store_name: str
    plate: str
    model: str
    day: str
    qr: str
    parts: list[OldPart]


@page(ISSUE)
def print_old_part_labels(request: PageRequest, number: str) -> HttpResponse:
    """One label for each line of which something went out."""
    now = clock.now()
    found = queries.get_request(request.actor, number, now)
    order, store = found.order, store_info(found.order.store_id)
    choices = list_choices(system_actor("parts_desk"), [number]).get(number)
    agreed = choices.choices[1] if choices else ""
    parts: list[OldPart] = [
        {
            "name": line.part.line.name,
            "code": line.part.line.code,
            "quantity": f"{format_quantity(line.part.line.issued)} {line.part.line.unit}",
            "payer": str(PAYER_LABELS.get(line.part.line.payer, "")),
            "fate": gettext("回收送索赔") if line.part.line.payer == "warranty" else agreed,
        }
        for line in found.lines
        if line.part.line.issued
    ]
    if not parts:
        raise NoOldParts
    labels: OldPartLabels = {
        "store_name": store.name,
        "plate": plate_or_vin(order.plate, order.vin),
        "model": order.model_name,
        "document": {
            "title": gettext("旧件签"),
            "number": order.number,
            "issued_at": store.clock.local(now).isoformat(),
        },
        "day": store.clock.day(now).isoformat(),
        "qr": qr_svg(order.number),
        "parts": parts,
    }
    return pdf_file("parts_desk/old_part_labels", labels, f"old-parts-{order.number}")
