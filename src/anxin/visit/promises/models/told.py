"""What customers were told."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.database.times import plausible_times
from anxin.platform.scoped import StoreRow


class Telling(StoreRow):
    """A customer was told a new time with explanation and apology: by whom, how, and whether in time (R-WS04)."""

    class How(models.TextChoices):
        CALL = "call", _("电话")
        MESSAGE = "message", _("短信")
        VISIT = "visit", _("当面")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    told_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    how = models.CharField(max_length=8, choices=How.choices)
    words = models.CharField(max_length=300)
    reason = models.CharField(max_length=200)
    promised_before = models.DateTimeField(null=True)
    promised_at = models.DateTimeField()
    was_in_time = models.BooleanField()
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers: ClassVar = [
            # The words may be blanked when the customer is erased.
            pgtrigger.ReadOnly(
                name="as_told",
                fields=["store", "repair_order", "told_by", "how", "promised_before", "promised_at", "was_in_time", "at"],
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]
        constraints: ClassVar = [plausible_times("telling_plausible", "promised_at")]
        indexes: ClassVar = [
            models.Index(fields=["repair_order", "-id"], name="telling_order"),
            models.Index(fields=["store", "-at"], name="telling_day"),
        ]
