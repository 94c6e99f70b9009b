"""Showing the number to whoever is about to call."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.commands import reveal_phone
from anxin.parties.customers.queries import may_contact
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.relationship.followup import permissions
from anxin.relationship.followup.lifecycle import DUE
from anxin.relationship.followup.models import FollowUp


class NoConsent(Conflict):
    """The customer has not agreed to be called about a service, or the follow-up is over."""

    code = "no_consent"
    default_rule = "PIPL"
    default_message = _("客户没有同意服务回访，不能查看号码，也不要拨打。")


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """The number to dial."""

    followup_id: int
    phone: str


@command(permissions.CALL, rule="R-CF09")
def reveal_number(*, actor: Actor, followup_id: int, at: datetime) -> ShownNumber:
    """Show the number of an open follow-up; who looked is logged with the reason 回访 (R-CF09).

    :raises NotFound: unknown, or in a store where the actor may not call
    :raises NoConsent: no live consent for service, or the follow-up is over
    """
    row = FollowUp.objects.visible_to(actor, permissions.CALL).one(pk=followup_id)
    if row.state != DUE or not may_contact(actor, row.customer_id, "service"):
        raise NoConsent
    shown = reveal_phone(actor=actor, customer_id=row.customer_id, reason="follow_up", at=at)
    return ShownNumber(row.pk, shown.phone)
