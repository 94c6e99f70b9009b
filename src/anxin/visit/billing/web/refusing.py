"""Runs a command for a page that shows its refusal beside what stands in the books."""

from collections.abc import Callable
from typing import Any

from anxin.platform.errors import Denied, NotFound, Refusal


def refusal_of(run: Callable[[], Any]) -> Refusal | None:
    """None when the command was carried out; else why not.

    :raises NotFound: there is nothing to show
    :raises Denied: the page is not for this person
    """
    try:
        run()
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return refusal
    return None
