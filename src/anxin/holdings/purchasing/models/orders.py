"""Tables of purchasing: suppliers, orders to them by line, what came in, and what customers wait for."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing.lifecycle import (
    ARRIVED,
    CANCELLED,
    DRAFT,
    HANDED_OVER,
    ON_THE_WAY,
    PURCHASE,
    SPECIAL,
    WAITING,
)
from anxin.platform.guards import lifecycle_guard, stays
from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow, VersionedRow


class SupplierKind(models.TextChoices):
    """Whose parts a supplier sells."""

    MANUFACTURER = "manufacturer", _("厂家")
    DEALER = "dealer", _("经销商")
    MARKET = "market", _("配件市场")


class OrderKind(models.TextChoices):
    """Why it is ordered: for the shelf, for a customer, or because a car stands."""

    STOCK = "stock", _("常规")
    SPECIAL = "special", _("专订")
    EMERGENCY = "emergency", _("紧急")


class Supplier(StoreRow, VersionedRow):
    """Whom a store buys from. Contact and phone are a person's."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=SupplierKind.choices)
    contact = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=24, blank=True)
    deals_genuine = models.BooleanField(default=False)
    lead_days = models.PositiveSmallIntegerField(null=True)
    tax_percent = models.DecimalField(max_digits=4, decimal_places=2)
    is_active = models.BooleanField(default=True)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="supplier_code"),
            models.CheckConstraint(condition=~models.Q(code="") & ~models.Q(name=""), name="supplier_named"),
            models.CheckConstraint(condition=models.Q(tax_percent__gte=0), name="supplier_tax"),
        ]


class PurchaseOrder(StoreRow, VersionedRow):
    """An order to a supplier. ``answered_at`` is the supplier's first answer, ``*_on`` are the store's business days."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=OrderKind.choices)
    state = models.CharField(max_length=9, default=DRAFT)
    note = models.CharField(max_length=200, blank=True)
    drafted_at = models.DateTimeField()
    ordered_at = models.DateTimeField(null=True)
    ordered_on = models.DateField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["number"], name="purchase_number"),
            models.CheckConstraint(condition=models.Q(kind__in=OrderKind.values), name="purchase_kind"),
            models.CheckConstraint(
                condition=models.Q(ordered_at=None, ordered_on=None, state__in=["DRAFT", "CANCELLED"])
                | models.Q(ordered_at__isnull=False, ordered_on__isnull=False) & ~models.Q(state="DRAFT"),
                name="purchase_ordered_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | models.Q(answered_at__gte=models.F("ordered_at")),
                name="purchase_answered_after",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-id"], name="purchase_newest"),
            models.Index(fields=["store", "ordered_on"], name="purchase_ordered"),
            models.Index(fields=["store", "supplier", "ordered_on"], name="purchase_supplier"),
            models.Index(fields=["store"], condition=models.Q(state__in=ON_THE_WAY), name="purchase_on_the_way"),
        ]
        triggers = [
            lifecycle_guard(PURCHASE),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="as_numbered", fields=["store", "number", "drafted_at"]),
        ]


class PurchaseLine(StoreRow):
    """A line of an order: an article, or exact words until it is known; unit price without tax.

    ``first_promised_on`` is the arrival that the supplier told first, by which he is judged; ``promised_on`` what holds now.
    ``completed_on`` is the day on which all of it had come. ``for_*`` name the document that waits for it, ``demand_id``
    the demand that it serves.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+", null=True)
    words = models.CharField(max_length=200, blank=True)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit_price = MoneyField()
    wanted_on = models.DateField(null=True)
    for_kind = models.CharField(max_length=60, blank=True)
    for_id = models.BigIntegerField(null=True)
    for_line = models.BigIntegerField(null=True)
    demand_id = models.BigIntegerField(null=True)
    first_promised_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    received = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    cancelled = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    cancelled_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="purchase_line_place"),
            models.CheckConstraint(
                condition=models.Q(article__isnull=False) | ~models.Q(words=""), name="purchase_line_of_something"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, unit_price__gte=0, received__gte=0, cancelled__gte=0)
                & models.Q(cancelled__lte=models.F("quantity")),
                name="purchase_line_quantities",
            ),
            models.CheckConstraint(
                condition=models.Q(received=0) | models.Q(article__isnull=False), name="purchase_line_received_known"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "article"], name="purchase_line_article"),
            models.Index(fields=["store", "order"], name="purchase_line_worded", condition=~models.Q(words="")),
            models.Index(
                fields=["store", "for_kind", "for_id"],
                name="purchase_line_for",
                condition=models.Q(for_id__isnull=False),
            ),
        ]


class Receipt(StoreRow, VersionedRow):
    """Goods of an order that came in at once; the bill may follow, and stands once for all its lines."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="receipts")
    key = models.CharField(max_length=100)
    note = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    on = models.DateField()
    actor_key = models.CharField(max_length=80)
    bill_number = models.CharField(max_length=40, blank=True)
    billed_on = models.DateField(null=True)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["store", "key"], name="receipt_once"),
            models.CheckConstraint(
                condition=models.Q(bill_number="", billed_on=None)
                | models.Q(billed_on__isnull=False) & ~models.Q(bill_number=""),
                name="receipt_billed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-id"], name="receipt_newest"),
            models.Index(fields=["store", "on"], name="receipt_day"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            stays("receipt_as_booked", but=("version", "bill_number", "billed_on")),
        ]


class ReceiptLine(StoreRow):
    """What came in of a line: its batch and, as the stock entry that it was booked by, what it cost until the bill came."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(PurchaseLine, on_delete=models.PROTECT, related_name="receipts")
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField("parts.StockEntry", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    batch = models.CharField(max_length=60, blank=True)
    is_genuine = models.BooleanField()

    class Meta(StoreRow.Meta):
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gt=0), name="receipt_line_quantity")]
        indexes = [models.Index(fields=["store", "article", "-id"], name="receipt_line_article")]
        triggers = append_only()


class SpecialOrder(StoreRow, VersionedRow):
    """A part that is ordered for a customer, described exactly (FORM-54); his phones stand in his file.

    ``first_promised_on`` is the arrival that he was told first; ``warned_for`` the promise of which the parts desk was
    warned; ``arrived_on`` the store's business day.
    """

    personal: ClassVar[tuple[str, ...]] = ("words", "deposit_words", "delay_reason", "cancel_reason")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    advisor = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+", null=True)
    words = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    deposit_words = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=9, default=WAITING)
    first_promised_on = models.DateField()
    promised_on = models.DateField()
    delay_reason = models.CharField(max_length=120, blank=True)
    delayed_at = models.DateTimeField(null=True)
    warned_for = models.DateField(null=True)
    taken_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    arrived_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["number"], name="special_number"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="special_quantity"),
            models.CheckConstraint(
                condition=models.Q(arrived_at=None, arrived_on=None, state__in=[WAITING, CANCELLED])
                | models.Q(arrived_at__isnull=False, arrived_on__isnull=False, state__in=[ARRIVED, HANDED_OVER, CANCELLED]),
                name="special_arrived_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state=CANCELLED) & ~models.Q(cancel_reason="")
                | ~models.Q(state=CANCELLED) & models.Q(cancel_reason=""),
                name="special_cancelled_why",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "promised_on"], condition=models.Q(state=WAITING), name="special_waiting"),
            models.Index(fields=["store", "article"], condition=models.Q(state=ARRIVED), name="special_arrived"),
            models.Index(fields=["store", "-id"], name="special_newest"),
            models.Index(fields=["store", "customer"], name="special_customer"),
        ]
        triggers = [
            lifecycle_guard(SPECIAL),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="as_promised_first", fields=["store", "number", "first_promised_on", "taken_at"]),
        ]


class SupplierReturn(StoreRow, VersionedRow):
    """A part of a receipt that goes back to its supplier, why, and what he credits for it without tax."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    receipt_line = models.ForeignKey(ReceiptLine, on_delete=models.PROTECT, related_name="returns")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    reason = models.CharField(max_length=120)
    credit_expected = MoneyField()
    credited = MoneyField(null=True)
    credited_on = models.DateField(null=True)
    key = models.CharField(max_length=100)
    at = models.DateTimeField()
    on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["store", "key"], name="supplier_return_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, credit_expected__gte=0) & ~models.Q(reason=""),
                name="supplier_return_of_something",
            ),
            models.CheckConstraint(
                condition=models.Q(credited=None, credited_on=None) | models.Q(credited__gte=0, credited_on__isnull=False),
                name="supplier_return_credited_whole",
            ),
        ]
        indexes = [models.Index(fields=["store", "-id"], name="supplier_return_newest")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            stays("supplier_return_as_sent", but=("version", "credited", "credited_on")),
        ]
