"""Limits of purchasing, and the tasks that it makes."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.parameters import declare_template
from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

FUNDS_PERCENT = declare(
    "purchasing.funds_percent",
    "integer",
    80,
    _("库存采购资金受控时，可用百分之几（来源没有数，默认值由门店定）"),
    "R-PT08",
    unit="%",
    minimum=0,
    maximum=100,
)
EMERGENCY_ANSWER = declare(
    "purchasing.emergency_answer",
    "deadline",
    Deadline(48, DeadlineUnit.HOURS),
    _("紧急订货多久要得到供应商答复"),
    "R-PT11",
    is_sla=True,
)
BUYER = declare("purchasing.buyer_post", "post", "parts_manager", _("采购任务派给的岗位"), "M14.07")
UNANSWERED_TASK = declare_task_kind(
    "purchasing.unanswered",
    _("紧急订货等供应商答复"),
    "R-PT11",
    ladder=[
        EscalationStep(Deadline(2, DeadlineUnit.WORKING_HOURS), "after_sales_manager"),
        EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "general_manager"),
    ],
    names_documents_only=True,
)

OTHER_WAY_TASK = declare_task_kind(
    "purchasing.other_way",
    _("订的货不来，另想办法"),
    "R-PT04",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "after_sales_manager")],
    names_documents_only=True,
)

WARN_AHEAD = declare(
    "purchasing.special_warn_days",
    "integer",
    1,
    _("专订到货日前几个工作日还没到，提醒配件"),
    "R-PT04",
    unit=_("工作日"),
    minimum=0,
    maximum=30,
)
NEEDS_TWO_PHONES = declare(
    "purchasing.special_two_phones", "boolean", True, _("登记专订时客户档案要有手机和备用电话"), "R-PT03"
)
SPECIAL_DUE_TASK = declare_task_kind(
    "purchasing.special_due",
    _("专订快到期还没到"),
    "R-PT04",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "after_sales_manager")],
    names_documents_only=True,
)
SPECIAL_DELAYED_TASK = declare_task_kind(
    "purchasing.special_delayed",
    _("专订改期，请知道"),
    "R-PT04",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "service_manager")],
    names_documents_only=True,
)
SPECIAL_ARRIVED_TASK = declare_task_kind(
    "purchasing.special_arrived",
    _("专订到货，请约客户"),
    "R-PT04",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "service_manager")],
    names_documents_only=True,
)
ADVISOR_TELLS = declare(
    "purchasing.special_tell",
    "deadline",
    Deadline(1, DeadlineUnit.WORKING_DAYS),
    _("专订到货或改期后，顾问多久内联系客户"),
    "R-PT04",
    is_sla=True,
)
DELAYED_TEMPLATE = declare_template(
    "purchasing.special_delayed",
    _("专订配件改期"),
    "service",
    "【{store}】非常抱歉，您订的配件因“{reason}”会晚一些，预计 {day} 到货。给您添麻烦了，请电话 {store_phone}",
    ["reason", "day"],
)
EARLIER_TEMPLATE = declare_template(
    "purchasing.special_earlier",
    _("专订配件提前"),
    "service",
    "【{store}】您订的配件提前了，预计 {day} 到货，到了再通知您。电话 {store_phone}",
    ["day"],
)
ARRIVED_TEMPLATE = declare_template(
    "purchasing.special_arrived",
    _("专订配件到货"),
    "service",
    "【{store}】您订的配件已经到货，方便时请来店，或电话 {store_phone} 约时间。",
    [],
)
