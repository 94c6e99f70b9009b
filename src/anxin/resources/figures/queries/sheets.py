"""What a checked workbook would change: new, changed, as it stands, gaps and outliers, before anything is written."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.resources.figures import permissions
from anxin.resources.figures.current import FigureCell, current_cells, outlier_limits
from anxin.resources.figures.kinds import FigureKind, all_kinds
from anxin.resources.figures.lifecycle import TAKEN
from anxin.resources.figures.models import FigureSheet, MonthlyFigure
from anxin.resources.figures.rules.outliers import find_outliers

Change = Literal["new", "changed", "same"]


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell of a workbook beside what holds now. Without a value it is a gap."""

    kind: FigureKind
    month: date
    value: Decimal | None
    before: FigureCell | None
    place: str
    change: Change
    is_outlier: bool

    @property
    def is_gap(self) -> bool:
        """Known to be missing."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """A workbook for a look: those that need one first (outliers, gaps, changed), each in the order of the workbook.

    ``taken`` is how many figures were written when it was imported; None before.
    """

    id: int
    store_id: int
    file_name: str
    state: str
    cells: tuple[SheetCell, ...]
    taken: int | None = None

    @property
    def last_month(self) -> date | None:
        """The latest month of which it says something."""
        return max((cell.month for cell in self.cells), default=None)

    @property
    def counts(self) -> dict[str, int]:
        """How many are new, changed and the same; how many of all are gaps and outliers."""
        found: Counter[str] = Counter(cell.change for cell in self.cells)
        found["gaps"] = sum(cell.is_gap for cell in self.cells)
        found["outliers"] = sum(cell.is_outlier for cell in self.cells)
        return {name: found[name] for name in ("new", "changed", "same", "gaps", "outliers")}


@query(permissions.ENTER)
def get_figure_sheet(actor: Actor, sheet_id: int) -> SheetPreview:
    """A workbook that was read.

    :raises NotFound: unknown, or in a store where the actor enters no figures
    """
    sheet: FigureSheet = FigureSheet.objects.visible_to(actor, permissions.ENTER).one(pk=sheet_id)
    stated = {
        (kind, date.fromisoformat(month)): (None if value is None else Decimal(value), place)
        for kind, month, value, place in sheet.cells
        if kind in all_kinds()
    }
    now = current_cells(actor, permissions.ENTER, sheet.store_id, kinds={kind for kind, _month in stated})
    limits, odd = outlier_limits(sheet.store_id, clock.now()), set()
    for code in {kind for kind, _month in stated}:
        series = {month: cell.value for (kind, month), cell in now.items() if kind == code and cell.value is not None}
        series |= {month: value for (kind, month), (value, _place) in stated.items() if kind == code and value is not None}
        odd |= {(code, month) for month in find_outliers(series, limits)}
    cells = [
        SheetCell(
            all_kinds()[kind], month, value, now.get((kind, month)), place,
            _change(value, now.get((kind, month))), value is not None and (kind, month) in odd,
        )
        for (kind, month), (value, place) in stated.items()
    ]  # fmt: skip
    order = {"changed": 0, "new": 1, "same": 2}
    cells.sort(key=lambda one: (not one.is_outlier, not one.is_gap, order[one.change]))
    written = MonthlyFigure.objects.visible_to(actor, permissions.ENTER).filter(store_id=sheet.store_id, sheet_id=sheet.pk)
    taken = written.count() if sheet.state == TAKEN else None
    return SheetPreview(sheet.pk, sheet.store_id, sheet.file_name, sheet.state, tuple(cells), taken)


def _change(value: Decimal | None, before: FigureCell | None) -> Change:
    if before is None or before.says_nothing:
        return "new"
    return "same" if (value, value is None) == (before.value, before.is_gap) else "changed"
