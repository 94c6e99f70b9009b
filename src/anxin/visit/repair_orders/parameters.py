"""Limits of the repair order."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.parameters import declare_template
from anxin.parties.org.parameters import EXPRESS_BODY as EXPRESS_BODY_WITHIN
from anxin.parties.org.parameters import EXPRESS_MAINTENANCE as EXPRESS_MAINTENANCE_WITHIN
from anxin.parties.org.queries import store_info
from anxin.parties.work.parameters import declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.money import ZERO, Money
from anxin.platform.parameters import declare, value

ESTIMATE_TOLERANCE = declare(
    "repair_orders.estimate_tolerance",
    "decimal",
    Decimal("0.10"),
    _("实际与估价的允许偏差"),
    "R-RO02",
    minimum=Decimal(0),
    maximum=Decimal(1),
)
TAX_RATE = declare(
    "repair_orders.tax_rate",
    "decimal",
    Decimal("0.13"),
    _("增值税率（请财务确认）"),
    "product 4",
    minimum=Decimal(0),
    maximum=Decimal("0.5"),
)
PARTS_NOT_GENUINE = declare(
    "repair_orders.parts_not_genuine",
    "choice",
    "mark",
    _("非原厂的配件"),
    "R-QC10",
    choices={"mark": _("名称里写明，客户签字才装"), "refuse": _("不能装")},
)
LABOUR_QUALITY_DAYS = declare(
    "repair_orders.labour_quality_days",
    "integer",
    10,
    _("维修作业质保多少天（交车说明单；机动车维修管理规定：小修至少 10 日）"),
    "M09.02",
    unit="d",
    minimum=10,
)
LABOUR_QUALITY_KM = declare(
    "repair_orders.labour_quality_km",
    "integer",
    2000,
    _("维修作业质保多少公里（交车说明单；机动车维修管理规定：小修至少 2000 公里）"),
    "M09.02",
    unit="km",
    minimum=2000,
)
ITEMS_BEFORE_SECOND_ORDER = declare(
    "repair_orders.items_before_second_confirmation",
    "integer",
    3,
    _("一次同意的增项超过几项须再签一次委托书"),
    "R-RO08",
    minimum=1,
)
LINK_HOURS = declare(
    "repair_orders.link_hours", "integer", 24, _("增项确认链接几小时后失效"), "M06.12", unit="h", minimum=1, maximum=168
)
LINK_OPENINGS = declare(
    "repair_orders.link_openings_per_minute",
    "integer",
    60,
    _("一个增项确认链接每分钟最多打开几次"),
    "M06.12",
    unit="/min",
    minimum=5,
)
ADDRESS_OPENINGS = declare(
    "repair_orders.link_openings_per_address",
    "integer",
    120,
    _("同一网络地址每分钟最多打开几次增项确认链接"),
    "M06.12",
    unit="/min",
    minimum=5,
)
TELL_CUSTOMER = declare(
    "repair_orders.tell_customer_minutes",
    "integer",
    15,
    _("发现问题后多少分钟内要和客户谈到"),
    "R-WS06",
    unit="min",
    minimum=1,
)
ANSWER_MINUTES = declare(
    "repair_orders.link_answer_minutes",
    "integer",
    15,
    _("客户凭链接答复后几分钟内要看"),
    "M06.12",
    unit="min",
    minimum=1,
    maximum=1440,
)
LINK_TEMPLATE = declare_template(
    "repair_orders.approval_link",
    _("增项确认链接"),
    "service",
    "【{store}】您的车 {plate} 检查发现 {count} 项，请看照片和价格后决定，不做也可以：{link} 有疑问请电话 {store_phone}",
    ["plate", "count", "link"],
)
STUCK_TASK = declare_task_kind("repair_orders.link_stuck", _("客户凭链接确认不了"), "M06.12")
ANSWERED_TASK = declare_task_kind("repair_orders.link_answered", _("客户凭链接答复"), "M06.12")
PRE_DELIVERY_OPERATION = declare(
    "repair_orders.pre_delivery_operation", "text", "PDI", _("售前检查（PDI）在工时目录里的编码"), "M07.13"
)
SETTLE_ISSUED_ONLY = declare(
    "repair_orders.settle_issued_only",
    "boolean",
    True,
    _("结算前配件必须按签字发料（不用本系统管库存的店可关闭）"),
    "R-RO22",
)
DEFAULT_PROMISE = declare(
    "repair_orders.default_promise",
    "deadline",
    Deadline(3, DeadlineUnit.WORKING_HOURS),
    _("默认预计交车时长"),
    "R-RO10",
    is_sla=True,
)
PROMISE_MARGIN = declare(
    "repair_orders.promise_margin_minutes",
    "integer",
    30,
    _("承诺里给质检、洗车、结算留多少分钟"),
    "R-RO10",
    unit="min",
    minimum=0,
    maximum=480,
)
TIGHT_BAYS_PERCENT = declare(
    "repair_orders.tight_bays_percent",
    "integer",
    80,
    _("工位占用到多少算紧张，承诺要放宽"),
    "R-RO10",
    unit="%",
    minimum=0,
    maximum=100,
)
TIGHT_BAYS_MINUTES = declare(
    "repair_orders.tight_bays_minutes",
    "integer",
    30,
    _("工位紧张时承诺放宽多少分钟"),
    "R-RO10",
    unit="min",
    minimum=0,
    maximum=480,
)
REFUSE_EARLIER_PROMISE = declare(
    "repair_orders.refuse_earlier_promise", "boolean", False, _("不许承诺早于车间排出的时间"), "R-RO10"
)
PARTS_MUST_ANSWER = declare(
    "repair_orders.parts_must_answer",
    "boolean",
    True,
    _("套餐外的配件缺货时，配件答复到货前不能签字（不用本系统管库存的店可关闭）"),
    "R-RO03",
)
ASK_PARTS_WITHIN = declare(
    "repair_orders.ask_parts_within",
    "deadline",
    Deadline(30, DeadlineUnit.MINUTES),
    _("缺件多久内由配件答复"),
    "R-RO03",
    is_sla=True,
)
PARTS_ASKED = declare_task_kind("repair_orders.parts_asked", _("缺件答复"), "R-RO03", names_documents_only=True)
PROMISE_NEAR = declare(
    "repair_orders.promise_near_minutes", "integer", 30, _("距承诺多少分钟内算将晚"), "R-WS03", unit="min", minimum=0
)
PUNCTUAL_MARGIN = declare(
    "repair_orders.punctual_margin_minutes",
    "integer",
    30,
    _("维修和质检要比承诺早多少分钟结束，车间才算准时"),
    "R-WS09",
    unit="min",
    minimum=0,
    maximum=480,
)
DISCOUNT_SHARES = {
    level: declare(
        f"repair_orders.discount_share_{level}",
        "decimal",
        Decimal(share),
        label,
        "R-RO16",
        minimum=Decimal(0),
        maximum=Decimal(1),
    )
    for level, share, label in (
        ("advisor", "0.05", _("服务顾问可自行优惠的比例")),
        ("front_desk", "0.10", _("前台主管可批准的优惠比例")),
        ("after_sales", "0.20", _("售后经理可批准的优惠比例")),
    )
}
DISCOUNT_SUMS = {
    level: declare(
        f"repair_orders.discount_sum_{level}", "money", Money.yuan(yuan), label, "R-RO16", unit="yuan", minimum=ZERO
    )
    for level, yuan, label in (
        ("advisor", 200, _("服务顾问一张工单可自行优惠的金额")),
        ("front_desk", 1000, _("前台主管一张工单可批准的优惠金额")),
        ("after_sales", 5000, _("售后经理一张工单可批准的优惠金额")),
    )
}
ROUND_OFF_LIMIT = declare(
    "repair_orders.round_off_limit",
    "money",
    Money.yuan(1),
    _("一张工单抹零多少以内不用批"),
    "R-RO16",
    unit="yuan",
    minimum=ZERO,
)
DISCOUNT_POSTS = {
    level: declare(f"repair_orders.discount_posts_{level}", "posts", posts, label, "R-RO16")
    for level, posts, label in (
        ("front_desk", "front_desk_supervisor service_supervisor", _("按前台主管权限批优惠的岗位（先问排在前面的）")),
        ("after_sales", "after_sales_manager service_manager service_director", _("按售后经理权限批优惠的岗位")),
        ("general", "general_manager", _("批准更大优惠的岗位")),
    )
}
MENU_TARGET = declare(
    "repair_orders.menu_target",
    "decimal",
    Decimal("0.60"),
    _("目录报价率目标"),
    "R-RO12",
    minimum=Decimal(0),
    maximum=Decimal(1),
)
SUGGESTION_TARGET = declare(
    "repair_orders.suggestion_target",
    "decimal",
    Decimal("0.98"),
    _("带回访建议交车的工单占比目标"),
    "R-RO19",
    minimum=Decimal(0),
    maximum=Decimal(1),
)
FIGURE_DAYS = declare(
    "repair_orders.figure_days",
    "integer",
    400,
    _("工单指标一次最多看多少天"),
    "M06.16",
    unit="d",
    minimum=1,
    maximum=3660,
)
QUOTATION_SIGN_OFF = declare(
    "repair_orders.quotation_sign_off_from",
    "money",
    ZERO,
    _("自费报价达到多少元须前台主管先审核（0 为不审核）"),
    "R-RO17",
    unit="yuan",
    minimum=ZERO,
)


def express_within(kind: str, store_id: int, on: date) -> Deadline:
    """How soon an express order of a kind is done, reception included (R-WS13); counted in the store's working time."""
    limit: Deadline = value(EXPRESS_BODY_WITHIN if kind == "body_paint" else EXPRESS_MAINTENANCE_WITHIN, store_id, on)
    return limit


def tolerance_of(store_id: int, signed_at: datetime | None, now: datetime) -> Decimal:
    """How far an order may leave its estimate: as the customer signed it, before that as of today (R-RO02)."""
    tolerance: Decimal = value(ESTIMATE_TOLERANCE, store_id, store_info(store_id).clock.day(signed_at or now))
    return tolerance


SUPPORT_POST = declare("repair_orders.support_post", "post", "quality_inspector", _("技术问题交给哪个岗位答复"), "R-RC10")
SUPPORT_MINUTES = declare(
    "repair_orders.support_minutes", "integer", 15, _("技术问题几分钟内答复"), "M05.07", unit="min", minimum=1, maximum=1440
)
SUPPORT_TASK = declare_task_kind("repair_orders.support", _("技术支持"), "R-RC10")
