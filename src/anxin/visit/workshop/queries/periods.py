"""Which days a page of figures is about, and which days they are compared with."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import StoreInfo
from anxin.platform.calendar.rules import add_months
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.ui.filters import filter_field
from anxin.visit.workshop.parameters import FIGURE_DAYS


@dataclass(frozen=True, slots=True)
class PeriodFilter:
    """From a day to a day, both included."""

    since: date | None = filter_field(_("从"))
    until: date | None = filter_field(_("到"))


class TooManyDays(Invalid):
    """More days at once than the store lets anybody add up."""

    code = "too_many_days"
    default_rule = "M07.17"


def days_asked(
    store: StoreInfo, since: date | None, until: date | None, at: datetime, *, whole_month: bool = False
) -> tuple[date, date]:
    """The days asked for, none in the future; without any, today, or this month so far.

    :raises TooManyDays: more days than the limit
    """
    today = store.clock.day(at)
    last = min(until or (max(since, today) if since else today), today)
    first = min(since or (last.replace(day=1) if whole_month else last), last)
    most = value(FIGURE_DAYS, store.id, last)
    if (last - first).days >= most:
        raise TooManyDays(_("一次最多看 %(most)s 天，请把日期选近一些。") % {"most": most}, field="since")
    return first, last


def days_before(first: date, last: date) -> tuple[date, date]:
    """The month before a month or before the part of it, else as many days before."""
    if first.day == 1 and (first.year, first.month) == (last.year, last.month):
        is_whole = (last + timedelta(days=1)).day == 1
        ends = first - timedelta(days=1)
        return add_months(first, -1), ends if is_whole else min(add_months(last, -1), ends)
    length = last - first + timedelta(days=1)
    return first - length, first - timedelta(days=1)
