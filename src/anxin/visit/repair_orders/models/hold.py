"""What keeps work on a job back until a higher module lifts it."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.scoped import StoreRow
from anxin.visit.repair_orders.models.order import Job, RepairOrder

ONLY_LIFTED = """
    IF OLD.lifted_at IS NOT NULL THEN
        RAISE EXCEPTION 'job hold: a lifted hold stays as it is';
    END IF;
    RETURN NEW;
"""


class JobHold(StoreRow):
    """Work on the job must not begin or go on while a row is not lifted (R-WS15); the source is the document behind it."""

    class Reason(models.TextChoices):
        GROUP = "group", _("重大技术问题，要技术小组一致同意后才能修")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, choices=Reason.choices)
    source_kind = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    held_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["job", "source_kind", "source_id"],
                name="job_hold_once",
                condition=models.Q(lifted_at__isnull=True),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(name="only_lifted", when=pgtrigger.Before, operation=pgtrigger.Update, func=ONLY_LIFTED),
        ]
