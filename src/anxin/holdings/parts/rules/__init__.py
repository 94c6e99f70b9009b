"""Pure rules of the stock: what it can give, and what each movement costs."""

from anxin.holdings.parts.rules.ages import Arrived, Layer, is_overdue, is_slow, layers
from anxin.holdings.parts.rules.availability import Arrival, Availability, all_there_at, standing
from anxin.holdings.parts.rules.costing import (
    Costing,
    Holding,
    Step,
    cost_of_movement,
    cost_of_return,
    replay,
    worth_of,
)

__all__ = [
    "Arrival",
    "Arrived",
    "Availability",
    "Costing",
    "Holding",
    "Layer",
    "Step",
    "all_there_at",
    "cost_of_movement",
    "cost_of_return",
    "is_overdue",
    "is_slow",
    "layers",
    "replay",
    "standing",
    "worth_of",
]
