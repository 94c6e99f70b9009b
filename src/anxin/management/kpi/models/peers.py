"""What like stores came to, without a store's name."""

from typing import ClassVar

from django.db import models

from anxin.platform.scoped import StoreRow


class StorePeers(StoreRow):
    """With whom a store is compared in a month: the group, empty without one, and its brand, with how many stores each has.

    Stands as it was made: a store that moved from one group to another within a month would tell itself by the difference.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    group = models.CharField(max_length=60, blank=True)
    group_stores = models.PositiveSmallIntegerField(default=0)
    brand = models.ForeignKey("org.Brand", on_delete=models.PROTECT, related_name="+", null=True)
    brand_stores = models.PositiveSmallIntegerField(default=0)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "month"], name="store_peers_once")]


class PeerFigure(models.Model):
    """What the stores of a group, or of a brand, had of a figure over a month that is over; stands as it was published.

    ``values`` are decimals as text, as the formula gives them, sorted, and name no store: a reader is told their median
    without his own.
    """

    class Kind(models.TextChoices):
        GROUP = "group", "group"
        BRAND = "brand", "brand"

    month = models.DateField()
    kind = models.CharField(max_length=5, choices=Kind.choices)
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    definition_version = models.PositiveSmallIntegerField()
    values = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "kind", "code", "definition_version", "month"], name="peer_figure_once"),
        ]
