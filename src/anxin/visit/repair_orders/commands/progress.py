"""How far an order's work is: done, not done, or taken up again. Shared by the commands that move it."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import events
from anxin.platform.errors import Conflict, InvalidFields
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders.access import ORDER_KIND, items_of, jobs_of
from anxin.visit.repair_orders.events import RepairOrderWorkFinished
from anxin.visit.repair_orders.lifecycle import (
    IN_PROGRESS,
    INSPECTED,
    JOB,
    JOB_DROPPED,
    JOB_FINISHED,
    REPAIR_ORDER,
    WORK_FINISHED,
)
from anxin.visit.repair_orders.models import Job, RepairOrder


class CauseAndCorrectionNeeded(InvalidFields):
    """A job with the customer's complaint is not done without its cause and its correction."""

    code = "cause_and_correction_needed"
    default_rule = "M06.13"


class JobsUnfinished(Conflict):
    """A job is neither finished nor dropped: the order is not ready for inspection or settlement."""

    code = "jobs_unfinished"
    default_rule = "M06.13"


def require_three_cs(job: Job) -> None:
    """:raises CauseAndCorrectionNeeded: the job is finished and has a complaint, but not both other Cs"""
    if job.state != JOB_FINISHED or not job.complaint.strip():
        return
    words = {"cause": _("请写故障原因。"), "correction": _("请写处理措施。")}
    missing = {name: words[name] for name in words if not getattr(job, name).strip()}
    if missing:
        raise CauseAndCorrectionNeeded(missing)


def require_jobs_done(order: RepairOrder) -> None:
    """:raises JobsUnfinished: a job is neither finished nor dropped"""
    left = [job.title for job in jobs_of(order) if job.state not in (JOB_FINISHED, JOB_DROPPED)]
    if left:
        raise JobsUnfinished(
            _("还有项目没有完工：%(names)s。请先做完；等客户确认的，先请客户决定。") % {"names": "、".join(left)}
        )


def back_to_work(order: RepairOrder, verb: str) -> None:
    """Take the verb that brings a finished order back to work: neither finish nor inspection holds any more. Unsaved.

    :raises IllegalTransition: the verb is not possible now
    """
    order.state = REPAIR_ORDER.after(verb, order.state)
    order.work_finished_at = order.inspected_at = None


def finish_order_if_done(order: RepairOrder, at: datetime) -> None:
    """Drop jobs that the customer refused whole, and finish the work of an order that has no job left.

    What is left of the hours that were booked for it is free then, and nothing is carried over.
    """
    if order.state not in (IN_PROGRESS, WORK_FINISHED, INSPECTED):
        return
    jobs = jobs_of(order)
    decisions: dict[int, set[str]] = {}
    for item in items_of(order):
        decisions.setdefault(item.job_id, set()).add(item.decision)
    for job in jobs:
        refused = job.pk in decisions and decisions[job.pk] <= {"DECLINED", "DEFERRED"}
        if refused and JOB.allows("drop", job.state):
            job.state = JOB.after("drop", job.state)
            job.save(update_fields=["state"])
    if order.state == IN_PROGRESS and all(job.state in (JOB_FINISHED, JOB_DROPPED) for job in jobs):
        order.state, order.work_finished_at = REPAIR_ORDER.after("finish", order.state), at
        order.version += 1
        order.save(update_fields=["state", "work_finished_at", "version"])
        capacity.give_back(order.store_id, DocumentRef(ORDER_KIND, order.pk), at)
        events.publish(RepairOrderWorkFinished(repairorder_id=order.pk, store_id=order.store_id), at=at)


def reopen_jobs(order: RepairOrder, job_ids: Collection[int]) -> None:
    """Put finished or dropped jobs back to work, because the customer approved more on them."""
    for job in jobs_of(order):
        if job.pk in job_ids and job.state in (JOB_FINISHED, JOB_DROPPED):
            job.state, job.finished_at = JOB.after("reopen", job.state), None
            job.save(update_fields=["state", "finished_at"])
