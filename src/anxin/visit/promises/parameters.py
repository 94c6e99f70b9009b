"""Limits of the promise."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.parameters import declare_template
from anxin.parties.work.parameters import declare_task_kind
from anxin.platform.parameters import declare

TELL_MARGIN = declare(
    "promises.tell_margin_minutes",
    "integer",
    15,
    _("告知新时间时，在预计完工后再加多少分钟（质检、洗车、结算）"),
    "R-WS04",
    unit="min",
    minimum=0,
    maximum=480,
)
WARN_MINUTES = declare(
    "promises.warn_minutes",
    "integer",
    30,
    _("当天交的车，最晚在承诺前多少分钟告知客户"),
    "R-WS02",
    unit="min",
    minimum=0,
    maximum=480,
)
WARN_DAYS = declare(
    "promises.warn_days", "integer", 1, _("隔天交的车，最晚提前几天告知客户"), "R-WS02", unit="d", minimum=0, maximum=30
)
OVERRUN_MINUTES = declare(
    "promises.overrun_minutes",
    "integer",
    15,
    _("超过定额还没做完的，预计再要多少分钟"),
    "M07.04",
    unit="min",
    minimum=5,
    maximum=240,
)
HISTORY_STEP = declare(
    "promises.history_step",
    "integer",
    15,
    _("只因时间推移，预计时间移动多少分钟才记一笔"),
    "M07.04",
    unit="min",
    minimum=5,
    maximum=240,
)
ANSWER_MINUTES = declare(
    "promises.answer_minutes",
    "integer",
    10,
    _("服务顾问问进度，车间多少分钟内答复"),
    "R-WS03",
    unit="min",
    minimum=1,
    maximum=240,
)
ANSWER_POST = declare("promises.answer_post", "post", "dispatcher", _("进度由哪个岗位答复"), "R-WS03")
LINK_DAYS = declare("promises.link_days", "integer", 14, _("进度链接几天后失效"), "M07.03", unit="d", minimum=1, maximum=90)
RESEND_MINUTES = declare(
    "promises.resend_minutes",
    "integer",
    10,
    _("增项确认链接发出几分钟后，客户可在进度页上要求再发一次"),
    "M07.03",
    unit="min",
    minimum=1,
    maximum=240,
)
LATE_TASK = declare_task_kind("promises.late", _("告知客户新时间"), "R-WS04", names_documents_only=True)
ASKED_TASK = declare_task_kind("promises.asked", _("问车间进度"), "R-WS03", names_documents_only=True)
TOLD_TEMPLATE = declare_template(
    "promises.told",
    _("告知新的交车时间"),
    "service",
    "【{store}】非常抱歉，您的车 {plate} 因“{reason}”会晚一些，预计 {time} 可以交车。给您添麻烦了，请电话 {store_phone}",
    ["plate", "reason", "time"],
)
LINK_TEMPLATE = declare_template(
    "promises.progress",
    _("维修进度链接"),
    "service",
    "【{store}】您的车 {plate} 已安排维修，进度和预计时间随时看：{link} 有疑问请电话 {store_phone}",
    ["plate", "link"],
)
