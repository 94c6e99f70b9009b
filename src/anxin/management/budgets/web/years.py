"""The year that a page is about."""

from datetime import date

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.web import PageRequest

YEARS = range(2000, 2101)


def today_of(request: PageRequest) -> date:
    """The store's business day."""
    return store_info(request.store_id).clock.day(clock.now())


def asked_year(request: PageRequest) -> int:
    """The year in the address or form; this one without a sound one."""
    given = request.POST.get("year") or request.GET.get("year", "")
    year = int(given) if given.isdecimal() and len(given) == 4 else 0
    return year if year in YEARS else today_of(request).year
