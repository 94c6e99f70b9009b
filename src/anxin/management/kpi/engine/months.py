"""A stated month, and the sum of several on its way."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from anxin.management.kpi.engine.marks import NOTHING, Marks


@dataclass(frozen=True, slots=True)
class MonthValue:
    """What was stated of a month; None is a gap that is known."""

    value: Decimal | None
    is_outlier: bool = False


@dataclass(slots=True)
class Sum:
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
