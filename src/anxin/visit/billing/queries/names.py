"""Who did what, by name."""

from collections.abc import Iterable

from anxin.parties.org.queries import list_user_names
from anxin.platform.actor import Actor


def names_of(actor: Actor, keys: Iterable[str]) -> dict[str, str]:
    """The name behind each key of an actor; empty for the program itself, and for people whom the reader may not see."""
    ids = {key: int(key.partition(":")[2]) for key in keys if key.startswith("user:")}
    names = list_user_names(actor, set(ids.values())) if ids else {}
    return {key: names.get(user_id, "") for key, user_id in ids.items()}
