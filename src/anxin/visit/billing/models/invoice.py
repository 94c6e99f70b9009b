"""Tax invoices as records (发票, FORM-41): asked of a provider, issued with its number, taken back by a red one."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.guards import lifecycle_guard
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow
from anxin.visit.billing.lifecycle import CANCELLED, INVOICE, REQUESTED
from anxin.visit.billing.models.settlement import Bill


class Invoice(StoreRow):
    """An invoice for a bill, to the fen; a red one (红字) names the blue that it takes back and is negative.

    What was asked for never changes: only what came of it does. ``code`` and ``fiscal_number`` are the provider's.
    """

    class Kind(models.TextChoices):
        ELECTRONIC = "electronic", _("电子普票")
        NORMAL = "normal", _("纸质普票")
        SPECIAL = "special", _("专票")

    class Cause(models.TextChoices):
        RETURNED = "returned", _("销货退回")
        WRONG = "wrong", _("开票有误")
        STOPPED = "stopped", _("服务中止")
        ALLOWANCE = "allowance", _("销售折让")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="invoices")
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    buyer_name = models.CharField(max_length=100)
    tax_number = models.CharField(max_length=20, blank=True)
    lines = models.JSONField()
    amount = MoneyField()
    net = MoneyField()
    tax = MoneyField()
    red_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="reds", null=True)
    reason = models.CharField(max_length=200, blank=True)
    cause = models.CharField(max_length=10, choices=Cause.choices, blank=True)
    requested_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default=REQUESTED)
    is_reddened = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider_id = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=20, blank=True)
    fiscal_number = models.CharField(max_length=24, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField(null=True)

    @property
    def is_by_hand(self) -> bool:
        """Whether people issue it, and enter its number."""
        return self.provider_id.startswith("file:")

    class Meta(StoreRow.Meta):
        triggers = [
            lifecycle_guard(INVOICE),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="as_asked",
                exclude=[
                    "state", "is_reddened", "attempts", "provider_id", "code", "fiscal_number", "failure", "issued_at",
                ],
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(condition=models.Q(amount=models.F("net") + models.F("tax")), name="invoice_adds_up"),
            models.CheckConstraint(
                condition=models.Q(red_of=None, amount__gt=0) | models.Q(red_of__isnull=False, amount__lt=0),
                name="invoice_sign",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ISSUED") | ~models.Q(fiscal_number=""), name="invoice_issued_has_number"
            ),
            models.UniqueConstraint(
                fields=["bill"],
                name="invoice_one_stands",
                condition=models.Q(red_of=None, is_reddened=False) & ~models.Q(state=CANCELLED),
            ),
            models.UniqueConstraint(fields=["red_of"], name="invoice_red_once", condition=~models.Q(state=CANCELLED)),
        ]
        indexes = [models.Index(fields=["store", "-id"], name="invoice_list")]


class InvoiceTitle(StoreRow):
    """The title under which a customer last asked for an invoice in a store, offered again."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Invoice.Kind.choices)
    buyer_name = models.CharField(max_length=100)
    tax_number = models.CharField(max_length=20, blank=True)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["store", "customer"], name="invoice_title_once")]
