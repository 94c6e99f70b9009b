"""What shall be done about a missed figure, by whom and until when."""

from typing import ClassVar

from django.db import models

from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow

LONGEST_WORDS = 80
"""Of what is to be done: the task says all of it."""


class Remedy(StoreRow):
    """What somebody is to do about a store's figure of a period, and the obstacles named when it was planned (M22.05).

    Who has it now and whether it is done stands on the task about it.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    period = models.CharField(max_length=8)
    first = models.DateField()
    last = models.DateField()
    confirmation = models.ForeignKey("kpi.ObstacleConfirmation", on_delete=models.PROTECT, related_name="+", null=True)
    words = models.CharField(max_length=LONGEST_WORDS)
    responsible = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="remedy_span"),
            models.CheckConstraint(
                condition=models.Q(period__in=("week", "month", "quarter", "year")), name="remedy_period"
            ),
            models.CheckConstraint(condition=~models.Q(words=""), name="remedy_words"),
        ]
        indexes: ClassVar = [models.Index(fields=["store", "code", "-first"], name="remedy_figure")]
