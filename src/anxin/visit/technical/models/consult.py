"""Questions to experts outside the store (SYS-14): masked, read by the group's experts or by the holder of a link."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow


class Consult(models.Model):
    """What is asked about a case, without what names the customer or the car; a row of the group, open until it ends."""

    case_id = models.BigIntegerField()
    origin_store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    model_name = models.CharField(max_length=80)
    fault_codes = models.CharField(max_length=100, blank=True)
    question = models.CharField(max_length=1000)
    photo_keys = ArrayField(models.UUIDField(), default=list)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case_id"], name="consult_open_once", condition=models.Q(ended_at__isnull=True)),
        ]


class ConsultAnswer(models.Model):
    """One answer of an expert or a further word of the store, in order; insert-only."""

    consult = models.ForeignKey(Consult, on_delete=models.PROTECT, related_name="answers")
    author = models.CharField(max_length=60)
    organisation = models.CharField(max_length=80)
    actor_key = models.CharField(max_length=80)
    words = models.CharField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        triggers: ClassVar = append_only()


class ConsultAccess(models.Model):
    """Who outside the store opened a question, and when; insert-only."""

    consult = models.ForeignKey(Consult, on_delete=models.PROTECT, related_name="accesses")
    author = models.CharField(max_length=60)
    organisation = models.CharField(max_length=80)
    actor_key = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        triggers: ClassVar = append_only()


class ExpertLink(StoreRow):
    """The way of one outside expert to one question; of its secret only a hash is kept (ADR 0013)."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    consult = models.ForeignKey(Consult, on_delete=models.PROTECT, related_name="links")
    name = models.CharField(max_length=60)
    organisation = models.CharField(max_length=80)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("made_at")), name="expert_link_expires"),
        ]
