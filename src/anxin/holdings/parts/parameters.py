"""Limits of the parts stock."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

ALLOW_NEGATIVE = declare("parts.allow_negative", "boolean", False, _("允许负库存出库（先出库、后补入库单）"), "M14.01")
SLOW_DAYS = declare(
    "parts.slow_days",
    "integer",
    180,
    _("多少天没有出库算滞销（来源没有天数，默认值由门店定）"),
    "X-D01",
    unit=_("天"),
    minimum=1,
    maximum=3_650,
)
OVERDUE_DAYS = declare(
    "parts.overdue_days",
    "integer",
    365,
    _("最早一批在库多少天算超期（来源没有天数，默认值由门店定）"),
    "R-PT08",
    unit=_("天"),
    minimum=1,
    maximum=3_650,
)
DEPTH_WANTED = declare(
    "parts.depth_wanted",
    "decimal",
    Decimal("1.3"),
    _("配件库存深度目标（一个月维修出库成本 ÷ 库存成本）"),
    "K-Z31",
    minimum=Decimal(0),
    maximum=Decimal(100),
)
SLOW_SHARE_LIMIT = declare(
    "parts.slow_share_limit",
    "decimal",
    Decimal("0.08"),
    _("滞销金额占库存金额超过多少要提醒配件经理"),
    "R-PT10",
    minimum=Decimal(0),
    maximum=Decimal(1),
)
DECIDE_SLOW_DAYS = declare(
    "parts.decide_slow_days",
    "integer",
    7,
    _("滞销预警后几天内要定处理办法"),
    "R-PT10",
    unit=_("天"),
    minimum=1,
    maximum=60,
)
CORRECT_LIMIT = declare(
    "parts.correct_limit",
    "integer",
    500,
    _("不开盘点单的更正，差额最多多少元（来源没有，是本系统的默认值）"),
    "M14.01",
    unit=_("元"),
    minimum=0,
    maximum=1_000_000,
)
HIGH_DEMAND_DAYS = declare(
    "parts.high_demand_days",
    "integer",
    90,
    _("按最近多少天的出库判断高需求件"),
    "M14.05",
    unit=_("天"),
    minimum=7,
    maximum=730,
)
HIGH_DEMAND_ISSUES = declare(
    "parts.high_demand_issues",
    "integer",
    6,
    _("这些天里出库多少次算高需求件"),
    "M14.05",
    minimum=1,
    maximum=10_000,
)
ACCESSORY_STOCK_TARGET = declare(
    "parts.accessory_stock_target",
    "integer",
    100_000,
    _("精品库存要保持多少元（成本，不含税）"),
    "R-PT02",
    unit=_("元"),
    minimum=0,
    maximum=100_000_000,
)
CLEAR_SLOW = declare_task_kind(
    "parts.clear_slow",
    _("处理滞销件"),
    "R-PT08",
    ladder=[EscalationStep(Deadline(3, DeadlineUnit.WORKING_DAYS), "parts_manager")],
    names_documents_only=True,
)
CLEAR_POSTS = {
    "external_sale": declare("parts.clear_by_sale_post", "post", "parts_seller", _("滞销件外销由哪个岗位办"), "R-PT08"),
    "transfer": declare(
        "parts.clear_by_transfer_post", "post", "parts_manager", _("滞销件调给别的店由哪个岗位办"), "R-PT08"
    ),
    "supplier_return": declare(
        "parts.clear_by_return_post", "post", "parts_buyer", _("滞销件退供应商由哪个岗位办"), "R-PT08"
    ),
    "write_off": declare("parts.clear_by_write_off_post", "post", "finance_manager", _("滞销件报废由哪个岗位办"), "R-PT08"),
}
"""Who clears slow or overdue stock, by the way it goes; what is kept is nobody's task."""
SLOW_WARNING = declare_task_kind(
    "parts.slow_warning",
    _("滞销预警"),
    "R-PT10",
    ladder=[EscalationStep(Deadline(3, DeadlineUnit.WORKING_DAYS), "after_sales_manager")],
    names_documents_only=True,
)
