"""Figures that people state by month: what measures over them know, and what stands in before a store's own records.

A month that nobody stated is a gap, and a sum with a gap in it is unknown. A store's own records always win, from the
month of their first day on (ADR 0017).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from anxin.management.kpi.rules.basis import STATED
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Span, months_later, months_of


@dataclass(frozen=True, slots=True)
class MonthValue:
    """What was stated of a month; None is a gap that is known."""

    value: Decimal | None
    is_outlier: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """What is to be said of a number: months that were stated, odd ones, gaps, and since when records are kept.

    ``is_cut``: a month is stated whole, and only some of its days were asked for. ``lacking`` are the stores of a unit of
    which not the whole period is known, though they were open.
    """

    stated: tuple[date, ...] = ()
    outliers: tuple[date, ...] = ()
    gaps: tuple[date, ...] = ()
    is_cut: bool = False
    began: date | None = None
    lacking: tuple[int, ...] = ()

    def joined(self, other: "Marks") -> "Marks":
        """Both, each month once."""
        if other is NOTHING or self is NOTHING:
            return self if other is NOTHING else other
        days = [one for one in (self.began, other.began) if one is not None]
        return Marks(
            stated=tuple(sorted({*self.stated, *other.stated})),
            outliers=tuple(sorted({*self.outliers, *other.outliers})),
            gaps=tuple(sorted({*self.gaps, *other.gaps})),
            is_cut=self.is_cut or other.is_cut,
            began=min(days, default=None),
            lacking=tuple(sorted({*self.lacking, *other.lacking})),
        )

    @property
    def is_of_months(self) -> bool:
        """Whether anybody stated a month of it, or owes one."""
        return bool(self.stated or self.gaps or self.is_cut)


NOTHING = Marks()


@dataclass(slots=True)
class _Sum:
    """A sum over stores and months on its way."""

    total: Decimal = Decimal(0)
    stated: set[date] = field(default_factory=set)
    outliers: set[date] = field(default_factory=set)
    gaps: set[date] = field(default_factory=set)
    is_cut: bool = False

    def marks(self) -> Marks:
        if not (self.stated or self.gaps or self.is_cut):
            return NOTHING
        return Marks(tuple(sorted(self.stated)), tuple(sorted(self.outliers)), tuple(sorted(self.gaps)), self.is_cut)


@dataclass(frozen=True, slots=True)
class Monthly:
    """Stated months by store and kind; ``begun`` is the first day of a store's own records, ``every`` a kind's months."""

    series: Mapping[tuple[int, str], Mapping[date, MonthValue]]
    begun: Mapping[int, date]
    places: Mapping[int, int]
    every: Mapping[str, int]
    opened: Mapping[int, date] = field(default_factory=dict)
    members: Mapping[int, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        members: dict[int, list[int]] = {}
        for store, unit in self.places.items():
            members.setdefault(unit, []).append(store)
        object.__setattr__(self, "members", members)

    def part(
        self, measure: Measure, unit: int, span: Span, own: Decimal | None, *, has_fact: bool
    ) -> tuple[Decimal | None, Marks]:
        """A measure of a unit over a period, with what is to be said of it; ``own`` is what the facts tell."""
        kind = stated_kind(measure)
        if not kind:
            return own, self._with_stores(self._with_beginning(NOTHING, unit, span), unit, span) if has_fact else NOTHING
        is_own = has_fact and measure.fact != STATED
        found, has_own = _Sum(), False
        for store in self.members[unit]:
            since = self._own_month(store) if is_own else None
            has_own = has_own or (since is not None and since <= span.last)
            self._add(found, store, kind, measure, span, since)
        marks = self._with_stores(found.marks(), unit, span, kind)
        if found.gaps or found.is_cut or not (has_own or found.stated):
            return None, marks
        if not has_own:
            return found.total, marks
        marks = marks if found.stated else self._with_beginning(marks, unit, span)
        return None if own is None else found.total + own, marks

    def had_begun(self, measure: Measure, unit: int, span: Span, by: date, until: date) -> bool:
        """Whether each store of a unit that began by ``until`` had begun by a day, or months of the period were stated."""
        kind = stated_kind(measure)
        return all(
            day <= by or any(span.first <= month <= span.last for month in self.series.get((store, kind), ()))
            for store in self.members[unit]
            if (day := self.begun.get(store, date.max)) <= until
        )

    def _with_beginning(self, marks: Marks, unit: int, span: Span) -> Marks:
        """With the first day of a unit's own records, where it lies inside a period of which nothing was stated."""
        days = [self.begun[store] for store in self.members[unit] if store in self.begun]
        first = min(days, default=None)
        return replace(marks, began=first) if first is not None and span.first < first <= span.last else marks

    def _with_stores(self, marks: Marks, unit: int, span: Span, kind: str = "") -> Marks:
        """With the stores that were open, but kept no records from the first day on, and of which nothing was stated."""
        members = self.members[unit]
        if len(members) == 1:
            return marks
        lacking = tuple(
            store
            for store in members
            if self.begun.get(store, date.max) > span.first >= self.opened.get(store, span.first)
            and not any(span.first <= month <= span.last for month in self.series.get((store, kind), ()))
        )
        return replace(marks, lacking=lacking) if lacking else marks

    def _own_month(self, store: int) -> date | None:
        day = self.begun.get(store)
        return day.replace(day=1) if day else None

    def _add(self, found: _Sum, store: int, kind: str, measure: Measure, span: Span, since: date | None) -> None:
        known = self.series.get((store, kind), {})
        for month in self._asked(store, kind, measure, span, since):
            every = self.every.get(kind, 1)
            is_whole = month.first.month % every == 0 and months_later(month.first, 1 - every) >= span.first
            if not is_whole or month.last > span.last:
                found.is_cut = True
                continue
            stated = known.get(month.first)
            if stated is None or stated.value is None:
                found.gaps.add(month.first)
                continue
            found.total += Decimal(1) if measure.history_counts else stated.value
            found.stated.add(month.first)
            if stated.is_outlier:
                found.outliers.add(month.first)

    def _asked(self, store: int, kind: str, measure: Measure, span: Span, since: date | None) -> Iterable[Span]:
        """The months that somebody has to have stated: since the first one, until the store's own records."""
        starts = [*self.series.get((store, kind), {})]
        # Of what only people know, a store that keeps records owes every month.
        starts += [begun] if measure.fact == STATED and (begun := self._own_month(store)) else []
        if not starts:
            return
        every = self.every.get(kind, 1)
        earliest = months_later(min(starts), 1 - every)
        months = months_of(span.first, span.last)
        if measure.aggregate == "last":
            months = months[-1:]
        for month in months:
            # Of a quarter's figure the last month has the value; a period that ends before it cuts the quarter.
            is_asked = month.first.month % every == 0 or month.last >= span.last
            if is_asked and month.first >= earliest and (since is None or month.first < since):
                yield month


def stated_kind(measure: Measure) -> str:
    """The kind of monthly figures that a measure adds up, or that stands in for it; empty without one."""
    return str(measure.where["code"]) if measure.fact == STATED else measure.history
