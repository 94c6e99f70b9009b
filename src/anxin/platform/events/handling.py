"""Runs the handlers of one stored event, each in its own savepoint, each once."""

import functools
import json
import logging
from datetime import datetime

from django.db.models import QuerySet
from pydantic import TypeAdapter

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.commands import HANDLED_EVENT, conclude
from anxin.platform.database.prepared import count_prepared, prepared, run_prepared
from anxin.platform.events.models import EventHandling, StoredEvent
from anxin.platform.events.outbox import Event, Handler, event_class, handlers_of, overtaking
from anxin.platform.scope import separate_unit, unit_of_work

log = logging.getLogger(__name__)

MARK = """
INSERT INTO platform_eventhandling (event_id, handler, at) SELECT %s::bigint, unnest(%s::text[]), %s::timestamptz
"""
MARK_LAST = f"""
WITH marks AS ({MARK}) UPDATE platform_storedevent SET handled_at = %s WHERE id = %s
"""
# One that another worker has begun may have looked before this event was there.
LATER = """
SELECT 1 FROM platform_storedevent AS later
WHERE id > %s AND handled_at IS NULL AND name = ANY(%s::text[]) AND payload -> %s::text = %s::jsonb AND NOT EXISTS (
    SELECT 1 FROM platform_eventhandling WHERE event_id = later.id AND handler = %s::text)
ORDER BY id LIMIT 1 FOR UPDATE OF later SKIP LOCKED
"""


def handle(event_id: int, store_id: int | None) -> None:
    """Call every handler that has not yet marked this event.

    :raises ExceptionGroup: some handlers failed; the others are marked, and the job is tried again
    """
    actor = Actor.system("events", [] if store_id is None else [store_id])
    failures: list[Exception] = []
    with unit_of_work(actor, HANDLED_EVENT, writable=True):
        # The lock makes two workers with the same event take turns.
        found = _waiting(event_id)
        if not found:
            return
        (stored,) = found
        event: Event = _reader(stored.name).validate_python(stored.payload)
        known = {row.handler for row in _marks(event_id)}
        left = {name: handler for name, handler in handlers_of(stored.name).items() if name not in known}
        done = [name for name, handler in left.items() if _call(stored, event, name, handler, failures, only=len(left) == 1)]
        now = clock.now()
        if failures:
            count_prepared(MARK, [event_id, done, now])
        else:
            count_prepared(MARK_LAST, [event_id, done, now, now, event_id])
    if failures:
        raise ExceptionGroup(f"event {event_id} {stored.name}", failures)


@prepared
def _waiting(event_id: int) -> QuerySet[StoredEvent]:
    return StoredEvent.objects.select_for_update().filter(pk=event_id, handled_at=None)


@prepared
def _marks(event_id: int) -> QuerySet[EventHandling]:
    return EventHandling.objects.filter(event_id=event_id)


@functools.cache
def _reader(name: str) -> TypeAdapter[Event]:
    return TypeAdapter(event_class(name))


def _call(stored: StoredEvent, event: Event, name: str, handler: Handler, failures: list[Exception], *, only: bool) -> bool:
    """Whether the handler has dealt with the event; ``only`` one needs no savepoint, since nothing else would stay."""
    at: datetime = stored.at
    actor = Actor.system(name, [] if stored.store_id is None else [stored.store_id])
    try:
        with separate_unit(actor, HANDLED_EVENT, savepoint=not only) as unit:
            if not _is_overtaken(stored, event, name):
                handler(actor=actor, event=event, at=at)
                conclude(unit, at=at)
    except Exception as failure:
        log.exception("handler failed", extra={"event": stored.pk, "handler": name})
        if only:
            raise ExceptionGroup(f"event {stored.pk} {stored.name}", [failure]) from failure
        failures.append(failure)
        return False
    return True


def _is_overtaken(stored: StoredEvent, event: Event, name: str) -> bool:
    field, names = overtaking(stored.name, name)
    if not field:
        return False
    return bool(run_prepared(LATER, [stored.pk, names, field, json.dumps(getattr(event, field)), name]))
