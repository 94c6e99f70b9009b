"""The job clock and its corrections."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from anxin.platform.database.times import plausible_times
from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow
from anxin.visit.workshop.models.spans import InstantRange


class JobClock(StoreRow):
    """The job clock (M07.02, M07.14): one stretch of one technician on one job; two of one technician never overlap.

    ``used_up_minutes`` are those of the order's hours in the book that this stretch has used up.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+")
    technician = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    worked_on = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    used_up_minutes = models.PositiveIntegerField(default=0, db_default=0)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            plausible_times("job_clock_plausible", "started_at", "ended_at"),
            # Without an end the range has no upper bound: a second running clock of the technician overlaps it.
            ExclusionConstraint(
                name="job_clock_no_overlap",
                expressions=[
                    ("technician", RangeOperators.EQUAL),
                    (InstantRange("started_at", "ended_at"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")), name="job_clock_order"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["job"], name="job_clock_job"),
            models.Index(fields=["technician", "-started_at"], name="job_clock_last"),
            models.Index(fields=["store", "worked_on"], name="job_clock_day"),
            models.Index(fields=["store", "technician"], name="job_clock_running", condition=models.Q(ended_at=None)),
        ]


class ClockCorrection(StoreRow):
    """A job clock that was set right afterwards: what it said, what it says, why and by whom."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    clock = models.ForeignKey(JobClock, on_delete=models.PROTECT, related_name="corrections")
    started_before = models.DateTimeField()
    ended_before = models.DateTimeField(null=True)
    started_after = models.DateTimeField()
    ended_after = models.DateTimeField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [plausible_times("correction_plausible", "started_after", "ended_after")]
        triggers = append_only()
