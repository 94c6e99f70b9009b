"""Public reads of replenishment."""

from anxin.holdings.replenishment.queries.proposals import (
    Chosen,
    Depth,
    Proposal,
    ProposedLine,
    SupplierGroup,
    WhatIf,
    coming_of,
    fingerprint,
    get_proposal,
    proposed_lines,
)
from anxin.holdings.replenishment.rules import Levels, Outlook

__all__ = [
    "Chosen",
    "Depth",
    "Levels",
    "Outlook",
    "Proposal",
    "ProposedLine",
    "SupplierGroup",
    "WhatIf",
    "coming_of",
    "fingerprint",
    "get_proposal",
    "proposed_lines",
]
