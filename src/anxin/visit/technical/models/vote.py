"""The technical group's votes."""

from typing import ClassVar

import pgtrigger
from django.db import models

from anxin.platform.scoped import StoreRow
from anxin.visit.technical.models.case import TechnicalCase

ONCE = """
    IF OLD.is_yes IS NOT NULL AND NEW.is_yes IS DISTINCT FROM OLD.is_yes THEN
        RAISE EXCEPTION 'ballot: a vote stays as it was given';
    END IF;
    RETURN NEW;
"""


class Ballot(StoreRow):
    """The vote that one member of the group owes on one plan (R-WS15); given once, with its reason."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(TechnicalCase, on_delete=models.PROTECT, related_name="ballots")
    round = models.PositiveSmallIntegerField()
    plan = models.CharField(max_length=500)
    voter = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    is_yes = models.BooleanField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    voted_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "round", "voter"], name="ballot_once"),
            models.CheckConstraint(
                condition=models.Q(is_yes=None, voted_at=None) | models.Q(is_yes__isnull=False, voted_at__isnull=False),
                name="ballot_whole",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(name="given_once", when=pgtrigger.Before, operation=pgtrigger.Update, func=ONCE),
        ]
