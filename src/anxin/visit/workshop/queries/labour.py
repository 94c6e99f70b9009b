"""Labour four ways (M07.02, M07.08): hours available, clocked, sold and paid, by technician, team and store.

Available is what the shift clock says; on a day on which somebody worked without it, or never ended the shift, the planned
hours of that day. What runs counts up to now on its own day; a clock of an earlier day that nobody ended does not.
Sold hours are those agreed to, by the shares of the job, on the day on which the job was finished. Ratios divide sums.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.parties.org.queries import calendar_of, list_teams, store_info
from anxin.parties.people.queries import (
    Colleague,
    EmployeeRow,
    list_employees,
    list_roster,
    list_shifts,
    list_trade_duties,
    trade_label,
)
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.repair_orders.queries import SoldJob, list_sold_jobs
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import Assignment, IndirectTime, JobClock
from anxin.visit.workshop.parameters import PAID_HOURS
from anxin.visit.workshop.queries.floor import TECHNICIAN_POSTS
from anxin.visit.workshop.queries.periods import days_before

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of somebody, or of many, over some days."""

    available: int = 0
    clocked: int = 0
    indirect: int = 0
    sold: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)

    def __add__(self, other: "Hours") -> "Hours":
        return Hours(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Hours)))

    @property
    def unnamed(self) -> int:
        """Minutes on shift without any clock: waiting for work."""
        return max(self.available - self.clocked - self.indirect, 0)

    @property
    def available_hours(self) -> Decimal:
        """Available, in hours."""
        return Decimal(self.available) / 60

    @property
    def clocked_hours(self) -> Decimal:
        """Clocked, in hours."""
        return Decimal(self.clocked) / 60

    @property
    def sold_hours(self) -> Decimal:
        """Sold, in hours."""
        return self.sold / 60

    @property
    def utilisation(self) -> Decimal | None:
        """Clocked ÷ available (K-N16)."""
        return Decimal(self.clocked) / self.available if self.available else None

    @property
    def efficiency(self) -> Decimal | None:
        """Sold ÷ clocked (K-N17, K-Z09)."""
        return self.sold / self.clocked if self.clocked else None

    @property
    def productivity(self) -> Decimal | None:
        """Sold ÷ available (K-N18, K-Z10)."""
        return self.sold / self.available if self.available else None


@dataclass(frozen=True, slots=True)
class LabourRow:
    """A technician, a group (``technician_id`` None) or the store, in these days and in as many, or the month, before.

    ``team`` is the team that the person is in now, empty for none.
    """

    technician_id: int | None
    name: str
    team: str
    now: Hours
    before: Hours
    trade: str = ""

    @property
    def is_falling(self) -> bool:
        """Less productive than before, where both can be told (K-J17, K-J18)."""
        now, before = self.now.productivity, self.before.productivity
        return now is not None and before is not None and now < before


@dataclass(frozen=True, slots=True)
class Labour:
    """The hours of a store over some days, compared with the days before."""

    first: date
    last: date
    first_before: date
    last_before: date
    technicians: tuple[LabourRow, ...]
    teams: tuple[LabourRow, ...]
    store: LabourRow
    paid_by: str
    trades: tuple[LabourRow, ...] = ()


@query(permissions.FIGURES)
def list_labour(actor: Actor, store_id: int, first: date, last: date, at: datetime) -> Labour:
    """Hours four ways of everybody who works on cars, by team, by trade and in all, with the period before beside them.

    Whole months are compared with whole months, other days with as many days before them.

    :raises Denied: not in this store
    """
    actor.require(permissions.FIGURES, store_id)
    first_before, last_before = days_before(first, last)
    staff = {one.id: one for one in list_employees(actor, store_id, TECHNICIAN_POSTS)}
    now = _hours(actor, store_id, staff, (first, last), at)
    before = _hours(actor, store_id, staff, (first_before, last_before), at)
    in_teams = any(one.team_id is not None for one in staff.values())
    teams = {one.id: one.name for one in list_teams(actor, store_id)} if in_teams else {}
    rows = [
        LabourRow(
            one.id,
            one.name,
            teams.get(one.team_id or 0, ""),
            now.get(one.id, Hours()),
            before.get(one.id, Hours()),
            trade_label(one.trade),
        )
        for one in staff.values()
        if one.left_on is None or one.id in now
    ]
    rule = value(PAID_HOURS, store_id, last)
    return Labour(
        first,
        last,
        first_before,
        last_before,
        tuple(rows),
        _grouped(rows, lambda row: row.team),
        _together(_("全店"), rows),
        str(PAID_HOURS.choices[rule]),
        _grouped(rows, lambda row: row.trade),
    )


def sold_today(actor: Actor, person: Colleague, now: datetime) -> int:
    """Minutes of what was finished today that are a technician's by share, inside a query of the workshop."""
    local = store_info(person.store_id).clock
    day = local.day(now)
    jobs = [
        one
        for one in list_sold_jobs(actor, person.store_id, day, day)
        if one.finished_at is not None and local.day(one.finished_at) == day
    ]
    mine = [hours for (_job, who), (_share, hours) in sold_by(actor, jobs).items() if who == person.id] if jobs else []
    return int(sum(mine, Decimal(0)) * 60)


def sold_by(actor: Actor, jobs: Iterable[SoldJob]) -> dict[tuple[int, int], tuple[int, Decimal]]:
    """(job, technician) → share in percent and hours."""
    hours = {one.job_id: one.hours for one in jobs}
    rows = Assignment.objects.visible_to(actor, permissions.SEE).filter(job_id__in=list(hours), released_at=None)
    return {
        (job_id, who): (share, hours[job_id] * share / 100)
        for job_id, who, share in rows.values_list("job_id", "technician_id", "share_percent")
    }


def _hours(
    actor: Actor, store_id: int, staff: Mapping[int, EmployeeRow], days: tuple[date, date], at: datetime
) -> dict[int, Hours]:
    clocked, indirect = _clocked(actor, JobClock, store_id, days, at), _clocked(actor, IndirectTime, store_id, days, at)
    available = _available(actor, store_id, staff, days, {*clocked, *indirect}, at)
    local = store_info(store_id).clock
    jobs = list_sold_jobs(actor, store_id, *days)
    shares = sold_by(actor, jobs)
    finished = {one.job_id for one in jobs if one.finished_at and days[0] <= local.day(one.finished_at) <= days[1]}
    settled = {one.job_id for one in jobs if one.settled_on and days[0] <= one.settled_on <= days[1]}
    by_clock = value(PAID_HOURS, store_id, days[1]) == "clocked"
    found = {}
    for who in {*available, *(one for one, _day in clocked), *(one for _job, one in shares)}:
        mine = sum(minutes for (one, _day), minutes in clocked.items() if one == who)
        paid = Decimal(mine) if by_clock else _minutes(shares, who, settled)
        other = sum(minutes for (one, _day), minutes in indirect.items() if one == who)
        found[who] = Hours(available.get(who, 0), mine, other, _minutes(shares, who, finished), paid)
    return found


def _minutes(shares: Mapping[tuple[int, int], tuple[int, Decimal]], who: int, jobs: set[int]) -> Decimal:
    return sum((hours * 60 for (job, one), (_share, hours) in shares.items() if one == who and job in jobs), Decimal(0))


def _clocked(
    actor: Actor, table: type[JobClock] | type[IndirectTime], store_id: int, days: tuple[date, date], at: datetime
) -> dict[tuple[int, date], int]:
    """(technician, business day) → minutes; what runs today counts up to now."""
    spent: dict[tuple[int, date], timedelta] = defaultdict(timedelta)
    today = store_info(store_id).clock.day(at)
    rows = table.objects.visible_to(actor, permissions.FIGURES).filter(store_id=store_id, worked_on__range=days)
    rows = rows.filter(Q(ended_at__isnull=False) | Q(worked_on=today))
    for who, day, since, until in rows.values_list("technician_id", "worked_on", "started_at", "ended_at"):
        spent[who, day] += max(until or at, since) - since
    return {key: length // MINUTE for key, length in spent.items()}


def _available(
    actor: Actor,
    store_id: int,
    staff: Mapping[int, EmployeeRow],
    days: tuple[date, date],
    worked: set[tuple[int, date]],
    at: datetime,
) -> dict[int, int]:
    local = store_info(store_id).clock
    today = local.day(at)
    found: dict[tuple[int, date], int] = defaultdict(int)
    unended = set()
    for shift in list_shifts(actor, store_id, *days):
        key = (shift.employee_id, shift.worked_on)
        if shift.employee_id not in staff:
            continue
        if shift.clocked_out_at is None and shift.worked_on < today:
            unended.add(key)
        else:
            found[key] += (max(shift.clocked_out_at or at, shift.clocked_in_at) - shift.clocked_in_at) // MINUTE
    if unclocked := worked - found.keys() - unended:
        also = sorted({who for who, _day in unclocked})
        for duty in list_trade_duties(actor, store_id, *days, also=also).duties:
            if (duty.employee_id, duty.day) in unclocked:
                found[duty.employee_id, duty.day] = _planned_minutes(store_id, duty.day, duty.starts_at, duty.ends_at)
    if unended:
        planned = {(one.employee_id, one.day): one for one in list_roster(actor, store_id, *days)}
        for key in unended:
            cell = planned.get(key)
            hours = (cell.starts_at, cell.ends_at) if cell else (None, None)
            found[key] = max(found[key], _planned_minutes(store_id, key[1], *hours))
    sums: dict[int, int] = defaultdict(int)
    for (who, _day), minutes in found.items():
        sums[who] += minutes
    return sums


def _planned_minutes(store_id: int, day: date, starts_at: time | None, ends_at: time | None) -> int:
    """As the roster plans it; without hours as long as the store is open."""
    local = store_info(store_id).clock
    if starts_at and ends_at:
        return (local.at(day, ends_at) - local.at(day, starts_at)) // MINUTE
    return calendar_of(store_id).working_minutes_between(*local.bounds(day))


def _grouped(rows: Sequence[LabourRow], name_of: Callable[[LabourRow], str]) -> tuple[LabourRow, ...]:
    """The sums of those who share a name; who has none is in no group."""
    found: dict[str, list[LabourRow]] = defaultdict(list)
    for row in rows:
        found[name_of(row)].append(row)
    return tuple(_together(name, mine) for name, mine in sorted(found.items()) if name)


def _together(name: str, rows: Sequence[LabourRow]) -> LabourRow:
    now, before = Hours(), Hours()
    for row in rows:
        now, before = now + row.now, before + row.before
    return LabourRow(None, name, "", now, before)
