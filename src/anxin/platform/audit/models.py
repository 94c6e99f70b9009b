"""Table of the audit trail."""

from django.db import models

from anxin.platform.ledger import append_only


class AuditEntry(models.Model):
    """One act of one actor on one document. Row-level security: the store's rows and the group's."""

    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    command = models.CharField(max_length=80)
    store_id = models.IntegerField(null=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        app_label = "platform"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="audit_subject"),
            models.Index(fields=["store_id", "-at"], name="audit_store"),
            models.Index(fields=["actor_key", "-at"], name="audit_actor"),
        ]
        triggers = append_only()
