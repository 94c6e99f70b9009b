"""Jobs given to people and bays, and shares of the hours that were changed after the work."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from anxin.platform.database.times import plausible_times
from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow


class Assignment(StoreRow):
    """A job given to a technician, in a bay and over a span when it was planned, with the share of its hours.

    ``released_at`` is when it was taken back; what was not taken back says who did the job. ``reasons`` are the codes for
    which the placement chose this technician and bay (R-WS01); somebody who names the people gives none.
    ``covered_minutes`` is the labour of the whole job, agreed to by the customer, that the plan has room for; rows from
    before it was kept have none. ``replanned`` counts how often the plan moved or grew while the same people had it.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+")
    technician = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    bay = models.ForeignKey("org.Bay", on_delete=models.PROTECT, related_name="+", null=True)
    share_percent = models.PositiveSmallIntegerField(default=100)
    planned_from = models.DateTimeField(null=True)
    planned_to = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField()
    reasons = ArrayField(models.CharField(max_length=16), default=list)
    released_at = models.DateTimeField(null=True)
    covered_minutes = models.PositiveIntegerField(null=True)
    replanned = models.PositiveSmallIntegerField(default=0)

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


class ShareChange(StoreRow):
    """Shares of a job's hours as they were and as they were set after the work, by employee id in percent; insert-only."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+")
    before = models.JSONField()
    after = models.JSONField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        indexes: ClassVar = [models.Index(fields=["store", "-at"], name="share_change_time")]
