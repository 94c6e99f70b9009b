"""Collects what a command touched and writes it as audit rows when the command concludes."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

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


def write(unit: UnitOfWork, *, at: datetime) -> None:
    """Insert the audit rows of a unit: one per note; without a note, one for the document of the first event."""
    notes: list[Note] = unit.notes
    if not notes and unit.events:
        first = unit.events[0]
        notes = [Note(first.subject, first.store_id)]
    if not notes:
        return
    rows = [
        {
            "store_id": each.store_id,
            "subject_kind": each.subject.kind if each.subject else "",
            "subject_id": each.subject.id if each.subject else None,
            "detail": each.detail,
        }
        for each in notes
    ]
    with connection.cursor() as cursor:
        told = json.dumps(rows)
        cursor.execute(INSERT, [at, unit.actor.key, unit.command, request_id(), told])
