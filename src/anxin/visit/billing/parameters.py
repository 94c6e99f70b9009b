"""Limits of billing."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_approval_kind, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.money import Money
from anxin.platform.parameters import declare

SETTLE_WITHIN = declare(
    "billing.settle_within",
    "deadline",
    Deadline(2, DeadlineUnit.WORKING_HOURS),
    _("质检通过后多久内结算"),
    "R-DL06",
    is_sla=True,
)
DIFFERENCE_DUE = declare(
    "billing.difference_due", "deadline", Deadline(1, DeadlineUnit.WORKING_DAYS), _("账目不符的查清时限"), "M09.08"
)
LOOK_BACK_DAYS = declare(
    "billing.look_back_days",
    "integer",
    35,
    _("对账查到几天以前结算的工单（默认够一次月结）"),
    "M09.08",
    unit=_("天"),
    minimum=1,
    maximum=366,
)
DIFFERENCE_TASK = declare_task_kind(
    "billing.difference",
    _("账目不符"),
    "M09.08",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "general_manager")],
    names_documents_only=True,
)
LATE_EXPRESS_FREE = declare(
    "billing.late_express_free", "boolean", True, _("快保、快速钣喷超时是否免收客户费用（由主管批准）"), "R-WS13"
)
FREE_EXPRESS_POST = declare("billing.free_express_post", "post", "service_manager", _("快保超时免单由哪个岗位批"), "R-DL11")
FREE_EXPRESS = declare_approval_kind("billing.free_express", _("快保超时免单"))
ONE_PERSON_TILL = declare(
    "billing.one_person_till", "boolean", False, _("日结的人可以自己收现金、自己重开（只有一个人管钱的门店）"), "M09.01"
)
CASH_DIFFERENCE_LIMIT = declare(
    "billing.cash_difference_limit",
    "money",
    Money.yuan(10),
    _("日结现金差多少以内收银员可以自己结（超过由财务经理结）"),
    "M09.01",
    unit=_("元"),
)
STEP_LABELS = {
    "preview": _("给客户看结算预览"),
    "paid": _("客户付清"),
    "rated": _("客户评价"),
    "invoice": _("已申请发票"),
    "final": _("终检合格"),
    "wash": _("查洗车合格"),
}
SETTLEMENT_STEPS = declare(
    "billing.settlement_steps",
    "codes",
    "paid,final,wash",
    _("交车前必须完成的步骤"),
    "R-DL12",
    choices=STEP_LABELS,
)
ON_TIME_TARGET = declare(
    "billing.on_time_target",
    "decimal",
    Decimal("0.90"),
    _("终检、出票及时率目标"),
    "R-DL05",
    minimum=Decimal(0),
    maximum=Decimal(1),
)
CONTROL_DAYS = declare(
    "billing.control_days",
    "integer",
    92,
    _("结算管控一次最多看多少天"),
    "M09.10",
    unit=_("天"),
    minimum=1,
    maximum=366,
)
MANUFACTURER = declare(
    "billing.manufacturer", "text", "", _("保修由哪家厂商付（账单、单据上的名称，不填用品牌名）"), "M09.01"
)
SELLER_TAX_NUMBER = declare("billing.seller_tax_number", "text", "", _("开票方（本店公司）税号"), "M09.01")
INVOICE_CODES = {
    kind: declare(f"billing.invoice_code_{kind}", "text", "", label, "M09.01")
    for kind, label in (
        ("labour", _("工时的税收分类编码（请财务填写）")),
        ("part", _("配件的税收分类编码（请财务填写）")),
        ("sublet", _("外包的税收分类编码（请财务填写）")),
        ("fee", _("费用的税收分类编码（请财务填写）")),
    )
}
REQUEST_MINUTES = declare(
    "billing.request_minutes",
    "integer",
    10,
    _("收款码多久没有付款就作废"),
    "M29.05",
    unit=_("分钟"),
    minimum=2,
    maximum=120,
)
ANSWER_SURPLUS_WITHIN = declare(
    "billing.answer_surplus_within",
    "deadline",
    Deadline(1, DeadlineUnit.WORKING_DAYS),
    _("多收的钱、退不到账的钱多久内处理"),
    "M29.05",
)
SURPLUS_TASK = declare_task_kind(
    "billing.surplus",
    _("多收款待退"),
    "M29.05",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "general_manager")],
    names_documents_only=True,
)
LARGEST_DEPOSIT = declare(
    "billing.largest_deposit",
    "money",
    Money.yuan(200_000),
    _("一笔定金最多收多少（防止多打几个零）"),
    "M09.01",
    unit="yuan",
    minimum=Money.yuan(1),
    maximum=Money.yuan(10_000_000),
)
DEPOSIT_BACK_POST = declare(
    "billing.deposit_back_post", "post", "finance_manager", _("用不上的定金由哪个岗位退（要有退款权限）"), "M09.01"
)
DEPOSIT_BACK_TASK = declare_task_kind(
    "billing.deposit_back",
    _("定金待退"),
    "M09.01",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "general_manager")],
    names_documents_only=True,
)
REFUND_TASK = declare_task_kind(
    "billing.refund_failed",
    _("退款没有到账"),
    "M29.05",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "general_manager")],
    names_documents_only=True,
)
AGE_LIMITS = tuple(
    declare(
        f"billing.age_limit_{place}",
        "integer",
        days,
        label,
        "M09.01",
        unit=_("天"),
        minimum=1,
        maximum=3660,
    )
    for place, days, label in (
        (1, 30, _("账龄第一档到多少天")),
        (2, 60, _("账龄第二档到多少天")),
        (3, 90, _("账龄第三档到多少天")),
    )
)
OVERDUE_AFTER = declare(
    "billing.overdue_after",
    "integer",
    30,
    _("没有约定付款天数的账单，多少天没付算逾期"),
    "M09.01",
    unit=_("天"),
    minimum=0,
    maximum=3660,
)
LATEST_PROMISE = declare(
    "billing.latest_promise",
    "integer",
    92,
    _("承诺付款日最多推后多少天"),
    "M09.01",
    unit=_("天"),
    minimum=1,
    maximum=366,
)
COLLECTING_POST = declare("billing.collecting_post", "post", "cashier", _("逾期应收款由哪个岗位催"), "M09.01")
COLLECTING_DUE = declare(
    "billing.collecting_due", "deadline", Deadline(1, DeadlineUnit.WORKING_DAYS), _("逾期应收款的催收时限"), "M09.01"
)
COLLECTING_TASK = declare_task_kind(
    "billing.collecting",
    _("催收应收款"),
    "M09.01",
    ladder=[EscalationStep(Deadline(5, DeadlineUnit.WORKING_DAYS), "finance_manager")],
    names_documents_only=True,
)
