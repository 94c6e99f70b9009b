"""Collects what a command touched and writes it as audit rows when the command concludes."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection

from anxin.platform.actor import Actor
from anxin.platform.database.prepared import Statement
from anxin.platform.references import DocumentRef
from anxin.platform.scope import UnitOfWork, current_unit, request_id

# Every command writes here; spelled out, the statement need not be composed through the models each time.
INSERT = """
INSERT INTO platform_auditentry (at, actor_key, command, store_id, subject_kind, subject_id, detail, request_id)
SELECT %s::timestamptz, %s::text, %s::text, store_id, subject_kind, subject_id, detail, %s::text
FROM jsonb_to_recordset(%s::jsonb) AS told (store_id int, subject_kind text, subject_id bigint, detail jsonb)
"""


@dataclass(frozen=True, slots=True)
class Note:
    """What was done to which document; ``detail`` holds ids and plain values, never personal data."""

    subject: DocumentRef | None
    store_id: int | None
    detail: dict[str, Any] = field(default_factory=dict)


def note(subject: DocumentRef | None, store_id: int | None, **detail: Any) -> None:
    """Record on the running command's audit row which document it changed and how.

    :raises RuntimeError: called outside a command
    """
    unit = current_unit()
    if unit is None:
        raise RuntimeError("audit.note is only for use inside a command")
    unit.notes.append(Note(subject, store_id, detail))


def to_write(unit: UnitOfWork, *, at: datetime) -> Statement | None:
    """What inserts the audit rows of a unit: one per note; without a note, one for the document of the first event."""
    notes: list[Note] = unit.notes
    if not notes and unit.events:
        first = unit.events[0].event
        notes = [Note(first.subject, first.store_id)]
    if not notes:
        return None
    return Statement(INSERT, [at, unit.actor.key, unit.command, request_id(), _as_rows(notes)])


def write_apart(told: Note, actor: Actor, *, at: datetime) -> None:
    """Insert one audit row of a store in a transaction of its own: it stays when the running command is refused.

    :raises RuntimeError: called outside a command
    """
    unit = current_unit()
    if unit is None:
        raise RuntimeError("audit.write_apart is only for use inside a command")
    # Not from the pool: whoever holds one of its connections already might wait for a second one for ever.
    with psycopg.connect(**connection.get_connection_params()) as own, own.cursor() as cursor:
        cursor.execute("SELECT set_config('app.stores', %s, true)", [f"{{{told.store_id}}}"])
        cursor.execute(INSERT, [at, actor.key, unit.command, request_id(), _as_rows([told])])


def _as_rows(notes: list[Note]) -> str:
    return json.dumps(
        [
            {
                "store_id": each.store_id,
                "subject_kind": each.subject.kind if each.subject else "",
                "subject_id": each.subject.id if each.subject else None,
                "detail": each.detail,
            }
            for each in notes
        ]
    )
