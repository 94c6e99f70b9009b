"""Runs the handlers of one stored event, each in its own savepoint, each once."""

import logging
from datetime import datetime

from django.db.models import Exists, OuterRef
from pydantic import TypeAdapter

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.commands import HANDLED_EVENT, conclude
from anxin.platform.events.models import EventHandling, StoredEvent
from anxin.platform.events.outbox import Event, Handler, event_class, handlers_of, overtaking
from anxin.platform.scope import separate_unit, unit_of_work

log = logging.getLogger(__name__)


def handle(event_id: int, store_id: int | None) -> None:
    """Call every handler that has not yet marked this event.

    :raises ExceptionGroup: some handlers failed; the others are marked, and the job is tried again
    """
    actor = Actor.system("events", [] if store_id is None else [store_id])
    failures: list[Exception] = []
    with unit_of_work(actor, HANDLED_EVENT, writable=True):
        # The lock makes two workers with the same event take turns.
        stored = StoredEvent.objects.select_for_update().filter(pk=event_id, handled_at=None).first()
        if stored is None:
            return
        event: Event = TypeAdapter(event_class(stored.name)).validate_python(stored.payload)
        done = set(EventHandling.objects.filter(event=stored).values_list("handler", flat=True))
        for name, handler in handlers_of(stored.name).items():
            if name not in done:
                _call(stored, event, name, handler, failures)
        if not failures:
            stored.handled_at = clock.now()
            stored.save(update_fields=["handled_at"])
    if failures:
        raise ExceptionGroup(f"event {event_id} {stored.name}", failures)


def _call(stored: StoredEvent, event: Event, name: str, handler: Handler, failures: list[Exception]) -> None:
    at: datetime = stored.at
    actor = Actor.system(name, [] if stored.store_id is None else [stored.store_id])
    try:
        with separate_unit(actor, HANDLED_EVENT) as unit:
            if not _is_overtaken(stored, event, name):
                handler(actor=actor, event=event, at=at)
                conclude(unit, at=at)
            EventHandling.objects.create(event=stored, handler=name, at=clock.now())
    except Exception as failure:
        log.exception("handler failed", extra={"event": stored.pk, "handler": name})
        failures.append(failure)


def _is_overtaken(stored: StoredEvent, event: Event, name: str) -> bool:
    field, names = overtaking(stored.name, name)
    if not field:
        return False
    dealt_with = EventHandling.objects.filter(event=OuterRef("pk"), handler=name)
    later = StoredEvent.objects.filter(
        ~Exists(dealt_with),
        pk__gt=stored.pk,
        handled_at=None,
        name__in=names,
        **{f"payload__{field}": getattr(event, field)},
    )
    # One that another worker has begun may have looked before this event was there.
    return later.order_by("pk").select_for_update(of=("self",), skip_locked=True).first() is not None
