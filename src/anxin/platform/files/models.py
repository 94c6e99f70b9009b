"""Table of the files."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from anxin.platform.scoped import StoreRow

ATTACHED = pgtrigger.Q(old__subject_id__isnull=False)
MOVED = pgtrigger.Q(old__subject_id__df=pgtrigger.F("new__subject_id")) | pgtrigger.Q(
    old__subject_kind__df=pgtrigger.F("new__subject_kind")
)


class StoredFile(StoreRow):
    """An uploaded file of one store. What was kept never changes; only its attachment and thumbnail are written later."""

    class Thumbnail(models.TextChoices):
        NONE = "NONE", "none"
        WAITING = "WAITING", "waiting"
        READY = "READY", "ready"
        FAILED = "FAILED", "failed"

    store_id = models.IntegerField()
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=60)
    label = models.CharField(max_length=20, blank=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    content_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    thumbnail = models.CharField(max_length=8, choices=Thumbnail.choices, default=Thumbnail.NONE)

    class Meta(StoreRow.Meta):
        triggers = [
            pgtrigger.ReadOnly(
                name="content_is_fixed",
                fields=["store_id", "key", "purpose", "content_type", "size_bytes", "sha256", "created_at", "actor_key"],
            ),
            pgtrigger.Protect(name="attached_stays", operation=pgtrigger.Delete, condition=ATTACHED),
            pgtrigger.Protect(name="attached_once", operation=pgtrigger.Update, condition=ATTACHED & MOVED),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="file_subject"),
            models.Index(fields=["store_id", "created_at"], name="file_unattached", condition=Q(subject_id=None)),
        ]
