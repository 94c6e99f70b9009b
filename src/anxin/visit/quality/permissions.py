"""Permissions of quality."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare(
    "quality.see",
    _("查看返修和流程执行"),
    "@management @front_desk @workshop_leads @technical_leads @quality @customer_relations @overseers hr_manager",
)
REPORT = declare(
    "quality.report",
    _("登记要返厂返修的车"),
    "@management @front_desk @workshop_leads @technical_leads @quality @customer_relations",
)
JUDGE = declare(
    "quality.judge",
    _("判定返修的原因和责任"),
    "@management workshop_director workshop_supervisor @technical_leads @quality",
)
NAME_HEAD = declare("quality.name_head", _("指定钣喷负责人"), "@management")
RAISE_CONDUCT = declare("quality.raise_conduct", _("提出过失案件"), "@management workshop_director workshop_supervisor")
DECIDE_CONDUCT = declare("quality.decide_conduct", _("决定过失案件、答复申诉"), "@management hr_manager")
OWN_CONDUCT = declare("quality.own_conduct", _("看自己的过失案件，陈述和申诉"), "@staff")
TRACE = declare(
    "quality.trace",
    _("查看工单配件的来源"),
    "@management @front_desk @workshop_leads @technical_leads @quality @parts @overseers",
)
