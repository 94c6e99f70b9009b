"""What was expected of a car, and what technicians said of being late."""

from typing import ClassVar

import pgtrigger
from django.db import models

from anxin.platform.database.times import plausible_times
from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow
from anxin.visit.promises import reasons


class ExpectationChange(StoreRow):
    """When the repair of a car was expected to end, from ``at`` on, why, and what made the house look anew; insert-only.

    The last one of an order is what is expected of it. ``is_open``: at the earliest.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+", null=True)
    expected_at = models.DateTimeField()
    is_open = models.BooleanField(default=False)
    promised_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=24)
    cause = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        triggers = append_only()
        indexes: ClassVar = [models.Index(fields=["repair_order", "-id"], name="expectation_order")]


class LateEstimate(StoreRow):
    """Until when a job takes, as its technician says (R-WS02); the newest of a job counts, until the job is done once."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+")
    said_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    until = models.DateTimeField()
    reason = models.CharField(max_length=8, choices=reasons.SAID)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="as_said", fields=["store", "repair_order", "job", "said_by", "until", "reason", "at"]),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]
        constraints: ClassVar = [
            plausible_times("late_estimate_plausible", "until"),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("at")), name="late_estimate_ahead"),
        ]
        indexes: ClassVar = [models.Index(fields=["job", "-id"], name="late_estimate_job")]
