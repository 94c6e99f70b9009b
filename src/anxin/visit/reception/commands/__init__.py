"""Public writes of reception, in the order of a visit."""

from anxin.visit.appointments.commands import CarUnknown, CarWish
from anxin.visit.reception.commands.arriving import (
    AlreadyHere,
    KeptReception,
    receive_vehicle,
    record_interview,
    release_vehicle,
)
from anxin.visit.reception.commands.delivering import (
    CustomerShareOpen,
    DeliveredVehicle,
    NextService,
    NoteWish,
    Precaution,
    ReturnedPart,
    deliver_vehicle,
)
from anxin.visit.reception.commands.erasure import erase_reception_words
from anxin.visit.reception.commands.ordering import (
    NothingWished,
    OpenedFromReception,
    OrderNotOpened,
    SheetNotSigned,
    SignedOrder,
    open_order_from_reception,
    sign_order,
)
from anxin.visit.reception.commands.walk_around import (
    KeptSheet,
    PhotosMissing,
    add_photo,
    decline_walk_around,
    record_walk_around,
    sign_inspection_sheet,
)
from anxin.visit.reception.rules import DamageMark, WalkAround

__all__ = [
    "AlreadyHere",
    "CarUnknown",
    "CarWish",
    "CustomerShareOpen",
    "DamageMark",
    "DeliveredVehicle",
    "KeptReception",
    "KeptSheet",
    "NextService",
    "NoteWish",
    "NothingWished",
    "OpenedFromReception",
    "OrderNotOpened",
    "PhotosMissing",
    "Precaution",
    "ReturnedPart",
    "SheetNotSigned",
    "SignedOrder",
    "WalkAround",
    "add_photo",
    "decline_walk_around",
    "deliver_vehicle",
    "erase_reception_words",
    "open_order_from_reception",
    "receive_vehicle",
    "record_interview",
    "record_walk_around",
    "release_vehicle",
    "sign_inspection_sheet",
    "sign_order",
]
