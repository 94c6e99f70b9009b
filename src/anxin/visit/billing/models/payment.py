"""Money that came in or went back, and the ledger of receivables."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow
from anxin.visit.billing.models.deposit import Deposit
from anxin.visit.billing.models.settlement import Bill


class Payment(StoreRow):
    """Money that came in on a bill or as a deposit, or went back: a refund names the payment of which it gives back."""

    class Method(models.TextChoices):
        CASH = "cash", _("现金")
        CARD = "card", _("刷卡")
        WECHAT = "wechat", _("微信")
        ALIPAY = "alipay", _("支付宝")
        TRANSFER = "transfer", _("转账")
        ACCOUNT = "account", _("挂账")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="payments", null=True)
    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="payments", null=True)
    method = models.CharField(max_length=10, choices=Method.choices)
    amount = MoneyField()
    reference = models.CharField(max_length=64, blank=True)
    reversal_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="reversals", null=True)
    reason = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    received_on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = [
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
            pgtrigger.Trigger(
                name="refund_within",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__reversal_of__isnull=False),
                func="""
                    IF (SELECT sum(amount) FROM billing_payment WHERE NEW.reversal_of_id IN (id, reversal_of_id)) < 0
                        OR EXISTS (SELECT FROM billing_payment WHERE id = NEW.reversal_of_id AND reversal_of_id IS NOT NULL)
                    THEN
                        RAISE EXCEPTION 'more is given back than was paid';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reversal_of=None, amount__gt=0) | models.Q(reversal_of__isnull=False, amount__lt=0),
                name="payment_sign",
            ),
            models.CheckConstraint(
                condition=models.Q(bill__isnull=False, deposit=None) | models.Q(bill=None, deposit__isnull=False),
                name="payment_of_bill_or_deposit",
            ),
        ]
        indexes = [models.Index(fields=["store", "received_on", "method"], name="payment_day")]


class ReceivableEntry(StoreRow):
    """The receivables ledger: billed positive, paid negative, given back positive; a settlement taken back undoes both."""

    class Reason(models.TextChoices):
        BILLED = "BILLED", _("开账")
        PAYMENT = "PAYMENT", _("收款")
        REVERSAL = "REVERSAL", _("退款")
        DEPOSIT = "DEPOSIT", _("定金抵扣")
        UNDONE = "UNDONE", _("解锁冲回")
        FREED = "FREED", _("解锁转定金")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="entries")
    key = models.CharField(max_length=120)
    amount = MoneyField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["store", "key"], name="receivable_once")]
        indexes = [models.Index(fields=["bill"], name="receivable_bill")]
