"""Transfers in the rail, and where a transfer is shown."""

from django.utils.translation import gettext_lazy as _

from anxin.holdings.transfers.permissions import SEE
from anxin.holdings.transfers.queries import number_transfers
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("transfers", _("调拨"), "transfer", "transfers", SEE, order=52))
register_document("transfers.transfer", "transfer", _("调拨单"), numbers=number_transfers)
