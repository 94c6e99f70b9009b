"""Turnover (M07.09, M07.10): cars by bay, technician, trade and advisor over some days, with the counts behind them.

A car counts where one of its jobs was finished on one of these days, once for everybody who had a part in it. Days are
those on which a bay's store was open or somebody was on duty; hours are those of the job clock.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from anxin.parties.org.queries import list_bays, store_info
from anxin.parties.people.queries import list_employees, list_trade_duties, names_of, trade_label
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.repair_orders.parameters import FIGURE_DAYS
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import Assignment, JobClock
from anxin.visit.workshop.queries.board import WORK_BAYS
from anxin.visit.workshop.queries.load import hours_of, opening_of

KINDS = ("bay", "technician", "trade", "advisor")


@dataclass(frozen=True, slots=True)
class TurnoverRow:
    """What a bay, a technician, a trade or an advisor got through; ``available_minutes`` are open or on duty."""

    kind: str
    id: int
    name: str
    cars: int
    jobs: int
    days: int
    clocked_minutes: int
    available_minutes: int

    @property
    def cars_per_day(self) -> Decimal | None:
        """Cars divided by days; nothing without a day."""
        return (Decimal(self.cars) / self.days).quantize(Decimal("0.01")) if self.days else None

    @property
    def clocked_hours(self) -> Decimal:
        """Hours of the job clock."""
        return hours_of(self.clocked_minutes)

    @property
    def available_hours(self) -> Decimal:
        """Hours open or on duty."""
        return hours_of(self.available_minutes)

    @property
    def utilisation(self) -> Decimal | None:
        """Hours clocked divided by hours available; nothing where none are."""
        return Decimal(self.clocked_minutes) / self.available_minutes if self.available_minutes else None


@dataclass(frozen=True, slots=True)
class _Done:
    """A finished job of one technician."""

    job_id: int
    order_id: int
    technician_id: int
    bay_id: int | None
    advisor_id: int


@query(permissions.FIGURES)
def list_turnover(actor: Actor, store_id: int, since: date, until: date, kind: str = "bay") -> list[TurnoverRow]:
    """What a store's bays, technicians, trades or advisors got through from a day to a day, both included; most first.

    :raises Denied: not in this store
    :raises Invalid: an unknown kind, or days that do not run forward or are too many
    """
    actor.require(permissions.FIGURES, store_id)
    longest: int = value(FIGURE_DAYS, store_id, since)
    if kind not in KINDS:
        raise Invalid(_("请选择按什么看。"), field="kind", rule="M07.09")
    if not 0 <= (until - since).days < longest:
        raise Invalid(_("日期要从前到后，最多看 %(most)s 天，请改日期。") % {"most": longest}, field="since", rule="M07.09")
    local = store_info(store_id).clock
    start, end = local.bounds(since)[0], local.bounds(until)[1]
    done = _done(actor, store_id, start, end)
    clocked = _clocked(actor, store_id, since, until)
    days = [since + timedelta(days=step) for step in range((until - since).days + 1)]
    if kind == "bay":
        rows = _by_bay(actor, store_id, done, clocked, days)
    elif kind == "advisor":
        rows = _by_advisor(actor, store_id, done, days)
    else:
        rows = _by_technician(actor, store_id, done, clocked, days)
        rows = _by_trade(actor, store_id, done, rows) if kind == "trade" else rows
    return sorted(rows, key=lambda row: (-row.cars, row.name))


def _done(actor: Actor, store_id: int, start: datetime, end: datetime) -> list[_Done]:
    rows = Assignment.objects.visible_to(actor, permissions.FIGURES).filter(
        store_id=store_id, released_at=None, job__state="FINISHED", job__finished_at__gte=start, job__finished_at__lt=end
    )
    names = ("job_id", "repair_order_id", "technician_id", "bay_id", "repair_order__advisor_id")
    return [_Done(*row) for row in rows.values_list(*names)]


def _clocked(actor: Actor, store_id: int, since: date, until: date) -> dict[tuple[int, int], int]:
    """(job, technician) → whole minutes of the job clock on these days; what still runs counts nothing yet."""
    rows = JobClock.objects.visible_to(actor, permissions.FIGURES).filter(
        store_id=store_id, worked_on__gte=since, worked_on__lte=until, ended_at__isnull=False
    )
    found: dict[tuple[int, int], int] = defaultdict(int)
    for job, technician, started, ended in rows.values_list("job_id", "technician_id", "started_at", "ended_at"):
        found[job, technician] += _minutes((started, ended or started))
    return found


def _by_bay(
    actor: Actor, store_id: int, done: list[_Done], clocked: dict[tuple[int, int], int], days: list[date]
) -> list[TurnoverRow]:
    openings = [opening_of(store_id, day) for day in days]
    minutes = sum(_minutes(span) for spans in openings for span in spans)
    open_days = sum(bool(spans) for spans in openings)
    rows = []
    for bay in list_bays(actor, store_id):
        own = [one for one in done if one.bay_id == bay.id]
        if own or bay.kind in WORK_BAYS:
            worked = sum(clocked.get((one.job_id, one.technician_id), 0) for one in own)
            rows.append(_row("bay", (bay.id, bay.code), own, (open_days, worked, minutes)))
    return rows


def _by_technician(
    actor: Actor, store_id: int, done: list[_Done], clocked: dict[tuple[int, int], int], days: list[date]
) -> list[TurnoverRow]:
    ids = sorted({one.technician_id for one in done} | {technician for _job, technician in clocked})
    duty = _duty(actor, store_id, ids, days)
    names = names_of(actor, ids) if ids else {}
    worked: dict[int, int] = defaultdict(int)
    for (_job, technician), minutes in clocked.items():
        worked[technician] += minutes
    return [
        _row(
            "technician",
            (number, names.get(number, "")),
            [one for one in done if one.technician_id == number],
            (duty[number][0], worked[number], duty[number][1]),
        )
        for number in ids
    ]


def _by_trade(actor: Actor, store_id: int, done: list[_Done], rows: list[TurnoverRow]) -> list[TurnoverRow]:
    """Sums of the technicians of each trade; a car on which two of them worked counts once."""
    trades = {one.id: trade_label(one.trade) for one in list_employees(actor, store_id)}
    found = []
    for number, trade in enumerate(dict.fromkeys(trades.get(row.id, "") for row in rows)):
        people = [row for row in rows if trades.get(row.id, "") == trade]
        ids = {row.id for row in people}
        sums = [sum(getattr(row, name) for row in people) for name in ("days", "clocked_minutes", "available_minutes")]
        own = [one for one in done if one.technician_id in ids]
        found.append(_row("trade", (number, trade), own, (sums[0], sums[1], sums[2])))
    return found


def _by_advisor(actor: Actor, store_id: int, done: list[_Done], days: list[date]) -> list[TurnoverRow]:
    ids = sorted({one.advisor_id for one in done})
    duty = _duty(actor, store_id, ids, days)
    names = names_of(actor, ids) if ids else {}
    return [
        _row(
            "advisor",
            (number, names.get(number, "")),
            [one for one in done if one.advisor_id == number],
            (duty[number][0], 0, 0),
        )
        for number in ids
    ]


def _row(kind: str, who: tuple[int, str], own: list[_Done], sums: tuple[int, int, int]) -> TurnoverRow:
    cars, jobs = {one.order_id for one in own}, {one.job_id for one in own}
    return TurnoverRow(kind, *who, len(cars), len(jobs), *sums)


def _duty(actor: Actor, store_id: int, ids: Iterable[int], days: list[date]) -> dict[int, tuple[int, int]]:
    """Employee → days and minutes on duty."""
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    wanted = set(ids)
    if not wanted:
        return found
    open_minutes = {day: sum(_minutes(span) for span in opening_of(store_id, day)) for day in days}
    for one in list_trade_duties(actor, store_id, days[0], days[-1], also=sorted(wanted)).duties:
        if one.employee_id in wanted and open_minutes[one.day]:
            count, minutes = found[one.employee_id]
            found[one.employee_id] = (count + 1, minutes + _on_duty(one.starts_at, one.ends_at, open_minutes[one.day]))
    return found


def _on_duty(starts_at: time | None, ends_at: time | None, open_minutes: int) -> int:
    if starts_at is None or ends_at is None:
        return open_minutes
    planned = (ends_at.hour - starts_at.hour) * 60 + ends_at.minute - starts_at.minute
    return min(planned, open_minutes)


def _minutes(span: tuple[datetime, datetime]) -> int:
    return int((span[1] - span[0]).total_seconds() // 60)
