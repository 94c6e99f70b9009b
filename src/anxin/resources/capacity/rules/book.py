"""The book of half hours: where work fits, when it ends, and which times can be promised.

A pool is what is shared by whoever comes in a half hour: minutes of a trade's technicians, minutes of its bays, cars
at the reception, cars of one advisor. A pool that the sheet does not know is one that the store does not count, and
binds nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

SLOT_MINUTES = 30
HALF_HOUR = timedelta(minutes=SLOT_MINUTES)
RECEPTION = "reception"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def work_pool(trade: str) -> str:
    """Minutes of the technicians of a trade."""
    return f"work.{trade}"


def bay_pool(trade: str) -> str:
    """Minutes of the bays in which a trade works."""
    return f"bay.{trade}"


def trade_of_pool(pool: str) -> str:
    """The trade whose technicians or bays a pool is."""
    return pool.partition(".")[2]


def advisor_pool(employee_id: int) -> str:
    """Cars of one advisor."""
    return f"advisor.{employee_id}"


def slot_of(at: datetime) -> datetime:
    """Begin of the half hour in which an instant lies."""
    return at - (at - _EPOCH) % HALF_HOUR


@dataclass(frozen=True, slots=True)
class Work:
    """Minutes of one technician of a trade; the same minutes are spent in a bay of that trade."""

    trade: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Needs:
    """What a car needs: work, one trade after the other; a place at the reception; its advisor.

    ``not_before`` is the instant from which the work can be done, when it waits for parts.
    """

    work: tuple[Work, ...] = ()
    takes_reception: bool = False
    advisor_id: int | None = None
    not_before: datetime | None = None

    @property
    def least_slots(self) -> int:
        """Half hours that the work takes when nobody else is there."""
        return sum(-(-one.minutes // SLOT_MINUTES) for one in self.work)


@dataclass(frozen=True, slots=True)
class Room:
    """A pool in a half hour: units that may be booked, units held, and units kept for cars that come unbooked."""

    size: int
    held: int = 0
    reserve: int = 0

    @property
    def free(self) -> int:
        """Units left to book; none when more is held than there is."""
        return max(self.size - self.held, 0)

    @property
    def free_here(self) -> int:
        """Units left for a car that is here: nothing has to be kept for others any more."""
        return max(self.size + self.reserve - self.held, 0)

    @property
    def load_percent(self) -> int:
        """Share that is held; a pool without any unit is full."""
        return 100 if self.size == 0 else 100 * self.held // self.size


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A half hour in which the store is open, on the local day in which it lies."""

    starts_at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Take:
    """Units of a pool in a half hour."""

    starts_at: datetime
    pool: str
    units: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a car takes, ordered by half hour and pool, and when it is done."""

    takes: tuple[Take, ...]
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """A time that can be kept, when the work would end, and how full that half hour is."""

    starts_at: datetime
    ends_at: datetime
    load_percent: int
    is_off_peak: bool


@dataclass(frozen=True, slots=True)
class Demand:
    """What makes a time worth offering: work may rest for ``patience_minutes`` because of others; a half hour with
    less load than ``off_peak_percent`` is off-peak."""

    patience_minutes: int
    off_peak_percent: int


@dataclass(frozen=True)
class Sheet:
    """The open half hours of a store in order, with the rooms of every pool that it counts."""

    slots: tuple[OpenSlot, ...]
    pools: frozenset[str]
    rooms: Mapping[tuple[datetime, str], Room]

    @cached_property
    def places(self) -> Mapping[datetime, int]:
        """Place of every half hour in ``slots``."""
        return {slot.starts_at: place for place, slot in enumerate(self.slots)}

    @cached_property
    def slots_a_day(self) -> Mapping[date, int]:
        """Half hours of every day."""
        counts: dict[date, int] = {}
        for slot in self.slots:
            counts[slot.day] = counts.get(slot.day, 0) + 1
        return counts

    def counts(self, trade: str) -> bool:
        """Whether technicians or bays of a trade are on file."""
        return not self.pools.isdisjoint((work_pool(trade), bay_pool(trade)))

    def without(self, takes: Iterable[Take]) -> "Sheet":
        """The same half hours as if these takes were not held."""
        rooms = dict(self.rooms)
        for take in takes:
            place = (take.starts_at, take.pool)
            if place in rooms:
                rooms[place] = replace(rooms[place], held=rooms[place].held - take.units)
        return Sheet(self.slots, self.pools, rooms)

    def room(self, starts_at: datetime, pool: str) -> Room:
        """The room of a counted pool; where the sheet says nothing there is none."""
        return self.rooms.get((starts_at, pool), Room(0))

    def load_percent(self, starts_at: datetime, pools: frozenset[str]) -> int:
        """How full a half hour is: the fullest of these pools."""
        return max((self.room(starts_at, pool).load_percent for pool in pools & self.pools), default=0)

    def from_place(self, at: datetime) -> int:
        """Place of the first half hour that has not ended at an instant."""
        begin = slot_of(at)
        if begin in self.places:
            return self.places[begin]
        return next((place for place, slot in enumerate(self.slots) if slot.starts_at >= begin), len(self.slots))


def plan_work(
    sheet: Sheet, needs: Needs, starts_at: datetime, *, is_forced: bool = False, is_here: bool = False
) -> Plan | None:
    """Spread work over the open half hours from an instant on: at most a half hour of each, as much as is free.

    A car that is here may take what is kept for such cars. Forced work asks only that somebody is there, not that he is
    free. None: it does not end within the sheet.
    """
    start = slot_of(starts_at)
    place = sheet.from_place(max(start, slot_of(needs.not_before)) if needs.not_before else start)
    takes = list(_desk_takes(sheet, needs, start))
    ends_at = start
    for one in needs.work:
        pools = [pool for pool in (bay_pool(one.trade), work_pool(one.trade)) if pool in sheet.pools]
        left = one.minutes
        while left > 0:
            if place >= len(sheet.slots):
                return None
            at = sheet.slots[place].starts_at
            units = min([left, SLOT_MINUTES, *(_usable(sheet.room(at, pool), is_forced, is_here) for pool in pools)])
            takes += [Take(at, pool, units) for pool in pools if units]
            left -= units
            place += 1
            ends_at = at + HALF_HOUR
    return Plan(tuple(sorted(takes, key=lambda take: (take.starts_at, take.pool))), ends_at)


def keepable_plan(sheet: Sheet, needs: Needs, starts_at: datetime, patience_minutes: int) -> Plan | None:
    """The plan of a car that comes at an instant, if that can be promised; else None.

    The desk has room, the work begins when the car comes, work of up to half a day ends on that day, and it takes no
    longer than alone in the shop by more than the patience, or by half of itself when that is more.
    """
    start = slot_of(starts_at)
    if not _can_begin(sheet, needs, start):
        return None
    plan = plan_work(sheet, needs, starts_at)
    least = needs.least_slots
    if plan is None or not least:
        return plan
    day = sheet.slots[sheet.places[start]].day
    last = sheet.places[plan.ends_at - HALF_HOUR]
    if 2 * least <= sheet.slots_a_day[day] and sheet.slots[last].day != day:
        return None
    used = last + 1 - sheet.places[start]
    return plan if used <= least + max(patience_minutes // SLOT_MINUTES, least // 2) else None


def first_offers(sheet: Sheet, needs: Needs, not_before: datetime, demand: Demand, count: int = 3) -> list[Offer]:
    """Times that can be kept: the first, the first off-peak one, then the next ones; in order of time."""
    chosen: list[Offer] = []
    waiting: list[Offer] = []
    has_off_peak = False
    for offer in _keepable(sheet, needs, not_before, demand):
        if not chosen or (offer.is_off_peak and not has_off_peak):
            chosen.append(offer)
            has_off_peak = has_off_peak or offer.is_off_peak
        else:
            waiting.append(offer)
        if has_off_peak and len(chosen) + len(waiting) >= count:
            break
    return sorted([*chosen, *waiting[: count - len(chosen)]][:count], key=lambda offer: offer.starts_at)


def _keepable(sheet: Sheet, needs: Needs, not_before: datetime, demand: Demand) -> Iterator[Offer]:
    earliest = max(not_before, needs.not_before) if needs.not_before else not_before
    pools = frozenset(
        {RECEPTION, *(work_pool(one.trade) for one in needs.work), *(bay_pool(one.trade) for one in needs.work)}
    )
    for slot in sheet.slots:
        if slot.starts_at < earliest:
            continue
        plan = keepable_plan(sheet, needs, slot.starts_at, demand.patience_minutes)
        if plan is not None:
            load = sheet.load_percent(slot.starts_at, pools)
            yield Offer(slot.starts_at, plan.ends_at, load, load < demand.off_peak_percent)


def _desk_takes(sheet: Sheet, needs: Needs, start: datetime) -> Iterator[Take]:
    if needs.takes_reception and RECEPTION in sheet.pools:
        yield Take(start, RECEPTION, 1)
    if needs.advisor_id is not None and advisor_pool(needs.advisor_id) in sheet.pools:
        yield Take(start, advisor_pool(needs.advisor_id), 1)


def _can_begin(sheet: Sheet, needs: Needs, start: datetime) -> bool:
    if start not in sheet.places or (needs.not_before and slot_of(needs.not_before) > start):
        return False
    if any(sheet.room(start, take.pool).free < take.units for take in _desk_takes(sheet, needs, start)):
        return False
    first = [pool for one in needs.work[:1] for pool in (work_pool(one.trade), bay_pool(one.trade))]
    return all(sheet.room(start, pool).free for pool in first if pool in sheet.pools)


def bay_load(sheet: Sheet, needs: Needs, since: datetime, until: datetime) -> int:
    """How full the bays of these needs are from an instant to another, in percent; 0 where no bay is counted."""
    pools = {bay_pool(one.trade) for one in needs.work} & sheet.pools
    rooms = [sheet.room(slot.starts_at, pool) for slot in sheet.slots if since <= slot.starts_at < until for pool in pools]
    size = sum(room.size for room in rooms)
    return 100 * sum(min(room.held, room.size) for room in rooms) // size if size else 0


def _usable(room: Room, is_forced: bool, is_here: bool) -> int:
    if is_forced:
        return room.size
    return room.free_here if is_here else room.free
