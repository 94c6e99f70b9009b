"""What is asked of a store's figures, and of its people's."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.scoped import StoreRow


class Target(StoreRow):
    """What a figure shall reach (M23.01, M23.03): of a store, or of one of its people or teams, in a month or a year.

    ``month`` 0 is the year. ``value`` and ``until`` are in shown units (percent as percent, yuan); without a value the
    target was taken back. A row stands as it was set: a new one replaces it, and it keeps until when it held.
    """

    class Operator(models.TextChoices):
        AT_LEAST = "ge", "≥"
        ABOVE = "gt", ">"
        AT_MOST = "le", "≤"
        BELOW = "lt", "<"
        EXACTLY = "eq", "="
        RANGE = "range", _("范围")

    class Origin(models.TextChoices):
        TYPED = "typed", _("填写")
        COPIED = "copied", _("按上年")
        SHARED = "shared", _("分解")
        IMPORTED = "imported", _("导入")
        SPREAD = "spread", _("统一下达")
        AGREED = "agreed", _("商定")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    team = models.ForeignKey("org.Team", on_delete=models.PROTECT, related_name="+", null=True)
    operator = models.CharField(max_length=5, choices=Operator.choices)
    value = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    until = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    set_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    replaced_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        triggers = [
            pgtrigger.Protect(name="target_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="target_stands", exclude=["replaced_at"]),
            pgtrigger.Protect(
                name="target_replaced_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__replaced_at__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["store", "year", "code", "month", "employee", "team"],
                condition=models.Q(replaced_at=None),
                name="target_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(month__lte=12), name="target_month"),
            models.CheckConstraint(condition=models.Q(employee=None) | models.Q(team=None), name="target_of_one"),
            models.CheckConstraint(
                condition=models.Q(operator="range", until__gt=models.F("value"))
                | (~models.Q(operator="range") & models.Q(until=None))
                | models.Q(value=None, until=None),
                name="target_range_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["store", "year", "-id"], name="target_history")]
