"""Rework, who heads body and paint, and what of the due maintenance was missed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.guards import lifecycle_guard
from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow, VersionedRow
from anxin.visit.quality.lifecycle import OPEN, REPORTED, REWORK


class ReworkCase(StoreRow, VersionedRow):
    """Work that had to be done again (返工单, FORM-38): ``job`` is where it is done, ``first_job`` what was done first.

    Of an internal case both are the same job. A reported one has no job yet: the car is still to come back.
    ``minutes`` and ``amount`` are what it cost, kept when it was confirmed: clocked time, and lines that the house pays.
    ``in_period`` says whether the first work was in its quality period by day and mileage when the car came back.
    """

    class Origin(models.TextChoices):
        INTERNAL = "internal", _("内返")
        EXTERNAL = "external", _("外返")

    class Cause(models.TextChoices):
        WORKMANSHIP = "workmanship", _("工艺不当")
        OMITTED = "omitted", _("漏项")
        DIAGNOSIS = "diagnosis", _("诊断错误")
        PART = "part", _("配件质量")
        DAMAGE = "damage", _("装配损伤")
        UNCLEAR_ORDER = "unclear_order", _("交代不清")
        OTHER = "other", _("其他")

    class Responsible(models.TextChoices):
        TECHNICIAN = "technician", _("技师")
        HEAD = "head", _("钣喷负责人")
        ADVISOR = "advisor", _("服务顾问")
        SUPPLIER = "supplier", _("配件供应商")
        OTHER = "other", _("其他人员")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    state = models.CharField(max_length=8, default=OPEN)
    first_job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+", null=True)
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+", null=True)
    inspection = models.ForeignKey("workshop.Inspection", on_delete=models.PROTECT, related_name="+", null=True)
    confirmed_by = models.ForeignKey("workshop.Inspection", on_delete=models.PROTECT, related_name="+", null=True)
    rounds = models.PositiveSmallIntegerField(default=1)
    words = models.CharField(max_length=300, blank=True)
    trade = models.CharField(max_length=24, blank=True)
    in_period = models.BooleanField(null=True)
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    repaired_at = models.DateTimeField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    amount = MoneyField(null=True)
    cause = models.CharField(max_length=16, choices=Cause.choices, blank=True)
    responsible = models.CharField(max_length=10, choices=Responsible.choices, blank=True)
    person = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    supplier = models.CharField(max_length=80, blank=True)
    measure = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = [lifecycle_guard(REWORK)]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["job", "origin"], condition=models.Q(state=OPEN), name="rework_open_once_per_job"
            ),
            models.UniqueConstraint(
                fields=["first_job"], condition=models.Q(state=REPORTED), name="rework_reported_once_per_job"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=(REPORTED, "VOID")) | models.Q(job__isnull=False, repair_order__isnull=False),
                name="rework_has_job",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="CLOSED") | (~models.Q(cause="") & ~models.Q(responsible="")),
                name="rework_closed_judged",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("REPAIRED", "CLOSED")) | models.Q(confirmed_by__isnull=False),
                name="rework_repaired_confirmed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["store", "-opened_on", "-id"], name="rework_opened"),
            models.Index(fields=["repair_order"], name="rework_order"),
        ]


class TradeHead(StoreRow):
    """Who heads body and paint in a store from an instant on (R-QC06); the newest counts, nobody is a row too."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    named_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        indexes: ClassVar = [models.Index(fields=["store", "-id"], name="trade_head_newest")]


class MaintenanceCheck(StoreRow):
    """What of a car's due maintenance the order had, and what nobody did or asked about, when it passed (M08.05, K-D31)."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.OneToOneField("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    due = models.PositiveSmallIntegerField()
    missed = models.JSONField(default=list)
    at = models.DateTimeField()
    checked_on = models.DateField()

    class Meta(StoreRow.Meta):
        triggers = append_only()
        indexes: ClassVar = [models.Index(fields=["store", "checked_on"], name="maintenance_check_day")]
