"""Consent per purpose: given with evidence, refused when asked, withdrawn at any time (PIPL)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.commands.access import require_customer_of, require_store
from anxin.parties.customers.commands.customer_files import lock_customer
from anxin.parties.customers.events import ConsentGiven, ConsentWithdrawn
from anxin.parties.customers.models import Consent, Customer
from anxin.parties.customers.queries.consents import GIVEN, REFUSED, find_consent_answer
from anxin.platform import jobs
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


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """What the customer says to one purpose now; ``is_changed`` when the command wrote it."""

    customer_id: int
    purpose: str
    answer: str
    is_changed: bool


@command(permissions.MANAGE_CONSENT)
def record_consent_answer(
    *,
    actor: Actor,
    store_id: int,
    customer_id: int,
    purpose: str,
    answer: str,
    channel: str,
    at: datetime,
    evidence: str = "",
) -> ConsentAnswer:
    """Keep what a customer answered to the question for consent: ``given`` or ``refused``; what is known is not kept twice.

    :raises NotFound: not a customer of that store
    :raises Invalid: an unknown answer, purpose or channel
    """
    _access(actor, store_id, customer_id)
    _check_purpose(purpose)
    if answer not in (GIVEN, REFUSED):
        raise Invalid(_("请选择：同意，或不同意。"), field="answer")
    known = find_consent_answer(actor, customer_id, purpose) == answer
    if not known:
        # Somebody may have written the same while this one waited for the lock.
        lock_customer(actor, permissions.MANAGE_CONSENT, customer_id)
        known = find_consent_answer(actor, customer_id, purpose) == answer
    if known:
        return ConsentAnswer(customer_id, purpose, answer, False)
    given: dict[str, Any] = {"actor": actor, "store_id": store_id, "customer_id": customer_id, "purpose": purpose, "at": at}
    if answer == GIVEN:
        give_consent(channel=channel, evidence=evidence, **given)
    elif _live(customer_id, purpose).exists():
        withdraw_consent(**given)
    else:
        _refuse(channel=channel, evidence=evidence, **given)
    return ConsentAnswer(customer_id, purpose, answer, True)


def await_consents(actor: Actor, customer_id: int) -> None:
    """Wait for whoever writes consents of this customer; for use inside a command that records an answer after the book.

    :raises NotFound: unknown, or not in a store where the actor may manage consents
    :raises Denied: the actor may not manage consents anywhere
    """
    actor.require(permissions.MANAGE_CONSENT)
    lock_customer(actor, permissions.MANAGE_CONSENT, customer_id)


@command(permissions.MANAGE_CONSENT)
def give_consent(
    *, actor: Actor, store_id: int, customer_id: int, purpose: str, channel: str, at: datetime, evidence: str = ""
) -> ConsentKept:
    """Keep a customer's consent for one purpose, with the channel and the evidence (a document's number).

    :raises NotFound: not a customer of that store
    :raises Invalid: an unknown purpose or channel, or evidence too long
    :raises ConsentAlreadyGiven: it is live
    """
    _access(actor, store_id, customer_id)
    _check(purpose, channel, evidence)
    customer = lock_customer(actor, permissions.MANAGE_CONSENT, customer_id)
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
    _tell(customer, store_id, ConsentGiven(customer_id=customer_id, store_id=store_id, purpose=purpose), at)
    return ConsentKept(made.pk, customer_id, purpose)


@command(permissions.MANAGE_CONSENT)
def withdraw_consent(*, actor: Actor, store_id: int, customer_id: int, purpose: str, at: datetime) -> ConsentKept:
    """End a customer's consent for one purpose at once.

    :raises NotFound: not a customer of that store
    :raises Invalid: an unknown purpose
    :raises NoConsent: none is live
    """
    _access(actor, store_id, customer_id)
    _check_purpose(purpose)
    customer = lock_customer(actor, permissions.MANAGE_CONSENT, customer_id)
    consent = _live(customer_id, purpose).first()
    if consent is None:
        raise NoConsent
    consent.withdrawn_at = max(at, consent.given_at)
    consent.save(update_fields=["withdrawn_at"])
    _tell(customer, store_id, ConsentWithdrawn(customer_id=customer_id, store_id=store_id, purpose=purpose), at)
    return ConsentKept(consent.pk, customer_id, purpose)


@command(permissions.MANAGE_CONSENT)
def announce_consent(*, actor: Actor, customer_id: int, purpose: str, besides: int, at: datetime) -> int:
    """Tell the other stores of the actor that know a customer what he says to a purpose now; returns how many.

    :raises NotFound: unknown
    """
    customer: Customer = Customer.objects.visible_to(actor, permissions.MANAGE_CONSENT).one(pk=customer_id)
    fact = ConsentGiven if find_consent_answer(actor, customer_id, purpose) == GIVEN else ConsentWithdrawn
    stores = actor.stores_for(permissions.MANAGE_CONSENT).intersection(customer.store_ids) - {besides}
    for store_id in sorted(stores):
        publish(fact(customer_id=customer_id, store_id=store_id, purpose=purpose), at=at)
    return len(stores)


def _access(actor: Actor, store_id: int, customer_id: int) -> None:
    require_store(actor, permissions.MANAGE_CONSENT, store_id)
    require_customer_of(actor, permissions.MANAGE_CONSENT, store_id, customer_id)


def _refuse(
    *, actor: Actor, store_id: int, customer_id: int, purpose: str, channel: str, evidence: str, at: datetime
) -> None:
    _check(purpose, channel, evidence)
    customer = lock_customer(actor, permissions.MANAGE_CONSENT, customer_id)
    Consent.objects.create(
        customer_id=customer_id,
        store_id=store_id,
        purpose=purpose,
        given_at=at,
        withdrawn_at=at,
        is_refusal=True,
        channel=channel,
        evidence=clean_text(evidence),
    )
    _tell(customer, store_id, ConsentWithdrawn(customer_id=customer_id, store_id=store_id, purpose=purpose), at)


def _check(purpose: str, channel: str, evidence: str) -> None:
    _check_purpose(purpose)
    if channel not in Consent.Channel.values:
        raise Invalid(_("请选择授权方式。"), field="channel")
    if len(clean_text(evidence)) > 120:
        raise Invalid(_("凭证最多 120 个字。"), field="evidence")


def _check_purpose(purpose: str) -> None:
    if purpose not in Consent.Purpose.values:
        raise Invalid(_("请选择授权用途。"), field="purpose")


def _tell(customer: Customer, store_id: int, fact: ConsentGiven | ConsentWithdrawn, at: datetime) -> None:
    """An event reaches one store only; the others that know the customer hear of it by a job."""
    publish(fact, at=at)
    if set(customer.store_ids) - {store_id}:
        name = "parties.customers.tasks.announce_consent_everywhere"
        jobs.defer(name, customer_id=customer.pk, purpose=fact.purpose, besides=store_id)


def _live(customer_id: int, purpose: str) -> Any:
    mine = Consent.objects.across_stores(reason="consents of one visible customer")
    return mine.filter(customer_id=customer_id, purpose=purpose, withdrawn_at=None)
