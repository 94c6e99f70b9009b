"""The job clock with its corrections, and the time that technicians spend on no car."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.database.times import plausible_times
from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow
from anxin.visit.workshop.models.spans import InstantRange, apart_from

NOT_HELD = """
    IF NEW.ended_at IS NULL AND EXISTS (
        SELECT 1 FROM repair_orders_jobhold WHERE job_id = NEW.job_id AND lifted_at IS NULL
    ) THEN
        RAISE EXCEPTION 'job clock: the job is held back';
    END IF;
    RETURN NEW;
"""


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
        triggers: ClassVar = [
            apart_from("workshop_indirecttime"),
            pgtrigger.Trigger(name="not_held", when=pgtrigger.Before, operation=pgtrigger.Insert, func=NOT_HELD),
        ]
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
    """A job clock that was set right afterwards: what it said, what it says, why and by whom.

    Without ``started_before`` nobody had clocked the stretch, and it was added.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    clock = models.ForeignKey(JobClock, on_delete=models.PROTECT, related_name="corrections")
    started_before = models.DateTimeField(null=True)
    ended_before = models.DateTimeField(null=True)
    started_after = models.DateTimeField()
    ended_after = models.DateTimeField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [plausible_times("correction_plausible", "started_after", "ended_after")]
        triggers = append_only()


class IndirectTime(StoreRow):
    """Time of a technician on shift and on no car (M07.02); it never overlaps the job clock or itself."""

    class Activity(models.TextChoices):
        MEETING = "meeting", _("开会")
        TRAINING = "training", _("培训")
        CLEANING = "cleaning", _("打扫整理")
        ERRAND = "errand", _("外出取送")
        BREAK = "break", _("吃饭休息")
        OTHER = "other", _("其他")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    technician = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    activity = models.CharField(max_length=12, choices=Activity.choices)
    note = models.CharField(max_length=200, blank=True)
    worked_on = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        triggers = [apart_from("workshop_jobclock")]
        constraints: ClassVar = [
            plausible_times("indirect_time_plausible", "started_at", "ended_at"),
            ExclusionConstraint(
                name="indirect_time_no_overlap",
                expressions=[
                    ("technician", RangeOperators.EQUAL),
                    (InstantRange("started_at", "ended_at"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="indirect_time_order",
            ),
            models.CheckConstraint(condition=~models.Q(activity="other") | ~models.Q(note=""), name="indirect_time_said"),
        ]
        indexes: ClassVar = [models.Index(fields=["store", "worked_on"], name="indirect_time_day")]


class IndirectCorrection(StoreRow):
    """Time on no car that was set right afterwards: whose and which, what it said, what it says, why and by whom.

    It names no stretch: one that gives way to work on a car goes, what was set right about it stays.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    technician = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    activity = models.CharField(max_length=12, choices=IndirectTime.Activity.choices)
    started_before = models.DateTimeField()
    ended_before = models.DateTimeField()
    started_after = models.DateTimeField()
    ended_after = models.DateTimeField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [plausible_times("indirect_correction_plausible", "started_after", "ended_after")]
        triggers = append_only()
        indexes: ClassVar = [
            models.Index(fields=["store", "-at"], name="indirect_correction_time"),
            models.Index(fields=["technician", "started_after"], name="indirect_correction_day"),
        ]
