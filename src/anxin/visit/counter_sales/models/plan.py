"""What a store means to sell at its counter in a year, month by month (PRJ-07), and what a month was judged to be."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from anxin.platform.guards import lifecycle_guard, stays
from anxin.platform.ledger import append_only
from anxin.platform.money import Money, MoneyField
from anxin.platform.scoped import StoreRow
from anxin.visit.counter_sales.lifecycle import CONFIRMED, PLAN, REPLACED, RETURNED, WAITING

LONGEST_WORDS = 200


class SalesPlan(StoreRow):
    """One version of a store's plan of external sales of a year: twelve amounts without tax, and who stands behind it.

    ``reason`` says why a month that had begun was changed; ``number`` counts the versions, and all are kept.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    total = MoneyField()
    step_1 = MoneyField()
    step_2 = MoneyField()
    step_3 = MoneyField()
    step_4 = MoneyField()
    step_5 = MoneyField()
    step_6 = MoneyField()
    step_7 = MoneyField()
    step_8 = MoneyField()
    step_9 = MoneyField()
    step_10 = MoneyField()
    step_11 = MoneyField()
    step_12 = MoneyField()
    reason = models.CharField(max_length=LONGEST_WORDS, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    set_key = models.CharField(max_length=80)
    state = models.CharField(max_length=9, default=WAITING)
    answer = models.CharField(max_length=LONGEST_WORDS, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    answered_key = models.CharField(max_length=80, blank=True)

    class Meta(StoreRow.Meta):
        triggers: ClassVar = [
            lifecycle_guard(PLAN),
            pgtrigger.Protect(name="sales_plan_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="sales_plan_stands",
                exclude=["state", "answer", "answered_at", "answered_by", "answered_key"],
            ),
            stays("answered_sales_plan_stays", but=["state"], once="OLD.answered_at IS NOT NULL"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "year", "number"], name="sales_plan_number"),
            models.UniqueConstraint(fields=["store", "year"], condition=Q(state=WAITING), name="sales_plan_one_waits"),
            models.UniqueConstraint(fields=["store", "year"], condition=Q(state=CONFIRMED), name="sales_plan_one_holds"),
            models.CheckConstraint(
                condition=Q(
                    total=F("step_1")
                    + F("step_2")
                    + F("step_3")
                    + F("step_4")
                    + F("step_5")
                    + F("step_6")
                    + F("step_7")
                    + F("step_8")
                    + F("step_9")
                    + F("step_10")
                    + F("step_11")
                    + F("step_12")
                ),
                name="sales_plan_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(total__gt=0, **{f"step_{month}__gte": 0 for month in range(1, 13)}),
                name="sales_plan_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[WAITING, REPLACED], answered_at=None)
                | (Q(answered_at__isnull=False) & ~Q(state=WAITING) & ~Q(answered_key=F("set_key"))),
                name="sales_plan_by_two",
            ),
            models.CheckConstraint(condition=~Q(state=RETURNED) | ~Q(answer=""), name="sales_plan_returned_says_why"),
        ]

    @property
    def steps(self) -> tuple[Money, ...]:
        """The twelve amounts, January first."""
        return tuple(getattr(self, f"step_{month}") for month in range(1, 13))


class PlanVerdict(StoreRow):
    """What a month was judged to be when it was over (R-PT08); None where there was nothing to judge by. Insert-only.

    ``planned`` and ``sold`` without tax; the depth is ``issued`` for repair over ``stocked`` at the month's end.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    planned = MoneyField(null=True)
    sold = MoneyField()
    issued = MoneyField()
    stocked = MoneyField()
    depth_wanted = models.DecimalField(max_digits=6, decimal_places=3)
    missed_plan = models.BooleanField()
    missed_depth = models.BooleanField()
    at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        triggers: ClassVar = append_only()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "month"], name="plan_verdict_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="plan_verdict_of_month"),
        ]
