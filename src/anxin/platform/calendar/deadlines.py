"""Time limits as people state them: "4 working hours", "3 days", "1 month" (M01.07, M01.11).

Owns: the units and what they mean on a calendar. Does not own: the calendar itself (rules.py), nor which
limit applies where (parameters).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from anxin.platform.calendar.rules import WorkingCalendar, add_calendar_days, add_months


class DeadlineUnit(StrEnum):
    """How the amount of a deadline is counted."""

    MINUTES = "MINUTES"
    HOURS = "HOURS"
    DAYS = "DAYS"
    WORKING_MINUTES = "WORKING_MINUTES"
    WORKING_HOURS = "WORKING_HOURS"
    WORKING_DAYS = "WORKING_DAYS"
    MONTHS = "MONTHS"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit such as "4 working hours" or "3 days" (M01.11).

    Limits in minutes and hours end at an exact instant. Limits in days and months leave out the first day
    and end with the last one, when business closes (Civil Code, articles 201 and 203).

    :raises ValueError: a negative amount
    """

    amount: int
    unit: DeadlineUnit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a deadline lies ahead: give an amount of 0 or more")

    def due(self, calendar: WorkingCalendar, start: datetime) -> datetime:
        """Return the instant, in UTC, at which this limit runs out when it starts at `start`.

        :raises ValueError: `start` without a time zone
        :raises CalendarNeverOpens: a limit in working minutes or hours in a store without opening hours
        """
        start_day = calendar.local_date(start)
        match self.unit:
            case DeadlineUnit.MINUTES:
                return start.astimezone(UTC) + timedelta(minutes=self.amount)
            case DeadlineUnit.HOURS:
                return start.astimezone(UTC) + timedelta(hours=self.amount)
            case DeadlineUnit.WORKING_MINUTES:
                return calendar.add_working_minutes(start, self.amount)
            case DeadlineUnit.WORKING_HOURS:
                return calendar.add_working_minutes(start, self.amount * 60)
            case DeadlineUnit.DAYS:
                last_day = add_calendar_days(start_day, self.amount)
            case DeadlineUnit.WORKING_DAYS:
                last_day = calendar.add_working_days(start_day, self.amount)
            case DeadlineUnit.MONTHS:
                last_day = add_months(start_day, self.amount)
        return _end_of_business(calendar, last_day, start)


def _end_of_business(calendar: WorkingCalendar, last_day: date, start: datetime) -> datetime:
    closing = calendar.closing_of(last_day)
    if closing >= start:
        return closing
    # A limit of 0 days that starts after closing still has the rest of the day.
    midnight = datetime.combine(last_day, time.min, tzinfo=calendar.time_zone) + timedelta(days=1)
    return midnight.astimezone(UTC)
