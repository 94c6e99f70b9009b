"""What every inspection shares: its checklist is answered whole, and it is kept with the inspector's name."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.files.commands import attach_files
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders.commands import JobWork, WorkedOn
from anxin.visit.workshop import permissions, rules
from anxin.visit.workshop.checklists import CHECK_WORDS, checklist_of
from anxin.visit.workshop.models import Inspection, InspectionItem
from anxin.visit.workshop.parameters import TYRE_WORDS
from anxin.visit.workshop.rules import Check, Worked

LINE_KIND = "workshop.inspectionitem"


def list_for(level: str, worked: WorkedOn, lines: Collection[Worked], at: datetime) -> dict[str, str]:
    """Code → words of the checklist of an order, or of the job whose lines are given."""
    on = store_info(worked.store_id).clock.day(at)
    trades = rules.trades_of_lines(lines, value(TYRE_WORDS, worked.store_id, on))
    return dict(checklist_of(level, trades, worked.store_id, on, worked.kind))


def require_complete(wanted: Collection[str], checks: Sequence[Check]) -> None:
    """Every line is answered, and no other one; photos show what failed.

    :raises Invalid: a line without a result, twice or unknown, a note that is too long, or a photo of what is in order
    """
    if strange := rules.unknown_checks(wanted, checks):
        raise Invalid(_("检查项目与清单不符，请刷新后再填。"), field="checks", unknown=strange)
    missing = rules.unanswered(wanted, checks)
    if missing:
        raise Invalid(
            _("还有 %(count)s 项没有检查结果，请逐项填好。") % {"count": len(missing)}, field="checks", missing=missing
        )
    if any(len(check.note) > 200 for check in checks):
        raise Invalid(_("说明不要超过 200 个字。"), field="checks")
    require_failed(not any(check.passed and check.photo_keys for check in checks), "checks")


def require_failed(is_so: bool, field: str) -> None:
    """Only what is not in order has photos.

    :raises Invalid: otherwise
    """
    if not is_so:
        raise Invalid(_("只有不合格的检查项能附照片：请勾上不合格，或去掉照片。"), field=field, rule="R-QC01")


def keep_inspection(inspection: Inspection, items: Sequence[InspectionItem]) -> Inspection:
    """Keep an inspection with its items, and name it in the audit of the order."""
    inspection.inspected_on = store_info(inspection.store_id).clock.day(inspection.at)
    inspection.save()
    for item in items:
        item.inspection, item.store_id = inspection, inspection.store_id
    InspectionItem.objects.bulk_create(items)
    order = DocumentRef("repair_orders.repairorder", inspection.repair_order_id)
    audit.note(order, inspection.store_id, inspection=inspection.pk)
    return inspection


def items_of_jobs(
    jobs: Sequence[JobWork], rework_job_ids: Collection[int], notes: Mapping[int, str]
) -> list[InspectionItem]:
    """Every job item by item: repaired, or back to the workshop (R-QC01, R-QC02)."""
    return [
        InspectionItem(
            job_id=job.id, code=rules.REPAIRED, passed=job.id not in rework_job_ids, note=notes.get(job.id, "").strip()
        )
        for job in jobs
    ]


def items_of_list(wanted: dict[str, str], checks: Sequence[Check]) -> list[InspectionItem]:
    """The answered lines; a line that the store worded itself keeps its words."""
    return [
        InspectionItem(
            code=check.code,
            label="" if check.code in CHECK_WORDS else wanted[check.code],
            passed=check.passed,
            note=check.note.strip(),
        )
        for check in checks
    ]


def attach_line_photos(
    actor: Actor, items: Sequence[InspectionItem], photos: Mapping[tuple[int | None, str], Sequence[str]], at: datetime
) -> None:
    """Give uploads to the failed lines that they show; ``photos`` are keys by job and code of the line.

    :raises NotFound: an unknown upload, or one that belongs to something else
    """
    purpose = permissions.INSPECTION_PHOTO
    for item in items:
        if keys := photos.get((item.job_id, item.code)):
            line = DocumentRef(LINE_KIND, item.pk)
            attach_files(actor=actor, store_id=item.store_id, purpose=purpose, keys=keys, subject=line, at=at)
