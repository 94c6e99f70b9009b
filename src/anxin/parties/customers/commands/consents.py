"""Consent per purpose: given with evidence, withdrawn at any time (PIPL)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.commands.access import require_store
from anxin.parties.customers.commands.customer_files import lock_customer
from anxin.parties.customers.events import ConsentGiven, ConsentWithdrawn
from anxin.parties.customers.models import Consent
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.events import publish
from anxin.platform.text import clean_text


class ConsentAlreadyGiven(Conflict):
    """A live consent for the purpose is there."""

    code = "consent_already_given"
    default_message = _("这项授权已经有效。")


class NoConsent(Conflict):
    """There is no live consent for the purpose."""

    code = "no_consent"
    default_message = _("没有这项有效的授权可以撤回。")


@dataclass(frozen=True, slots=True)
class ConsentKept:
    """A consent as it was written."""

    consent_id: int
    customer_id: int
    purpose: str


@command(permissions.MANAGE_CONSENT)
def give_consent(
    *, actor: Actor, store_id: int, customer_id: int, purpose: str, channel: str, at: datetime, evidence: str = ""
) -> ConsentKept:
    """Keep a customer's consent for one purpose, with the channel and the evidence (a document's number).

    :raises ConsentAlreadyGiven: it is live
    """
    require_store(actor, permissions.MANAGE_CONSENT, store_id)
    if purpose not in Consent.Purpose.values:
        raise Invalid(_("请选择授权用途。"), field="purpose")
    if channel not in Consent.Channel.values:
        raise Invalid(_("请选择授权方式。"), field="channel")
    if len(clean_text(evidence)) > 120:
        raise Invalid(_("凭证最多 120 个字。"), field="evidence")
    lock_customer(actor, permissions.MANAGE_CONSENT, customer_id)
    if _live(customer_id, purpose).exists():
        raise ConsentAlreadyGiven
    made = Consent.objects.create(
        customer_id=customer_id,
        store_id=store_id,
        purpose=purpose,
        given_at=at,
        channel=channel,
        evidence=clean_text(evidence),
    )
    publish(ConsentGiven(customer_id=customer_id, store_id=store_id, purpose=purpose), at=at)
    return ConsentKept(made.pk, customer_id, purpose)


@command(permissions.MANAGE_CONSENT)
def withdraw_consent(*, actor: Actor, store_id: int, customer_id: int, purpose: str, at: datetime) -> ConsentKept:
    """End a customer's consent for one purpose at once.

    :raises NoConsent: none is live
    """
    require_store(actor, permissions.MANAGE_CONSENT, store_id)
    lock_customer(actor, permissions.MANAGE_CONSENT, customer_id)
    consent = _live(customer_id, purpose).first()
    if consent is None:
        raise NoConsent
    consent.withdrawn_at = max(at, consent.given_at)
    consent.save(update_fields=["withdrawn_at"])
    publish(ConsentWithdrawn(customer_id=customer_id, store_id=store_id, purpose=purpose), at=at)
    return ConsentKept(consent.pk, customer_id, purpose)


def _live(customer_id: int, purpose: str) -> Any:
    mine = Consent.objects.across_stores(reason="consents of one visible customer")
    return mine.filter(customer_id=customer_id, purpose=purpose, withdrawn_at=None)
