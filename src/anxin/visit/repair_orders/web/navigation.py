"""The rail's entry, and orders in the search box."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.permissions import ISSUE
from anxin.platform.actor import Actor
from anxin.platform.search import Hit, register_provider
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.platform.ui.remedies import register_remedy
from anxin.visit.repair_orders import permissions, queries

SHORTEST_NUMBER = 3
MOST_HITS = 8


def find_orders(actor: Actor, text: str) -> list[Hit]:
    """Orders by their whole number or its last digits, the newest first."""
    wanted = text.strip().upper()
    if len(wanted) < SHORTEST_NUMBER or not wanted[-SHORTEST_NUMBER:].isdecimal() or not actor.may(permissions.SEE):
        return []
    rows = queries.find_by_number(actor, wanted, limit=MOST_HITS)
    return [
        Hit(
            _("工单"),
            row.number,
            f"{row.state_label} · {row.customer_name}",
            reverse("repair_orders:detail", args=[row.number]),
            row.plate,
        )
        for row in rows
    ]


register_entry(
    NavigationEntry("repair_orders", _("工单"), "clipboard-list", "repair_orders:list", permissions.SEE, order=30)
)
register_provider("repair_orders", find_orders, order=50)
register_document("repair_orders.repairorder", "repair_orders:detail", _("工单"), numbers=queries.number_orders, by_id=False)
register_document("repair_orders.technicalquestion", "repair_orders:technical_question", _("技术支持"))

SIGN, AGAIN = "repair_orders:authorise_repair_order", _("请客户重新签字")
register_remedy("estimate_exceeded", SIGN, AGAIN, permission=permissions.AUTHORISE)
register_remedy("second_order_needed", SIGN, AGAIN, permission=permissions.AUTHORISE)
register_remedy("job_not_authorised", SIGN, _("请客户签字"), permission=permissions.AUTHORISE)
register_remedy(
    "additional_items_undecided", "repair_orders:decide_items", _("记录客户的决定"), permission=permissions.AUTHORISE
)
register_remedy("parts_not_settled", "repair_orders:supply_order", _("去发料"), permission=ISSUE)
# What these ask for is a button or a line on the order's own page.
for code in (
    "quotation_not_signed_off",
    "discount_not_granted",
    "care_consent_needed",
    "positions_missing",
    "facts_missing",
    "technical_question_open",
    "plan_not_chosen",
    "parts_not_answered",
):
    register_remedy(code, "repair_orders:detail", _("打开工单"), permission=permissions.SEE)
