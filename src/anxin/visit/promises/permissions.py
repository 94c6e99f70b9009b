"""Permissions of the promise: who sees, tells, says that it gets late, and talks about a car."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare(
    "promises.see",
    _("查看预计完工与沟通记录"),
    "@management @front_desk @workshop_leads @technicians @technical_leads @quality @parts @customer_relations @overseers",
)
TELL = declare("promises.tell", _("告知客户新时间、问车间进度、发进度链接"), "@management @front_desk")
ESTIMATE = declare(
    "promises.estimate", _("说明会晚到几点"), "@management @workshop_leads @technicians @technical_leads @quality"
)
TALK = declare(
    "promises.talk",
    _("写车间与前台的沟通记录"),
    "@management @front_desk @workshop_leads @technicians @technical_leads @quality @parts",
)
WATCH = declare("promises.watch", _("重算预计完工（由程序执行）"), "@management")
FOLLOW = declare("promises.follow", _("客户凭链接看进度（不授予员工）"), "")
