"""Figures that people state by month: what measures over them know, and what stands in before a store's own records.

A month that nobody stated is a gap, and a sum with a gap in it is unknown. A store's own records win from their first
whole month on (ADR 0017). The month in which they begin is the stated one where it was stated for all that a figure needs;
else it is a part of a month, and so is every period with it in it (ADR 0020).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from anxin.management.kpi.engine.marks import NOTHING, Marks
from anxin.management.kpi.engine.months import MonthValue, Sum
from anxin.management.kpi.rules.basis import STATED
from anxin.management.kpi.rules.lacks import DAY, days_before, holds_month, may_lack, shared_days
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Span, months_later, months_of
from anxin.platform.facts import registry


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
        if measure.is_windowed:
            return own, self._of_window(measure, unit, span, until) if is_own else NOTHING
        began, is_partial = self._beginning(measure, unit, span, until, stand_in) if is_own else (None, False)
        if not kind:
            marks = Marks(began=began, is_partial=is_partial) if began or is_partial else NOTHING
            return own, self._with_stores(marks, unit, span) if has_fact else NOTHING
        found, has_own = Sum(), False
        for store in self.members[unit]:
            since = self._own_month(store) if is_own else None
            if since and store in stand_in.begins and holds_month(span, since):
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
        return all(day <= by for day in self._begun(unit, until))

    def is_whole(self, unit: int, span: Span, until: date) -> bool:
        """Whether records alone fill a period, of each store of a unit that has any by ``until``."""
        return all(days_before(span, day) <= may_lack(span) for day in self._begun(unit, until))

    def last_begun(self, unit: int, until: date) -> date | None:
        """When the last of those stores of a unit began that had by a day."""
        return max(self._begun(unit, until), default=None)

    def _begun(self, unit: int, until: date) -> list[date]:
        return [day for store in self.members[unit] if (day := self.begun.get(store)) is not None and day <= until]

    def has_window(self, measure: Measure, unit: int, span: Span) -> bool:
        """Whether records of each store of a unit that keeps any fill the window of a measure."""
        return not self._late_for(measure.window(span), unit, span.last)

    def _of_window(self, measure: Measure, unit: int, span: Span, until: date | None) -> Marks:
        late = self._late_for(measure.window(span), unit, until or span.last)
        if not late or registry[measure.fact].is_stated:
            return self._with_stores(NOTHING, unit, span)
        marks = Marks(began=min(late), is_partial=True, whole_from=months_later(max(late), measure.months))
        return self._with_stores(marks, unit, span)

    def _late_for(self, window: Span, unit: int, until: date) -> list[date]:
        """When those stores began of whose days in a window, since they opened, too many are not recorded."""
        begun = {store: self.begun[store] for store in self.members[unit] if store in self.begun}
        return [
            day
            for store, day in begun.items()
            if day <= until and shared_days(window, self.opened.get(store, window.first), day - DAY) > may_lack(window)
        ]

    def _with_stores(self, marks: Marks, unit: int, span: Span, kind: str = "") -> Marks:
        """With the stores that were open, but kept no records from the first day on, and of which nothing was stated."""
        members = self.members[unit]
        if len(members) == 1:
            return marks
        lacking = tuple(
            store
            for store in members
            if days_before(span, self.begun.get(store, date.max)) > may_lack(span)
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
            is_partial = is_partial or lacks > may_lack(span)
        return min(days, default=None), is_partial and measure.adds_up and not registry[measure.fact].is_stated

    def _lacks(self, store: int, span: Span, stand_in: StandIn) -> tuple[date | None, int]:
        """Since when records, or stated months and then records, tell of a store, and of how many days they do not."""
        begun, first = self.begun.get(store), stand_in.since.get(store)
        if first is None or (begun is not None and first > begun.replace(day=1)):
            return begun, 0 if begun is None else days_before(span, begun)
        lacks = days_before(span, first)
        if begun is None or begun.day == 1:
            return first, lacks
        month = begun.replace(day=1)
        if store in stand_in.begins and holds_month(span, month):
            return first, lacks
        if first == month:
            return begun, days_before(span, begun)
        hole = shared_days(span, month, begun - DAY)
        return (begun if hole and not lacks else first), lacks + hole

    def _is_stated(self, store: int, kind: str, month: date) -> bool:
        found = self.series.get((store, kind), {}).get(month)
        return found is not None and found.value is not None

    def _own_month(self, store: int) -> date | None:
        day = self.begun.get(store)
        return day.replace(day=1) if day else None

    def _add(
        self, found: Sum, store: int, kind: str, measure: Measure, span: Span, *, until: date | None, since: date | None
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
