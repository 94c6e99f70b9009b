"""Who takes over a part of what an item, or all that one payer owes, costs."""

from django.db import models

from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow
from anxin.visit.repair_orders.models.locks import locked_when_settled
from anxin.visit.repair_orders.models.order import Item, RepairOrder


class PayerShare(StoreRow):
    """A part of an order that another payer takes over (M09.01): of one ``item``, or of all that ``of_payer`` owes.

    Either a ``share`` (0.3 is 30 %) or an ``amount``, tax included: a deductible, or what an insurer pays at most.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="shares")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", null=True)
    of_payer = models.CharField(max_length=10, choices=Item.Payer.choices)
    payer = models.CharField(max_length=10, choices=Item.Payer.choices)
    share = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    amount = MoneyField(null=True)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = [locked_when_settled("share", "amount", "payer", "of_payer")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(payer=models.F("of_payer")), name="share_other_payer"),
            models.CheckConstraint(
                condition=models.Q(share__gt=0, share__lte=1, amount=None) | models.Q(amount__gt=0, share=None),
                name="share_or_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(payer__in=("customer", "warranty", "insurer")), name="share_payer_known"
            ),
            models.UniqueConstraint(
                fields=["repair_order", "item", "of_payer", "payer"], name="share_once", nulls_distinct=False
            ),
        ]
