"""How long something waited: one count for the ledger, the board and the order (M07.17)."""

from datetime import datetime, timedelta

from anxin.parties.org.queries import calendar_of

MINUTE = timedelta(minutes=1)


def waited_minutes(store_id: int, since: datetime, until: datetime) -> int:
    """Whole minutes of a wait while the store was open, so that nights cost nothing; zero where it ends before it begins."""
    return max(calendar_of(store_id).working_minutes_between(since, until), 0)


def is_outside_hours(minutes: int, since: datetime, until: datetime) -> bool:
    """Nothing counts although it lasted: all of it lies in closed hours. What is shorter than a minute is just short."""
    return minutes == 0 and until - since >= MINUTE
