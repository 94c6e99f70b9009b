"""The link by which a customer follows the visit."""

from typing import ClassVar

from django.db import models

from anxin.visit.repair_orders.queries import DerivedLink, one_live


class ProgressLink(DerivedLink):
    """A way to see one order's progress (M07.03)."""

    sent_at = models.DateTimeField(null=True)

    class Meta(DerivedLink.Meta):
        constraints: ClassVar = [one_live("progress_link_one_live")]
