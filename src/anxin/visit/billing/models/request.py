"""What customers are asked to pay through a platform, and what goes back to them that way (SYS-08)."""

import pgtrigger
from django.db import models

from anxin.platform.guards import lifecycle_guard
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow
from anxin.visit.billing.lifecycle import ASKED, PAYMENT_REQUEST, PLATFORM_REFUND, SENT
from anxin.visit.billing.models.payment import Payment
from anxin.visit.billing.models.settlement import Bill


class PaymentRequest(StoreRow):
    """A code that a customer scans to pay a bill. What was asked never changes; ``payment`` is what came of it.

    ``transaction`` is the platform's number, ``code`` the text of the picture. Of one bill one request is open at a time.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=32, unique=True)
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="requests")
    method = models.CharField(max_length=10, choices=Payment.Method.choices)
    amount = MoneyField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default=ASKED)
    code = models.CharField(max_length=200, blank=True)
    transaction = models.CharField(max_length=64, blank=True)
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="request", null=True)
    failure = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        triggers = [
            lifecycle_guard(PAYMENT_REQUEST),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="as_asked", exclude=["state", "code", "transaction", "payment", "failure", "ended_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="request_above_zero"),
            models.CheckConstraint(
                condition=models.Q(state="PAID", payment__isnull=False) & ~models.Q(transaction="")
                | ~models.Q(state="PAID") & models.Q(payment=None, transaction=""),
                name="request_paid_by_a_transaction",
            ),
            models.UniqueConstraint(
                fields=["store", "method", "transaction"], name="transaction_once", condition=~models.Q(transaction="")
            ),
            models.UniqueConstraint(
                fields=["bill"], name="request_one_open", condition=models.Q(state__in=("ASKED", "OPEN"))
            ),
        ]
        indexes = [
            models.Index(fields=["store"], name="request_open", condition=models.Q(state__in=("ASKED", "OPEN"))),
        ]


class PlatformRefund(StoreRow):
    """A refund that goes back through the platform: the books have it as ``payment``, this says whether it arrived."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="refunds")
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="platform_refund")
    state = models.CharField(max_length=10, default=SENT)
    failure = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        triggers = [
            lifecycle_guard(PLATFORM_REFUND),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="as_sent", exclude=["state", "failure", "ended_at"]),
        ]
        indexes = [models.Index(fields=["store"], name="refund_sent", condition=models.Q(state="SENT"))]
