"""Settlements, with a bill for each payer, and the recorded act that takes one back."""

import pgtrigger
from django.db import models

from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow


class Settlement(StoreRow):
    """A settlement of an order (结算单, FORM-40); numbers run without gaps.

    ``round`` counts the settlements of one order: the database takes the next one only when that before was taken back.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=24, unique=True)
    total = MoneyField()
    settled_at = models.DateTimeField()
    settled_on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="one_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.round > 1 AND NOT EXISTS (
                        SELECT FROM billing_settlementreversal back
                        JOIN billing_settlement last ON last.id = back.settlement_id
                        WHERE last.repair_order_id = NEW.repair_order_id AND last.round = NEW.round - 1
                    ) THEN
                        RAISE EXCEPTION 'the settlement before still stands';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["repair_order", "round"], name="settlement_round")]
        indexes = [models.Index(fields=["store", "settled_on"], name="settlement_day")]


class SettlementReversal(StoreRow):
    """A settlement taken back, so that the order may be changed (解锁): who, why and when; insert-only."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    settlement = models.OneToOneField(Settlement, on_delete=models.PROTECT, related_name="reversal")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="unlocked_with_reason")]


class Bill(StoreRow):
    """What one payer owes of a settlement. ``due`` is amount less payments: the ledger's balance.

    ``insurer`` is the company that pays an insurer's bill, empty until somebody says it.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="bills")
    payer = models.CharField(max_length=10)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    insurer = models.CharField(max_length=60, blank=True)
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
            models.CheckConstraint(condition=models.Q(insurer="") | models.Q(payer="insurer"), name="bill_names_insurer"),
        ]
        indexes = [
            models.Index(fields=["store", "payer", "billed_on"], name="bill_open", condition=models.Q(due__gt=0)),
        ]


class BillLine(StoreRow):
    """What a payer owes of an item, with the tax that it contains; an item may stand on several bills of a settlement."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey("repair_orders.Item", on_delete=models.PROTECT, related_name="+")
    amount = MoneyField()
    net = MoneyField()
    tax = MoneyField()

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["bill", "item"], name="bill_line_once")]
