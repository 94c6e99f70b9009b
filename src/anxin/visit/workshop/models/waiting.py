"""The ledger of waiting."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from anxin.platform.scoped import StoreRow
from anxin.visit.workshop.models.spans import InstantRange
from anxin.visit.workshop.reasons import WaitReason


class Waiting(StoreRow):
    """Time in which nobody works on a job that was begun, by reason. With the clocks it tiles start to finish.

    ``noted_by`` is who said the reason; without one the program did, when a cause was gone or a shift had ended.
    """

    Reason = WaitReason

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, choices=Reason.choices)
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
        ]
