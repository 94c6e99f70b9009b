"""Negligence and disobedience: need-to-know."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.guards import lifecycle_guard
from anxin.platform.scoped import StoreRow, VersionedRow
from anxin.visit.quality.lifecycle import CONDUCT, RAISED


class ConductCase(StoreRow, VersionedRow):
    """A case of negligence or disobedience (R-QC07): what is said, the person's own statement, a graded decision, an appeal.

    ``weight`` counts the store's grades from the lightest, 1; 0 is no fault. ``grade`` keeps the word as it was then.
    """

    class Kind(models.TextChoices):
        NEGLIGENCE = "negligence", _("工作过失")
        DISOBEDIENCE = "disobedience", _("不服从管理")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=RAISED)
    person = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    rework = models.ForeignKey("quality.ReworkCase", on_delete=models.PROTECT, related_name="+", null=True)
    words = models.CharField(max_length=500)
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=80)
    statement = models.CharField(max_length=500, blank=True)
    stated_at = models.DateTimeField(null=True)
    weight = models.PositiveSmallIntegerField(null=True)
    grade = models.CharField(max_length=40, blank=True)
    decision = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    appeal = models.CharField(max_length=500, blank=True)
    appealed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    first_grade = models.CharField(max_length=40, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)

    class Meta(StoreRow.Meta):
        triggers = [lifecycle_guard(CONDUCT)]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_at=None, weight=None) | models.Q(decided_at__isnull=False, weight__isnull=False),
                name="conduct_decided_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_by="") | ~models.Q(settled_by=models.F("decided_by")),
                name="conduct_appeal_by_another",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["store", "-raised_at"], name="conduct_raised")]
