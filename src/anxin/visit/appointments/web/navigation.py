"""Appointments in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.visit.appointments import permissions

register_entry(NavigationEntry("appointments", _("预约"), "calendar-event", "appointments", permissions.SEE, order=15))
