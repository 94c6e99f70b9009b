"""The rail's entry, and orders in the search box."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.permissions import ISSUE
from anxin.platform.actor import Actor
from anxin.platform.search import Hit, register_provider
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry
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
register_entry(NavigationEntry("supply", _("发料"), "package", "repair_orders:supply", ISSUE, order=45))
register_provider("repair_orders", find_orders, order=50)
register_document("repair_orders.technicalquestion", "repair_orders:technical_question", _("技术支持"))
