"""Public writes of monthly figures."""

from anxin.resources.figures.commands.importing import (
    CheckedWorkbook,
    WorkbookMovedOn,
    check_monthly_history,
    drop_monthly_history,
    import_monthly_history,
    largest_workbook,
    read_months_workbook,
)
from anxin.resources.figures.commands.recording import FigureEntry, FiguresMovedOn, RecordedFigures, record_figures

__all__ = [
    "CheckedWorkbook",
    "FigureEntry",
    "FiguresMovedOn",
    "RecordedFigures",
    "WorkbookMovedOn",
    "check_monthly_history",
    "drop_monthly_history",
    "import_monthly_history",
    "largest_workbook",
    "read_months_workbook",
    "record_figures",
]
