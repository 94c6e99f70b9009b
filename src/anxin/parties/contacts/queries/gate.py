"""The consent gate, asked when a message is queued and again when it is sent.

It acts as the program itself in the one store: whether a customer agreed does not depend on who sends.
"""

from anxin.parties.contacts.models import Channel, Message
from anxin.parties.customers.queries import ContactAddress, get_contact_address, get_customer, may_contact
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound


def blocked_reason(store_id: int, customer_id: int, purpose: str, channel: str) -> str:
    """Why a message may not be sent; empty when it may.

    :raises NotFound: a customer whom the store does not know
    """
    gate = Actor.system("contacts", [store_id])
    if get_customer(gate, customer_id).is_erased:
        return Message.Blocked.ERASED.value
    if not may_contact(gate, customer_id, purpose):
        return Message.Blocked.NO_CONSENT.value
    address = contact_address(store_id, customer_id)
    if channel in (Channel.SMS, Channel.PHONE) and (address is None or not address.phone):
        return Message.Blocked.NO_ADDRESS.value
    return ""


def contact_address(store_id: int, customer_id: int) -> ContactAddress | None:
    """Name and phone; None when they were erased."""
    try:
        return get_contact_address(Actor.system("contacts", [store_id]), customer_id)
    except NotFound:
        return None


def blocked_words(store_id: int, customer_id: int, purpose: str, channel: str) -> str:
    """``blocked_reason`` in words, for a page that says before the tap that a message would not go."""
    reason = blocked_reason(store_id, customer_id, purpose, channel)
    return str(Message.Blocked(reason).label) if reason else ""
