"""Public writes of monthly figures."""

from anxin.resources.figures.commands.recording import FigureEntry, FiguresMovedOn, RecordedFigures, record_figures

__all__ = ["FigureEntry", "FiguresMovedOn", "RecordedFigures", "record_figures"]
