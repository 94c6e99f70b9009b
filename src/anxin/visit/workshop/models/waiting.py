"""The ledger of waiting."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.scoped import StoreRow
from anxin.visit.workshop.models.spans import InstantRange


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
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+")
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
