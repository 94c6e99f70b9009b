"""Tables of the front desk's day: who is ready, and who covers whom."""

from django.db import models

from anxin.platform.scoped import StoreRow


class Readiness(StoreRow):
    """An advisor's check before the shift, or the evening before it (R-RC01, R-RC02): what is missing, nothing if ready."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    missing = models.JSONField(default=list)
    checked_at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["employee", "day"], name="readiness_once_a_day")]
        indexes = [models.Index(fields=["store", "day"], name="readiness_day")]


class CoverChange(StoreRow):
    """Two advisors who cover each other on a day because somebody said so; all others follow the rule (R-RC07)."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["employee", "day"], name="cover_once_a_day"),
            models.UniqueConstraint(fields=["partner", "day"], name="cover_partner_once_a_day"),
            models.CheckConstraint(condition=~models.Q(employee=models.F("partner")), name="cover_is_another"),
        ]
        indexes = [models.Index(fields=["store", "day"], name="cover_day")]
