"""What an inspector found wrong when a job was sent back: words and photos."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anxin.platform.actor import Actor
from anxin.platform.files.queries import FileRow, list_files_of
from anxin.platform.queries import query
from anxin.visit.repair_orders.permissions import SEE
from anxin.visit.workshop import permissions, rules
from anxin.visit.workshop.models import InspectionItem

LINE_KIND = "workshop.inspectionitem"


@dataclass(frozen=True, slots=True)
class SentBack:
    """One time that a job was sent back; ``photos`` are of its own line and of what failed on the list beside it."""

    level_label: str
    inspector_name: str
    at: datetime
    words: str
    photos: tuple[FileRow, ...]


@query(SEE)
def list_send_backs(actor: Actor, job_id: int) -> list[SentBack]:
    """Each time that an inspection sent a job back, the newest first. At most three statements."""
    return _told(actor, [line for line in _lines(actor, job_id) if not line.passed])


@query(SEE)
def find_send_back(actor: Actor, job_id: int) -> SentBack | None:
    """Why a job was sent back last; None when it was not, or has passed since."""
    last = _lines(actor, job_id).first()
    return _told(actor, [last])[0] if last is not None and not last.passed else None


def words_of_send_backs(actor: Actor, job_ids: Collection[int]) -> dict[int, str]:
    """Job → what the inspector wrote when it was sent back last, of those that have not passed since. One statement."""
    rows = InspectionItem.objects.visible_to(actor, SEE).filter(job_id__in=list(job_ids), code=rules.REPAIRED)
    last = rows.select_related("inspection").order_by("job_id", "-pk").distinct("job_id")
    told = {line.job_id: line.note or line.inspection.note or _("质检不合格") for line in last if not line.passed}
    return {job_id: words for job_id, words in told.items() if job_id is not None}


def photos_of_lines(actor: Actor, lines: Iterable[InspectionItem]) -> dict[int, tuple[FileRow, ...]]:
    """Photos by the id of the line that they show; asks only when something failed."""
    failed = [line.pk for line in lines if not line.passed]
    return list_files_of(actor, LINE_KIND, failed, permissions.INSPECTION_PHOTO) if failed else {}


def _lines(actor: Actor, job_id: int) -> Any:
    rows = InspectionItem.objects.visible_to(actor, SEE).filter(job_id=job_id, code=rules.REPAIRED)
    return rows.select_related("inspection__inspector").order_by("-pk")


def _told(actor: Actor, own: Sequence[InspectionItem]) -> list[SentBack]:
    if not own:
        return []
    beside = InspectionItem.objects.visible_to(actor, SEE).filter(
        inspection_id__in=[line.inspection_id for line in own], job=None, passed=False
    )
    failed = [*own, *beside.order_by("pk")]
    photos = photos_of_lines(actor, failed)
    return [
        SentBack(
            str(line.inspection.get_level_display()),
            line.inspection.inspector.name,
            line.inspection.at,
            line.note or line.inspection.note,
            tuple(
                photo
                for other in failed
                if other.inspection_id == line.inspection_id and (other is line or other.job_id is None)
                for photo in photos.get(other.pk, ())
            ),
        )
        for line in own
    ]
