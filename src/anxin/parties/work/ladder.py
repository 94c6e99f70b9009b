"""When a task is shown to the next post of its ladder.

Reads the ladder from the parameters and counts on the store's calendar; writes nothing.
"""

from datetime import datetime, timedelta

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.parameters import ladder_of
from anxin.platform.calendar.rules import CalendarNeverOpens


def next_escalation(kind: str, store_id: int, level: int, since: datetime) -> datetime | None:
    """The instant of the step after ``level``, counted from ``since``; None at the top of the ladder."""
    ladder = ladder_of(kind, store_id, store_info(store_id).clock.day(since))
    if level >= len(ladder):
        return None
    try:
        return ladder[level].after.due(calendar_of(store_id), since)
    except CalendarNeverOpens:
        # A store whose hours nobody has entered yet still gets its tasks escalated.
        return since + timedelta(days=1)
