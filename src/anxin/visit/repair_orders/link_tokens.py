"""The token of a customer's link, and what whoever holds it may do. Knows no row."""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode

from django.conf import settings

from anxin.parties.org.queries import all_stores
from anxin.platform.actor import Actor
from anxin.visit.repair_orders import permissions

TOKEN = re.compile(r"([1-9][0-9]{0,8})-.{1,80}")
RANDOM_BYTES = 24


def new_token(store_id: int) -> str:
    """The store, in whose rows alone it can be found, and 192 random bits."""
    return f"{store_id}-{secrets.token_urlsafe(RANDOM_BYTES)}"


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def store_of(token: str) -> int | None:
    """The store that a token names, if there is such a store; says nothing about the token."""
    shape = TOKEN.fullmatch(token)
    store_id = int(shape[1]) if shape else 0
    return store_id if store_id in all_stores() else None


def derived_token(purpose: str, store_id: int, nonce: str) -> str:
    """The store, and 256 bits that nobody can make without the secret key: what a paper or a screen can show again."""
    made = hmac.digest(settings.SECRET_KEY.encode(), f"{purpose}:{store_id}:{nonce}".encode(), hashlib.sha256)
    return f"{store_id}-{urlsafe_b64encode(made).decode().rstrip('=')}"


def holder_of(token: str, key: str, permission: str) -> Actor:
    """Whoever holds a token: one permission, which only what takes a token asks for, in the one store that it names."""
    store_id = store_of(token)
    stores = frozenset() if store_id is None else frozenset({store_id})
    return Actor("link", None, key, stores, {permission: stores})


def link_actor(token: str) -> Actor:
    """Whoever holds the link to items that wait."""
    return holder_of(token, "approval-link", permissions.ANSWER)
