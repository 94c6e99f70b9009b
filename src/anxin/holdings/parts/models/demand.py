"""What was asked of the stock, whether it was there, and what became of it where it was not."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.database.times import plausible_times
from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow


class PartDemand(StoreRow):
    """So much of an article was asked for, by a line of a document or by somebody at the counter; insert-only (M14.02).

    ``free`` is what lay on the shelf for the asker at that moment. What is asked no more is a row of its own with a
    negative quantity, which names the row that it ``withdraws``. What is in no catalogue yet has ``words`` alone.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+", null=True)
    words = models.CharField(max_length=200, blank=True)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    free = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    is_high_demand = models.BooleanField(default=False)
    document_kind = models.CharField(max_length=60, blank=True)
    document_id = models.BigIntegerField(null=True)
    document_line = models.BigIntegerField(null=True)
    withdraws = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    key = models.CharField(max_length=120, blank=True)
    actor_key = models.CharField(max_length=80)
    at = models.DateTimeField()
    on = models.DateField()

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, withdraws=None) | models.Q(quantity__lt=0, withdraws__isnull=False),
                name="part_demand_asks_or_withdraws",
            ),
            models.CheckConstraint(
                condition=models.Q(article__isnull=False) | ~models.Q(words=""), name="part_demand_says_what"
            ),
            models.CheckConstraint(condition=models.Q(free__gte=0), name="part_demand_free"),
            models.UniqueConstraint(fields=["store", "key"], name="part_demand_once", condition=~models.Q(key="")),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["store", "document_kind", "document_id"],
                name="part_demand_document",
                condition=models.Q(document_id__isnull=False),
            ),
            models.Index(fields=["store", "on"], name="part_demand_day"),
            models.Index(fields=["store", "article", "on"], name="part_demand_article"),
            models.Index(
                fields=["store", "-id"],
                name="part_demand_short",
                condition=models.Q(withdraws=None, free__lt=models.F("quantity")),
            ),
            models.Index(fields=["withdraws"], name="part_demand_withdrawn", condition=models.Q(withdraws__isnull=False)),
        ]
        triggers: ClassVar = append_only()


class DemandAnswer(StoreRow):
    """How a demand that the shelf could not meet is met, or that it is not; the newest counts. Insert-only.

    ``open``: what an answer before it said does not come; the demand waits for another.

    ``answer_kind``/``answer_id`` name the order or transfer that brings it.
    """

    class How(models.TextChoices):
        TRANSFER = "transfer", _("店间调拨")
        EMERGENCY = "emergency", _("紧急采购")
        ORDER = "order", _("订货")
        SUBSTITUTE = "substitute", _("替代件")
        LOST = "lost", _("失销")
        SHELF = "shelf", _("从库存")
        OPEN = "open", _("要另想办法")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    demand = models.ForeignKey(PartDemand, on_delete=models.PROTECT, related_name="answers")
    how = models.CharField(max_length=12, choices=How.choices)
    expected_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=200, blank=True)
    answer_kind = models.CharField(max_length=60, blank=True)
    answer_id = models.BigIntegerField(null=True)
    actor_key = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            plausible_times("demand_answer_plausible", "expected_at"),
            models.CheckConstraint(
                condition=~models.Q(how="lost") | ~models.Q(words=""), name="demand_answer_lost_has_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["demand", "-id"], name="demand_answer_newest"),
            models.Index(fields=["store", "how", "-id"], name="demand_answer_how"),
        ]
        triggers: ClassVar = append_only()
