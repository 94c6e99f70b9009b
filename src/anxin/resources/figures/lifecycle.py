"""The states of a workbook that was read: nothing of it counts before somebody takes it."""

from anxin.platform.findings import gettext_noop as _
from anxin.platform.lifecycle import Lifecycle

CHECKED, TAKEN, DROPPED = "CHECKED", "TAKEN", "DROPPED"

FIGURE_SHEET = Lifecycle(
    "figure sheet",
    initial=(CHECKED,),
    transitions={(CHECKED, "take"): TAKEN, (CHECKED, "drop"): DROPPED},
    labels={CHECKED: _("待导入"), TAKEN: _("已导入"), DROPPED: _("没有导入")},
)
