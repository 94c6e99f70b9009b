"""The catalogue in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("catalog", _("价目"), "tag", "catalog_home", order=60))
