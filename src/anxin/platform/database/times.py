"""The bound of every instant that a person may type, held by the database as well (`platform.clock` refuses it first)."""

from datetime import UTC, datetime

from django.db import models

from anxin.platform.clock import FIRST_YEAR, LAST_YEAR

FIRST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
AFTER_LAST = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)


def plausible_times(name: str, *fields: str) -> models.CheckConstraint:
    """Instants from 2000 to 2200, or none: one that no page can show must not lie in a table, whoever writes it."""
    bound = models.Q()
    for field in fields:
        bound &= models.Q(**{f"{field}__gte": FIRST, f"{field}__lt": AFTER_LAST})
    return models.CheckConstraint(condition=bound, name=name)
