"""The register of contacts in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts import permissions
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("contacts", _("联系"), "phone", "contacts", permissions.SEE, order=500))
register_document("contacts.message", "message", _("消息"))
