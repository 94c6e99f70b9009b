"""Money that a payer has given for an order before, or instead of, a bill."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow


class Deposit(StoreRow):
    """What a payer has standing with the house for an order (定金/预收); ``balance`` is the sum of its entries."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    payer = models.CharField(max_length=10)
    balance = MoneyField(default=0)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["repair_order", "payer"], name="deposit_payer"),
            models.CheckConstraint(condition=models.Q(balance__gte=0), name="deposit_never_below_zero"),
        ]
        indexes = [models.Index(fields=["store"], name="deposit_open", condition=models.Q(balance__gt=0))]


class DepositEntry(StoreRow):
    """The ledger of deposits: taken and set free positive, used and given back negative. Only inserted."""

    class Reason(models.TextChoices):
        TAKEN = "TAKEN", _("收定金")
        USED = "USED", _("抵扣账单")
        FREED = "FREED", _("解锁转回")
        REFUNDED = "REFUNDED", _("退款")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="entries")
    amount = MoneyField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    payment = models.ForeignKey("billing.Payment", on_delete=models.PROTECT, related_name="+", null=True)
    bill = models.ForeignKey("billing.Bill", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=("TAKEN", "FREED"), amount__gt=0)
                | models.Q(reason__in=("USED", "REFUNDED"), amount__lt=0),
                name="deposit_entry_sign",
            ),
        ]
