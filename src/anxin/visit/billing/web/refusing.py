"""Runs a command for a page that shows its refusal beside what stands in the books."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from anxin.platform.errors import Denied, NotFound, Refusal


def refusal_of(run: Callable[[], Any]) -> Refusal | None:
    """None when the command was carried out; else why not, with nothing left behind.

    The page is rendered in the same transaction, so what a refused command had begun is rolled back first.

    :raises NotFound: there is nothing to show
    :raises Denied: the page is not for this person
    """
    try:
        with transaction.atomic():
            run()
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return refusal
    return None
