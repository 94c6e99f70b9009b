"""The link by which a customer rates the service on his own phone."""

from typing import ClassVar

from django.db import models

from anxin.visit.repair_orders.queries import DerivedLink, one_live


class RatingLink(DerivedLink):
    """A way to rate one order, once (R-DL07)."""

    used_at = models.DateTimeField(null=True)

    class Meta(DerivedLink.Meta):
        constraints: ClassVar = [
            one_live("rating_link_one_live"),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(revoked_at=None), name="rating_link_used_or_revoked"
            ),
        ]
