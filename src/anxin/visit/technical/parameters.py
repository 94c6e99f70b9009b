"""Limits of difficult cases."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

DIRECTOR_POST = declare(
    "technical.director_post", "post", "technical_director", _("疑难案例由哪个岗位主持，第二天的培训也由他安排"), "R-WS14"
)
LEADER_POST = declare("technical.leader_post", "post", "team_leader", _("哪个岗位一起参加疑难案例"), "R-WS14")
GROUP_POST = declare(
    "technical.group_post", "post", "technical_group_member", _("技术小组由担任哪个岗位（含兼任）的人组成"), "R-WS15"
)
TELL_DESK = declare(
    "technical.tell_desk",
    "deadline",
    Deadline(15, DeadlineUnit.MINUTES),
    _("求助多久内由服务顾问处理"),
    "R-WS14",
    is_sla=True,
)
LEAD_WITHIN = declare(
    "technical.lead_within",
    "deadline",
    Deadline(4, DeadlineUnit.WORKING_HOURS),
    _("疑难案例多久内有结果"),
    "R-WS14",
    is_sla=True,
)
VOTE_WITHIN = declare(
    "technical.vote_within",
    "deadline",
    Deadline(2, DeadlineUnit.WORKING_HOURS),
    _("技术小组多久内表决"),
    "R-WS15",
    is_sla=True,
)
TRAIN_WITHIN = declare(
    "technical.train_within",
    "deadline",
    Deadline(1, DeadlineUnit.WORKING_DAYS),
    _("疑难案例结案后多久内培训"),
    "R-WS14",
    is_sla=True,
)
LINK_HOURS = declare(
    "technical.link_hours", "integer", 72, _("外部专家链接有效几小时"), "SYS-14", unit="h", minimum=1, maximum=720
)
LINK_OPENINGS = declare(
    "technical.link_openings", "integer", 30, _("一个外部专家链接一分钟最多打开几次"), "SYS-14", unit="/min", minimum=5
)
ADDRESS_OPENINGS = declare(
    "technical.address_openings",
    "integer",
    60,
    _("一个网络地址一分钟最多打开几次外部专家链接"),
    "SYS-14",
    unit="/min",
    minimum=5,
)

_LATE = [EscalationStep(Deadline(4, DeadlineUnit.WORKING_HOURS), "after_sales_manager")]
DESK_TASK = declare_task_kind("technical.tell_desk", _("车间求助"), "R-WS14")
CASE_TASK = declare_task_kind("technical.case", _("主持疑难案例"), "R-WS14", _LATE)
VOTE_TASK = declare_task_kind("technical.vote", _("技术小组表决"), "R-WS15", _LATE)
TRAINING_TASK = declare_task_kind("technical.training", _("疑难案例培训"), "R-WS14", _LATE)
ANSWER_TASK = declare_task_kind("technical.answer", _("专家已答复"), "M07.12")
