"""Arithmetic of time limits: opening minutes, working days, calendar days, months (M01.07, M01.11).

Owns: what "240 opening minutes" or "3 working days" after a moment means for one store. Does not own: the
tables of store hours and holidays that feed these values, nor limits as people state them (deadlines.py).

Two calendars, on purpose. *Opening hours* belong to the store: a public holiday closes it only where an
override says so, since most workshops open on holidays. *Working days* belong to the law: holidays are
out and make-up days are in, whatever the store does.

Instants are aware datetimes and come back in UTC. Chinese time zones have no daylight saving, so minutes
are counted on the wall clock; a zone with daylight saving is refused.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from anxin.platform.calendar.public_holidays import PublicHolidays, load_public_holidays

Hours = tuple[tuple[time, time], ...]
"""Opening hours of one day: (open, close) local times in order; close at time(0) means midnight."""

_Spans = tuple[tuple[int, int], ...]

_MICROSECONDS_PER_MINUTE = 60_000_000
_DAY = 24 * 60 * _MICROSECONDS_PER_MINUTE
_ONE_DAY = timedelta(days=1)
# Long enough for a shop that is shut for a rebuild, short enough to fail at once when no hours were entered.
_LONGEST_CLOSURE_DAYS = 800


class CalendarNeverOpens(Exception):
    """The calendar has no opening hours in the next two years: enter the store's hours."""


@dataclass(frozen=True, slots=True)
class DayOverride:
    """The hours of one date instead of the weekly ones; no hours means closed."""

    hours: Hours = ()

    @property
    def closed(self) -> bool:
        """Say whether the store stays shut on this date."""
        return not self.hours


CLOSED = DayOverride()


def _microseconds_into_day(at: time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond


def _spans_of(hours: Hours) -> _Spans:
    """Turn opening hours into microsecond spans of the day.

    :raises ValueError: a span that ends before it begins, or hours that overlap or are out of order
    """
    spans: list[tuple[int, int]] = []
    for opens, closes in hours:
        span = (_microseconds_into_day(opens), _microseconds_into_day(closes) or _DAY)
        if span[0] >= span[1]:
            raise ValueError(f"opening hours {opens}-{closes}: close after opening; split a night in two days")
        if spans and span[0] < spans[-1][1]:
            raise ValueError(f"opening hours {opens}-{closes} overlap the span before them: list them in order")
        spans.append(span)
    return tuple(spans)


def _length(spans: _Spans) -> int:
    return sum(closes - opens for opens, closes in spans)


@dataclass(frozen=True, slots=True, eq=False)
class WorkingCalendar:
    """When one store is open, and which days the law calls working days.

    `weekly_hours` has seven entries, Monday first. `days` overrides single dates.

    :raises ValueError: not seven days, unordered hours, or a time zone with daylight saving
    """

    time_zone: ZoneInfo
    weekly_hours: Sequence[Hours]
    days: Mapping[date, DayOverride] = field(default_factory=dict)
    holidays: PublicHolidays = field(default_factory=load_public_holidays)
    _weekly_spans: tuple[tuple[_Spans, int], ...] = field(init=False, repr=False)
    _override_spans: dict[date, tuple[_Spans, int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.weekly_hours) != 7:
            raise ValueError("weekly_hours needs seven entries, Monday to Sunday; a closed day is ()")
        winter, summer = (datetime(2026, month, 1, tzinfo=self.time_zone).utcoffset() for month in (1, 7))
        if winter != summer:
            raise ValueError(f"{self.time_zone.key} has daylight saving, which this calendar cannot count")
        weekly = tuple(_spans_of(hours) for hours in self.weekly_hours)
        overrides = {day: _spans_of(override.hours) for day, override in self.days.items()}
        object.__setattr__(self, "_weekly_spans", tuple((spans, _length(spans)) for spans in weekly))
        object.__setattr__(self, "_override_spans", {day: (spans, _length(spans)) for day, spans in overrides.items()})

    # -- opening hours --

    def hours_on(self, day: date) -> Hours:
        """Return the opening hours of a local date, overrides included; empty means closed."""
        override = self.days.get(day)
        return self.weekly_hours[day.weekday()] if override is None else override.hours

    def is_open(self, at: datetime) -> bool:
        """Say whether the store is open at this instant; the closing instant itself is closed."""
        day, moment = self._local(at)
        return any(opens <= moment < closes for opens, closes in self._spans_on(day)[0])

    def next_opening(self, at: datetime) -> datetime:
        """Return the instant itself if the store is open, else the next one at which it opens.

        :raises CalendarNeverOpens: no opening hours in the next two years
        """
        first_day, moment = self._local(at)
        for day, spans, _length_of_day in self._days_from(first_day):
            for opens, closes in spans:
                if day > first_day or closes > moment:
                    return self._instant(day, opens if day > first_day else max(opens, moment))
        raise CalendarNeverOpens(self._never_opens(at))

    def last_open(self, at: datetime) -> datetime:
        """Return the instant itself if the store is open, else the last closing before it.

        :raises CalendarNeverOpens: no opening hours in the two years before
        """
        if self.is_open(at):
            return at
        today, moment = self._local(at)
        for back in range(_LONGEST_CLOSURE_DAYS + 1):
            day = today - timedelta(days=back)
            for _opens, closes in reversed(self._spans_on(day)[0]):
                if back or closes <= moment:
                    return self._instant(day, closes)
        raise CalendarNeverOpens(self._never_opens(today - timedelta(days=_LONGEST_CLOSURE_DAYS)))

    def closing_of(self, day: date) -> datetime:
        """Return the instant at which a local date ends for business: last closing, or midnight if closed."""
        spans = self._spans_on(day)[0]
        return self._instant(day, spans[-1][1] if spans else _DAY)

    def add_working_minutes(self, at: datetime, minutes: int) -> datetime:
        """Return the instant at which that many opening minutes have passed.

        A span that is used up to its end gives the closing instant, not the next opening. Zero minutes give
        the instant itself while the store is open, else the next opening.

        :raises ValueError: negative minutes
        :raises CalendarNeverOpens: no opening hours in the next two years
        """
        if minutes < 0:
            raise ValueError("working minutes count forward only: give 0 or more")
        left = minutes * _MICROSECONDS_PER_MINUTE
        first_day, moment = self._local(at)
        if not (left or moment) and self.closing_of(first_day - _ONE_DAY) == at and self.hours_on(first_day - _ONE_DAY):
            return at.astimezone(UTC)  # the end of hours that run to midnight is a closing instant too
        for day, spans, length_of_day in self._days_from(first_day):
            if day > first_day:
                if length_of_day < left:
                    left -= length_of_day
                    continue
                moment = 0
            for opens, closes in spans:
                if closes < moment:
                    continue
                begins = max(opens, moment)
                if begins + left <= closes:
                    return self._instant(day, begins + left)
                left -= closes - begins
        raise CalendarNeverOpens(self._never_opens(at))

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Return the whole opening minutes from start to end; negative if end lies before start."""
        if end < start:
            return -self.working_minutes_between(end, start)
        first_day, first_moment = self._local(start)
        last_day, last_moment = self._local(end)
        total = 0
        day = first_day
        while day <= last_day:
            spans, length_of_day = self._spans_on(day)
            if first_day < day < last_day:
                total += length_of_day
            else:
                begins = first_moment if day == first_day else 0
                ends = last_moment if day == last_day else _DAY
                total += sum(max(0, min(closes, ends) - max(opens, begins)) for opens, closes in spans)
            day += _ONE_DAY
        return total // _MICROSECONDS_PER_MINUTE

    # -- working days of the law --

    def knows_year(self, year: int) -> bool:
        """Say whether the holidays of this year are known; if not, weekends alone decide."""
        return self.holidays.knows_year(year)

    def is_working_day(self, day: date) -> bool:
        """Say whether the law calls this a working day: holidays are out, make-up days are in."""
        return self.holidays.is_working_day(day)

    def add_working_days(self, day: date, working_days: int) -> date:
        """Return the n-th working day after a date, which itself does not count; negative counts back.

        Zero gives the date itself if it is a working day, else the next working day.
        """
        step = _ONE_DAY if working_days >= 0 else -_ONE_DAY
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working_day(day)
        while not self.is_working_day(day):
            day += step
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return the working days after start up to and including end; negative if end lies before start."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    # -- inside --

    def local_date(self, at: datetime) -> date:
        """Return the date on the store's wall at this instant."""
        return self._local(at)[0]

    def _local(self, at: datetime) -> tuple[date, int]:
        if at.tzinfo is None:
            raise ValueError("an instant needs a time zone: pass an aware datetime")
        local = at.astimezone(self.time_zone)
        return local.date(), _microseconds_into_day(local.time())

    def _instant(self, day: date, moment: int) -> datetime:
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.time_zone)
        return (midnight + timedelta(microseconds=moment)).astimezone(UTC)

    def _spans_on(self, day: date) -> tuple[_Spans, int]:
        return self._override_spans.get(day) or self._weekly_spans[day.weekday()]

    def _days_from(self, day: date) -> Iterator[tuple[date, _Spans, int]]:
        """Yield each day with its spans, until the store has been shut for longer than any shop is."""
        closed_days = 0
        while closed_days <= _LONGEST_CLOSURE_DAYS:
            spans, length_of_day = self._spans_on(day)
            closed_days = 0 if spans else closed_days + 1
            yield day, spans, length_of_day
            day += _ONE_DAY

    def _never_opens(self, at: date) -> str:
        return f"no opening hours within {_LONGEST_CLOSURE_DAYS} days after {at:%Y-%m-%d}: enter the store's hours"


def add_calendar_days(day: date, days: int) -> date:
    """Return the date that many calendar days later (or earlier, if negative)."""
    return day + timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day where it has fewer: 31 January + 1 = 28 February."""
    years, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month_index + 1, min(day.day, monthrange(years, month_index + 1)[1]))
