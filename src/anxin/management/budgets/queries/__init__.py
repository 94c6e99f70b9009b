"""Public reads of budgets."""

from anxin.management.budgets.queries.labour import AreaYear, LabourYear, read_labour_budget
from anxin.management.budgets.rules.labour import Labour, LabourMisfit, Misfit

__all__ = ["AreaYear", "Labour", "LabourMisfit", "LabourYear", "Misfit", "read_labour_budget"]
