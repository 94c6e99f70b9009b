"""What an area of a store may cost in a year, and what it shall bring in (M23.06)."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow


class LabourBudget(StoreRow):
    """An area's headcount, labour cost and gross profit of a year, as it was set: a new row replaces it.

    Without headcount and amounts the budget was taken back. Back office brings in nothing of its own.
    """

    class Area(models.TextChoices):
        SALES = "sales", _("销售")
        AFTER_SALES = "after_sales", _("售后")
        BACK_OFFICE = "back_office", _("后勤")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=11, choices=Area.choices)
    headcount = models.PositiveIntegerField(null=True)
    labour_cost = MoneyField(null=True)
    gross_profit = MoneyField(null=True)
    set_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    replaced_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        triggers = [
            pgtrigger.Protect(name="labour_budget_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="labour_budget_stands", exclude=["replaced_at"]),
            pgtrigger.Protect(
                name="labour_budget_replaced_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__replaced_at__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["store", "year", "area"], condition=models.Q(replaced_at=None), name="labour_budget_once"
            ),
            models.CheckConstraint(
                condition=models.Q(labour_cost=None) | models.Q(labour_cost__gte=0), name="labour_budget_cost"
            ),
            models.CheckConstraint(
                condition=models.Q(gross_profit=None) | ~models.Q(area="back_office"), name="labour_budget_no_profit"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["store", "year", "-id"], name="labour_budget_history")]
