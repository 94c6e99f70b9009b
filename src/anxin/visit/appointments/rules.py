"""Pure decisions of appointments: slots, room in them, punctuality."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SLOT = timedelta(minutes=30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Taken:
    """A booking that takes room: its time and, when one was wished for, its advisor."""

    wanted_at: datetime
    advisor_id: int | None


@dataclass(frozen=True, slots=True)
class Room:
    """How many cars may be booked into one slot, altogether and for one advisor."""

    cars: int
    cars_per_advisor: int


def slot_of(at: datetime) -> datetime:
    """Begin of the half hour in which an instant lies."""
    return at - (at - _EPOCH) % SLOT


def slot_number(at: datetime) -> int:
    """The half hour as a number, for a lock; fits 32 bits for 60,000 years."""
    return int((at - _EPOCH) // SLOT)


def has_room(taken: Iterable[Taken], wanted_at: datetime, advisor_id: int | None, room: Room) -> bool:
    """Whether one more car fits into the slot, and one more for that advisor."""
    same = [each for each in taken if slot_of(each.wanted_at) == slot_of(wanted_at)]
    of_advisor = sum(1 for each in same if advisor_id is not None and each.advisor_id == advisor_id)
    return len(same) < room.cars and of_advisor < room.cars_per_advisor


def first_free(taken: Iterable[Taken], slots: Iterable[datetime], advisor_id: int | None, room: Room) -> datetime | None:
    """The first of the given slots that has room."""
    known = list(taken)
    return next((slot for slot in slots if has_room(known, slot, advisor_id, room)), None)


def punctuality(wanted_at: datetime, arrived_at: datetime, minutes: int) -> str:
    """``punctual`` within the minutes before the agreed time up to that very minute (R-AP05), else early or late."""
    if arrived_at >= wanted_at + timedelta(minutes=1):
        return "late"
    return "punctual" if arrived_at >= wanted_at - timedelta(minutes=minutes) else "early"


def per_slot(taken: Iterable[Taken]) -> Mapping[datetime, int]:
    """Number of bookings of every slot that has one."""
    counts: dict[datetime, int] = {}
    for each in taken:
        counts[slot_of(each.wanted_at)] = counts.get(slot_of(each.wanted_at), 0) + 1
    return counts
