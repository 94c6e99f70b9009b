"""Table of answers by caller and key."""

from django.db import models


class IdempotentAnswer(models.Model):
    """What was answered to a key. The unique pair makes the second of two racing requests wait for the first."""

    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField(default=0)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "platform"
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="idempotent_once")]
