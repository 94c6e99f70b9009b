"""Public writes of figures and their targets."""

from anxin.management.kpi.commands.agreed import check_agreed, set_agreed_target
from anxin.management.kpi.commands.importing import CheckedTargets, TargetLine, check_target_workbook, import_targets
from anxin.management.kpi.commands.obstacles import KeptConfirmation, confirm_obstacles, withdraw_obstacles
from anxin.management.kpi.commands.people import break_down_to_people
from anxin.management.kpi.commands.remedies import KeptRemedy, plan_remedy
from anxin.management.kpi.commands.sharing import (
    MonthsStand,
    NoPastFigures,
    NotShared,
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
from anxin.management.kpi.queries.target_cells import YearTarget
from anxin.management.kpi.rules.targets import Cell, NewTarget

__all__ = [
    "Cell",
    "CheckedTargets",
    "KeptConfirmation",
    "KeptMonth",
    "KeptRemedy",
    "MonthsStand",
    "NewTarget",
    "NoPastFigures",
    "NotShared",
    "SetOfStores",
    "SetTargets",
    "TargetLine",
    "TargetsDisagree",
    "YearTarget",
    "break_down_to_people",
    "break_down_year",
    "check_agreed",
    "check_target_workbook",
    "confirm_obstacles",
    "copy_targets",
    "import_targets",
    "keep_month",
    "plan_remedy",
    "set_agreed_target",
    "set_targets",
    "set_targets_of_stores",
    "withdraw_obstacles",
]
