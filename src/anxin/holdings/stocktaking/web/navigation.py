"""Where a count sheet is shown."""

from django.utils.translation import gettext_lazy as _

from anxin.holdings.stocktaking.queries import number_sheets
from anxin.platform.ui.addresses import register_document

register_document("stocktaking.countsheet", "count_sheet", _("盘点单"), numbers=number_sheets)
