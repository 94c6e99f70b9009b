"""When a store is open, and which days the law makes free or working (M01.07)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.models.units import Store
from anxin.platform.scoped import StoreRow


class StoreHours(StoreRow):
    """Opening hours on a weekday (0 Monday); a weekday without rows is closed."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    weekday = models.SmallIntegerField()
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta(StoreRow.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__range=(0, 6)), name="store_hours_weekday"),
            models.CheckConstraint(condition=models.Q(opens_at__lt=models.F("closes_at")), name="store_hours_order"),
        ]


class Holiday(models.Model):
    """A public holiday or make-up working day, or a store's own exception; seeded, and editable.

    A seeded day that somebody took away stays as PLAIN, so that the next seeding does not bring it back.
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("放假")
        MAKEUP = "makeup", _("调休上班")
        CLOSED = "closed", _("本店休息")
        OPEN = "open", _("本店营业")
        PLAIN = "plain", _("平常日")

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+", null=True)
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "day"], name="holiday_day", nulls_distinct=False),
        ]
