"""Table of the counted requests."""

from django.db import models


class RequestCount(models.Model):
    """Requests under one name (hashed: an address, a link) in the last minute in which any came."""

    key = models.CharField(max_length=64, unique=True)
    minute = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        app_label = "platform"
