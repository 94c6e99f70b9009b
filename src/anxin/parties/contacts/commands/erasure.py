"""Blanking what was said to and by a customer whose personal data are erased (I.4)."""

from datetime import datetime

from anxin.parties.contacts import permissions
from anxin.parties.contacts.lifecycle import MESSAGE, WAITING
from anxin.parties.contacts.models import ContactRecord, Message
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef


@command(permissions.ERASE)
def erase_contacts(*, actor: Actor, customer_id: int, at: datetime) -> int:
    """Blank texts and words of a customer in all stores of the actor; what waits is blocked. Returns the rows."""
    actor.require_in_group(permissions.ERASE)
    messages = Message.objects.visible_to(actor, permissions.ERASE).filter(customer_id=customer_id)
    blocked = MESSAGE.after("block", WAITING)
    messages.filter(state=WAITING).update(state=blocked, blocked_reason=Message.Blocked.ERASED)
    records = ContactRecord.objects.visible_to(actor, permissions.ERASE).filter(customer_id=customer_id)
    count: int = messages.update(body="", secret="") + records.update(words="")
    audit.note(DocumentRef("customers.customer", customer_id), None, erased_rows=count)
    return count
