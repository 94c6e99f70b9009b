"""Staff in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.people import permissions
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("people", _("员工"), "users", "people", permissions.SEE, order=800))
register_document("people.employee", "employee", _("员工"))
