"""Decisions about staff: who stands in, which posts exclude each other, what a month of attendance adds up to.

Values in, values out; no database.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Incompatibility:
    """A post whose holder may hold none of ``excluded`` (M01.04); ``source`` cites the requirement row."""

    post: str
    excluded: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class TeamMinimum:
    """At least ``minimum`` people must hold one of ``posts``.

    Where the source says so only who is there full-time, or who holds no other post beside, counts.
    """

    code: str
    posts: frozenset[str]
    minimum: int
    source: str
    full_time_only: bool = False
    no_other_post: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """What the staffing checks need to know of one person."""

    employee_id: int
    posts: frozenset[str]
    is_full_time: bool = True
    deputy_posts: frozenset[str] | None = None


def posts_in_conflict(posts: Collection[str], rules: Iterable[Incompatibility]) -> Incompatibility | None:
    """The first rule that one person holding these posts would break."""
    return next((rule for rule in rules if rule.post in posts and rule.excluded & set(posts)), None)


def team_strength(holders: Iterable[Holder], team: TeamMinimum) -> int:
    """How many people count towards a team."""

    def counts(one: Holder) -> bool:
        if not one.posts & team.posts or (team.full_time_only and not one.is_full_time):
            return False
        return not team.no_other_post or one.posts <= team.posts

    return sum(1 for one in holders if counts(one))


def lacking_deputy(holders: Iterable[Holder], post: str, deputy_posts: frozenset[str]) -> list[int]:
    """Employee ids holding ``post`` without a deputy from one of ``deputy_posts`` (R-WA06)."""
    return [one.employee_id for one in holders if post in one.posts and not (one.deputy_posts or frozenset()) & deputy_posts]


def stand_in(employee_id: int, substitutes: Mapping[int, int], absent: Collection[int], deputies: Mapping[int, int]) -> int:
    """Who acts for an employee: the appointed substitute, else, when away, the deputy; along the chain.

    A circle, or an absence without deputy, ends with the last person who can be named.
    """
    seen, current = {employee_id}, employee_id
    while True:
        following = substitutes.get(current) or (deputies.get(current) if current in absent else None)
        if following is None or following in seen:
            return current
        seen.add(following)
        current = following


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day of the roster of one employee, with the absence that covers it, if any."""

    day: date
    is_working: bool
    absence_kind: str = ""
    is_clocked: bool = False


ABSENT_KINDS = frozenset({"sick", "personal", "unexcused"})
"""Absences that K-E06 counts; annual leave and training are planned, so the day is not a scheduled one."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """A month of one employee or of many: days, and minutes on the shift clock."""

    scheduled_days: int
    rest_days: int
    absent_days: int
    unclocked_days: int
    clocked_minutes: int

    @property
    def absenteeism(self) -> Decimal | None:
        """Absent days ÷ scheduled days (K-E06), a ratio; None without scheduled days."""
        return None if not self.scheduled_days else Decimal(self.absent_days) / Decimal(self.scheduled_days)

    def plus(self, other: "Attendance") -> "Attendance":
        """The sums of both: a ratio of many people is a ratio of sums."""
        return Attendance(
            self.scheduled_days + other.scheduled_days,
            self.rest_days + other.rest_days,
            self.absent_days + other.absent_days,
            self.unclocked_days + other.unclocked_days,
            self.clocked_minutes + other.clocked_minutes,
        )


NO_ATTENDANCE = Attendance(0, 0, 0, 0, 0)


def attendance(days: Iterable[PlannedDay], clocked_minutes: int, *, today: date) -> Attendance:
    """What the planned days of one employee add up to; a working day without clocking counts once it is over."""
    scheduled = rest = absent = unclocked = 0
    for one in days:
        planned_away = bool(one.absence_kind) and one.absence_kind not in ABSENT_KINDS
        if not one.is_working or planned_away:
            rest += 1
            continue
        scheduled += 1
        if one.absence_kind:
            absent += 1
        elif not one.is_clocked and one.day < today:
            unclocked += 1
    return Attendance(scheduled, rest, absent, unclocked, clocked_minutes)


def effective_working_days(days_in_month: int, rest_days: int, people: int) -> Decimal | None:
    """Days of the month less the mean rest days of the post's holders (K-P13), two decimals."""
    if not people:
        return None
    return (Decimal(days_in_month) - Decimal(rest_days) / Decimal(people)).quantize(Decimal("0.01"))


def minutes_between(clocked_in_at: datetime, clocked_out_at: datetime | None, until: datetime) -> int:
    """Whole minutes of a shift, of a running one up to ``until``."""
    return max((clocked_out_at or until) - clocked_in_at, timedelta(0)) // timedelta(minutes=1)


def is_overlapping(shifts: Iterable[tuple[datetime, datetime | None]], start: datetime, end: datetime | None) -> bool:
    """Whether a shift would overlap one of these; an open end runs on, a shared instant does not overlap."""
    return any((end is None or from_at < end) and (to_at is None or start < to_at) for from_at, to_at in shifts)
