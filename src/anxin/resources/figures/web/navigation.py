"""The rail's entry."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.resources.figures import permissions

register_entry(NavigationEntry("figures", _("月度数据"), "file-spreadsheet", "figures:year", permissions.SEE, order=25))
