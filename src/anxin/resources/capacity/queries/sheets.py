"""The sheet of a store's book: sizes are computed from roster, absences, bays and calendar of now, so that nothing has
to be told to the book when one of them changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from anxin.parties.org.queries import calendar_of, list_bays, store_info
from anxin.parties.people.queries import TradeDuties, TradeDuty, list_trade_duties
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.parameters import value
from anxin.resources.capacity import parameters, permissions, rules
from anxin.resources.capacity.models import CapacitySlot

SHEET_DAYS = 15
TRADE_OF_BAY = {
    "general": "mechanical",
    "express": "mechanical",
    "express_body": "body",
    "body": "body",
    "paint": "paint",
}


@dataclass(frozen=True, slots=True)
class _Supply:
    """What a store has on the days of a sheet: people by trade, bays by trade, cars at the desk."""

    store_id: int
    duties: TradeDuties
    bays: Mapping[str, int]
    advisor_ids: tuple[int, ...]

    @property
    def pools(self) -> frozenset[str]:
        work = {rules.work_pool(trade) for trade in self.duties.trades}
        bays = {rules.bay_pool(trade) for trade in self.bays}
        return frozenset({rules.RECEPTION, *work, *bays, *map(rules.advisor_pool, self.advisor_ids)})


@dataclass(frozen=True, slots=True)
class _Day:
    """What holds for all half hours of a day."""

    day: date
    opening: rules.Hours
    duties: tuple[TradeDuty, ...]
    plannable_percent: int
    cars: int
    cars_per_advisor: int


def read_sheet(
    actor: Actor, store_id: int, since: datetime, *, days: int = SHEET_DAYS, advisor_ids: Iterable[int] = ()
) -> rules.Sheet:
    """The open half hours of a store from the one in which ``since`` lies, over some days, with what is free in them.

    :raises Invalid: an instant in a year that no calendar has
    """
    clock.require_plausible(not_before=since)
    first = calendar_of(store_id).local_date(since)
    last = first + timedelta(days=days - 1)
    supply = _supply(actor, store_id, first, last, tuple(advisor_ids))
    slots: list[rules.OpenSlot] = []
    sizes: dict[tuple[datetime, str], tuple[int, int]] = {}
    for step in range(days):
        day = _day_of(supply, first + timedelta(days=step))
        for starts_at, local in _open_slots(store_id, day):
            if starts_at >= rules.slot_of(since):
                slots.append(rules.OpenSlot(starts_at, day.day))
                sizes |= {(starts_at, pool): size for pool, size in _sizes(supply, day, local).items()}
    held = _held(actor, store_id, slots)
    rooms = {place: rules.Room(size, held.get(place, 0), kept) for place, (size, kept) in sizes.items()}
    return rules.Sheet(tuple(slots), supply.pools, rooms)


def _supply(actor: Actor, store_id: int, first: date, last: date, advisor_ids: tuple[int, ...]) -> _Supply:
    duties = list_trade_duties(actor, store_id, first, last, also=advisor_ids)
    bays: dict[str, int] = {}
    for bay in list_bays(actor, store_id):
        if bay.kind in TRADE_OF_BAY:
            bays[TRADE_OF_BAY[bay.kind]] = bays.get(TRADE_OF_BAY[bay.kind], 0) + 1
    return _Supply(store_id, duties, bays, advisor_ids)


def _day_of(supply: _Supply, day: date) -> _Day:
    return _Day(
        day,
        calendar_of(supply.store_id).hours_on(day),
        tuple(one for one in supply.duties.duties if one.day == day),
        value(parameters.PLANNABLE_PERCENT, supply.store_id, day),
        value(parameters.CARS_PER_SLOT, supply.store_id, day),
        value(parameters.CARS_PER_ADVISOR, supply.store_id, day),
    )


def _open_slots(store_id: int, day: _Day) -> Iterable[tuple[datetime, time]]:
    """Half hours that begin while the store is open, with their local time."""
    store_clock = store_info(store_id).clock
    for number in range(24 * 60 // rules.SLOT_MINUTES if day.opening else 0):
        local = time(*divmod(number * rules.SLOT_MINUTES, 60))
        if any(opens <= local and (local < closes or closes == time(0)) for opens, closes in day.opening):
            yield store_clock.at(day.day, local), local


def _sizes(supply: _Supply, day: _Day, local: time) -> dict[str, tuple[int, int]]:
    """Of every pool what may be booked, and what is kept for cars that come unbooked."""
    minutes = dict.fromkeys(supply.duties.trades, 0)
    present = set()
    for one in day.duties:
        on_duty = rules.minutes_within(local, day.opening, one.starts_at, one.ends_at)
        if on_duty:
            present.add(one.employee_id)
            minutes[one.trade] = minutes.get(one.trade, 0) + on_duty
    open_minutes = rules.minutes_within(local, day.opening)
    sizes: dict[str, tuple[int, int]] = {rules.RECEPTION: (day.cars, 0)}
    for trade in supply.duties.trades:
        bookable = minutes[trade] * day.plannable_percent // 100
        sizes[rules.work_pool(trade)] = (bookable, minutes[trade] - bookable)
    sizes |= {rules.bay_pool(trade): (count * open_minutes, 0) for trade, count in supply.bays.items()}
    return sizes | {
        rules.advisor_pool(one): (day.cars_per_advisor if one in present else 0, 0) for one in supply.advisor_ids
    }


def _held(actor: Actor, store_id: int, slots: list[rules.OpenSlot]) -> dict[tuple[datetime, str], int]:
    if not slots:
        return {}
    taken = _taken(sorted(actor.stores_for(permissions.SEE)), store_id, slots[0].starts_at, slots[-1].starts_at)
    return {(one.starts_at, one.pool): one.held for one in taken}


@prepared
def _taken(stores: list[int], store_id: int, first: datetime, last: datetime) -> QuerySet[CapacitySlot]:
    rows: QuerySet[CapacitySlot] = CapacitySlot.objects.in_stores(stores)
    return rows.filter(store_id=store_id, starts_at__gte=first, starts_at__lte=last, held__gt=0)
