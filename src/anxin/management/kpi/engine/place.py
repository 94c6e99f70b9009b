"""What is known of one unit in one period: its measures, what was stated of its months, and what is to be said of them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from anxin.management.kpi.engine.asking import Answer, Cell
from anxin.management.kpi.engine.marks import NOTHING, Marks
from anxin.management.kpi.engine.monthly import Monthly, StandIn
from anxin.management.kpi.engine.stated import Silent
from anxin.management.kpi.rules.lacks import first_whole, later
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span, window_since
from anxin.platform.facts import Fact, registry

Known = Callable[[int, Span, Fact, date], bool]
"""Whether a unit kept records of a fact in a period, having begun by a day."""


class Compared(NamedTuple):
    """With which period another is compared, and how far that lies back."""

    now: Span
    period: Period
    shift: str


class Place:
    """What is known of one unit in one period, its own or one with which it is compared."""

    __slots__ = ("compared", "found", "known", "monthly", "parts", "records", "silent", "span", "unit_id")

    def __init__(
        self,
        answered: tuple[Answer, Silent],
        cell: Cell,
        span: Span,
        known: Known,
        monthly: tuple[Monthly | None, Monthly | None],
        compared: Compared | None,
    ) -> None:
        self.found, self.silent = answered[0].get(Cell(cell.unit_id, span, cell.by), {}), answered[1]
        self.unit_id, self.span, self.known, self.compared = cell.unit_id, span, known, compared
        self.monthly, self.records = monthly
        self.parts: dict[tuple[str, StandIn], tuple[Decimal | None, Marks]] = {}

    def part(self, measure: Measure, stand_in: StandIn) -> tuple[Decimal | None, Marks]:
        """A measure there, with what was stated of its months."""
        if self.monthly is None:
            return self._own(measure), NOTHING
        if (measure.name, stand_in) not in self.parts:
            has_fact = measure.fact in registry
            value, marks = self.monthly.of(measure.fact).part(
                measure,
                self.unit_id,
                self.span,
                self._own(measure) if has_fact else None,
                has_fact=has_fact,
                stand_in=stand_in,
                until=self.compared.now.last if self.compared else None,
            )
            said_nothing = self.silent.get((self.unit_id, self.span, measure.name), ())
            marks = marks.joined(Marks(lacking=said_nothing)) if said_nothing else marks
            # Growth since a part of a period is only that of the days.
            value = None if self.compared and marks.is_partial else value
            if self.compared and value is None and not (marks.gaps or marks.is_cut):
                marks = marks.joined(self._whole_from(measure, self.monthly, self.compared))
            self.parts[measure.name, stand_in] = (value, marks)
        return self.parts[measure.name, stand_in]

    def _whole_from(self, measure: Measure, monthly: Monthly, compared: Compared) -> Marks:
        """From when on records will fill what another period is compared with, where they began too late for it."""
        begun = monthly.of(measure.fact).last_begun(self.unit_id, compared.now.last)
        if begun is None or measure.aggregate == "last" or registry[measure.fact].is_of_calendar:
            return NOTHING
        day = later(compared.period, compared.shift, first_whole(compared.period, begun, measure.months))
        return Marks(whole_from=day) if day > compared.now.last else NOTHING

    def _own(self, measure: Measure) -> Decimal | None:
        """Out of facts; of a stock that nobody counted nothing is known, of what is counted as it happens it is zero."""
        found = self.found.get(measure.name)
        if self.compared and not self._is_whole(measure):
            return None
        if found is not None and not measure.needs_whole_window:
            return found
        # Before there are records nobody came; who did not come again is not known then.
        if measure.aggregate == "last" or not self.known(self.unit_id, self.span, registry[measure.fact], self.span.last):
            return None
        return (found or Decimal(0)) if not measure.needs_whole_window or self._has_window(measure) else None

    def _has_window(self, measure: Measure) -> bool:
        if self.records is None:
            return self.known(self.unit_id, self.span, registry[measure.fact], measure.window(self.span).first)
        return self.records.of(measure.fact).has_window(measure, self.unit_id, self.span)

    def _is_whole(self, measure: Measure) -> bool:
        """Whether records of every store fill the window, of members the period, so that growth since is not only theirs."""
        fact = registry[measure.fact]
        if fact.is_stated or measure.aggregate == "last":
            return True
        begun = window_since(self.span.last, measure.months) if measure.months else self.span.last
        if not self.known(self.unit_id, self.span, fact, begun):
            return False
        assert self.compared is not None
        now, monthly = self.compared.now, self.records
        if monthly is None or (self.monthly and not measure.months):
            return True
        monthly = monthly.of(measure.fact)
        if measure.months:
            return monthly.had_begun(self.unit_id, begun, now.last)
        return monthly.is_whole(self.unit_id, self.span, now.last)
