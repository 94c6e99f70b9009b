"""What a region, brand or the group proposes that a store's figure shall reach in a year (M23.08)."""

from typing import ClassVar

import pgtrigger
from django.db import models

from anxin.management.budgets.lifecycle import ACCEPTED, COUNTERED, OPEN, SENT, TARGET_PROPOSAL
from anxin.platform.guards import lifecycle_guard, stays
from anxin.platform.scoped import StoreRow

LONGEST_WORDS = 500


class TargetProposal(StoreRow):
    """A number for a store's figure and year, what the store answered, and what became of it.

    ``value``, ``before`` (what the store reached before, None is not known) and ``counter`` are in shown units. ``words``
    are the strategy behind it, ``reason`` why the store says another number. ``closed_at`` is when it was agreed, replaced
    or withdrawn.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    before = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    value = models.DecimalField(max_digits=18, decimal_places=3)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    state = models.CharField(max_length=9, default=SENT)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    counter = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    reason = models.CharField(max_length=LONGEST_WORDS, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta(StoreRow.Meta):
        triggers = [
            lifecycle_guard(TARGET_PROPOSAL),
            pgtrigger.Protect(name="target_proposal_kept", operation=pgtrigger.Delete),
            stays("closed_proposal_stays", once="OLD.closed_at IS NOT NULL"),
            pgtrigger.ReadOnly(
                name="target_proposal_stands",
                fields=["store", "year", "code", "before", "value", "words", "proposed_at", "proposed_by"],
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["store", "year", "code"], condition=models.Q(state__in=OPEN), name="target_proposal_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(counter=None, reason="")
                | (models.Q(counter__isnull=False, answered_at__isnull=False) & ~models.Q(reason="")),
                name="target_proposal_counter_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=COUNTERED) | models.Q(counter__isnull=False),
                name="target_proposal_countered_says_what",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN, closed_at=None)
                | ~models.Q(state__in=OPEN) & models.Q(closed_at__isnull=False),
                name="target_proposal_closed_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ACCEPTED) | models.Q(answered_at__isnull=False),
                name="target_proposal_accepted_was_answered",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["store", "year", "-id"], name="target_proposal_of_year")]
