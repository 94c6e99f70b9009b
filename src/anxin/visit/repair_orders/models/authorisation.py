"""Estimates, the customer's authorisation, and signatures: insert-only, each with its hash."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow
from anxin.platform.signed import fingerprint
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.models.order import RepairOrder


class EstimateVersion(StoreRow):
    """An estimate as it was shown: never changed, a change makes the next version (R-RO02, FORM-31)."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="estimates")
    number = models.PositiveSmallIntegerField()
    lines = models.JSONField()
    total = MoneyField()
    customer_total = MoneyField()
    promised_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["repair_order", "number"], name="estimate_number")]

    def proof(self) -> str:
        """SHA-256 over the columns: what ``sha256`` must be."""
        shown = {
            "order": self.repair_order_id,
            "number": self.number,
            "lines": self.lines,
            "total": self.total.fen,
            "customer_total": self.customer_total.fen,
            "promised_at": rules.instant(self.promised_at),
            "issued_at": rules.instant(self.issued_at),
        }
        return fingerprint(shown)


class Signature(StoreRow):
    """A signature drawn on the screen; personal data, so it lies apart from what it signs."""

    personal = ("image",)

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    image = models.BinaryField()
    content_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        triggers = append_only()


class Authorisation(StoreRow):
    """The customer's yes to one estimate, with the five confirmations (R-RO01) and how it was given."""

    class Channel(models.TextChoices):
        SCREEN = "screen", _("屏幕签字")
        PAPER = "paper", _("纸质签字")
        PHONE = "phone", _("电话确认")
        LINK = "link", _("链接签字")
        HOUSE = "house", _("店内委托")

    class OldParts(models.TextChoices):
        BOOT = "boot", _("带走，放后备箱")
        ELSEWHERE = "elsewhere", _("带走，放别处")
        LEAVE = "leave", _("不带走")

    # By a link the customer confirms himself, and the house orders only what it pays; these are what staff may note.
    STAFF_CHANNELS: ClassVar[tuple[Channel, ...]] = (Channel.SCREEN, Channel.PAPER, Channel.PHONE)

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="authorisations")
    estimate = models.OneToOneField(EstimateVersion, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=6, choices=Channel.choices)
    old_parts = models.CharField(max_length=10, choices=OldParts.choices)
    wants_wash = models.BooleanField()
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+", null=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signature__isnull=False) | ~models.Q(channel__in=("screen", "link")),
                name="authorisation_signed",
            ),
        ]
        indexes = [models.Index(fields=["repair_order", "-id"], name="authorisation_order")]

    def proof(self, estimate: str, signature: str) -> str:
        """SHA-256 over the columns and the hashes of estimate and signature ("" without): what ``sha256`` must be."""
        given = {
            "estimate": estimate,
            "signature": signature,
            "channel": self.channel,
            "old_parts": self.old_parts,
            "wants_wash": self.wants_wash,
            "at": rules.instant(self.at),
        }
        return fingerprint(given)
