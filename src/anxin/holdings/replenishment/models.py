"""Tables of replenishment: which proposals became drafts, and on which night the buyer was told."""

from django.db import models

from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow


class ProposalDraft(StoreRow):
    """A proposal that became a draft order, once for its key; ``said`` tells what was asked for under it."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey("purchasing.PurchaseOrder", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    said = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["store", "key"], name="proposal_draft_once")]
        triggers = append_only()


class BuyerReminder(StoreRow):
    """On a business day so many articles were below their minimum, and the buyer got a task."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    lines = models.PositiveIntegerField()
    amount = MoneyField()
    at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["store", "on"], name="buyer_reminded_once_a_day")]
        triggers = append_only()
