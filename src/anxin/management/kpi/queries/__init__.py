"""Public reads of figures."""

from anxin.management.kpi.engine.asking import Cell
from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.queries.figures import FigureRows, Level, compute_figures, list_figure_rows

__all__ = ["Cell", "Figure", "FigureRows", "Level", "compute_figures", "list_figure_rows"]
