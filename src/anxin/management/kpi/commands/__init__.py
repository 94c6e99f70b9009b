"""PUBLIC writes of figures."""

from anxin.management.kpi.commands.snapshots import KeptMonth, keep_month

__all__ = ["KeptMonth", "keep_month"]
