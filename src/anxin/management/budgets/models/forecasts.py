"""The forecast of a store's repair gross profit of a year, made by two (M23.07)."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.management.budgets.lifecycle import FORECAST, OBJECTED, PROPOSED, REPLACED, TAKEN, WAITING
from anxin.management.budgets.models.proposals import LONGEST_WORDS
from anxin.platform.guards import lifecycle_guard
from anxin.platform.scoped import StoreRow


class BudgetForecast(StoreRow):
    """One version of a store's forecast: its numbers in yuan and percent, who proposed it, and what the other side said.

    ``budget`` is the repair gross profit that is proposed for the year, ``total`` what the numbers make; None where last
    year has no premium.
    """

    class Side(models.TextChoices):
        MANAGER = "manager", _("售后管理")
        FRONT_DESK = "front_desk", _("前台")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    premium_before = models.DecimalField(max_digits=18, decimal_places=3)
    accident_before = models.DecimalField(max_digits=18, decimal_places=3)
    mechanical_before = models.DecimalField(max_digits=18, decimal_places=3)
    premium_planned = models.DecimalField(max_digits=18, decimal_places=3)
    mechanical_growth = models.DecimalField(max_digits=18, decimal_places=3)
    total = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    budget = models.DecimalField(max_digits=18, decimal_places=3)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    side = models.CharField(max_length=10, choices=Side.choices)
    proposed_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=9, default=PROPOSED)
    answer = models.CharField(max_length=LONGEST_WORDS, blank=True)
    answered_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        triggers = [
            lifecycle_guard(FORECAST),
            pgtrigger.Protect(name="budget_forecast_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="budget_forecast_stands",
                exclude=["state", "answer", "answered_by", "answered_at", "taken_by", "taken_at"],
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "year", "number"], name="budget_forecast_number"),
            models.UniqueConstraint(
                fields=["store", "year"], condition=models.Q(state__in=WAITING), name="budget_forecast_one_waits"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[PROPOSED, REPLACED], answered_at=None, answered_by=None)
                | (
                    models.Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~models.Q(state=PROPOSED)
                    & ~models.Q(answered_by=models.F("proposed_by"))
                ),
                name="budget_forecast_by_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=OBJECTED) | ~models.Q(answer=""), name="budget_forecast_objection_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(state=TAKEN, taken_by__isnull=False, taken_at__isnull=False)
                | (~models.Q(state=TAKEN) & models.Q(taken_by=None, taken_at=None)),
                name="budget_forecast_taken_whole",
            ),
        ]
