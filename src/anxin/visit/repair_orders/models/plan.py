"""Ways to do a job that were put before the customer side by side, and which one was chosen: insert-only."""

from django.db import models

from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow
from anxin.visit.repair_orders.models.order import Job, RepairOrder
from anxin.visit.repair_orders.models.proposal import Proposal


class PlanOffer(StoreRow):
    """Two or three plans for a job (R-RO13), as worded and priced when they were shown.

    ``plans`` keeps name, words and lines of each; amounts in fen, tax included. ``proposal`` is what was found, where the
    order was signed before (R-WS05). The offer outlives its job, so that what was shown stays known.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="plan_offers")
    job = models.ForeignKey(Job, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+", null=True)
    plans = models.JSONField()
    offered_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        indexes = [models.Index(fields=["repair_order", "id"], name="plan_offer_order")]


class PlanChoice(StoreRow):
    """The plan that the customer chose, counted from 1. 0: the plans were taken back, or he wanted none; ``item_ids`` are
    the lines that came back on the job, and their decision says which of the two.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    offer = models.OneToOneField(PlanOffer, on_delete=models.PROTECT, related_name="choice")
    number = models.PositiveSmallIntegerField()
    item_ids = models.JSONField(default=list)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [models.CheckConstraint(condition=models.Q(number__lte=3), name="plan_choice_of_three")]
