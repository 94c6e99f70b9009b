"""Public writes of budgets."""

from anxin.management.budgets.commands.forecasts import (
    KeptForecast,
    NoHandOfForecast,
    NoSideOfForecast,
    SameSideOfForecast,
    confirm_forecast,
    object_to_forecast,
    propose_forecast,
    take_forecast,
)
from anxin.management.budgets.commands.labour import SetLabour, set_labour_budget
from anxin.management.budgets.commands.proposals import (
    NewProposal,
    ProposalStep,
    SentProposals,
    accept_target_proposal,
    agree_to_counter,
    counter_target_proposal,
    propose_targets,
    withdraw_target_proposal,
)
from anxin.management.budgets.rules.labour import AreaBudget

__all__ = [
    "AreaBudget",
    "KeptForecast",
    "NewProposal",
    "NoHandOfForecast",
    "NoSideOfForecast",
    "ProposalStep",
    "SameSideOfForecast",
    "SentProposals",
    "SetLabour",
    "accept_target_proposal",
    "agree_to_counter",
    "confirm_forecast",
    "counter_target_proposal",
    "object_to_forecast",
    "propose_forecast",
    "propose_targets",
    "set_labour_budget",
    "take_forecast",
    "withdraw_target_proposal",
]
