"""Tables of the stock: entries that are only inserted, the balance that they add up to, and arrivals as they were told."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.database.times import plausible_times
from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow


class Reason(models.TextChoices):
    """Why a quantity changed."""

    OPENING = "opening", _("期初")
    PURCHASE = "purchase", _("采购入库")
    OTHER_RECEIPT = "other_receipt", _("其他入库")
    ISSUE = "issue", _("出库")
    RETURN = "return", _("退料")
    COUNT = "count", _("盘点")
    REVERSAL = "reversal", _("冲正")
    REVALUATION = "revaluation", _("成本更正")


PRICED = (Reason.OPENING, Reason.PURCHASE, Reason.OTHER_RECEIPT)
"""What brings goods in at a cost of their own."""


class StockBalance(StoreRow):
    """What a store has of an article; moved only together with an entry, under its row lock."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+")
    on_hand = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    value = MoneyField(default=0)
    may_be_negative = models.BooleanField(default=False)
    moved_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "article"], name="stock_balance_once"),
            models.CheckConstraint(
                condition=models.Q(on_hand__gte=0) | models.Q(may_be_negative=True), name="stock_balance_not_negative"
            ),
        ]


class StockEntry(StoreRow):
    """One movement. ``quantity`` and ``cost`` (tax excluded) are signed; a reversal names the entry that it undoes.

    A revaluation moves nothing: it says by how much the entry that it ``corrects`` costs more (ADR 0021).

    ``document_line`` is the line of the document that the parts went to, such as an item of a repair order.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit_cost = MoneyField()
    cost = MoneyField()
    on_hand_after = models.DecimalField(max_digits=12, decimal_places=3)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    document_kind = models.CharField(max_length=60, blank=True)
    document_id = models.BigIntegerField(null=True)
    document_line = models.BigIntegerField(null=True)
    note = models.CharField(max_length=120, blank=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, related_name="+", null=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    key = models.CharField(max_length=120)
    line = models.PositiveIntegerField()
    actor_key = models.CharField(max_length=80)
    at = models.DateTimeField()
    on = models.DateField()

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "key", "line"], name="stock_entry_once"),
            models.CheckConstraint(
                condition=(~models.Q(quantity=0) & models.Q(corrects=None) & ~models.Q(reason=Reason.REVALUATION))
                | (models.Q(quantity=0, corrects__isnull=False, reason=Reason.REVALUATION) & ~models.Q(cost=0)),
                name="stock_entry_moves_or_corrects",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["store", "article", "-id"], name="stock_entry_article"),
            models.Index(
                fields=["store", "document_kind", "document_id", "article"],
                name="stock_entry_document",
                condition=models.Q(document_id__isnull=False),
            ),
            models.Index(fields=["store", "on", "reason"], name="stock_entry_day"),
            models.Index(fields=["corrects"], name="stock_entry_corrected", condition=models.Q(corrects__isnull=False)),
        ]
        triggers: ClassVar = append_only()

    @property
    def is_of_document(self) -> bool:
        """It went to, or came back from, a line of a document: that is undone at the document."""
        return self.document_line is not None and self.reason in (Reason.ISSUE, Reason.RETURN)


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
