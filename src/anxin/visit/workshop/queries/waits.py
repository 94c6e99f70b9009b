"""The waiting ledger (等待账): what waited for what, how long while the store was open, and what that cost (M07.17)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import StoreInfo, store_info
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import Waiting
from anxin.visit.workshop.parameters import (
    BAY_HOUR,
    BAY_WAITS,
    CAR_HOUR,
    TECHNICIAN_HOUR,
    TECHNICIAN_WAITS,
)
from anxin.visit.workshop.queries.periods import days_asked
from anxin.visit.workshop.queries.waited import is_outside_hours, waited_minutes
from anxin.visit.workshop.reasons import WaitReason, also_words

STEPS = (("day", _("按天")), ("week", _("按周")), ("month", _("按月")))


@dataclass(frozen=True, slots=True)
class WaitFilter:
    """Which waits; without days today's."""

    since: date | None = filter_field(_("从"))
    until: date | None = filter_field(_("到"))
    reason: tuple[str, ...] = filter_field(_("原因"), choices=tuple(WaitReason.choices), default=())
    is_open: bool | None = filter_field(_("还在等"))
    text: str = filter_field(_("车牌 / 单号"), default="")
    step: str = filter_field(_("汇总"), choices=STEPS, default="day", hidden=True)


@dataclass(frozen=True, slots=True)
class WaitRow:
    """A wait of a job; ``minutes`` are those of opening hours inside the days asked for, ``cost`` None where none is set."""

    id: int
    number: str
    plate: str
    title: str
    reason: str
    reason_label: str
    note: str
    since: datetime
    until: datetime | None
    minutes: int
    cost: Money | None
    noted_by: str
    is_outside_hours: bool = False
    """It lasted, but only while the store was closed; a wait under a minute has no minutes either."""
    also: str = ""
    """What else was waited for at once, in words; the minutes are those of the reason alone."""
    vin: str = ""


@dataclass(frozen=True, slots=True)
class WaitSum:
    """Waits of one reason (``code``), or of one day, week or month: how many, of those still open, minutes and cost."""

    code: str
    label: str
    count: int
    open: int
    minutes: int
    cost: Money | None

    @property
    def hours(self) -> Decimal:
        """The minutes in hours."""
        return Decimal(self.minutes) / 60


@dataclass(frozen=True, slots=True)
class Rates:
    """What an hour costs by kind, None where the store has set nothing, and which waits keep a bay or a technician."""

    bay: Money | None
    technician: Money | None
    car: Money | None
    in_bay: frozenset[str]
    with_technician: frozenset[str]

    def hour_of(self, reason: str) -> Money | None:
        """What an hour of a wait costs; None when nothing that it costs has a rate."""
        kept = (reason in self.in_bay, reason in self.with_technician, True)
        rates = [rate for rate, counts in zip((self.bay, self.technician, self.car), kept, strict=True) if counts and rate]
        return Money.sum(rates) if rates else None


@dataclass(frozen=True, slots=True)
class WaitingLedger:
    """The waits of some days, the open ones first, with the sums by reason and by day, week or month."""

    first: date
    last: date
    rows: tuple[WaitRow, ...]
    by_reason: tuple[WaitSum, ...]
    by_step: tuple[WaitSum, ...]
    total: WaitSum
    rates: Rates


@query(permissions.FIGURES)
def list_waits(actor: Actor, store_id: int, asked: WaitFilter, at: datetime) -> WaitingLedger:
    """The waiting ledger of a store. Minutes count while it was open, so that nights cost nothing.

    :raises Denied: not in this store
    :raises Invalid: more days than the limit
    """
    actor.require(permissions.FIGURES, store_id)
    store = store_info(store_id)
    first, last = days_asked(store, asked.since, asked.until, at)
    begins, ends = store.clock.bounds(first)[0], min(store.clock.bounds(last)[1], at)
    rates = rates_of(store_id, last)
    pieces = [_Piece(row, store, begins, ends, rates) for row in _rows(actor, store_id, asked, begins, ends)]
    pieces.sort(key=lambda one: (one.row.until is not None, -one.row.minutes, one.row.id))
    reasons: dict[str, list[_Piece]] = defaultdict(list)
    for one in pieces:
        reasons[one.row.reason].append(one)
    by_reason = [_sum(code, mine[0].row.reason_label, [one.row for one in mine]) for code, mine in reasons.items()]
    rows = tuple(one.row for one in pieces)
    return WaitingLedger(
        first,
        last,
        rows,
        tuple(sorted(by_reason, key=lambda one: -one.minutes)),
        tuple(_by_step(pieces, asked.step)),
        _sum("", "", rows),
        rates,
    )


def rates_of(store_id: int, on: date) -> Rates:
    """What the store has set."""
    return Rates(
        value(BAY_HOUR, store_id, on),
        value(TECHNICIAN_HOUR, store_id, on),
        value(CAR_HOUR, store_id, on),
        frozenset(value(BAY_WAITS, store_id, on).split(",")),
        frozenset(value(TECHNICIAN_WAITS, store_id, on).split(",")),
    )


class _Piece:
    """A row with its minutes by business day."""

    def __init__(self, row: Waiting, store: StoreInfo, begins: datetime, ends: datetime, rates: Rates) -> None:
        since, until = max(row.since, begins), min(row.until or ends, ends)
        self.days = _by_day(store, since, max(since, until))
        minutes, hour = sum(self.days.values()), rates.hour_of(row.reason)
        is_outside = is_outside_hours(minutes, since, max(since, until))
        self.hour = hour
        self.row = WaitRow(
            row.pk,
            row.repair_order.number,
            row.repair_order.vehicle.plate or "",
            row.job.title,
            row.reason,
            str(row.get_reason_display()),
            row.note,
            row.since,
            row.until,
            minutes,
            hour.times(Decimal(minutes) / 60) if hour is not None else None,
            row.noted_by.name if row.noted_by else "",
            is_outside,
            also_words(row.also),
            vin=row.repair_order.vehicle.vin or "",
        )


def _rows(actor: Actor, store_id: int, asked: WaitFilter, begins: datetime, ends: datetime) -> Iterable[Waiting]:
    rows = Waiting.objects.visible_to(actor, permissions.FIGURES).filter(
        Q(until=None) | Q(until__gt=begins), store_id=store_id, since__lt=ends
    )
    if asked.reason:
        rows = rows.filter(reason__in=asked.reason)
    if asked.is_open is not None:
        rows = rows.filter(until__isnull=asked.is_open)
    text = asked.text.strip().upper()
    if text:
        rows = rows.filter(Q(repair_order__number__endswith=text) | Q(repair_order__vehicle__plate__endswith=text))
    found: Iterable[Waiting] = rows.select_related("repair_order__vehicle", "job", "noted_by").order_by("since", "pk")
    return found


def _by_day(store: StoreInfo, since: datetime, until: datetime) -> dict[date, int]:
    """Opening minutes by business day; they sum to those of the whole stretch."""
    found, counted, day = {}, 0, store.clock.day(since)
    while day <= store.clock.day(until):
        reached = waited_minutes(store.id, since, min(until, store.clock.bounds(day)[1]))
        found[day], counted = reached - counted, reached
        day += timedelta(days=1)
    return found


def _by_step(pieces: Sequence[_Piece], step: str) -> list[WaitSum]:
    minutes: dict[str, int] = defaultdict(int)
    counts: dict[str, set[int]] = defaultdict(set)
    costs: dict[str, list[Money]] = defaultdict(list)
    for one in pieces:
        for day, spent in one.days.items():
            label = _step_label(day, step)
            minutes[label] += spent
            counts[label].add(one.row.id)
            costs[label] += [one.hour.times(Decimal(spent) / 60)] if one.hour is not None else []
    return [
        WaitSum("", label, len(counts[label]), 0, minutes[label], Money.sum(costs[label]) if costs[label] else None)
        for label in sorted(minutes)
    ]


def _step_label(day: date, step: str) -> str:
    match step:
        case "month":
            return f"{day:%Y-%m}"
        case "week":
            return f"{day - timedelta(days=day.weekday()):%Y-%m-%d}"
    return f"{day:%Y-%m-%d}"


def _sum(code: str, label: str, rows: Sequence[WaitRow]) -> WaitSum:
    costs = [row.cost for row in rows if row.cost is not None]
    return WaitSum(
        code,
        label,
        len(rows),
        sum(row.until is None for row in rows),
        sum(row.minutes for row in rows),
        Money.sum(costs) if costs else None,
    )
