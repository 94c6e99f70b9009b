"""Tables of the workshop. Foreign keys point down to the order, the staff and the bays."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.database.times import plausible_times
from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow

ORDER, JOB = "repair_orders.RepairOrder", "repair_orders.Job"
EMPLOYEE = "people.Employee"


class InstantRange(models.Func):
    """``tstzrange(from, to)``: without an end it is still running."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Assignment(StoreRow):
    """A job given to a technician, in a bay and over a span when it was planned, with the share of its hours.

    ``released_at`` is when it was taken back; what was not taken back says who did the job.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(ORDER, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(JOB, on_delete=models.PROTECT, related_name="+")
    technician = models.ForeignKey(EMPLOYEE, on_delete=models.PROTECT, related_name="+")
    bay = models.ForeignKey("org.Bay", on_delete=models.PROTECT, related_name="+", null=True)
    share_percent = models.PositiveSmallIntegerField(default=100)
    planned_from = models.DateTimeField(null=True)
    planned_to = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            plausible_times("assignment_plausible", "planned_from", "planned_to"),
            models.UniqueConstraint(
                fields=["job", "technician"], name="assignment_once", condition=models.Q(released_at=None)
            ),
            models.CheckConstraint(
                condition=models.Q(share_percent__gte=1, share_percent__lte=100), name="assignment_share"
            ),
            models.CheckConstraint(
                condition=models.Q(planned_from=None, planned_to=None) | models.Q(planned_from__lt=models.F("planned_to")),
                name="assignment_span",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["repair_order"], name="assignment_order", condition=models.Q(released_at=None)),
            models.Index(fields=["store", "technician"], name="assignment_technician", condition=models.Q(released_at=None)),
            models.Index(fields=["store", "planned_from"], name="assignment_day", condition=models.Q(released_at=None)),
        ]


class JobClock(StoreRow):
    """The job clock (M07.02, M07.14): one stretch of one technician on one job; two of one technician never overlap.

    ``used_up_minutes`` are those of the order's hours in the book that this stretch has used up.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(ORDER, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(JOB, on_delete=models.PROTECT, related_name="+")
    technician = models.ForeignKey(EMPLOYEE, on_delete=models.PROTECT, related_name="+")
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


class Waiting(StoreRow):
    """Time in which nobody works on a job that was begun, by reason. With the clocks it tiles start to finish."""

    class Reason(models.TextChoices):
        APPROVAL = "approval", _("等客户确认")
        PARTS = "parts", _("等配件")
        BAY = "bay", _("等工位")
        TOOL = "tool", _("等工具设备")
        UNCLEAR_ORDER = "unclear_order", _("工单不清楚")
        OTHER_CAR = "other_car", _("先做别的车")
        BREAK = "break", _("休息")
        END_OF_SHIFT = "end_of_shift", _("下班")
        OTHER = "other", _("其他")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(ORDER, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(JOB, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, choices=Reason.choices)
    note = models.CharField(max_length=200, blank=True)
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
        ]


class Inspection(StoreRow):
    """One of the three inspections (R-QC01): the technician's of a job, the general and the final one of an order."""

    class Level(models.TextChoices):
        SELF = "self", _("自检")
        GENERAL = "general", _("总检")
        FINAL = "final", _("终检")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(ORDER, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(JOB, on_delete=models.PROTECT, related_name="+", null=True)
    level = models.CharField(max_length=8, choices=Level.choices)
    inspector = models.ForeignKey(EMPLOYEE, on_delete=models.PROTECT, related_name="+")
    passed = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    inspected_on = models.DateField()

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(level="self") | models.Q(job__isnull=False), name="inspection_self")
        ]
        indexes: ClassVar = [
            models.Index(fields=["repair_order", "-id"], name="inspection_order"),
            models.Index(fields=["store", "inspected_on"], name="inspection_day"),
        ]


class InspectionItem(StoreRow):
    """The result of one item of an inspection; the words as they were shown to the inspector."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=24)
    passed = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints: ClassVar = [models.UniqueConstraint(fields=["inspection", "code"], name="inspection_item_once")]


class Finding(StoreRow):
    """What a technician found beyond the order (R-WS05): words, how urgent, photos, and the items proposed for it."""

    class Urgency(models.TextChoices):
        NOW = "now", _("必须现在做")
        SOON = "soon", _("建议尽快做")
        WATCH = "watch", _("可以观察")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(ORDER, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(JOB, on_delete=models.PROTECT, related_name="+")
    found_by = models.ForeignKey(EMPLOYEE, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500)
    harm = models.CharField(max_length=200, blank=True, default="")
    urgency = models.CharField(max_length=8, choices=Urgency.choices)
    item_ids = ArrayField(models.BigIntegerField(), default=list)
    at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        triggers = append_only()
        indexes: ClassVar = [models.Index(fields=["repair_order", "-id"], name="finding_order")]
