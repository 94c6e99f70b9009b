"""Which unit, period and day a page of figures is about: out of the address, the person's store and today without one."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from anxin.management.kpi.queries import Level
from anxin.management.kpi.rules.periods import Period, Span, last_period, span_of, to_date
from anxin.management.kpi.web.labels import PERIODS
from anxin.management.kpi.web.levels import unit_words, widest
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.ui.formats import format_day
from anxin.platform.web import PageRequest

E = TypeVar("E", bound=StrEnum)
EARLIEST = date(2000, 1, 1)
OWN_WORDS = ("level", "unit", "period", "day")
ONCE = ("page", "format")
"""What an address says of one page of rows or one file only."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a page is about; ``day`` is the last day that counts, at most ``today``."""

    level: Level
    unit_id: int
    period: Period
    day: date
    today: date
    kept: tuple[tuple[str, str], ...] = ()
    """What else the page's address says: it stays when another place is looked at."""

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

    @property
    def address(self) -> str:
        """The query of the same page about this place, with its filters."""
        return f"{self.query}&{urlencode(self.kept)}" if self.kept else self.query

    def links(self) -> list[tuple[str, str, bool]]:
        """The lengths of periods to choose from: label, address, whether it is this one."""
        return [(str(label), replace(self, period=one).address, one is self.period) for one, label in PERIODS.items()]

    def before(self) -> str:
        """The address of the whole period before."""
        earlier = last_period(self.period, span_of(self.period, self.day))
        return replace(self, day=earlier.last).address

    def after(self) -> str:
        """The address of the next period, empty when that has not begun."""
        first = span_of(self.period, self.day).last + timedelta(days=1)
        if first > self.today:
            return ""
        return replace(self, day=min(span_of(self.period, first).last, self.today)).address


def read_place(request: PageRequest, *, keeps: Collection[str] | None = None) -> Place:
    """Out of the address; what cannot be read there counts as not given.

    Without a unit it is the store, but for whoever sees several and chose none of them: he begins with them all.
    ``keeps`` names what else of the address stays when another place is looked at; without it everything does.
    """
    store = store_info(request.store_id)
    today = store.clock.day(clock.now())
    given = request.GET
    level = _one(Level, given.get("level", ""), Level.STORE)
    period = _one(Period, given.get("period", ""), Period.MONTH)
    unit = given.get("unit", "")
    usual = {Level.STORE: store.id, Level.BRAND: store.brand_id, Level.REGION: store.region_id or 0}.get(level, 0)
    if not {"level", "unit"} & set(given) and not request.has_chosen_store and (start := widest(request.actor)):
        level, usual = start
    return Place(
        level,
        int(unit) if unit.isdecimal() and len(unit) < 10 else usual,
        period if period in PERIODS else Period.MONTH,
        _day(given.get("day", ""), today),
        today,
        tuple((key, word) for key, words in given.lists() if _stays(key, keeps) for word in words),
    )


def address_in(store_id: int, period: Period, day: date) -> str:
    """What an address needs to lead to a store and the days of a period up to one."""
    return Place(Level.STORE, store_id, period, day, day).query


def name_of(actor: Actor, place: Place) -> str:
    """The unit's name; of more than a store with how many of its stores count."""
    return unit_words(actor, place.level, place.unit_id)


def _stays(key: str, keeps: Collection[str] | None) -> bool:
    return key not in (*OWN_WORDS, *ONCE) if keeps is None else key in keeps


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
