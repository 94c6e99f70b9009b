"""What the parts desk said of articles that are short."""

from typing import ClassVar

from django.db import models

from anxin.platform.database.times import plausible_times
from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow


class PartArrival(StoreRow):
    """What the parts desk said of an article that is short: when it comes, or in words that nobody knows; the newest counts.

    Goods that come in afterwards end it: what is short then is asked anew.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+")
    expected_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=120, blank=True)
    told_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            plausible_times("part_arrival_plausible", "expected_at"),
            models.CheckConstraint(
                condition=models.Q(expected_at__isnull=False) | ~models.Q(words=""), name="part_arrival_says_something"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["store", "article", "-id"], name="part_arrival_newest")]
        triggers: ClassVar = append_only()
