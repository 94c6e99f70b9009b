"""The ledger of waiting."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _

from anxin.platform.scoped import StoreRow
from anxin.visit.workshop.models.spans import InstantRange
from anxin.visit.workshop.reasons import WaitReason, also_words

LONG = models.Q(
    GreaterThan(models.ExpressionWrapper(models.F("until") - models.F("since"), models.DurationField()), timedelta(hours=48))
)


class Waiting(StoreRow):
    """Time in which nobody works on a job that was begun, by reason. With the clocks it tiles start to finish.

    Of several reasons at once one names the minutes (``reasons.PRECEDENCE``), ``also`` are the others as they stood last.
    ``noted_by`` is who said the reason; without one the program did, when a cause was gone or a shift had ended.
    """

    Reason = WaitReason

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, choices=Reason.choices)
    also = ArrayField(models.CharField(max_length=16, choices=Reason.choices), default=list, blank=True)
    note = models.CharField(max_length=200, blank=True)
    noted_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            ExclusionConstraint(
                name="waiting_no_overlap",
                expressions=[
                    ("job", RangeOperators.EQUAL),
                    (InstantRange("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="waiting_order"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["repair_order"], name="waiting_repair_order"),
            models.Index(fields=["store", "reason"], name="waiting_open", condition=models.Q(until=None)),
            models.Index(fields=["store", "-since"], name="waiting_since"),
            # The few that overlap days on which they did not begin, for figures.
            models.Index(fields=["store", "until"], name="waiting_long", condition=LONG),
        ]

    @property
    def words(self) -> str:
        """What is waited for, in one line, everything that is waited for at once."""
        first = str(self.get_reason_display())
        if not self.also:
            return first
        return _("%(first)s；同时%(more)s") % {"first": first, "more": also_words(self.also)}
