"""Limits of the workshop."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

TELL_ADVISOR = declare(
    "workshop.tell_advisor",
    "deadline",
    Deadline(15, DeadlineUnit.MINUTES),
    _("新发现的问题多久内由服务顾问处理"),
    "R-WS06",
    is_sla=True,
)
SHORTEST_PLAN = declare(
    "workshop.shortest_plan_minutes",
    "integer",
    15,
    _("派工时一个项目至少排多少分钟"),
    "M07.01",
    unit="min",
    minimum=1,
    maximum=480,
)
INSPECT_OWN_WORK = declare(
    "workshop.inspect_own_work", "boolean", False, _("允许技师总检、终检自己做的车（单人当班的店）"), "R-QC01"
)
FINDING_TASK = declare_task_kind("workshop.finding", _("车间发现"), "R-WS06")
PART_TASK = declare_task_kind("workshop.ask_part", _("车间领料"), "M07.02")
