"""Table of the parts counter."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from anxin.platform.scoped import StoreRow


class OrderPick(StoreRow):
    """The parts of these lines of an order lie ready at a place, until they are handed out or put back (R-PT07)."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    item_ids = ArrayField(models.BigIntegerField())
    place = models.CharField(max_length=20, blank=True)
    picked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["repair_order"], name="order_pick_one", condition=models.Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("picked_at")),
                name="order_pick_ends_later",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["repair_order", "picked_at"], name="order_pick_order")]
