"""How a store keeps its articles: bins, levels, and what the night says of their age."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.models.stock import StockBalance
from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow, VersionedRow


class ArticleBin(StoreRow):
    """Where a store keeps an article, as the shelf is labelled (B-06-1); one of its bins is the main one."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    is_main = models.BooleanField(default=False)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "article", "code"], name="article_bin_once"),
            models.UniqueConstraint(
                fields=["store", "article"], name="article_bin_one_main", condition=models.Q(is_main=True)
            ),
            models.CheckConstraint(condition=~models.Q(code=""), name="article_bin_named"),
        ]
        indexes: ClassVar = [models.Index(fields=["store", "code", "article"], name="article_bin_code")]


class ShelfCard(StoreRow, VersionedRow):
    """How a store keeps an article: its levels, whether it is in high demand, when it was counted, how old it is.

    ``main_bin`` repeats the main ``ArticleBin``. ``high_demand_said`` is what a person said, else ``high_demand_counted``
    holds, which the issues of the last days say by night (at the end of ``aged_on``); so do ``issued_on``, ``oldest_on`` (of
    the oldest layer on hand), ``is_slow`` and ``is_overdue``.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+")
    balance = models.OneToOneField(StockBalance, on_delete=models.PROTECT, related_name="card")
    main_bin = models.CharField(max_length=20, blank=True)
    minimum = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    standard = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    maximum = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    high_demand_said = models.BooleanField(null=True)
    high_demand_counted = models.BooleanField(default=False)
    counted_on = models.DateField(null=True)
    issued_on = models.DateField(null=True)
    oldest_on = models.DateField(null=True)
    is_slow = models.BooleanField(default=False)
    is_overdue = models.BooleanField(default=False)
    aged_on = models.DateField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "article"], name="shelf_card_once"),
            models.CheckConstraint(
                condition=(models.Q(minimum=None) | models.Q(minimum__gte=0))
                & (models.Q(standard=None) | models.Q(minimum=None) | models.Q(standard__gte=models.F("minimum")))
                & (models.Q(maximum=None) | models.Q(standard=None) | models.Q(maximum__gte=models.F("standard")))
                & (models.Q(maximum=None) | models.Q(minimum=None) | models.Q(maximum__gte=models.F("minimum"))),
                name="shelf_card_levels_rise",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["store", "main_bin", "article"], name="shelf_card_bin"),
            models.Index(fields=["store", "article"], name="shelf_card_slow", condition=models.Q(is_slow=True)),
            models.Index(fields=["store", "article"], name="shelf_card_overdue", condition=models.Q(is_overdue=True)),
        ]

    @property
    def is_high_demand(self) -> bool:
        """What was said, else what was counted."""
        return self.high_demand_counted if self.high_demand_said is None else self.high_demand_said


class StockMonth(StoreRow):
    """What a store had of an article at the end of a month, and how old: worked out of the ledger once the month is over.

    ``value`` is without tax; ``oldest_on`` is the day of the oldest layer, empty below zero.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    value = MoneyField()
    oldest_on = models.DateField(null=True)
    is_slow = models.BooleanField()
    is_overdue = models.BooleanField()
    is_accessory = models.BooleanField()
    is_high_demand = models.BooleanField()

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "on", "article"], name="stock_month_once")]
        triggers: ClassVar = append_only()


class Clearing(StoreRow):
    """What is to become of slow or overdue stock of an article; the newest counts, and its task says whether it was done."""

    class Way(models.TextChoices):
        """How the stock goes."""

        EXTERNAL_SALE = "external_sale", _("外销")
        TRANSFER = "transfer", _("调给别的店")
        SUPPLIER_RETURN = "supplier_return", _("退供应商")
        WRITE_OFF = "write_off", _("报废")
        KEEP = "keep", _("留着")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=16, choices=Way.choices)
    until = models.DateField()
    task_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        indexes: ClassVar = [models.Index(fields=["store", "article", "-id"], name="clearing_newest")]
        triggers: ClassVar = append_only()
