"""Tables of budgets."""

from anxin.management.budgets.models.forecasts import BudgetForecast
from anxin.management.budgets.models.labour import LabourBudget
from anxin.management.budgets.models.proposals import LONGEST_WORDS, TargetProposal

__all__ = ["LONGEST_WORDS", "BudgetForecast", "LabourBudget", "TargetProposal"]
