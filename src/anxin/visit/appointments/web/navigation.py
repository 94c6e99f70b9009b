"""Appointments in the rail, and where tasks about one lead."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.visit.appointments import permissions

register_entry(NavigationEntry("appointments", _("预约"), "calendar-event", "appointments", permissions.SEE, order=15))
register_document("appointments.appointment", "appointment", _("预约"))
