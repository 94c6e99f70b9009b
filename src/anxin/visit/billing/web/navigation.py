"""The cash desk in the rail."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.visit.billing import permissions, queries


def count_waiting(actor: Any) -> int:
    """Orders of the home store that nobody has settled."""
    return queries.count_to_settle(actor, actor.home_store_id) if actor.home_store_id is not None else 0


register_entry(
    NavigationEntry("cashier", _("收银"), "cash", "billing:cashier", permissions.TAKE_PAYMENT, order=36, badge=count_waiting)
)
register_document("billing.paymentrequest", "billing:payment_request", _("扫码付款"))
register_document("billing.deposit", "billing:deposit", _("定金"))
register_document("billing.debtor", "billing:debtor", _("往来账"))
