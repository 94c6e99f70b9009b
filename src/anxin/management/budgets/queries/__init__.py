"""Public reads of budgets."""

from anxin.management.budgets.queries.forecasts import (
    Agreement,
    ForecastRow,
    find_agreement,
    get_forecast,
    list_forecasts,
)
from anxin.management.budgets.queries.labour import (
    AreaYear,
    LabourYear,
    StoreLabour,
    list_labour_budgets,
    read_labour_budget,
)
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
    "Agreement",
    "AreaYear",
    "ForecastRow",
    "Labour",
    "LabourMisfit",
    "LabourYear",
    "Misfit",
    "ProposalBasis",
    "ProposalFilter",
    "ProposalRow",
    "StoreLabour",
    "find_agreement",
    "get_forecast",
    "get_target_proposal",
    "list_forecasts",
    "list_labour_budgets",
    "page_target_proposals",
    "read_labour_budget",
    "read_proposal_basis",
]
