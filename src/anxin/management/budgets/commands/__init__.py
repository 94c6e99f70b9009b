"""Public writes of budgets."""

from anxin.management.budgets.commands.labour import SetLabour, set_labour_budget
from anxin.management.budgets.rules.labour import AreaBudget

__all__ = ["AreaBudget", "SetLabour", "set_labour_budget"]
