"""Leave for what an order gives away: asked of a post, or given by whoever may."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow
from anxin.visit.repair_orders.models.order import RepairOrder


class PriceLeave(StoreRow):
    """What leave was asked for, or given at once by somebody of the post (R-RO16, R-RO17); insert-only.

    A rounding is the small sum that the cash desk takes off a bill, up to a limit of the store; what of it stands is on the
    items (``rounded_off``), and it grants no line anything. Beyond that limit the cash desk asks for a discount by it.
    ``approval`` is the request, and says whether it was granted; null when whoever changed the price may give so much.
    ``lines`` maps the id of an item to the fen given away on it; ``amount`` is their sum, or the sum of the quotation.
    """

    class Kind(models.TextChoices):
        DISCOUNT = "discount", _("优惠")
        QUOTATION = "quotation", _("报价审核")
        ROUNDING = "rounding", _("抹零")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="price_leaves")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    approval = models.OneToOneField("work.ApprovalRequest", on_delete=models.PROTECT, related_name="+", null=True)
    lines = models.JSONField(default=dict)
    amount = MoneyField()
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        indexes = [models.Index(fields=["repair_order", "kind", "-id"], name="leave_order")]
