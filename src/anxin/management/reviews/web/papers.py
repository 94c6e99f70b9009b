"""The printed review of repair orders, to hang up or to file (R-KP20)."""

from typing import TypedDict, cast

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anxin.management.reviews import permissions, queries
from anxin.management.reviews.queries import MeasureRow, ReviewedOrderRow, ReviewView
from anxin.parties.org.queries import StoreInfo, store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.documents.contributions import contributions_to
from anxin.platform.documents.inputs import DocumentHead, Signature, StoreHead
from anxin.platform.ui.formats import format_duration, plate_or_vin
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page


class OrderReviewDocument(TypedDict):
    """reviews/order_review: rows of texts; ``figures`` and ``figure_days`` come from a higher module."""

    document: DocumentHead
    store: StoreHead
    facts: list[tuple[str, str]]
    figure_days: list[str]
    figures: list[list[str]]
    earlier: list[list[str]]
    orders: list[list[str]]
    causes: str
    measures: list[list[str]]
    conclusion: str
    signatures: list[Signature]


@require_safe
@page(permissions.SEE_REVIEWS)
def print_review(request: PageRequest, review_id: int) -> HttpResponse:
    """One review as PDF."""
    found = queries.get_review(request.actor, review_id, clock.now())
    paper = paper_of(request.actor, found, store_info(found.row.store_id))
    return pdf_file("reviews/order_review", paper, f"review-{review_id}")


def paper_of(actor: Actor, found: ReviewView, store: StoreInfo) -> OrderReviewDocument:
    """What the paper shows; times in the store's zone."""
    row, local = found.row, store.clock.local
    closed = f"{row.closed_by} {local(row.closed_at):%Y-%m-%d %H:%M}" if row.closed_at else ""
    made: OrderReviewDocument = {
        "document": {"title": _("工单复盘"), "number": row.days, "issued_at": local(clock.now()).isoformat()},
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "facts": [
            (_("复盘的日子"), row.days),
            (_("开会日期"), f"{row.held_on:%Y-%m-%d}"),
            (_("参加的人"), row.people),
            (_("状态"), " ".join(filter(None, [row.state_label, closed]))),
        ],
        "figure_days": [],
        "figures": [],
        "earlier": [[one.words, one.responsible, f"{one.due_on:%Y-%m-%d}", one.done] for one in found.earlier],
        "orders": [_order(one) for one in found.orders],
        "causes": " / ".join(f"{one.label} {one.orders}" for one in found.causes),
        "measures": [_measure(one) for one in found.measures],
        "conclusion": row.conclusion,
        "signatures": [{"label": _("主持人")}, {"label": _("参加的人")}],
    }
    return cast(OrderReviewDocument, {**made, **contributions_to("order_review", actor, row)})


def _order(one: ReviewedOrderRow) -> list[str]:
    here = _("在厂 %(n)s") % {"n": format_duration(one.minutes_here)} if one.minutes_here is not None else ""
    late = _("晚 %(n)s") % {"n": format_duration(one.minutes_late)} if one.minutes_late else ""
    causes = " / ".join(one.cause_labels)
    return [
        one.number,
        plate_or_vin(one.plate, one.vin),
        " / ".join(filter(None, [*one.why_labels, here, late])),
        " · ".join(filter(None, [causes, one.words])),
    ]


def _measure(one: MeasureRow) -> list[str]:
    return [one.words, one.number, one.responsible, f"{one.due_on:%Y-%m-%d}", one.done]
