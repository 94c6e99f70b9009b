"""The link by which a customer rates the service on his own phone."""

from typing import ClassVar

import pgtrigger
from django.db import models

from anxin.platform.scoped import StoreRow


class RatingLink(StoreRow):
    """A way to rate one order, once, for whoever holds its address (R-DL07). The address follows from ``nonce`` and the
    house's secret key, so that the desk can show it again; only its hash is kept.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=32)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="as_made", fields=["store", "repair_order", "nonce", "token_sha256", "made_at", "expires_at"]
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["repair_order"], condition=models.Q(revoked_at=None), name="rating_link_one_live"
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(revoked_at=None), name="rating_link_used_or_revoked"
            ),
        ]
