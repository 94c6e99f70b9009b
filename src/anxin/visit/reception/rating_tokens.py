"""The signed link by which a customer rates his own order: it needs no sign-in and tells nothing about it. Knows no row."""

from hashlib import sha256

from django.core import signing

from anxin.parties.org.queries import all_stores
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.visit.reception import permissions

SALT = "reception.rating"


def new_token(store_id: int, number: str) -> str:
    """What stands in the address; how long it holds is the store's rule on ratings."""
    return signing.dumps([store_id, number], salt=SALT)


def read_token(token: str) -> tuple[int, str]:
    """Store and order of a link.

    :raises NotFound: not a link of this installation
    """
    try:
        store_id, number = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise NotFound from None
    return int(store_id), str(number)


def token_hash(token: str) -> str:
    """What stands for a token where its openings are counted."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def store_of(token: str) -> int | None:
    """The store of a link of this installation."""
    try:
        store_id, _number = read_token(token)
    except NotFound:
        return None
    return store_id if store_id in all_stores() else None


def link_actor(token: str) -> Actor:
    """Whoever holds a token: one permission, which only the page behind it asks for, in the one store that it names."""
    store_id = store_of(token)
    stores = frozenset() if store_id is None else frozenset({store_id})
    return Actor("link", None, "rating-link", stores, {permissions.RATE_OWN: stores})
