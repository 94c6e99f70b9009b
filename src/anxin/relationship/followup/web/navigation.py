"""The call queue in the rail, and where tasks about a follow-up lead."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform import clock
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.relationship.followup import permissions, queries


def count_waiting(actor: Any) -> int:
    """Customers of the home store who may be called now."""
    return queries.count_callable(actor, actor.home_store_id, clock.now()) if actor.home_store_id is not None else 0


register_entry(
    NavigationEntry("follow_up", _("回访"), "phone-call", "followup:queue", permissions.CALL, order=35, badge=count_waiting)
)
register_document("followup.followup", "followup:follow_up", _("回访"))
