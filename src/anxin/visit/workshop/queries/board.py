"""The workshop board (R-WS17, mock-up 04): lanes of a day, capacity by the hour, what stopped, who is still to come."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.appointments.queries import AppointmentRow
from anxin.visit.workshop import grid as grids
from anxin.visit.workshop import permissions, rules
from anxin.visit.workshop.grid import Cell, Grid
from anxin.visit.workshop.models import Waiting
from anxin.visit.workshop.queries.cards import Card, cards_with_ends
from anxin.visit.workshop.queries.express import LaneShare, shares_of
from anxin.visit.workshop.queries.floor import DayPlan, day_plan
from anxin.visit.workshop.queries.load import (
    HourLoad,
    Span,
    TechnicianLoad,
    TradeLoad,
    booked_work,
    day_hours,
    expected_bookings,
    hour_load,
    opening_of,
    technician_load,
    trade_loads,
)
from anxin.visit.workshop.queries.marks import ShopCount, cars_in_danger, count_shop, mark_of
from anxin.visit.workshop.queries.waited import waited_minutes

WORK_BAYS = ("general", "express", "express_body", "body", "paint")


@dataclass(frozen=True, slots=True)
class Lane:
    """A bay, a technician, or what has no bay; ``id`` is the bay's or the technician's, 0 for neither.

    ``standing`` is the car that stands in the bay now, whatever the hour.
    """

    kind: str
    id: int
    name: str
    note: str
    is_high_voltage: bool = False
    is_express: bool = False
    is_present: bool = True
    cards: tuple[tuple[Card, Cell], ...] = ()
    standing: str = ""
    free: tuple[tuple[datetime, int, Cell], ...] = ()

    @property
    def rows(self) -> int:
        """How many rows it takes so that no card covers another."""
        return max((cell.row for _card, cell in self.cards), default=1)


@dataclass(frozen=True, slots=True)
class Stop:
    """A job that waits: for what, since when, how many minutes of opening hours, and what was noted.

    ``counted_since`` is so many minutes ago, for what ticks.
    """

    job_id: int
    number: str
    plate: str
    label: str
    note: str
    since: datetime
    minutes: int
    counted_since: datetime
    mark: str = ""
    vin: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """A store's day as the wall shows it.

    Today ``late`` and ``risk`` count cars of the whole shop, placed or not: past their promise, and expected after it; on
    another day those of its cards. ``shop`` is what stands in it.

    Hours of technicians: ``available`` on duty that day is what has ``passed``, plus what is ``planned`` and ``booked`` of
    the rest, plus what is ``left``; less than nothing is left where too much is booked.
    """

    day: date
    grid: Grid
    now_column: int | None
    lanes: tuple[Lane, ...]
    hours: tuple[HourLoad, ...]
    breaks: tuple[Cell, ...]
    technicians: tuple[TechnicianLoad, ...]
    stopped: tuple[Stop, ...]
    arrivals: tuple[AppointmentRow, ...]
    late: int
    risk: int
    available_hours: Decimal
    planned_hours: Decimal
    left_hours: Decimal
    left_high_voltage_hours: Decimal
    passed_hours: Decimal
    booked_hours: Decimal
    shop: ShopCount
    trades: tuple[TradeLoad, ...] = ()
    shares: tuple[LaneShare, ...] = ()

    @property
    def cards(self) -> list[Card]:
        """Every card once, by lane."""
        found = {card.job_id: card for lane in self.lanes for card, _cell in lane.cards}
        return list(found.values())


@query(permissions.SEE)
def get_board(
    actor: Actor, store_id: int, day: date, now: datetime, *, by_technician: bool = False, team_id: int | None = None
) -> Board:
    """The board of a day, with lanes for bays or for technicians, those of one team where it is named.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    plan = day_plan(actor, store_id, day)
    opening = opening_of(store_id, day)
    bounds = store_info(store_id).clock.bounds(day)
    grid = grids.grid_of(bounds, opening)
    is_today = bounds[0] <= now < bounds[1]
    shop = count_shop(actor, store_id)
    cards, ends = cards_with_ends(actor, store_id, day, now, [car.id for car in shop.cars] if is_today else ())
    arrivals = expected_bookings(actor, store_id, day)
    booked = booked_work(actor, store_id, arrivals)
    work = [((card.starts_at, card.ends_at), len(card.technician_ids)) for card in cards]
    hours = tuple(hour_load(hour, cell, plan, opening, work, booked) for hour, cell in grid.hours())
    own = _spans_of_technicians(cards, bounds, opening)
    hours_left = day_hours(plan, opening, booked, now)
    if by_technician:
        lanes = _technician_lanes(plan, cards, grid, team_id, is_today=is_today)
    else:
        lanes = _bay_lanes(plan, cards, grid, opening, now, is_today=is_today)
    return Board(
        day,
        grid,
        grid.column_of(now) if grid.starts_at <= now < grid.ends_at else None,
        lanes,
        hours,
        tuple(grid.cell(since, until) for since, until in _breaks(grid, opening)),
        tuple(technician_load(one, own.get(one.id, []), opening) for one in plan.technicians if one.is_on_duty),
        tuple(_stopped(actor, store_id, now)) if is_today else (),
        tuple(arrivals),
        *(cars_in_danger(shop.cars, ends, now) if is_today else _of_cards(cards)),
        hours_left.available,
        hours_left.planned,
        hours_left.left,
        hours_left.left_high_voltage,
        hours_left.passed,
        hours_left.booked,
        shop,
        trade_loads(plan.technicians, own, opening),
        tuple(one for one in shares_of(actor, store_id, day, plan.technicians) if one.technicians),
    )


def _spans_of_technicians(cards: list[Card], bounds: Span, opening: list[Span]) -> dict[int, list[Span]]:
    """Technician → when the day's cards have them."""
    own: dict[int, list[Span]] = {}
    for card in cards:
        for number in card.technician_ids:
            own.setdefault(number, []).extend(_of_day((card.starts_at, card.ends_at), bounds, opening))
    return own


def _of_cards(cards: list[Card]) -> tuple[int, int]:
    """Cars of a day's cards that are late, and that will be; a car with jobs of both kinds is late."""
    late = {card.number for card in cards if card.state == "late"}
    return len(late), len({card.number for card in cards if card.state != "late" and card.late_minutes} - late)


def _bay_lanes(
    plan: DayPlan, cards: list[Card], grid: Grid, opening: list[Span], now: datetime, *, is_today: bool
) -> tuple[Lane, ...]:
    lanes = []
    for bay in plan.bays:
        own = [card for card in cards if card.bay_id == bay.id]
        if bay.kind not in WORK_BAYS and not own:
            continue
        busy = [(card.starts_at, card.ends_at) for card in own]
        spans = [gap for since, until in opening for gap in grids.gaps(busy, max(since, now), until)]
        free = [
            (start, int((end - start).total_seconds() // 60), cell)
            for start, end in spans
            if end - start >= grids.HOUR and (cell := grid.inside(start, end))
        ]
        people = "、".join(dict.fromkeys(name for card in own for name in card.technicians))
        is_express = bay.kind in rules.EXPRESS_BAYS
        standing = bay.standing_mark if is_today else ""
        lane = Lane("bay", bay.id, bay.code, people, bay.is_high_voltage, is_express, standing=standing)
        # Nobody knows how long a car stands whose plan is over before the board begins.
        is_off = is_today and any(_is_off(card, grid) for card in own)
        lanes.append(_with(lane, own, grid, () if is_off else tuple(free), is_today=is_today))
    lost = [card for card in cards if card.bay_id is None]
    for name in dict.fromkeys(card.technicians[0] for card in lost):
        own = [card for card in lost if card.technicians[0] == name]
        lanes.append(_with(Lane("none", 0, "", name), own, grid, is_today=is_today))
    return tuple(lanes)


def _technician_lanes(
    plan: DayPlan, cards: list[Card], grid: Grid, team_id: int | None, *, is_today: bool
) -> tuple[Lane, ...]:
    lanes = []
    for person in plan.technicians:
        own = [card for card in cards if person.id in card.technician_ids]
        if (person.is_on_duty or own) and team_id in (None, person.team_id):
            is_certified = rules.HIGH_VOLTAGE in person.skills
            lane = Lane(
                "technician", person.id, person.name, person.post, is_certified, person.is_express, person.is_on_duty
            )
            lanes.append(_with(lane, own, grid, is_today=is_today))
    return tuple(lanes)


def _is_off(card: Card, grid: Grid) -> bool:
    """A car that is there although its span lies outside the hours on the board."""
    return card.is_begun and not grid.shows(card.starts_at, card.ends_at)


def _with(
    lane: Lane, own: list[Card], grid: Grid, free: tuple[tuple[datetime, int, Cell], ...] = (), *, is_today: bool
) -> Lane:
    shown = [card for card in own if grid.shows(card.starts_at, card.ends_at) or (is_today and _is_off(card, grid))]
    given = [grid.edge(card.starts_at) if _is_off(card, grid) else grid.cell(card.starts_at, card.ends_at) for card in shown]
    cells = grids.in_rows(given)
    cards = tuple(zip(shown, cells, strict=True))
    return replace(lane, cards=cards, free=free)


def _of_day(span: Span, bounds: Span, opening: list[Span]) -> list[Span]:
    """What of a span lies on a day: all of it, or the opening hours where it goes over days."""
    if bounds[0] <= span[0] and span[1] <= bounds[1]:
        return [span]
    return [(max(since, span[0]), min(until, span[1])) for since, until in opening if since < span[1] and until > span[0]]


def _breaks(grid: Grid, opening: list[Span]) -> list[Span]:
    return [gap for gap in grids.gaps(opening, grid.starts_at, grid.ends_at) if opening]


def _stopped(actor: Actor, store_id: int, now: datetime) -> list[Stop]:
    """Begun jobs that wait, the longest first."""
    rows = Waiting.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, until=None)
    return [
        Stop(
            row.job_id,
            row.repair_order.number,
            row.repair_order.vehicle.plate or "",
            row.words,
            row.note,
            row.since,
            minutes := waited_minutes(store_id, row.since, now),
            now - timedelta(minutes=minutes),
            mark_of(
                row.repair_order.vehicle.plate,
                row.repair_order.vehicle.vin,
                row.repair_order.vehicle.model_name,
                row.repair_order.customer.name,
            ),
            vin=row.repair_order.vehicle.vin or "",
        )
        for row in rows.select_related("repair_order__vehicle", "repair_order__customer").order_by("since", "pk")
    ]
