"""What was found beside the order, with the four facts that the customer decides on: insert-only."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow
from anxin.visit.repair_orders.models.order import RepairOrder


class Proposal(StoreRow):
    """An additional-item sheet (增项单, FORM-31, FORM-32): cause, harm, time and urgency; the cost is that of its items.

    With ``said_by`` it is what the customer asked for himself: ``cause`` are his words, and no harm or urgency is told.
    ``found_at`` begins the time in which the customer must hear of it (R-WS06). ``photo_keys`` name kept files.
    """

    class Urgency(models.TextChoices):
        NOW = "now", _("必须现在做")
        SOON = "soon", _("建议尽快做")
        WATCH = "watch", _("可以观察")

    class SaidBy(models.TextChoices):
        """Who asks for it at the counter."""

        OWNER = "owner", _("车主")
        BRINGER = "bringer", _("送修人")
        OTHER = "other", _("其他人")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="proposals")
    cause = models.CharField(max_length=500)
    harm = models.CharField(max_length=200, blank=True)
    urgency = models.CharField(max_length=8, choices=Urgency.choices, blank=True)
    said_by = models.CharField(max_length=8, choices=SaidBy.choices, blank=True)
    extra_minutes = models.PositiveSmallIntegerField()
    photo_keys = ArrayField(models.UUIDField(), default=list)
    found_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    found_at = models.DateTimeField()
    proposed_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(cause="") & (~models.Q(harm="") | models.Q(said_by__in=("owner", "bringer", "other"))),
                name="proposal_has_facts",
            ),
            models.CheckConstraint(
                condition=models.Q(urgency__in=("now", "soon", "watch")) | (models.Q(urgency="") & ~models.Q(said_by="")),
                name="proposal_urgency_known",
            ),
        ]
        indexes = [models.Index(fields=["repair_order"], name="proposal_order")]
