"""What higher modules add to a lower module's printed document or list.

Owns: who adds to which document. Does not own: what is added, or where the template prints it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from anxin.platform.actor import Actor

Contribution = Callable[[Actor, Any], Mapping[str, Any]]
_contributions: dict[str, list[Contribution]] = {}


def register_contribution(document: str, contribution: Contribution) -> None:
    """Let ``contribution(actor, subject)`` add its keys to the data of a document ("repair_order")."""
    registered = _contributions.setdefault(document, [])
    if contribution not in registered:
        registered.append(contribution)


def contributions_to(document: str, actor: Actor, subject: Any) -> dict[str, Any]:
    """The keys that higher modules add to a document about a subject."""
    found: dict[str, Any] = {}
    for contribution in _contributions.get(document, ()):
        found |= contribution(actor, subject)
    return found
