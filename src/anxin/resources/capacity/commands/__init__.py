"""Public writes of capacity."""

from anxin.resources.capacity.commands.book import (
    CarriedWork,
    HandedOver,
    HeldTime,
    NoRoom,
    ReleasedHolds,
    carry_over_work,
    hand_over_holds,
    hold_time,
    release_holds,
)
from anxin.resources.capacity.commands.here import booked_minutes, drop_work, hold_more_work, hold_work
from anxin.resources.capacity.commands.inside import Stretch, correct_use, give_back, take_book_turn, use_up
from anxin.resources.capacity.commands.reservations import (
    Released,
    Reserved,
    ResourceTaken,
    ResourceUnknown,
    move_reservation,
    release,
    reserve,
    take_resource_turns,
)
from anxin.resources.capacity.queries.here import WorkHeld
from anxin.resources.capacity.rules import Offer

__all__ = [
    "CarriedWork",
    "HandedOver",
    "HeldTime",
    "NoRoom",
    "Offer",
    "Released",
    "ReleasedHolds",
    "Reserved",
    "ResourceTaken",
    "ResourceUnknown",
    "Stretch",
    "WorkHeld",
    "booked_minutes",
    "carry_over_work",
    "correct_use",
    "drop_work",
    "give_back",
    "hand_over_holds",
    "hold_more_work",
    "hold_time",
    "hold_work",
    "move_reservation",
    "release",
    "release_holds",
    "reserve",
    "take_book_turn",
    "take_resource_turns",
    "use_up",
]
