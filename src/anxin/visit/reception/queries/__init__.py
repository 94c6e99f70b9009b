"""Public reads of reception."""

from anxin.visit.reception.queries.booking_figures import figures_of_entries
from anxin.visit.reception.queries.care import (
    FLAG_KINDS,
    FlagRow,
    WarrantyProposal,
    find_locker,
    list_flags,
    list_free_lockers,
    propose_warranty,
)
from anxin.visit.reception.queries.coming import NextServiceRow, totals
from anxin.visit.reception.queries.deliveries import DeliveryDraft, DeliveryNoteView, draft_delivery_note, find_delivery_note
from anxin.visit.reception.queries.duty import (
    AdvisorInTurn,
    AdvisorOnDuty,
    Duty,
    HalfHour,
    get_duty,
    list_turns,
    next_advisor,
    readiness_items,
)
from anxin.visit.reception.queries.gifts import GiftRow, GiftState, gifts_of_reception, list_gifts
from anxin.visit.reception.queries.interactive import InteractiveShare, interactive_share
from anxin.visit.reception.queries.laid_ready import needs_of_received
from anxin.visit.reception.queries.note_lines import ExplainedLine, ReturnedPartRow, part_periods, service_periods
from anxin.visit.reception.queries.precautions import PrecautionRow, list_precautions
from anxin.visit.reception.queries.rating_links import (
    RatingLinkEnded,
    RatingLinkView,
    RatingPage,
    find_rating_link,
    get_rating_page,
)
from anxin.visit.reception.queries.ratings import (
    RatedOrder,
    RatingFigures,
    RatingView,
    find_rating,
    find_rating_asked,
    is_rated,
    list_ratings,
    rating_figures,
)
from anxin.visit.reception.queries.receptions import (
    ReceptionRow,
    ReceptionView,
    SheetView,
    find_reception_of_order,
    get_reception,
    get_sheet_signature,
    list_receptions,
)
from anxin.visit.reception.queries.samples import SampleRow, get_sample, list_samples
from anxin.visit.reception.queries.send_offs import SendOffFigures, SendOffView, find_send_off, send_off_figures
from anxin.visit.reception.queries.steps import VisitSteps, list_visit_steps
from anxin.visit.reception.queries.unsigned import unsigned_walk_around
from anxin.visit.reception.queries.visitors import VisitorFilter, VisitorRow, list_visitors_here, page_visitors

__all__ = [
    "FLAG_KINDS",
    "AdvisorInTurn",
    "AdvisorOnDuty",
    "DeliveryDraft",
    "DeliveryNoteView",
    "Duty",
    "ExplainedLine",
    "FlagRow",
    "GiftRow",
    "GiftState",
    "HalfHour",
    "InteractiveShare",
    "NextServiceRow",
    "PrecautionRow",
    "RatedOrder",
    "RatingFigures",
    "RatingLinkEnded",
    "RatingLinkView",
    "RatingPage",
    "RatingView",
    "ReceptionRow",
    "ReceptionView",
    "ReturnedPartRow",
    "SampleRow",
    "SendOffFigures",
    "SendOffView",
    "SheetView",
    "VisitSteps",
    "VisitorFilter",
    "VisitorRow",
    "WarrantyProposal",
    "draft_delivery_note",
    "figures_of_entries",
    "find_delivery_note",
    "find_locker",
    "find_rating",
    "find_rating_asked",
    "find_rating_link",
    "find_reception_of_order",
    "find_send_off",
    "get_duty",
    "get_rating_page",
    "get_reception",
    "get_sample",
    "get_sheet_signature",
    "gifts_of_reception",
    "interactive_share",
    "is_rated",
    "list_flags",
    "list_free_lockers",
    "list_gifts",
    "list_precautions",
    "list_ratings",
    "list_receptions",
    "list_samples",
    "list_turns",
    "list_visit_steps",
    "list_visitors_here",
    "needs_of_received",
    "next_advisor",
    "page_visitors",
    "part_periods",
    "propose_warranty",
    "rating_figures",
    "readiness_items",
    "send_off_figures",
    "service_periods",
    "totals",
    "unsigned_walk_around",
]
