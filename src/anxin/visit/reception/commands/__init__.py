"""Public writes of reception, in the order of a visit."""

from anxin.visit.appointments.commands import CarUnknown, CarWish
from anxin.visit.reception.commands.accident import answer_insurance_repair
from anxin.visit.reception.commands.arriving import (
    AlreadyHere,
    KeptReception,
    receive_vehicle,
    release_vehicle,
)
from anxin.visit.reception.commands.belongings import LockerNotReturned, LockerTaken
from anxin.visit.reception.commands.delivering import CustomerShareOpen, DeliveredVehicle, deliver_vehicle
from anxin.visit.reception.commands.duty import (
    KeptPair,
    KeptReadiness,
    NotCovered,
    pair_advisors,
    record_readiness,
    take_over_reception,
)
from anxin.visit.reception.commands.erasure import erase_reception_words
from anxin.visit.reception.commands.flags import KeptFlag, end_flag, flag_visit
from anxin.visit.reception.commands.gifts import KeptGift, give_gift
from anxin.visit.reception.commands.interview import WarrantyContradicted, record_interview
from anxin.visit.reception.commands.note_wish import (
    NextService,
    NoteWish,
    OldPartsNotAsChosen,
    Precaution,
    ReturnedPart,
)
from anxin.visit.reception.commands.ordering import (
    NothingWished,
    OpenedFromReception,
    OrderNotOpened,
    SheetNotSigned,
    SignedOrder,
    open_order_from_reception,
    sign_order,
)
from anxin.visit.reception.commands.precautions import KeptPrecaution, word_precaution
from anxin.visit.reception.commands.rating import (
    KeptRating,
    NotCoached,
    RatedBefore,
    RatingWish,
    mark_coached,
    rate_service,
    unmark_coached,
)
from anxin.visit.reception.commands.rating_links import (
    EndedRating,
    SharedRating,
    rate_by_link,
    revoke_rating,
    share_rating,
)
from anxin.visit.reception.commands.samples import (
    KeptSample,
    NothingToDraw,
    check_delivery,
    draw_missing_samples,
    draw_sample,
)
from anxin.visit.reception.commands.sending_off import KeptSendOff, SentMessages, see_off, send_off_messages
from anxin.visit.reception.commands.sightings import KeptSighting, report_plate
from anxin.visit.reception.commands.visitors import (
    KeptVisitor,
    choose_waiting,
    end_visit,
    forget_visitors,
    greet_visitor,
    register_visitor,
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
    "EndedRating",
    "KeptFlag",
    "KeptGift",
    "KeptPair",
    "KeptPrecaution",
    "KeptRating",
    "KeptReadiness",
    "KeptReception",
    "KeptSample",
    "KeptSendOff",
    "KeptSheet",
    "KeptSighting",
    "KeptVisitor",
    "LockerNotReturned",
    "LockerTaken",
    "NextService",
    "NotCoached",
    "NotCovered",
    "NoteWish",
    "NothingToDraw",
    "NothingWished",
    "OldPartsNotAsChosen",
    "OpenedFromReception",
    "OrderNotOpened",
    "PhotosMissing",
    "Precaution",
    "RatedBefore",
    "RatingWish",
    "ReturnedPart",
    "SentMessages",
    "SharedRating",
    "SheetNotSigned",
    "SignedOrder",
    "WalkAround",
    "WarrantyContradicted",
    "add_photo",
    "answer_insurance_repair",
    "check_delivery",
    "choose_waiting",
    "decline_walk_around",
    "deliver_vehicle",
    "draw_missing_samples",
    "draw_sample",
    "end_flag",
    "end_visit",
    "erase_reception_words",
    "flag_visit",
    "forget_visitors",
    "give_gift",
    "greet_visitor",
    "mark_coached",
    "open_order_from_reception",
    "pair_advisors",
    "rate_by_link",
    "rate_service",
    "receive_vehicle",
    "record_interview",
    "record_readiness",
    "record_walk_around",
    "register_visitor",
    "release_vehicle",
    "report_plate",
    "revoke_rating",
    "see_off",
    "send_off_messages",
    "share_rating",
    "sign_inspection_sheet",
    "sign_order",
    "take_over_reception",
    "unmark_coached",
    "word_precaution",
]
