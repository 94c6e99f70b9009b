"""Tables of the outbox: the event, and the mark of each handler that has dealt with it."""

from django.db import models


class StoredEvent(models.Model):
    """One fact. ``handled_at`` is set at once when nobody listens, else when the last handler is done."""

    name = models.CharField(max_length=80)
    store_id = models.IntegerField(null=True)
    payload = models.JSONField()
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    request_id = models.CharField(max_length=64, blank=True)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "platform"
        indexes = [
            models.Index(fields=["id"], name="event_unhandled", condition=models.Q(handled_at__isnull=True)),
            models.Index(fields=["name", "-at"], name="event_name"),
        ]


class EventHandling(models.Model):
    """A handler's mark on an event: written in the same savepoint as what the handler did."""

    event = models.ForeignKey(StoredEvent, on_delete=models.CASCADE, related_name="+", db_index=False)
    handler = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        app_label = "platform"
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="event_handled_once")]
