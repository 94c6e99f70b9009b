"""The consent gate, asked when a message is queued and again when it is sent.

It acts as the program itself in the one store: whether a customer agreed does not depend on who sends.
"""

from anxin.parties.contacts.models import Channel, Message
from anxin.parties.customers.queries import ContactAddress, get_contact_state
from anxin.platform.actor import Actor


def ask_gate(store_id: int, customer_id: int, purpose: str, channel: str) -> tuple[str, ContactAddress | None]:
    """Why a message may not be sent (empty when it may), and where the customer is reached (None: erased). One statement.

    :raises NotFound: a customer whom the store does not know
    """
    state = get_contact_state(Actor.system("contacts", [store_id]), customer_id, purpose)
    if state.address is None:
        return Message.Blocked.ERASED.value, None
    if not state.has_agreed:
        return Message.Blocked.NO_CONSENT.value, state.address
    if channel in (Channel.SMS, Channel.PHONE) and not state.address.phone:
        return Message.Blocked.NO_ADDRESS.value, state.address
    return "", state.address


def blocked_words(store_id: int, customer_id: int, purpose: str, channel: str) -> str:
    """The gate's reason in words, for a page that says before the tap that a message would not go."""
    reason, _address = ask_gate(store_id, customer_id, purpose, channel)
    return str(Message.Blocked(reason).label) if reason else ""
