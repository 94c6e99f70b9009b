"""The link by which a customer answers without an account, and every answer on additional items."""

from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow
from anxin.platform.signed import fingerprint
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.models.authorisation import Authorisation
from anxin.visit.repair_orders.models.order import RepairOrder


class ApprovalLink(StoreRow):
    """A way to one order's waiting items, at the prices at which they were sent. Only the token's hash is kept."""

    class End(models.TextChoices):
        LIVE = "", _("有效")
        RESENT = "resent", _("已重发")
        REVOKED = "revoked", _("已收回")
        ANSWERED = "answered", _("已答复")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="approval_links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    lines = models.JSONField()
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True, default="")

    class Meta(StoreRow.Meta):
        triggers = [
            pgtrigger.ReadOnly(
                name="as_sent",
                fields=["store", "repair_order", "token_sha256", "lines", "sha256", "sent_at", "expires_at"],
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["repair_order"], condition=models.Q(ended_at__isnull=True), name="link_one_live_per_order"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, end="")
                | models.Q(ended_at__isnull=False, end__in=("resent", "revoked", "answered")),
                name="link_end_has_time",
            ),
        ]
        indexes = [models.Index(fields=["repair_order", "-id"], name="link_order")]

    def proof(self) -> str:
        """SHA-256 over what was sent: what ``sha256`` must be."""
        return fingerprint({"order": self.repair_order_id, "lines": self.lines, "sent_at": rules.instant(self.sent_at)})


class CustomerAnswer(StoreRow):
    """What the customer said to additional items, when, how, and who talked to him (FORM-32); insert-only."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="answers")
    channel = models.CharField(max_length=6, choices=Authorisation.Channel.choices)
    link = models.OneToOneField(ApprovalLink, on_delete=models.PROTECT, related_name="answer", null=True)
    authorisation = models.OneToOneField(Authorisation, on_delete=models.PROTECT, related_name="+", null=True)
    talked_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    lines = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel="link", link__isnull=False) | (~models.Q(channel="link") & models.Q(link=None)),
                name="answer_by_link_has_link",
            )
        ]
        indexes = [models.Index(fields=["repair_order", "-id"], name="answer_order")]

    def proof(self) -> str:
        """SHA-256 over what was said: what ``sha256`` must be."""
        said: dict[str, Any] = {
            "order": self.repair_order_id,
            "channel": self.channel,
            "lines": self.lines,
            "at": rules.instant(self.at),
        }
        return fingerprint(said)
