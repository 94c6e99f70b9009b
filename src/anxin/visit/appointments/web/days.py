"""The day that a page of appointments is about."""

from datetime import date

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.web import PageRequest
from anxin.visit.appointments import queries


def day_of(request: PageRequest) -> date:
    """``?day=``, else today."""
    today = store_info(request.store_id).clock.day(clock.now())
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return day if queries.EARLIEST < day < queries.LATEST else today
