"""Public reads of monthly figures."""

from anxin.resources.figures.current import FigureCell
from anxin.resources.figures.kinds import GROUPS, FigureKind, all_kinds
from anxin.resources.figures.queries.grids import (
    ChangeFilter,
    FigureGrid,
    FigureMonth,
    FigureRow,
    MonthRow,
    list_figure_changes,
    read_figure_month,
    read_figure_year,
)
from anxin.resources.figures.queries.sheets import SheetCell, SheetPreview, get_figure_sheet
from anxin.resources.figures.rules.labels import Heads, Label
from anxin.resources.figures.rules.tables import LabelledCell

__all__ = [
    "GROUPS",
    "ChangeFilter",
    "FigureCell",
    "FigureGrid",
    "FigureKind",
    "FigureMonth",
    "FigureRow",
    "Heads",
    "Label",
    "LabelledCell",
    "MonthRow",
    "SheetCell",
    "SheetPreview",
    "all_kinds",
    "get_figure_sheet",
    "list_figure_changes",
    "read_figure_month",
    "read_figure_year",
]
