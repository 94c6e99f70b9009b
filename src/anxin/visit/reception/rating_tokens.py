"""The signed link by which a customer rates his own order: it needs no sign-in and tells nothing about it."""

from django.core import signing

from anxin.platform.errors import NotFound

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
