"""The import page in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.importing import permissions
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("imports", _("导入"), "upload", "imports", permissions.OPEN, order=800))
