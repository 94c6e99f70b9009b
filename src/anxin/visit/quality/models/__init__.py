"""Tables of quality. Foreign keys point down to the order, its jobs and inspections, and the staff."""

from anxin.visit.quality.models.conduct import ConductCase
from anxin.visit.quality.models.rework import MaintenanceCheck, ReworkCase, TradeHead

__all__ = ["ConductCase", "MaintenanceCheck", "ReworkCase", "TradeHead"]
