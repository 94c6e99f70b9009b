"""Tables of figures. Foreign keys point down to store and staff."""

from anxin.management.kpi.models.snapshots import FigureSnapshot

__all__ = ["FigureSnapshot"]
