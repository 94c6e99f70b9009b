"""Tables of the stock: entries that are only inserted, and the balance that they add up to."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.references import DocumentRef
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
    TRANSFER_IN = "transfer_in", _("调入")
    SUPPLIER_RETURN = "supplier_return", _("退供应商")


PRICED = (Reason.OPENING, Reason.PURCHASE, Reason.OTHER_RECEIPT, Reason.TRANSFER_IN)
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

    A revaluation moves nothing: it says by how much the entry that it ``corrects`` costs more (ADR 0021). What goes back
    to a supplier names the receipt of which it ``takes_back`` a part.

    ``document_line`` is the line of the document that the parts went to, or came from, such as an item of a repair order.
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
    takes_back = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
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
            models.CheckConstraint(
                condition=models.Q(takes_back=None) & ~models.Q(reason=Reason.SUPPLIER_RETURN)
                | models.Q(takes_back__isnull=False, reason=Reason.SUPPLIER_RETURN, quantity__lt=0),
                name="stock_entry_takes_back",
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
            models.Index(fields=["takes_back"], name="stock_entry_taken_back", condition=models.Q(takes_back__isnull=False)),
        ]
        triggers: ClassVar = append_only()

    @property
    def document(self) -> DocumentRef | None:
        """What it moved for."""
        return DocumentRef(self.document_kind, self.document_id) if self.document_id is not None else None

    @property
    def is_of_document(self) -> bool:
        """It moved for a line of a document, which has to know when that is undone."""
        return self.document_line is not None and self.corrects_id is None
