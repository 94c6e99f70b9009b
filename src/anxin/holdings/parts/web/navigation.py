"""The parts stock in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.permissions import SEE
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("parts", _("配件"), "packages", "parts_stock", SEE, order=50))
register_document("catalog.partarticle", "parts_article", _("配件"))
