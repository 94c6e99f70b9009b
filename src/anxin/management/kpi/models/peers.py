"""What like stores came to together, without a store's name."""

from typing import ClassVar

from django.db import models

from anxin.platform.scoped import StoreRow


class StorePeers(StoreRow):
    """With whom a store is compared in a month: the group, empty without one, and the cell in which it lies.

    Stands as it was made: a store that moved from one group to another within a month would tell itself by the difference.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    group = models.CharField(max_length=60, blank=True)
    brand = models.ForeignKey("org.Brand", on_delete=models.PROTECT, related_name="+", null=True)
    cell = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "month"], name="store_peers_once")]


class PeerFigure(models.Model):
    """A figure of a group of like stores, or of a brand, over a month.

    ``mean`` is the ratio of sums, of a total the mean of the stores. ``weights`` hold, cell by cell, what its stores
    contribute (decimals as text, sorted, no store named): by them it is decided at reading whether it may be shown.
    """

    class Kind(models.TextChoices):
        GROUP = "group", "group"
        BRAND = "brand", "brand"

    month = models.DateField()
    kind = models.CharField(max_length=5, choices=Kind.choices)
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    definition_version = models.PositiveSmallIntegerField()
    last_on = models.DateField()
    stores = models.PositiveSmallIntegerField()
    mean = models.DecimalField(max_digits=34, decimal_places=10)
    median = models.DecimalField(max_digits=34, decimal_places=10)
    lower = models.DecimalField(max_digits=34, decimal_places=10)
    upper = models.DecimalField(max_digits=34, decimal_places=10)
    weights = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "kind", "code", "definition_version", "month"], name="peer_figure_once"),
            models.CheckConstraint(condition=models.Q(stores__gte=1), name="peer_figure_stores"),
        ]
