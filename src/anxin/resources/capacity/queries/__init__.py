"""Public reads of capacity."""

from anxin.resources.capacity.queries.book import (
    Finish,
    HoldRow,
    LoadRow,
    OvercommittedRow,
    earliest_finish,
    first_offers,
    list_holders,
    list_holds,
    list_loads,
    list_overcommitted,
    list_unfinished_work,
)
from anxin.resources.capacity.queries.reservations import (
    BayRow,
    ReservationRow,
    TakenTime,
    find_last_reservation,
    free_bays,
    list_bays,
    list_reservations,
    list_reservations_of,
    list_taken_time,
)
from anxin.resources.capacity.rules import Needs, Offer, Work, slot_of

__all__ = [
    "BayRow",
    "Finish",
    "HoldRow",
    "LoadRow",
    "Needs",
    "Offer",
    "OvercommittedRow",
    "ReservationRow",
    "TakenTime",
    "Work",
    "earliest_finish",
    "find_last_reservation",
    "first_offers",
    "free_bays",
    "list_bays",
    "list_holders",
    "list_holds",
    "list_loads",
    "list_overcommitted",
    "list_reservations",
    "list_reservations_of",
    "list_taken_time",
    "list_unfinished_work",
    "slot_of",
]
