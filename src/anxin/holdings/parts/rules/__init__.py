"""Pure rules of the stock: what it can give, and what each movement costs."""

from anxin.holdings.parts.rules.availability import Arrival, Availability, all_there_at, standing
from anxin.holdings.parts.rules.costing import Costing, Holding, Step, cost_of_movement, cost_of_return, replay

__all__ = [
    "Arrival",
    "Availability",
    "Costing",
    "Holding",
    "Step",
    "all_there_at",
    "cost_of_movement",
    "cost_of_return",
    "replay",
    "standing",
]
