"""Tables of sales at the parts counter: what was sold, what came back, and the money; corrected by new rows only."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow, VersionedRow

# What came back is taken off the line where it was sold; what the rest costs by now is what the ledger says (ADR 0021).
SOLD_LINES = """
SELECT l.id AS key, l.store_id, s.sold_on AS day, l.article_id, s.seller_id, s.channel,
    (l.quantity - l.returned)::numeric(18, 3) AS quantity,
    (l.net - round(l.net * l.returned / l.quantity))::bigint AS net,
    (SELECT coalesce(-sum(e.cost), 0)::bigint FROM parts_stockentry e
        WHERE e.store_id = l.store_id AND e.document_kind = 'counter_sales.sale' AND e.document_id = s.id
        AND e.article_id = l.article_id AND e.document_line = l.id) AS cost
FROM counter_sales_saleline l
JOIN counter_sales_sale s ON s.id = l.sale_id
"""
"""Each line sold with what was kept of it: for figures and for the plan."""


class Channel(models.TextChoices):
    """To whom (R-PT09)."""

    RETAIL = "retail", _("零售")
    WHOLESALE = "wholesale", _("批发")
    GROUP = "group", _("团购")


class Sale(StoreRow, VersionedRow):
    """Parts sold at the counter and paid at once (备件外销单, FORM-57); ``refunded`` of ``gross`` was given back."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    seller = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    gross = MoneyField()
    net = MoneyField()
    tax = MoneyField()
    refunded = MoneyField(default=0)
    sold_at = models.DateTimeField()
    sold_on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "key"], name="counter_sale_once"),
            models.CheckConstraint(condition=Q(gross=F("net") + F("tax")), name="counter_sale_tax_adds_up"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("gross")), name="counter_sale_refund_within"
            ),
            models.CheckConstraint(
                condition=Q(channel="retail") | Q(customer__isnull=False), name="counter_sale_names_buyer"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["store", "-id"], name="counter_sale_newest"),
            models.Index(fields=["store", "sold_on"], name="counter_sale_day"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="as_sold", exclude=["refunded", "version"]),
        ]


class SaleLine(StoreRow):
    """So many of an article at a price with tax; ``returned`` of them came back. The stock ledger knows what they cost."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="lines")
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    returned = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    list_price = MoneyField()
    unit_price = MoneyField()
    gross = MoneyField()
    net = MoneyField()
    tax_rate = models.DecimalField(max_digits=5, decimal_places=4)
    quality_days = models.PositiveIntegerField()
    quality_km = models.PositiveIntegerField()

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, returned__gte=0, returned__lte=F("quantity")),
                name="counter_line_returned_within",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="as_sold", exclude=["returned"]),
        ]


class SalePayment(StoreRow):
    """Money for a sale, or given back (negative). Insert-only; the database takes none on a day that is closed."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="payments")
    method = models.CharField(max_length=10)
    amount = MoneyField()
    reference = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    received_at = models.DateTimeField()
    received_on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(amount=0), name="counter_payment_of_something")]
        indexes: ClassVar = [models.Index(fields=["store", "received_on", "method"], name="counter_payment_day")]
        triggers: ClassVar = [
            *append_only(),
            pgtrigger.Trigger(
                name="day_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (
                        SELECT FROM billing_dayclosing closed WHERE closed.store_id = NEW.store_id
                        AND closed."on" = NEW.received_on
                        AND NOT EXISTS (SELECT FROM billing_dayreopening back WHERE back.closing_id = closed.id)
                    ) THEN
                        RAISE EXCEPTION 'the day is closed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
