"""The queue in the rail, with what is due for the person."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.work import permissions, queries
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("tasks", _("任务"), "list-check", "tasks", permissions.DO, order=60, badge=queries.count_due))
register_document("work.task", "task", _("任务"))
register_document("work.approval", "approval", _("审批"))
