"""Public writes of budgets."""

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
    "NewProposal",
    "ProposalStep",
    "SentProposals",
    "SetLabour",
    "accept_target_proposal",
    "agree_to_counter",
    "counter_target_proposal",
    "propose_targets",
    "set_labour_budget",
    "withdraw_target_proposal",
]
