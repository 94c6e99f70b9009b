"""Public writes of figures and their targets."""

from anxin.management.kpi.commands.obstacles import KeptConfirmation, confirm_obstacles, withdraw_obstacles
from anxin.management.kpi.commands.sharing import (
    NoPastFigures,
    NotShared,
    break_down_to_people,
    break_down_year,
    copy_targets,
)
from anxin.management.kpi.commands.snapshots import KeptMonth, keep_month
from anxin.management.kpi.commands.targets import (
    SetOfStores,
    SetTargets,
    TargetsDisagree,
    set_targets,
    set_targets_of_stores,
)
from anxin.management.kpi.rules.targets import Cell, NewTarget

__all__ = [
    "Cell",
    "KeptConfirmation",
    "KeptMonth",
    "NewTarget",
    "NoPastFigures",
    "NotShared",
    "SetOfStores",
    "SetTargets",
    "TargetsDisagree",
    "break_down_to_people",
    "break_down_year",
    "confirm_obstacles",
    "copy_targets",
    "keep_month",
    "set_targets",
    "set_targets_of_stores",
    "withdraw_obstacles",
]
