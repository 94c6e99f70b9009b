"""Table of what a gate or camera saw."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.scoped import StoreRow
from anxin.visit.reception.models.visit import Reception


class PlateSighting(StoreRow):
    """A plate that a device of the store saw, once for each ``key``; without a reception until the car is received."""

    personal: ClassVar[tuple[str, ...]] = ("plate",)

    class Kind(models.TextChoices):
        ARRIVED = "arrived", _("到店")
        GREETED = "greeted", _("迎接")
        IN_BAY = "in_bay", _("进工位")
        LEFT = "left", _("离店")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    plate = models.CharField(max_length=12)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    seen_at = models.DateTimeField()
    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["store", "key"], name="plate_sighting_once")]
        indexes = [
            models.Index(
                fields=["store", "plate", "seen_at"], condition=models.Q(reception=None), name="plate_sighting_waiting"
            ),
        ]
