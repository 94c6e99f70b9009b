"""In words, by how much the customer's share left what he signed (R-RO02)."""

from datetime import datetime

from django.utils.translation import gettext as _

from anxin.platform.money import Money
from anxin.platform.ui.formats import format_money, format_rate
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.parameters import tolerance_of
from anxin.visit.repair_orders.queries.authorisations import AuthorisationView


def estimate_gap(store_id: int, actual: Money, authorised: Money, signed_at: datetime | None, now: datetime) -> str:
    """What the customer pays beside what was signed at ``signed_at``, above or below, and by how much.

    Empty within the tolerance, which is as the customer signed it, before a signature as of ``now``.
    """
    tolerance = tolerance_of(store_id, signed_at, now)
    if not rules.exceeds_tolerance(actual.fen, authorised.fen, tolerance):
        return ""
    words = {
        "actual": format_money(actual),
        "signed": format_money(authorised),
        "off": format_money(Money(abs(actual.fen - authorised.fen))),
        "p": format_rate(tolerance),
    }
    if actual > authorised:
        return _("自费 ¥%(actual)s 超出已签估价 ¥%(signed)s 共 ¥%(off)s，超过允许的 ±%(p)s：请客户重新签字。") % words
    return _("自费 ¥%(actual)s 低于已签估价 ¥%(signed)s 共 ¥%(off)s，超过允许的 ±%(p)s：请客户重新签字。") % words


def gap_to_signed(store_id: int, actual: Money, signed: AuthorisationView | None, now: datetime) -> str:
    """The same of an order as a page shows it; before the first signature nothing is off."""
    if signed is None:
        return ""
    return estimate_gap(store_id, actual, signed.customer_total, signed.at, now)
