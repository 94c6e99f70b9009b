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
from anxin.visit.reception.queries.deliveries import (
    DeliveryDraft,
    DeliveryNoteView,
    NextServiceRow,
    draft_delivery_note,
    find_delivery_note,
)
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
from anxin.visit.reception.queries.receptions import (
    ReceptionRow,
    ReceptionView,
    SheetView,
    find_reception_of_order,
    get_reception,
    get_sheet_signature,
    list_receptions,
)
from anxin.visit.reception.queries.unsigned import unsigned_walk_around
from anxin.visit.reception.queries.visitors import (
    VisitorFilter,
    VisitorRow,
    list_visitors_here,
    page_visitors,
)

__all__ = [
    "FLAG_KINDS",
    "AdvisorInTurn",
    "AdvisorOnDuty",
    "DeliveryDraft",
    "DeliveryNoteView",
    "Duty",
    "FlagRow",
    "GiftRow",
    "GiftState",
    "HalfHour",
    "InteractiveShare",
    "NextServiceRow",
    "ReceptionRow",
    "ReceptionView",
    "SheetView",
    "VisitorFilter",
    "VisitorRow",
    "WarrantyProposal",
    "draft_delivery_note",
    "figures_of_entries",
    "find_delivery_note",
    "find_locker",
    "find_reception_of_order",
    "get_duty",
    "get_reception",
    "get_sheet_signature",
    "gifts_of_reception",
    "interactive_share",
    "list_flags",
    "list_free_lockers",
    "list_gifts",
    "list_receptions",
    "list_turns",
    "list_visitors_here",
    "needs_of_received",
    "next_advisor",
    "page_visitors",
    "propose_warranty",
    "readiness_items",
    "unsigned_walk_around",
]
