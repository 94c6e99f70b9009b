"""Assignments, reservations, clocks, waiting, inspections, findings and issued parts of the past."""

from datetime import datetime
from itertools import pairwise
from math import ceil
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from anxin.faces.twin import words
from anxin.faces.twin.past.ledger import Ledger, PastVisit, complete
from anxin.faces.twin.plan import PlannedJob
from anxin.faces.twin.stockroom import Issue, Stockroom
from anxin.parties.work.parameters import PLAIN
from anxin.resources.capacity.models import Reservation
from anxin.visit.workshop.commands import Check
from anxin.visit.workshop.models import Assignment, Finding, Inspection, InspectionItem, JobClock, Waiting
from anxin.visit.workshop.parameters import TELL_ADVISOR
from anxin.visit.workshop.rules import REPAIRED

ORDER, JOB = "repair_orders.repairorder", "repair_orders.job"


def work(ledger: Ledger, past: PastVisit, stock: Stockroom) -> None:
    """All work on the order, up to the passed final inspection."""
    for row, job in zip(past.jobs, past.plan.jobs, strict=True):
        _dispatch(ledger, past, row, job)
        _clocks(ledger, past, row, job)
        own = _lines(past, row, job.finished_at)
        _inspect(ledger, past, ("self", row.pk), words.checks("self", own), _technician(ledger, job), job.finished_at)
        _issue(past, row, stock, job.started_at, additional=False)
        if job.addition is not None:
            _find(ledger, past, row, job)
            if job.addition.decided_at is not None and job.addition.decision == "APPROVED":
                _issue(past, row, stock, job.addition.decided_at, additional=True)
    if past.plan.rework is not None:
        _rework(ledger, past)
    checks = words.checks("general", past.items)
    _inspect(ledger, past, ("general", None), checks, _inspector(ledger), past.plan.inspected_at)
    advisor = ledger.floor.advisor(past.plan.advisor).employee_id
    _inspect(ledger, past, ("final", None), words.checks("final", ()), advisor, past.plan.checked_at)


def _lines(past: PastVisit, row: Any, at: datetime) -> list[Any]:
    """What the customer had agreed to of a job by then."""
    return [item for item in past.items if item.job_id == row.pk and (item.decided_at is None or item.decided_at <= at)]


def _technician(ledger: Ledger, job: PlannedJob) -> int:
    return ledger.floor.technician(job.technician).employee_id


def _inspector(ledger: Ledger) -> int:
    return ledger.floor.one("quality_inspector").employee_id


def _dispatch(ledger: Ledger, past: PastVisit, row: Any, job: PlannedJob) -> None:
    bay, technician = ledger.floor.bays[job.bay], _technician(ledger, job)
    sold = [item for item in past.approved if item.kind == "labour" and not item.is_additional]
    for kind, resource in (("bay", bay), ("technician", technician)):
        ledger.rows.add(
            Reservation,
            store_id=ledger.store_id,
            resource_kind=kind,
            resource_id=resource,
            during=DateTimeTZRange(job.planned_from, job.planned_to),
            document_kind=JOB,
            document_id=row.pk,
            reserved_at=past.plan.dispatched_at,
            released_at=job.finished_at,
        )
    ledger.rows.add(
        Assignment,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        job_id=row.pk,
        technician_id=technician,
        bay_id=bay,
        planned_from=job.planned_from,
        planned_to=job.planned_to,
        assigned_at=past.plan.dispatched_at,
        covered_minutes=ceil(sum(item.quantity for item in sold if item.job_id == row.pk) * 60),
    )


def _clocks(ledger: Ledger, past: PastVisit, row: Any, job: PlannedJob) -> None:
    for started_at, ended_at in job.stretches:
        _clock(ledger, past, row, _technician(ledger, job), started_at, ended_at)
    for before, after in pairwise(job.stretches):
        answered_at = job.addition.decided_at if job.addition is not None else None
        _wait(ledger, past, row, job.pause_reason, (before[1], answered_at or after[0]), _technician(ledger, job))
        if answered_at is not None:
            _wait(ledger, past, row, "ready", (answered_at, after[0]), None)


def _wait(
    ledger: Ledger, past: PastVisit, row: Any, reason: str, span: tuple[datetime, datetime], noted_by_id: int | None
) -> None:
    ledger.rows.add(
        Waiting,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        job_id=row.pk,
        reason=reason,
        noted_by_id=noted_by_id,
        since=span[0],
        until=span[1],
    )


def _clock(ledger: Ledger, past: PastVisit, row: Any, technician_id: int, started_at: datetime, ended_at: datetime) -> None:
    ledger.rows.add(
        JobClock,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        job_id=row.pk,
        technician_id=technician_id,
        worked_on=ledger.day(started_at),
        started_at=started_at,
        ended_at=ended_at,
    )


def _inspect(
    ledger: Ledger,
    past: PastVisit,
    what: tuple[str, int | None],
    checks: list[Check],
    inspector_id: int,
    at: datetime,
    note: str = "",
) -> None:
    inspection = ledger.rows.add(
        Inspection,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        job_id=what[1],
        level=what[0],
        inspector_id=inspector_id,
        passed=not note,
        note=note,
        is_certified=True if what[0] == "general" else None,
        at=at,
        inspected_on=ledger.day(at),
    )
    for place, row in enumerate(past.jobs if what[0] != "self" else ()):
        ledger.rows.add(
            InspectionItem,
            store_id=ledger.store_id,
            inspection_id=inspection.pk,
            job_id=row.pk,
            code=REPAIRED,
            passed=not note or place > 0,
        )
    for check in checks:
        ledger.rows.add(
            InspectionItem,
            store_id=ledger.store_id,
            inspection_id=inspection.pk,
            code=check.code,
            passed=check.passed,
            note=check.note,
        )


def _find(ledger: Ledger, past: PastVisit, row: Any, job: PlannedJob) -> None:
    addition = job.addition
    assert addition is not None
    assert addition.decided_at is not None
    technician = ledger.floor.technician(job.technician)
    ledger.rows.add(
        Finding,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        job_id=row.pk,
        found_by_id=technician.employee_id,
        words=addition.words,
        harm=addition.harm,
        urgency="soon",
        item_ids=[item.pk for item in past.items if item.is_additional and item.job_id == row.pk],
        at=addition.found_at,
    )
    task = ledger.task(
        PLAIN,
        (ORDER, past.order.pk),
        due_at=ledger.due(TELL_ADVISOR, addition.found_at),
        title=f"车间发现：{addition.words}",
        owner_id=ledger.floor.advisor(past.plan.advisor).employee_id,
        created_at=addition.found_at,
        created_by=technician.key,
    )
    complete(task, "已电话联系客户", ledger.floor.advisor(past.plan.advisor).employee_id, addition.decided_at)


def _issue(past: PastVisit, row: Any, stock: Stockroom, at: datetime, *, additional: bool) -> None:
    lines = tuple(
        (item.article_id, item.quantity, item.pk)
        for item in past.approved
        if item.kind == "part" and item.job_id == row.pk and item.is_additional is additional
    )
    if not lines:
        return
    past.order.version += 1
    key = f"job:{row.pk}:{'more' if additional else 'first'}"
    stock.issue(Issue(at, past.plan.serial, past.order.pk, key, lines))


def _rework(ledger: Ledger, past: PastVisit) -> None:
    rework, job, row = past.plan.rework, past.plan.jobs[0], past.jobs[0]
    assert rework is not None
    failed = words.failed_checks(past.items)
    _inspect(ledger, past, ("general", None), failed, _inspector(ledger), rework.failed_at, rework.note)
    technician = _technician(ledger, job)
    _clock(ledger, past, row, technician, rework.started_at, rework.finished_at)
    _inspect(
        ledger,
        past,
        ("self", row.pk),
        words.checks("self", _lines(past, row, rework.finished_at)),
        technician,
        rework.finished_at,
    )
