"""What the links of a customer have in common whose address the house can show again (ADR 0013)."""

from typing import ClassVar

import pgtrigger
from django.db import models

from anxin.platform.scoped import StoreRow

AS_MADE = ["store", "repair_order", "nonce", "token_sha256", "made_at", "expires_at"]


class DerivedLink(StoreRow):
    """Abstract: a way to one order for whoever holds its address. The address follows from ``nonce`` and the house's secret
    key, so that paper and desk can show it again; only its hash is kept.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=32)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        abstract = True
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="as_made", fields=AS_MADE),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]


def one_live(name: str) -> models.UniqueConstraint:
    """An order has one link of a kind that is not taken back."""
    return models.UniqueConstraint(fields=["repair_order"], condition=models.Q(revoked_at=None), name=name)
