"""Publishing, subscribing, and the writing of a unit's events with one job for each that has a listener."""

import dataclasses
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from pydantic_core import to_jsonable_python

from anxin.platform.database.prepared import Statement
from anxin.platform.discovery import owner_of
from anxin.platform.references import DocumentRef
from anxin.platform.scope import UnitOfWork, current_unit, request_id

E = TypeVar("E", bound="Event")
Handler = Callable[..., None]

# Every command writes here; spelled out, the statement need not be composed through the models each time.
INSERT = """
INSERT INTO platform_storedevent (name, store_id, payload, at, actor_key, request_id, handled_at)
SELECT name, store_id, payload, at, %s::text, %s::text, CASE WHEN NOT waits THEN at END
FROM ROWS FROM (jsonb_to_recordset(%s::jsonb) AS (name text, store_id int, payload jsonb, at timestamptz, waits boolean))
WITH ORDINALITY AS told (name, store_id, payload, at, waits, place)
ORDER BY place RETURNING id, store_id, handled_at IS NOT NULL
"""

_classes: dict[str, type["Event"]] = {}
_handlers: dict[str, dict[str, Handler]] = {}
_last_by: dict[tuple[str, str], str] = {}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all facts: frozen dataclasses with ids and plain values; the first field names the document."""

    store_id: int | None
    name: ClassVar[str] = ""
    subject_kind: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # ``slots=True`` makes a second class of the same name; both register, the last one stays.
        # No bare super(): it would refer to the class before the dataclass decorator replaced it.
        cls.name = f"{owner_of(cls.__module__)}.{cls.__name__}"
        _classes[cls.name] = cls

    @property
    def subject(self) -> DocumentRef | None:
        """The document that the fact is about: the field ``<model>_id`` for ``subject_kind`` ``module.model``."""
        if not self.subject_kind:
            return None
        model = self.subject_kind.partition(".")[2]
        return DocumentRef(self.subject_kind, getattr(self, f"{model}_id"))


@dataclasses.dataclass(frozen=True, slots=True)
class Published:
    """A fact and the moment at which it held, until the unit of work is written."""

    event: Event
    at: datetime


def event_class(name: str) -> type[Event]:
    """The class of a stored event.

    :raises KeyError: unknown name
    """
    return _classes[name]


def subscribe(event: type[E], *, last_by: str = "") -> Callable[[Handler], Handler]:
    """Register ``handler(*, actor, event, at)`` for an event of a lower module; called once per event by a job.

    A handler that looks at how things stand, whatever happened, names the field that says of what: while several of its
    events about the same one wait, it is called for the last of them only.
    """

    def register(handler: Handler) -> Handler:
        name = f"{owner_of(handler.__module__)}.{handler.__name__}"
        _handlers.setdefault(event.name, {})[name] = handler
        if last_by:
            _last_by[event.name, name] = last_by
        return handler

    return register


def overtaking(name: str, handler: str) -> tuple[str, list[str]]:
    """The field by which a later event stands for this one, and the names of those that do; without a field, none does."""
    field = _last_by.get((name, handler), "")
    return field, [event for (event, by), other in _last_by.items() if (by, other) == (handler, field)]


def handlers_of(name: str) -> dict[str, Handler]:
    """Handlers by their full name, in order of registration."""
    return _handlers.get(name, {})


def publish(event: Event, *, at: datetime) -> None:
    """Announce a fact that held at ``at``: it is stored when the running command concludes, in the same transaction.

    :raises RuntimeError: called outside a command
    """
    unit = current_unit()
    if unit is None or not unit.writable:
        raise RuntimeError("publish is only for use inside a command")
    unit.events.append(Published(event, at))


def to_write(unit: UnitOfWork) -> Statement | None:
    """What inserts the unit's events; its rows are for :func:`hand_on`."""
    if not unit.events:
        return None
    rows = [
        {
            "name": one.event.name,
            "store_id": one.event.store_id,
            "payload": to_jsonable_python(dataclasses.asdict(one.event)),
            "at": one.at.isoformat(),
            "waits": bool(handlers_of(one.event.name)),
        }
        for one in unit.events
    ]
    return Statement(INSERT, [unit.actor.key, request_id(), json.dumps(rows)])


def hand_on(stored: Sequence[tuple[int, int | None, bool]]) -> None:
    """Defer one job for each stored event that somebody listens to."""
    from anxin.platform.jobs import defer_event_handling

    defer_event_handling([(number, store_id) for number, store_id, handled in stored if not handled])
