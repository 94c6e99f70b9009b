"""Each unit of a deadline, and what day-long limits end with."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.calendar.rules import WorkingCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
STORE = WorkingCalendar(SHANGHAI, [((time(8, 30), time(17, 30)),)] * 6 + [()])


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("amount", "unit", "start", "due"),
    [
        (15, DeadlineUnit.MINUTES, "2026-11-20 17:25", "2026-11-20 17:40"),
        (24, DeadlineUnit.HOURS, "2026-11-20 17:25", "2026-11-21 17:25"),
        (15, DeadlineUnit.WORKING_MINUTES, "2026-11-20 17:25", "2026-11-21 08:40"),
        (4, DeadlineUnit.WORKING_HOURS, "2026-11-21 15:30", "2026-11-23 10:30"),
        (3, DeadlineUnit.DAYS, "2026-11-17 09:00", "2026-11-20 17:30"),
        (2, DeadlineUnit.DAYS, "2026-11-20 09:00", "2026-11-23 00:00"),  # ends on a closed Sunday: midnight
        (0, DeadlineUnit.DAYS, "2026-11-20 18:30", "2026-11-21 00:00"),  # starts after closing
        (3, DeadlineUnit.WORKING_DAYS, "2026-11-20 09:00", "2026-11-25 17:30"),
        (1, DeadlineUnit.WORKING_DAYS, "2026-09-30 23:50", "2026-10-08 17:30"),
        (1, DeadlineUnit.MONTHS, "2026-01-31 09:00", "2026-02-28 17:30"),
    ],
)
def test_each_unit_runs_out_when_it_should(amount: int, unit: DeadlineUnit, start: str, due: str) -> None:
    result = Deadline(amount, unit).due(STORE, local(start))
    assert result == local(due)
    assert result.tzinfo is UTC


def test_the_day_is_the_day_in_the_store_and_not_in_utc() -> None:
    assert Deadline(1, DeadlineUnit.DAYS).due(STORE, local("2026-11-20 07:00")) == local("2026-11-21 17:30")


def test_a_negative_amount_and_a_naive_start_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        Deadline(-1, DeadlineUnit.DAYS)
    with pytest.raises(ValueError, match="aware"):
        Deadline(1, DeadlineUnit.HOURS).due(STORE, datetime.fromisoformat("2026-11-20 09:00"))
