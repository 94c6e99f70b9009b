"""Limits of stocktaking. The sources name the count form and no figures: the defaults are this system's own."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

BLIND = declare(
    "stocktaking.blind",
    "boolean",
    True,
    _("盲盘：盘点的人和打印的盘点表看不到账面数"),
    "M14.01",
)
SECOND_SHARE = declare(
    "stocktaking.second_share",
    "decimal",
    Decimal("0.20"),
    _("盘点差异超过账面数的多少要另一人复盘（0.20 是 20%，本系统的默认值）"),
    "M14.01",
    minimum=Decimal(0),
    maximum=Decimal(100),
)
SECOND_VALUE = declare(
    "stocktaking.second_value",
    "integer",
    200,
    _("盘点差异金额超过多少元要另一人复盘（本系统的默认值）"),
    "M14.01",
    unit=_("元"),
    minimum=0,
    maximum=1_000_000,
)
REASON_VALUE = declare(
    "stocktaking.reason_value",
    "integer",
    100,
    _("盘点差异金额从多少元起要写原因（本系统的默认值）"),
    "M14.01",
    unit=_("元"),
    minimum=0,
    maximum=1_000_000,
)
SMALL_VALUE = declare(
    "stocktaking.small_value",
    "integer",
    500,
    _("盘盈盘亏合计不超过多少元，配件经理就可以批准（本系统的默认值）"),
    "M14.01",
    unit=_("元"),
    minimum=0,
    maximum=1_000_000,
)
APPROVER_POST = declare("stocktaking.approver_post", "post", "after_sales_manager", _("盘点差异由哪个岗位批准"), "M14.01")
APPROVE_WITHIN = declare(
    "stocktaking.approve_within",
    "deadline",
    Deadline(1, DeadlineUnit.WORKING_DAYS),
    _("盘点单提交后多久内批准"),
    "M14.01",
)
CYCLE_DAYS = declare(
    "stocktaking.cycle_days",
    "integer",
    90,
    _("循环盘点：每个有库存的配件至少多少天盘一次（本系统的默认值）"),
    "M14.01",
    unit=_("天"),
    minimum=1,
    maximum=3_650,
)
APPROVAL_TASK = declare_task_kind(
    "stocktaking.approval",
    _("盘点差异等批准"),
    "M14.01",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "general_manager")],
    names_documents_only=True,
)
