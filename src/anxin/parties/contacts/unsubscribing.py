"""The easy way out of messages: a signed link that needs no sign-in and tells nothing about the customer."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing

from anxin.platform.errors import NotFound

SALT = "contacts.unsubscribe"
BY_REPLY = "回复T"


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """Whose consent for which purpose a link ends."""

    store_id: int
    customer_id: int
    purpose: str


def unsubscribe_words(store_id: int, customer_id: int, purpose: str) -> str:
    """The link, or, where customers cannot reach this installation, how to answer the message."""
    if not settings.PUBLIC_URL:
        return BY_REPLY
    return f"{settings.PUBLIC_URL}/u/{signing.dumps([store_id, customer_id, purpose], salt=SALT)}/"


def read_token(token: str) -> Unsubscription:
    """What a link says.

    :raises NotFound: not a link of this installation
    """
    try:
        store_id, customer_id, purpose = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise NotFound from None
    return Unsubscription(int(store_id), int(customer_id), str(purpose))
