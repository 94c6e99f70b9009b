"""High voltage that is added to a job under way: who may not work on it stops, and who dispatches is told (M07.18)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, list_bays, store_info
from anxin.parties.people.queries import list_employees
from anxin.parties.work.commands import create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import WorkedOn
from anxin.visit.workshop import permissions, rules
from anxin.visit.workshop.access import assignments_of
from anxin.visit.workshop.commands.clock import running_clocks, stop
from anxin.visit.workshop.commands.fitness import jobs_without_fit
from anxin.visit.workshop.commands.naming import begin_wait, open_waits, wait_also_for
from anxin.visit.workshop.events import JobPaused
from anxin.visit.workshop.models import Assignment, JobClock, Waiting
from anxin.visit.workshop.parameters import HIGH_VOLTAGE_DUE, HIGH_VOLTAGE_TASK

REASON = Waiting.Reason.HIGH_VOLTAGE


@command(permissions.DISPATCH, rule="M07.18")
def stop_unfit_work(*, actor: Actor, store_id: int, repair_order_id: int, at: datetime) -> int:
    """Stop the clocks of those who may not work on what became high voltage; returns how many ran.

    Without the certificate nobody goes on, and on a bay without the equipment nobody at all. The job waits for somebody
    who may; the dispatcher and each technician who was at it have a task at once.

    :raises Denied: not in this store
    """
    actor.require(permissions.DISPATCH, store_id)
    rows = Assignment.objects.visible_to(actor, permissions.DISPATCH)
    standing = rows.filter(store_id=store_id, repair_order_id=repair_order_id, released_at=None)
    found = list(standing.order_by("job_id").values_list("repair_order__number", "job_id").distinct())
    lines = hub.work_of(repair_order_id) if found else []
    high = {one.id: [line.decided_at for line in one.lines if line.is_high_voltage] for one in lines}
    stopped = 0
    for number, job_id in found:
        answers = [decided_at for decided_at in high.get(job_id, ()) if decided_at is not None]
        if not answers:
            continue
        held = hub.hold_job(actor, number, job_id)
        # A line that nobody agreed to makes no job a high-voltage one.
        if held.needs is not None and held.needs.is_high_voltage:
            # An earlier fact may be handled only now: until the customer agreed there was nothing to stop for.
            stopped += _stop(actor, held, job_id, max(at, min(answers)))
    if stopped:
        audit.note(DocumentRef(hub.ORDER_KIND, repair_order_id), store_id, unfit_clocks=stopped)
    return stopped


def _stop(actor: Actor, held: WorkedOn, job_id: int, at: datetime) -> int:
    running = running_clocks(job_id)
    standing = assignments_of(job_id)
    day = store_info(held.store_id).clock.day(at)
    people = {one.technician_id: one.technician.name for one in standing}
    people |= {one.technician_id: one.technician.name for one in running}
    skills = {one.id: one.skills for one in list_employees(actor, held.store_id, on=day) if one.id in people}
    unfit = {one for one in people if rules.HIGH_VOLTAGE not in skills.get(one, ())}
    equipped = {one.id for one in list_bays(actor, held.store_id) if one.is_high_voltage}
    on_bay = {one.bay_id for one in standing} <= equipped
    if on_bay and not unfit:
        return 0
    leaving = [clock for clock in running if clock.technician_id in unfit or not on_bay]
    ended = [stop(clock, at) for clock in leaving]
    # While somebody who may works on it, the job does not wait.
    if ended and len(leaving) == len(running):
        begin_wait(actor, (held.store_id, held.id), job_id, REASON, max(ended))
    _name_waiting(actor, held, job_id, at)
    for clock in leaving:
        fact = JobPaused(
            repairorder_id=held.id,
            store_id=held.store_id,
            job_id=job_id,
            technician_id=clock.technician_id,
            reason=REASON.value,
        )
        events.publish(fact, at=at)
    _tell(actor, held, leaving, "、".join(people[one] for one in sorted(unfit)), at)
    return len(leaving)


def _name_waiting(actor: Actor, held: WorkedOn, job_id: int, at: datetime) -> None:
    """From now on the job waits for somebody who may; the minutes before keep their name."""
    if not jobs_without_fit(actor, held.store_id, [job_id], at):
        return
    for row in open_waits(held.store_id, job_id):
        wait_also_for(row, REASON, at)


def _tell(actor: Actor, held: WorkedOn, leaving: Sequence[JobClock], unfit: str, at: datetime) -> None:
    subject = DocumentRef(hub.ORDER_KIND, held.id)
    words = {"number": held.number, "job": held.needs.title[:30] if held.needs else "", "names": unfit}
    lacking = (
        _("%(number)s“%(job)s”增加了高压项目，%(names)s没有高压证：请改派有证的技师")
        if unfit
        else _("%(number)s“%(job)s”增加了高压项目，现在的工位不能做高压：请改派高压工位")
    )
    about: dict[str, Any] = {"store_id": held.store_id, "kind": HIGH_VOLTAGE_TASK, "subject": subject, "at": at}
    due = value(HIGH_VOLTAGE_DUE, held.store_id, at).due(calendar_of(held.store_id), at)
    if find_open_task(actor, HIGH_VOLTAGE_TASK, subject) is None:
        create_task(actor=actor, title=str(lacking % words), post="dispatcher", due_at=due, **about)
    title = str(_("已停表：%(number)s“%(job)s”增加了高压项目，请等调度改派，先不要动高压部件") % words)
    for clock in leaving:
        create_task(actor=actor, title=title, owner_id=clock.technician_id, due_at=due, **about)
