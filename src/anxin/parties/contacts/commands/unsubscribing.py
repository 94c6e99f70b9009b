"""The way out that a customer takes by the link in a message."""

from datetime import datetime

from anxin.parties.contacts import permissions
from anxin.parties.contacts.unsubscribing import Unsubscription
from anxin.parties.customers.commands import withdraw_consent
from anxin.parties.customers.queries import may_contact
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef


@command(permissions.UNSUBSCRIBE)
def unsubscribe(*, actor: Actor, wanted: Unsubscription, at: datetime) -> bool:
    """End a customer's consent for one purpose; False when it had ended before. What waits is blocked when sent.

    :raises Denied: not a store of the actor
    """
    actor.require(permissions.UNSUBSCRIBE, wanted.store_id)
    subject = DocumentRef("customers.customer", wanted.customer_id)
    is_live = may_contact(actor, wanted.customer_id, wanted.purpose)
    audit.note(subject, wanted.store_id, purpose=wanted.purpose, was_live=is_live)
    if is_live:
        withdraw_consent(
            actor=actor, store_id=wanted.store_id, customer_id=wanted.customer_id, purpose=wanted.purpose, at=at
        )
    return is_live
