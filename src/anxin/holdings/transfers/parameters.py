"""Limits of transfers. A store's tax rate on what it sells is the catalogue's (``catalog.tax_rate``)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

SHARES = declare("transfers.shares", "boolean", True, _("本店库存是否给集团别的门店看、可以调"), "R-PT14")
REACH = declare(
    "transfers.reach",
    "choice",
    "group",
    _("本店可以向哪些门店调配件"),
    "R-PT14",
    choices={"group": _("全集团"), "region": _("同一地区"), "brand": _("同一品牌")},
)
KEPT_BACK = declare(
    "transfers.kept_back",
    "integer",
    1,
    _("每个配件自留多少，不算可调"),
    "R-PT14",
    unit=_("件"),
    minimum=0,
    maximum=1000,
)
TAXPAYER = declare(
    "transfers.taxpayer",
    "choice",
    "general",
    _("本店公司的纳税人身份（小规模纳税人进项税不能抵扣，计入成本）"),
    "R-PT14",
    choices={"general": _("一般纳税人"), "small": _("小规模纳税人")},
)
PRICE_BY = declare(
    "transfers.price_by",
    "choice",
    "cost",
    _("不同公司之间调拨的价格怎么定（由调出门店设）"),
    "R-PT14",
    choices={"cost": _("成本加成"), "list": _("目录价打折")},
)
COST_PLUS = declare(
    "transfers.cost_plus",
    "decimal",
    Decimal("0.05"),
    _("不同公司之间调拨：成本上加多少（0.05 是 5%）"),
    "R-PT14",
    minimum=Decimal(0),
    maximum=Decimal(1),
)
LIST_LESS = declare(
    "transfers.list_less",
    "decimal",
    Decimal("0.20"),
    _("不同公司之间调拨：目录价上减多少（0.20 是打八折）"),
    "R-PT14",
    minimum=Decimal(0),
    maximum=Decimal(1),
)
ANSWER_WITHIN = declare(
    "transfers.answer_within",
    "deadline",
    Deadline(2, DeadlineUnit.WORKING_HOURS),
    _("别店来调配件，多久内答复"),
    "R-PT14",
    is_sla=True,
)
ANSWER_POST = declare("transfers.answer_post", "post", "parts_manager", _("别店来调配件由哪个岗位答复"), "R-PT14")
SETTLE_WITHIN = declare(
    "transfers.settle_within",
    "deadline",
    Deadline(1, DeadlineUnit.WORKING_DAYS),
    _("调拨在途差异多久内处理"),
    "R-PT14",
)
ASKED_TASK = declare_task_kind(
    "transfers.asked",
    _("别店来调配件，请答复"),
    "R-PT14",
    ladder=[EscalationStep(Deadline(4, DeadlineUnit.WORKING_HOURS), "after_sales_manager")],
    names_documents_only=True,
)
OTHER_WAY_TASK = declare_task_kind(
    "transfers.other_way",
    _("调拨不来，另想办法"),
    "R-PT04",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "after_sales_manager")],
    names_documents_only=True,
)
MISSED_TASK = declare_task_kind(
    "transfers.missed",
    _("调拨少货，请处理"),
    "R-PT14",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "after_sales_manager")],
    names_documents_only=True,
)
