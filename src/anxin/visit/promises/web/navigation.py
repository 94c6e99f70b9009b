"""The rail's entry."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.platform.ui.remedies import register_remedy
from anxin.visit.promises import permissions

register_entry(NavigationEntry("promises", _("在厂"), "clock", "promises:cars", permissions.SEE, order=27))
register_remedy("promise_agreed", "promises:tell_customer", _("告知新时间"), permission=permissions.TELL)
