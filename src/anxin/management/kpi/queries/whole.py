"""How much of a period a number tells: whether all of it, else which of its months are not known, and which are odd."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.queries.figures import Level, compute_figures
from anxin.management.kpi.rules.periods import Period, Span, months_of
from anxin.platform.actor import Actor


@dataclass(frozen=True, slots=True)
class Wholeness:
    """What a number of ``months`` months rests on, by the first days of months; ``odd`` ones count and are to be checked.

    ``lacking`` are those of which nothing, some of the days or some of the stores are known.
    """

    months: int
    lacking: tuple[date, ...] = ()
    odd: tuple[date, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the number may be a basis: of all of its months."""
        return not self.lacking

    @property
    def known(self) -> int:
        """Of how many months all is known."""
        return self.months - len(self.lacking)

    def joined(self, other: "Wholeness") -> "Wholeness":
        """Of two numbers of the same months that make one."""
        lacking, odd = ({*mine, *its} for mine, its in ((self.lacking, other.lacking), (self.odd, other.odd)))
        return Wholeness(self.months, tuple(sorted(lacking)), tuple(sorted(odd)))


def wholeness_of(actor: Actor, level: Level, span: Span, figures: Iterable[Figure]) -> dict[tuple[str, int], Wholeness]:
    """How much of a period of months each of some figures over it tells, by code and unit, inside a query; of those that do
    not tell all of it the months are asked.
    """
    found, parts = {}, []
    months = months_of(span.first, span.last)
    months[-1] = Span(months[-1].first, min(months[-1].last, span.last))
    for one in figures:
        place = (one.code, one.cell.unit_id)
        found[place] = Wholeness(len(months), odd=one.marks.outliers)
        if not _is_known(one):
            parts.append(place)
    if not parts:
        return found
    codes, units = sorted({code for code, _unit in parts}), sorted({unit for _code, unit in parts})
    asked = compute_figures(actor, codes, level, Period.MONTH, months, unit_ids=units)
    for place in parts:
        of = [one for one in asked if (one.code, one.cell.unit_id) == place]
        found[place] = _of_months(len(months), of)
    return found


def _of_months(months: int, figures: Sequence[Figure]) -> Wholeness:
    # Of a quarter's number only the last month tells, and that no other does is no gap.
    lacking = sorted(one.cell.span.first for one in figures if not (_is_known(one) or one.marks.is_cut))
    odd = sorted({month for one in figures for month in one.marks.outliers})
    return Wholeness(months, tuple(lacking), tuple(odd))


def _is_known(one: Figure) -> bool:
    """Whether all that it is made of is known; that it would divide by zero is another matter."""
    return one.marks.is_whole and not one.needs and None not in one.parts.values()
