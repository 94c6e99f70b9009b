"""The printed requisition of an order, and its issue note once something went out (FORM-55)."""

from typing import TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from anxin.holdings.parts.permissions import ISSUE
from anxin.holdings.parts.queries import DocumentMove, list_moves_of
from anxin.parties.org.queries import StoreInfo, store_info
from anxin.platform import clock
from anxin.platform.documents.inputs import DocumentHead, Signature, StoreHead
from anxin.platform.errors import Conflict
from anxin.platform.references import DocumentRef
from anxin.platform.ui.formats import format_quantity, plate_or_vin
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.parts_desk import queries


class NothingAsked(Conflict):
    """The order asks for no part of the store's stock."""

    code = "nothing_asked"
    default_rule = "M14.02"
    default_message = _("这张工单没有客户签过字的配件，没有领料单可打；请先让客户确认。")


class PrintedPart(TypedDict):
    """A part line of the order: quantities in its unit."""

    code: str
    name: str
    unit: str
    bins: str
    requested: str
    available: str
    issued: str


class PrintedMove(TypedDict):
    """A movement: who handed it out, or took it back (a quantity below zero), and when."""

    at: str
    name: str
    quantity: str
    by: str


class IssueNote(TypedDict):
    """parts_desk/issue_note."""

    document: DocumentHead
    store: StoreHead
    plate: str
    model: str
    advisor: str
    promised: str
    place: str
    printed_at: str
    parts: list[PrintedPart]
    moves: list[PrintedMove]
    signatures: list[Signature]


@require_safe
@page(ISSUE)
def print_issue_note(request: PageRequest, number: str) -> HttpResponse:
    """What the order asks for, where it lies, how much of it is there and went out, by whom and when."""
    found = queries.get_request(request.actor, number, clock.now())
    if not found.lines:
        raise NothingAsked
    order = found.order
    moves = list_moves_of(request.actor, order.store_id, DocumentRef(queries.ORDER_KIND, order.id))
    return pdf_file("parts_desk/issue_note", issue_note(found, moves), f"issue-note-{order.number}")


def issue_note(found: queries.OpenRequest, moves: list[DocumentMove]) -> IssueNote:
    """What the paper shows, times on the store's wall."""
    order, store = found.order, store_info(found.order.store_id)
    now = store.clock.local(clock.now())
    title = gettext("出库单") if moves else gettext("领料单")
    names = {line.part.line.article_id: f"{line.part.line.code} {line.part.line.name}" for line in found.lines}
    return {
        "document": {"title": title, "number": order.number, "issued_at": now.isoformat()},
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "plate": plate_or_vin(order.plate, order.vin),
        "model": order.model_name,
        "advisor": order.advisor_name,
        "promised": f"{store.clock.local(order.promised_at):%Y-%m-%d %H:%M}" if order.promised_at else "",
        "place": found.pick.place if found.pick else "",
        "printed_at": f"{now:%Y-%m-%d %H:%M}",
        "parts": [_part(line) for line in found.lines],
        "moves": [_move(one, names, store) for one in moves],
        "signatures": [{"label": gettext("发料人")}, {"label": gettext("领料人")}],
    }


def _part(line: queries.RequestLine) -> PrintedPart:
    part = line.part.line
    return {
        "code": part.code,
        "name": part.name,
        "unit": part.unit,
        "bins": " / ".join(line.bins),
        "requested": format_quantity(part.signed),
        "available": format_quantity(line.free),
        "issued": format_quantity(part.issued),
    }


def _move(one: DocumentMove, names: dict[int, str], store: StoreInfo) -> PrintedMove:
    return {
        "at": f"{store.clock.local(one.at):%Y-%m-%d %H:%M}",
        "name": names.get(one.article_id, ""),
        "quantity": format_quantity(one.quantity),
        "by": one.by,
    }
