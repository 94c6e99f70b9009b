"""Which unit, period and day a page of figures is about: out of the address, the person's store and today without one."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from anxin.management.kpi.queries import Level
from anxin.management.kpi.queries.figures import units_of
from anxin.management.kpi.rules.periods import Period, Span, last_period, span_of, to_date
from anxin.management.kpi.web.labels import PERIODS
from anxin.parties.org.queries import list_brands, list_regions, store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.ui.formats import format_day
from anxin.platform.web import PageRequest

E = TypeVar("E", bound=StrEnum)
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Place:
    """What a page is about; ``day`` is the last day that counts, at most ``today``."""

    level: Level
    unit_id: int
    period: Period
    day: date
    today: date

    @property
    def span(self) -> Span:
        """The days that count."""
        return to_date(self.period, self.day)

    @property
    def words(self) -> str:
        """The days, as people say them."""
        span = self.span
        return f"{format_day(span.first)} – {format_day(span.last)}"

    @property
    def query(self) -> str:
        """What an address needs to lead to the same place."""
        return urlencode({"level": self.level, "unit": self.unit_id, "period": self.period, "day": self.day.isoformat()})

    def links(self) -> list[tuple[str, str, bool]]:
        """The lengths of periods to choose from: label, query, whether it is this one."""
        return [(str(label), replace(self, period=one).query, one is self.period) for one, label in PERIODS.items()]

    def before(self) -> str:
        """The query of the whole period before."""
        earlier = last_period(self.period, span_of(self.period, self.day))
        return replace(self, day=earlier.last).query

    def after(self) -> str:
        """The query of the next period, empty when that has not begun."""
        first = span_of(self.period, self.day).last + timedelta(days=1)
        if first > self.today:
            return ""
        return replace(self, day=min(span_of(self.period, first).last, self.today)).query


def read_place(request: PageRequest) -> Place:
    """Out of the address; what cannot be read there counts as not given."""
    today = store_info(request.store_id).clock.day(clock.now())
    given = request.GET
    level = _one(Level, given.get("level", ""), Level.STORE)
    period = _one(Period, given.get("period", ""), Period.MONTH)
    unit = given.get("unit", "")
    usual = {Level.STORE: request.store_id, Level.BRAND: store_info(request.store_id).brand_id}.get(level, 0)
    return Place(
        level,
        int(unit) if unit.isdecimal() and len(unit) < 10 else usual,
        period if period in PERIODS else Period.MONTH,
        _day(given.get("day", ""), today),
        today,
    )


def name_of(actor: Actor, place: Place) -> str:
    """The unit's name; of more than a store with how many of its stores the reader sees, since only these count."""
    if place.level is Level.STORE:
        return store_info(place.unit_id).name
    names = {
        Level.BRAND: {one.id: one.name for one in list_brands(actor)},
        Level.REGION: {one.id: one.name for one in list_regions(actor)},
        Level.GROUP: {0: str(_("集团"))},
    }[place.level]
    seen = list(units_of(actor, place.level).values()).count(place.unit_id)
    return _("%(name)s（您能看到的 %(count)s 家店）") % {"name": names.get(place.unit_id, ""), "count": seen}


def _one(kind: type[E], given: str, usual: E) -> E:
    try:
        return kind(given)
    except ValueError:
        return usual


def _day(given: str, today: date) -> date:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return today
    return min(day, today) if day >= EARLIEST else today
