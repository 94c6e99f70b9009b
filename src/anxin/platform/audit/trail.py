"""Collects what a command touched and writes it as audit rows when the command concludes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anxin.platform.references import DocumentRef
from anxin.platform.scope import UnitOfWork, current_unit, request_id


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
    from anxin.platform.audit.models import AuditEntry

    notes: list[Note] = unit.notes
    if not notes and unit.events:
        first = unit.events[0]
        notes = [Note(first.subject, first.store_id)]
    rows = [
        AuditEntry(
            at=at,
            actor_key=unit.actor.key,
            command=unit.command,
            store_id=each.store_id,
            subject_kind=each.subject.kind if each.subject else "",
            subject_id=each.subject.id if each.subject else None,
            detail=each.detail,
            request_id=request_id(),
        )
        for each in notes
    ]
    if len(rows) == 1:
        rows[0].save(force_insert=True)
    elif rows:
        AuditEntry.objects.bulk_create(rows)
