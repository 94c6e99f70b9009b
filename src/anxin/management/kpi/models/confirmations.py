"""Why people say that a figure was missed."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow


class ObstacleConfirmation(StoreRow):
    """The obstacles (I.7) that somebody named for a store's figure in a period (M22.05).

    What is said anew, or taken back (without obstacles), is a row of its own with the next ``turn``; the last one holds.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    period = models.CharField(max_length=8)
    first = models.DateField()
    last = models.DateField()
    turn = models.PositiveSmallIntegerField()
    obstacles = ArrayField(models.CharField(max_length=60), blank=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "code", "period", "first", "turn"], name="obstacles_turn"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="obstacles_span"),
            models.CheckConstraint(
                condition=models.Q(period__in=("week", "month", "quarter", "year")), name="obstacles_period"
            ),
            models.CheckConstraint(
                condition=~models.Q(obstacles=[]) | (~models.Q(note="") & models.Q(turn__gt=1)), name="obstacles_taken_back"
            ),
        ]
