"""What a technician found beyond the order."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow


class Finding(StoreRow):
    """What a technician found beyond the order (R-WS05): words, how urgent, photos, and the items proposed for it."""

    class Urgency(models.TextChoices):
        NOW = "now", _("必须现在做")
        SOON = "soon", _("建议尽快做")
        WATCH = "watch", _("可以观察")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+")
    found_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500)
    harm = models.CharField(max_length=200, blank=True, default="")
    urgency = models.CharField(max_length=8, choices=Urgency.choices)
    item_ids = ArrayField(models.BigIntegerField(), default=list)
    at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        triggers = append_only()
        indexes: ClassVar = [models.Index(fields=["repair_order", "-id"], name="finding_order")]
