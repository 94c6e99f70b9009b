"""Limits of reception, and the lines that it writes to the history of a car."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.parameters import declare_template, declare_timeline_kind
from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.money import ZERO, Money
from anxin.platform.parameters import declare

PHOTOS_ARE_REQUIRED = declare("reception.photos_are_required", "boolean", False, _("缺必拍照片时不能签环车检查单"), "M05.04")
INTERVIEW_MINUTES = declare(
    "reception.interview_minutes", "integer", 7, _("问诊至少多少分钟"), "R-RC09", unit="min", minimum=0, maximum=120
)
FAR_MORE_KM = declare(
    "reception.far_more_km",
    "integer",
    20_000,
    _("里程比上次多出多少，就请接待再核对一次仪表"),
    "M05.02",
    unit="km",
    minimum=1000,
    maximum=500_000,
)
SERVICE_INTERVAL_KM = declare(
    "reception.service_interval_km",
    "integer",
    5000,
    _("下次保养间隔里程（车型没有规定时）"),
    "R-DL02",
    unit="km",
    minimum=500,
    maximum=100_000,
)
SERVICE_INTERVAL_MONTHS = declare(
    "reception.service_interval_months",
    "integer",
    6,
    _("下次保养间隔月数（车型没有规定时）"),
    "R-DL02",
    minimum=1,
    maximum=60,
)
SAME_STOP_KM = declare(
    "reception.same_stop_km",
    "integer",
    1000,
    _("到期里程相差多少以内，算同一次进店一起做"),
    "R-DL02",
    unit="km",
    minimum=0,
    maximum=20_000,
)
SAME_STOP_DAYS = declare(
    "reception.same_stop_days",
    "integer",
    30,
    _("到期日相差多少天以内，算同一次进店一起做"),
    "R-DL02",
    minimum=0,
    maximum=365,
)
UNITS_USED_UP = declare(
    "reception.units_used_up",
    "text",
    "升 L 毫升 mL 千克 公斤 kg 克 g 瓶 罐 桶",
    _("没有旧件的配件单位（油液、耗材）"),
    "R-WA12",
)
LOCKERS = declare("reception.lockers", "integer", 20, _("前台储物柜有几个"), "R-RC13", minimum=0, maximum=500)
TELL_MINUTES = declare(
    "reception.tell_minutes", "integer", 15, _("通知客服、调度后几分钟内要看"), "R-RO20", unit="min", minimum=1, maximum=1440
)
FLAG_DAYS = declare(
    "reception.flag_days", "integer", 180, _("易抱怨客户的提醒保留几天"), "R-RO20", unit=_("天"), minimum=1, maximum=1095
)
LONGEST_FLAG = declare(
    "reception.longest_flag_days",
    "integer",
    1095,
    _("易抱怨客户的提醒最长保留几天"),
    "R-RO20",
    unit=_("天"),
    minimum=1,
    maximum=3660,
)
READINESS_ITEMS = declare(
    "reception.readiness_items", "text", "仪容仪表 接车表单 工具 接待区整洁", _("上班前准备：检查哪些（空格隔开）"), "R-RC01"
)
INTERACTIVE_SHARE = declare(
    "reception.interactive_share",
    "decimal",
    Decimal("0.5"),
    _("客户在场的环车检查要超过多少比例"),
    "R-RC18",
    minimum=Decimal(0),
    maximum=Decimal(1),
)
PROTECTIVE_SETS = declare(
    "reception.protective_sets", "integer", 10, _("上班前准备：三件套至少几套"), "R-RC02", minimum=0, maximum=500
)
# Off by default: the source puts whoever is not prepared on other work, which a small front desk cannot.
READINESS_IS_REQUIRED = declare(
    "reception.readiness_is_required", "boolean", False, _("没有登记准备的顾问不能接车"), "R-RC02"
)
STAND_BY = declare("reception.stand_by", "integer", 2, _("前台至少几位顾问值守"), "R-RC06", minimum=0, maximum=50)
ADVISOR_POSTS = declare("reception.advisor_posts", "posts", "service_advisor", _("哪些岗位轮流接车"), "R-RC03")
CARS_PER_HALF_HOUR = declare(
    "reception.cars_per_half_hour", "integer", 2, _("一位顾问半小时能接几台车"), "R-RC25", minimum=1, maximum=10
)
GREETING_SECONDS = declare(
    "reception.greeting_seconds", "integer", 5, _("到店后几秒内迎接"), "R-RC04", unit=_("秒"), minimum=1, maximum=600
)
BAY_SECONDS = declare(
    "reception.bay_seconds", "integer", 60, _("到店后几秒内进工位"), "R-RC05", unit=_("秒"), minimum=1, maximum=3600
)
SIGHTING_MINUTES = declare(
    "reception.sighting_minutes",
    "integer",
    120,
    _("道闸看到的车几分钟内接车，算同一次到店"),
    "R-RC04",
    unit="min",
    minimum=1,
    maximum=1440,
)
VISITOR_DAYS = declare(
    "reception.visitor_days", "integer", 90, _("访客的姓名和电话保留几天"), "M05.12", unit=_("天"), minimum=1, maximum=1095
)
# Off by default: a store that gives nothing must not be asked at every order.
ENTRY_GIFT = declare("reception.entry_gift", "text", "", _("开单时送什么小礼品（空着表示不送）"), "R-RC22")
ENTRY_GIFT_VALUE = declare(
    "reception.entry_gift_value", "money", Money.yuan(1), _("开单小礼品值多少"), "R-RC22", unit="yuan", minimum=ZERO
)
ENTRY_GIFT_LEAST = declare(
    "reception.entry_gift_least", "money", Money.yuan("0.5"), _("开单小礼品至少值"), "R-RC22", unit="yuan", minimum=ZERO
)
ENTRY_GIFT_MOST = declare(
    "reception.entry_gift_most", "money", Money.yuan(2), _("开单小礼品最多值"), "R-RC22", unit="yuan", minimum=ZERO
)
BOOKING_GIFT_MOST = declare(
    "reception.booking_gift_most", "money", Money.yuan(200), _("预约礼最多值"), "R-AP09", unit="yuan", minimum=ZERO
)
RATING_DAYS = declare(
    "reception.rating_days", "integer", 7, _("结算后几天内客户可以评价"), "R-DL07", unit=_("天"), minimum=1, maximum=90
)
RATING_MISS_PENALTY = declare(
    "reception.rating_miss_penalty",
    "money",
    Money(0),
    _("一张结算工单到期没有客户评价，记服务顾问扣款多少（0 不扣）"),
    "R-DL07",
    unit=_("元"),
    maximum=Money.yuan(1_000),
)
COACHED_FROM = declare(
    "reception.coached_from",
    "integer",
    4,
    _("几分及以上才可以标记为诱导、不计分（差评一律计分）"),
    "R-DL07",
    minimum=2,
    maximum=5,
)
LOW_RATING = declare("reception.low_rating", "integer", 3, _("几分及以下要马上联系客户"), "R-DL07", minimum=1, maximum=4)
SEND_OFF_MINUTES = declare(
    "reception.send_off_minutes",
    "integer",
    30,
    _("客户离店几分钟后发关怀短信"),
    "R-DL09",
    unit="min",
    minimum=0,
    maximum=1440,
)
DEPARTURE_MINUTES = declare(
    "reception.departure_minutes",
    "integer",
    60,
    _("没有道闸、也没人点送别时，交车几分钟后算已离店"),
    "R-DL09",
    unit="min",
    minimum=0,
    maximum=1440,
)
DELIVERIES_CHECKED = declare(
    "reception.deliveries_checked", "integer", 2, _("前台主管每天抽查几台交车"), "R-DL10", minimum=0, maximum=100
)
SEND_OFF = declare_template(
    "reception.send_off",
    _("交车后关怀"),
    "service",
    "【{store}】{name}您好，{plate} 已交给您。{care}{next}{weather}有任何问题请打 {phone}，祝您一路平安！",
    ["plate", "care", "next", "weather", "phone"],
)
BULKY_TASK = declare_task_kind("reception.bulky", _("车上有大件"), "R-RC13")
LOCKER_TASK = declare_task_kind("reception.locker", _("储物柜里有客户的东西"), "R-RC13")
UNSATISFIED_TASK = declare_task_kind("reception.unsatisfied", _("交车时不满意"), "R-RC24")
LOW_RATING_TASK = declare_task_kind(
    "reception.low_rating",
    _("客户评价低"),
    "R-DL07",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_HOURS), "customer_relations_manager")],
)
FLAG_TASK = declare_task_kind(
    "reception.flag",
    _("客户提醒"),
    "R-RO20",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_HOURS), "customer_relations_manager")],
    names_documents_only=True,
)

RECEIVED_LINE = declare_timeline_kind("reception.received", _("到店接车 %(reception)s"), "car")
DELIVERED_LINE = declare_timeline_kind("reception.delivered", _("交车，工单 %(order)s"), "key")
