"""The three inspections, item by item."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow


class Inspection(StoreRow):
    """One of the three inspections (R-QC01): the technician's of a job, the general and the final one of an order.

    A look at the washed car (R-QC09) is one too. ``odometer_km`` is what the final one read, if it was typed;
    ``is_certified`` says whether whoever inspected held a valid certificate (R-QC08), null where none is asked for.
    """

    class Level(models.TextChoices):
        SELF = "self", _("自检")
        GENERAL = "general", _("总检")
        FINAL = "final", _("终检")
        WASH = "wash", _("查洗车")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+", null=True)
    level = models.CharField(max_length=8, choices=Level.choices)
    inspector = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    passed = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    odometer_km = models.PositiveIntegerField(null=True)
    is_certified = models.BooleanField(null=True)
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
    """The result of one item of an inspection. ``label`` are a store's own words; of a job's line the job has them."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="items")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+", null=True)
    code = models.CharField(max_length=24)
    label = models.CharField(max_length=100, blank=True, default="")
    passed = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "code", "job"], name="inspection_item_once", nulls_distinct=False)
        ]
