"""Tables of budgets."""

from anxin.management.budgets.models.labour import LabourBudget

__all__ = ["LabourBudget"]
