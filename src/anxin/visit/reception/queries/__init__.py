"""Public reads of reception."""

from anxin.visit.reception.queries.deliveries import (
    DeliveryDraft,
    DeliveryNoteView,
    NextServiceRow,
    draft_delivery_note,
    find_delivery_note,
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

__all__ = [
    "DeliveryDraft",
    "DeliveryNoteView",
    "NextServiceRow",
    "ReceptionRow",
    "ReceptionView",
    "SheetView",
    "draft_delivery_note",
    "find_delivery_note",
    "find_reception_of_order",
    "get_reception",
    "get_sheet_signature",
    "list_receptions",
]
