"""Table of overrides."""

import pghistory
from django.db import models


@pghistory.track()
class ParameterValue(models.Model):
    """An override of a parameter for the group, a brand or a store, from a day on; the newest valid one counts."""

    code = models.CharField(max_length=80)
    level = models.CharField(max_length=8, choices=[("group", "group"), ("brand", "brand"), ("store", "store")])
    scope_id = models.IntegerField(default=0)
    value = models.JSONField()
    valid_from = models.DateField()
    actor_key = models.CharField(max_length=80)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "platform"
        constraints = [
            models.UniqueConstraint(fields=["code", "level", "scope_id", "valid_from"], name="parameter_once_a_day"),
        ]
