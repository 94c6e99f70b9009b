"""What technicians found, and what of it the advisor has not answered yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anxin.parties.work.queries import open_subjects
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.files.queries import FileRow, list_files
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import Finding
from anxin.visit.workshop.parameters import FINDING_TASK

FINDING_KIND = "workshop.finding"


@dataclass(frozen=True, slots=True)
class FindingRow:
    """What a technician found."""

    id: int
    job_id: int
    words: str
    harm: str
    urgency: str
    urgency_label: str
    found_by: str
    item_ids: tuple[int, ...]
    at: datetime
    number: str
    plate: str
    vin: str = ""


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A finding whose task is open, with the task's limit."""

    finding: FindingRow
    due_at: datetime
    is_overdue: bool


@query(permissions.SEE)
def list_findings(actor: Actor, repair_order_id: int) -> list[FindingRow]:
    """What was found on an order, the newest first."""
    rows = _visible(actor).filter(repair_order_id=repair_order_id)
    return [_row(row) for row in rows.order_by("-pk")]


@query(permissions.SEE)
def get_finding(actor: Actor, finding_id: int) -> FindingRow:
    """One finding.

    :raises NotFound: unknown, or in a store that the actor does not see
    """
    row = _visible(actor).filter(pk=finding_id).first()
    if row is None:
        raise NotFound
    return _row(row)


def list_photos(actor: Actor, finding_id: int) -> list[FileRow]:
    """What the technician took of it; none in a store that the actor does not see."""
    return list_files(actor, DocumentRef(FINDING_KIND, finding_id), permissions.FINDING_PHOTO)


@query(permissions.SEE)
def list_open_findings(actor: Actor, store_id: int, at: datetime, advisor_id: int | None = None) -> list[OpenFinding]:
    """Findings that wait for their advisor's answer, the earliest due first; of the store, or of one advisor."""
    due = open_subjects(actor, store_id, FINDING_TASK, advisor_id)
    found = {row.pk: row for row in _visible(actor).filter(pk__in=due)} if due else {}
    return [OpenFinding(_row(found[key]), limit, limit < at) for key, limit in due.items() if key in found]


def _visible(actor: Actor) -> Any:
    return Finding.objects.visible_to(actor, permissions.SEE).select_related("found_by", "repair_order__vehicle")


def _row(row: Any) -> FindingRow:
    return FindingRow(
        row.pk,
        row.job_id,
        row.words,
        row.harm,
        row.urgency,
        str(row.get_urgency_display()),
        row.found_by.name,
        tuple(row.item_ids),
        row.at,
        row.repair_order.number,
        row.repair_order.vehicle.plate or "",
        row.repair_order.vehicle.vin or "",
    )
