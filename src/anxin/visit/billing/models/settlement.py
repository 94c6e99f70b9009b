"""Settlements, with a bill for each payer."""

from django.db import models

from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow


class Settlement(StoreRow):
    """The settlement of one order (结算单, FORM-40); numbers run without gaps."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.OneToOneField("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    total = MoneyField()
    settled_at = models.DateTimeField()
    settled_on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        indexes = [models.Index(fields=["store", "settled_on"], name="settlement_day")]


class Bill(StoreRow):
    """What one payer owes of a settlement. ``due`` is amount less payments: the ledger's balance."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="bills")
    payer = models.CharField(max_length=10)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    amount = MoneyField()
    net = MoneyField()
    tax = MoneyField()
    due = MoneyField()
    billed_on = models.DateField()

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["settlement", "payer"], name="bill_payer"),
            models.CheckConstraint(condition=models.Q(amount=models.F("net") + models.F("tax")), name="bill_tax_adds_up"),
            models.CheckConstraint(condition=models.Q(due__gte=0, due__lte=models.F("amount")), name="bill_never_overpaid"),
        ]
        indexes = [
            models.Index(fields=["store", "payer", "billed_on"], name="bill_open", condition=models.Q(due__gt=0)),
        ]


class BillLine(StoreRow):
    """An item on a bill, with the tax that its amount contains."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="lines")
    item = models.OneToOneField("repair_orders.Item", on_delete=models.PROTECT, related_name="+")
    amount = MoneyField()
    net = MoneyField()
    tax = MoneyField()

    class Meta(StoreRow.Meta):
        triggers = append_only()
