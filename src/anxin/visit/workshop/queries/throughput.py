"""How long cars stay, what they wait for and how many get through (M07.09, M07.17), over the cars that left."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from anxin.parties.org.queries import calendar_of, get_store_places, store_info, system_actor
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.repair_orders.queries import OrderCounts, count_orders, list_stays
from anxin.visit.workshop import permissions, tiling
from anxin.visit.workshop.queries.board import WORK_BAYS
from anxin.visit.workshop.queries.periods import days_before
from anxin.visit.workshop.queries.stays import LABELS, CarLedger, ledgers_of
from anxin.visit.workshop.reasons import WaitReason


@dataclass(frozen=True, slots=True)
class StayRow:
    """A car that left, in minutes: its stay, of that at work, waiting and for parts; and how long until work began."""

    number: str
    plate: str
    arrived_at: datetime
    left_at: datetime
    minutes: int
    worked_minutes: int
    waited_minutes: int
    parts_minutes: int
    start_minutes: int | None
    longest: str
    vin: str = ""


@dataclass(frozen=True, slots=True)
class StageSum:
    """What cars that left were in: sum of minutes, cars that were in it at all, and the mean over all cars."""

    label: str
    minutes: int
    cars: int
    mean: Decimal

    @property
    def hours(self) -> Decimal:
        """The sum in hours."""
        return Decimal(self.minutes) / 60


@dataclass(frozen=True, slots=True)
class Throughput:
    """Figures of the cars that left a store over some days, the same of the days before, and what the store has room for.

    Means are in minutes, and None where there is nothing to divide by.
    """

    first: date
    last: date
    counts: OrderCounts
    rows: tuple[StayRow, ...]
    stages: tuple[StageSum, ...]
    mean_before: Decimal | None
    open_days: int
    bays: int
    parking_places: int

    @property
    def mean(self) -> Decimal | None:
        """Repair cycle time, from arrival to delivery (K-E11, K-D04)."""
        return _mean([row.minutes for row in self.rows])

    @property
    def middle(self) -> Decimal | None:
        """Half of the cars stayed no longer."""
        return Decimal(median(row.minutes for row in self.rows)) if self.rows else None

    @property
    def change(self) -> Decimal | None:
        """Cycle time against the days before (K-D04): −0.2 is a fifth shorter."""
        now, before = self.mean, self.mean_before
        return now / before - 1 if now is not None and before else None

    @property
    def mean_start(self) -> Decimal | None:
        """Waiting time until work began (K-E21)."""
        return _mean([row.start_minutes for row in self.rows if row.start_minutes is not None])

    @property
    def parts_hours(self) -> Decimal:
        """Hours in which cars stood for parts while the store was open (K-D37)."""
        return Decimal(sum(row.parts_minutes for row in self.rows)) / 60

    @property
    def closure(self) -> Decimal | None:
        """Delivered ÷ opened in these days (K-D05)."""
        return Decimal(self.counts.delivered) / self.counts.opened if self.counts.opened else None

    @property
    def completion(self) -> Decimal | None:
        """Of the orders opened in these days, the share whose work is done (K-D38)."""
        return Decimal(self.counts.opened_finished) / self.counts.opened if self.counts.opened else None

    @property
    def bay_turnover(self) -> Decimal | None:
        """Entries ÷ (bays × days on which the store was open) (K-Z11)."""
        room = self.bays * self.open_days
        return Decimal(self.counts.opened) / room if room else None

    @property
    def parking_ratio(self) -> Decimal | None:
        """Parking places ÷ bays (K-Z12)."""
        return Decimal(self.parking_places) / self.bays if self.bays else None


@query(permissions.FIGURES)
def get_throughput(actor: Actor, store_id: int, first: date, last: date, at: datetime) -> Throughput:
    """Stays of the cars that left a store from a day to a day, and what follows from them.

    :raises Denied: not in this store
    """
    actor.require(permissions.FIGURES, store_id)
    ledgers = ledgers_of(actor, store_id, list_stays(actor, store_id, delivered=(first, last)), at)
    before = list_stays(actor, store_id, delivered=days_before(first, last))
    # Whoever may see the figures may know how many places there are.
    places = get_store_places(system_actor("workshop"), store_id)
    calendar = calendar_of(store_id)
    days = [first + timedelta(days=step) for step in range((min(last, store_info(store_id).clock.day(at)) - first).days + 1)]
    return Throughput(
        first,
        last,
        count_orders(actor, store_id, first, last),
        tuple(_row(one) for one in ledgers),
        tuple(_stages(ledgers)),
        _mean([_minutes(one.arrived_at, one.left_at) for one in before if one.left_at]),
        sum(bool(calendar.hours_on(day)) for day in days),
        sum(bay.is_active and bay.kind in WORK_BAYS for bay in places.bays),
        sum(place.is_active for place in places.parking_places),
    )


def _row(one: CarLedger) -> StayRow:
    stay = one.stay
    start = next((tile.since for tile in one.tiles if tile.name == tiling.WORKING), None)
    waits = [(label, minutes) for label, minutes in one.sums if label not in _not_waits()]
    return StayRow(
        stay.number,
        stay.plate,
        stay.arrived_at,
        one.ends_at,
        one.minutes,
        one.worked_minutes,
        one.waited_minutes,
        one.minutes_of(WaitReason.PARTS),
        _minutes(stay.arrived_at, start) if start else None,
        waits[0][0] if waits else "",
        vin=stay.vin,
    )


def _not_waits() -> frozenset[str]:
    return frozenset(str(LABELS[name]) for name in (tiling.WORKING, tiling.REWORKING, tiling.CLOSED))


def _stages(ledgers: list[CarLedger]) -> list[StageSum]:
    minutes: dict[str, int] = {}
    cars: dict[str, int] = {}
    for one in ledgers:
        for label, spent in one.sums:
            minutes[label] = minutes.get(label, 0) + spent
            cars[label] = cars.get(label, 0) + 1
    found = [StageSum(label, spent, cars[label], Decimal(spent) / len(ledgers)) for label, spent in minutes.items()]
    return sorted(found, key=lambda one: -one.minutes)


def _mean(values: list[int]) -> Decimal | None:
    return Decimal(sum(values)) / len(values) if values else None


def _minutes(since: datetime, until: datetime) -> int:
    return max(until - since, timedelta(0)) // timedelta(minutes=1)
