"""Public reads of figures."""

from anxin.management.kpi.engine.asking import Cell
from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.queries.figures import FigureRows, Level, compute_figures, list_figure_rows
from anxin.management.kpi.queries.handbook import get_definition, needs_of, search_definitions
from anxin.management.kpi.queries.sheet import (
    Member,
    Point,
    Reading,
    list_members,
    member_columns,
    read_figure,
    read_sheet,
    read_trend,
)

__all__ = [
    "Cell",
    "Figure",
    "FigureRows",
    "Level",
    "Member",
    "Point",
    "Reading",
    "compute_figures",
    "get_definition",
    "list_figure_rows",
    "list_members",
    "member_columns",
    "needs_of",
    "read_figure",
    "read_sheet",
    "read_trend",
    "search_definitions",
]
