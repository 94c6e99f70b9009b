"""Figures that people state by month: what measures over them know, and what stands in before a store's own records.

A month that nobody stated is a gap, and a sum with a gap in it is unknown. A store's own records win from their first
whole month on (ADR 0017). The month in which they begin is the stated one where it was stated for all that a figure needs;
else it is a part of a month, and so is every period with it in it (ADR 0020).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from anxin.management.kpi.engine.marks import NOTHING, Marks
from anxin.management.kpi.rules.basis import STATED
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span, months_later, months_of, span_of
from anxin.platform.facts import registry

MAY_LACK, LONG = 10, 31
"""A period may lack a tenth of its days and count as whole, of a month or longer three: a store that begins after a
holiday."""


@dataclass(frozen=True, slots=True)
class MonthValue:
    """What was stated of a month; None is a gap that is known."""

    value: Decimal | None
    is_outlier: bool = False


@dataclass(slots=True)
class _Sum:
    """A sum over stores and months on its way."""

    total: Decimal = Decimal(0)
    stated: set[date] = field(default_factory=set)
    outliers: set[date] = field(default_factory=set)
    gaps: set[date] = field(default_factory=set)
    owed: set[date] = field(default_factory=set)
    is_cut: bool = False

    def marks(self, began: date | None, *, is_partial: bool) -> Marks:
        if not (self.stated or self.gaps or self.is_cut or began or is_partial):
            return NOTHING
        stated, outliers, gaps = (tuple(sorted(one)) for one in (self.stated, self.outliers, self.gaps))
        absent = tuple(sorted(self.gaps - self.owed))
        return Marks(stated, outliers, gaps, self.is_cut, began, is_partial, absent=absent)


@dataclass(frozen=True, slots=True, eq=False)
class StandIn:
    """Which stated months stand in for a figure's records, the same for all of its measures: of each store those from
    ``since`` on, of ``begins`` the month in which records begin as well.
    """

    since: Mapping[int, date]
    begins: frozenset[int]


NO_STAND_IN = StandIn({}, frozenset())


@dataclass(frozen=True, slots=True)
class Monthly:
    """Stated months by store and kind; ``begun`` is the first day of a store's own records, ``every`` a kind's months.

    ``replaced`` is what own records of the month in which they begin came to, by store and measure. ``own`` is, by fact, the
    first day of those whose records begin with their own first row.
    """

    series: Mapping[tuple[int, str], Mapping[date, MonthValue]]
    begun: Mapping[int, date]
    places: Mapping[int, int]
    every: Mapping[str, int]
    opened: Mapping[int, date] = field(default_factory=dict)
    replaced: Mapping[tuple[int, str], Decimal] = field(default_factory=dict)
    own: Mapping[str, Mapping[int, date]] = field(default_factory=dict)
    members: Mapping[int, list[int]] = field(init=False)
    _views: dict[str, "Monthly"] = field(init=False, default_factory=dict, compare=False, repr=False)

    def of(self, fact: str) -> "Monthly":
        """The same, with the days on which the records of a fact begin."""
        if fact not in self.own:
            return self
        if fact not in self._views:
            self._views[fact] = replace(self, begun=self.own[fact], own={})
        return self._views[fact]

    def __post_init__(self) -> None:
        members: dict[int, list[int]] = {}
        for store, unit in self.places.items():
            members.setdefault(unit, []).append(store)
        object.__setattr__(self, "members", members)

    def part(
        self,
        measure: Measure,
        unit: int,
        span: Span,
        own: Decimal | None,
        *,
        has_fact: bool,
        stand_in: StandIn = NO_STAND_IN,
        until: date | None = None,
    ) -> tuple[Decimal | None, Marks]:
        """A measure of a unit over a period, with what is to be said of it; ``own`` is what the facts tell.

        A store that is known by ``until``, the end of the period without it, must be known in all of the period, or what
        is known of that is partial.
        """
        kind = stated_kind(measure)
        is_own = has_fact and measure.fact != STATED
        began, is_partial = self._beginning(measure, unit, span, until, stand_in) if is_own else (None, False)
        if not kind:
            marks = Marks(began=began, is_partial=is_partial) if began or is_partial else NOTHING
            return own, self._with_stores(marks, unit, span) if has_fact else NOTHING
        found, has_own = _Sum(), False
        for store in self.members[unit]:
            since = self._own_month(store) if is_own else None
            if since and store in stand_in.begins and _holds_month(span, since):
                own = None if own is None else own - self.replaced.get((store, measure.name), Decimal(0))
                since = months_later(since, 1)
            has_own = has_own or (since is not None and since <= span.last)
            if not is_own or store in stand_in.since:
                first = stand_in.since.get(store) if is_own else None
                self._add(found, store, kind, measure, span, until=since, since=first)
        marks = found.marks(began if is_partial or not found.stated else None, is_partial=is_partial)
        marks = self._with_stores(marks, unit, span, kind)
        if found.gaps or found.is_cut or not (has_own or found.stated):
            return None, marks
        if not has_own:
            return found.total, marks
        return None if own is None else found.total + own, marks

    def stand_in_for(self, measures: Iterable[Measure]) -> StandIn:
        """Which stated months stand in for the records of a figure with these measures.

        All of them, or none: cars of a year over the output of its last weeks are no ratio.
        """
        told = [one for one in measures if _is_recorded(one)]
        kinds, facts = {one.history for one in told}, {one.fact for one in told}
        begins_itself = not facts.isdisjoint(self.own)
        if not kinds or not all(kinds) or (begins_itself and len(facts) > 1):
            return NO_STAND_IN
        if begins_itself:
            return self.of(*facts).stand_in_for(told)
        since: dict[int, date] = {}
        for store in self.places:
            starts = [self.series.get((store, kind), {}) for kind in kinds]
            if all(starts):
                since[store] = max(
                    months_later(min(months), 1 - self.every.get(kind, 1))
                    for kind, months in zip(kinds, starts, strict=True)
                )
        begins = [
            store
            for store, day in self.begun.items()
            if store in since and day.day > 1 and all(self._is_stated(store, kind, day.replace(day=1)) for kind in kinds)
        ]
        return StandIn(since, frozenset(begins))

    def had_begun(self, unit: int, by: date, until: date) -> bool:
        """Whether each store of a unit that began by ``until`` had begun by a day."""
        days = [self.begun[store] for store in self.members[unit] if store in self.begun]
        return all(day <= by for day in days if day <= until)

    def is_whole(self, unit: int, span: Span, until: date) -> bool:
        """Whether records alone fill a period, of each store of a unit that has any by ``until``."""
        days = [self.begun[store] for store in self.members[unit] if store in self.begun]
        return all(_days_before(span, day) <= _may_lack(span) for day in days if day <= until)

    def _with_stores(self, marks: Marks, unit: int, span: Span, kind: str = "") -> Marks:
        """With the stores that were open, but kept no records from the first day on, and of which nothing was stated."""
        members = self.members[unit]
        if len(members) == 1:
            return marks
        lacking = tuple(
            store
            for store in members
            if _days_before(span, self.begun.get(store, date.max)) > _may_lack(span)
            and span.first >= self.opened.get(store, span.first)
            and not any(span.first <= month <= span.last for month in self.series.get((store, kind), ()))
        )
        return replace(marks, lacking=lacking) if lacking else marks

    def _beginning(
        self, measure: Measure, unit: int, span: Span, until: date | None, stand_in: StandIn
    ) -> tuple[date | None, bool]:
        """The first day inside a period on which something is known of a unit, and whether too much of it lies before."""
        days, is_partial = [], False
        members = self.members[unit]
        for store in members:
            since, lacks = self._lacks(store, span, stand_in)
            if since is None or since > (until or span.last):
                continue
            if until is None and len(members) > 1 and self.opened.get(store, span.first) > span.first:
                # It was not open before: nothing of the unit is missing.
                continue
            if span.first < since <= span.last:
                days.append(since)
            is_partial = is_partial or lacks > _may_lack(span)
        return min(days, default=None), is_partial and measure.adds_up and not registry[measure.fact].is_stated

    def _lacks(self, store: int, span: Span, stand_in: StandIn) -> tuple[date | None, int]:
        """Since when records, or stated months and then records, tell of a store, and of how many days they do not."""
        begun, first = self.begun.get(store), stand_in.since.get(store)
        if first is None or (begun is not None and first > begun.replace(day=1)):
            return begun, 0 if begun is None else _days_before(span, begun)
        lacks = _days_before(span, first)
        if begun is None or begun.day == 1:
            return first, lacks
        month = begun.replace(day=1)
        if store in stand_in.begins and _holds_month(span, month):
            return first, lacks
        if first == month:
            return begun, _days_before(span, begun)
        hole = _shared_days(span, month, begun - timedelta(days=1))
        return (begun if hole and not lacks else first), lacks + hole

    def _is_stated(self, store: int, kind: str, month: date) -> bool:
        found = self.series.get((store, kind), {}).get(month)
        return found is not None and found.value is not None

    def _own_month(self, store: int) -> date | None:
        day = self.begun.get(store)
        return day.replace(day=1) if day else None

    def _add(
        self, found: _Sum, store: int, kind: str, measure: Measure, span: Span, *, until: date | None, since: date | None
    ) -> None:
        known = self.series.get((store, kind), {})
        for month in self._asked(store, kind, measure, span, until, since):
            every = self.every.get(kind, 1)
            is_whole = month.first.month % every == 0 and months_later(month.first, 1 - every) >= span.first
            if not is_whole or month.last > span.last:
                found.is_cut = True
                continue
            stated = known.get(month.first)
            if stated is None or stated.value is None:
                found.gaps.add(month.first)
                found.owed |= {month.first} if stated is None else set()
                continue
            found.total += Decimal(1) if measure.history_counts else stated.value
            found.stated.add(month.first)
            if stated.is_outlier:
                found.outliers.add(month.first)

    def _asked(
        self, store: int, kind: str, measure: Measure, span: Span, until: date | None, since: date | None
    ) -> Iterable[Span]:
        """The months that somebody has to have stated: since the first one, until the store's own records."""
        every = self.every.get(kind, 1)
        if since is None:
            starts = [*self.series.get((store, kind), {})]
            # Of what only people know, a store that keeps records owes every month.
            starts += [begun] if measure.fact == STATED and (begun := self._own_month(store)) else []
            if not starts:
                return
            since = months_later(min(starts), 1 - every)
        months = months_of(span.first, span.last)
        if measure.aggregate == "last":
            months = months[-1:]
        for month in months:
            # Of a quarter's figure the last month has the value; a period that ends before it cuts the quarter.
            is_asked = month.first.month % every == 0 or month.last >= span.last
            if is_asked and month.first >= since and (until is None or month.first < until):
                yield month


def _is_recorded(measure: Measure) -> bool:
    """Whether it counts rows of own records, in a window too; a stock is what it is whatever was recorded before."""
    return measure.aggregate != "last" and measure.fact in registry and not registry[measure.fact].is_stated


def stated_kind(measure: Measure) -> str:
    """The kind of monthly figures that a measure adds up, or that stands in for it; empty without one."""
    return str(measure.where["code"]) if measure.fact == STATED else measure.history


def _holds_month(span: Span, month: date) -> bool:
    return span.first <= month and span_of(Period.MONTH, month).last <= span.last


def _days_before(span: Span, day: date) -> int:
    """How many of a period's days lie before a day."""
    return _shared_days(span, span.first, day - timedelta(days=1))


def _shared_days(span: Span, first: date, last: date) -> int:
    return max(0, (min(span.last, last) - max(span.first, first)).days + 1)


def _may_lack(span: Span) -> int:
    return (min(span.days, LONG) - 1) // MAY_LACK
