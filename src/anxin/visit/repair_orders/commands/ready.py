"""What holds before the customer signs.

Prices agreed in the house, positions said, questions to the expert answered, care products asked about.
"""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform.errors import Conflict
from anxin.visit.repair_orders.commands.leave import require_prices_agreed
from anxin.visit.repair_orders.commands.support import require_answered
from anxin.visit.repair_orders.models import Item, RepairOrder


class PositionsMissing(Conflict):
    """Something fitted on several sides came in a package, and nobody said on which (R-RO06)."""

    code = "positions_missing"
    default_rule = "R-RO06"


class CareConsentNeeded(Conflict):
    """A care product is agreed to by itself, never along with the rest (R-RO15)."""

    code = "care_consent_needed"
    default_rule = "R-RO15"


def require_ready(order: RepairOrder, items: Collection[Item], at: datetime) -> None:
    """:raises Conflict: what keeps these items from being signed; names them and says what to do"""
    without = [item.name for item in items if item.needs_position and not item.position_words.strip()]
    if without:
        raise PositionsMissing(
            _("还没写位置：%(names)s。请点明细选左右前后，再请客户签字。") % {"names": "、".join(without)}, rule="R-RO06"
        )
    require_answered(order.store_id, order.vehicle_id)
    require_prices_agreed(order, items, at)
    require_care_consent(items)


def require_care_consent(items: Collection[Item]) -> None:
    """:raises CareConsentNeeded: a care product that the customer pays for and was not asked about by itself"""
    unasked = [item for item in items if item.is_care and item.payer == "customer" and item.care_consented_at is None]
    if unasked:
        names = "、".join(dict.fromkeys(item.name for item in unasked))
        raise CareConsentNeeded(
            _("养护项目要单独问客户：%(names)s。请在工单的“养护”里点客户的答复，再签字。") % {"names": names},
            rule="R-RO15",
        )
