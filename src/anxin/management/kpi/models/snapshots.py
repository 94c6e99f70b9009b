"""What figures came to, month by month."""

from typing import ClassVar

from django.db import models

from anxin.platform.scoped import StoreRow


class FigureSnapshot(StoreRow):
    """A figure of a store over a month as one version of its definition makes it (M22.02); a newer version stands beside it.

    ``value`` is what the formula gives (a ratio, fen), null where it is not known; ``parts`` are its measures, written as
    ``measure`` or ``shift.measure``, each a decimal as text or null. ``last_on`` is the last day that counts, before the
    month's end only of the running one; ``is_partial``: records fill only a part of those days. ``basis`` names what it
    was computed from: the same basis needs no second look. ``group_value`` and ``brand_value`` are what went into what like
    stores and the brand came to (:class:`PeerFigure`), null where nothing did; a correction does not change them.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    code = models.CharField(max_length=60)
    definition_version = models.PositiveSmallIntegerField()
    last_on = models.DateField()
    is_partial = models.BooleanField(default=False, db_default=False)
    value = models.DecimalField(max_digits=34, decimal_places=10, null=True)
    parts = models.JSONField()
    basis = models.CharField(max_length=32)
    group_value = models.DecimalField(max_digits=34, decimal_places=10, null=True)
    brand_value = models.DecimalField(max_digits=34, decimal_places=10, null=True)
    computed_at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["store", "code", "definition_version", "month"], name="figure_snapshot_once", include=["value"]
            ),
            models.CheckConstraint(condition=models.Q(last_on__gte=models.F("month")), name="figure_snapshot_days"),
        ]
        indexes: ClassVar = [models.Index(fields=["month", "code", "definition_version"], name="figure_snapshot_month")]
