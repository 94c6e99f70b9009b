"""Public reads of budgets."""

from anxin.management.budgets.queries.labour import AreaYear, LabourYear, read_labour_budget
from anxin.management.budgets.queries.proposals import (
    ProposalBasis,
    ProposalFilter,
    ProposalRow,
    get_target_proposal,
    page_target_proposals,
    read_proposal_basis,
)
from anxin.management.budgets.rules.labour import Labour, LabourMisfit, Misfit

__all__ = [
    "AreaYear",
    "Labour",
    "LabourMisfit",
    "LabourYear",
    "Misfit",
    "ProposalBasis",
    "ProposalFilter",
    "ProposalRow",
    "get_target_proposal",
    "page_target_proposals",
    "read_labour_budget",
    "read_proposal_basis",
]
