"""Rework cases open when an inspection or a returning car says so, and the next inspection confirms them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn
from anxin.visit.quality import permissions, rules
from anxin.visit.quality.commands.cases import CASE_KIND, KeptCase, kept, locked_case
from anxin.visit.quality.events import ReworkConfirmed, ReworkOpened
from anxin.visit.quality.lifecycle import OPEN, REPORTED, REWORK
from anxin.visit.quality.models import ReworkCase
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import JobWork
from anxin.visit.repair_orders.queries import get_repair_order, list_in_quality_period
from anxin.visit.workshop.queries import InspectionRow, list_clocks, list_inspections

PAID_BY_THE_HOUSE = ("internal", "goodwill")


@command(permissions.REPORT, rule="R-QC03")
def report_rework(*, actor: Actor, number: str, job_id: int, words: str, at: datetime) -> KeptCase:
    """Note that a car will come back for work that was done on the order ``number``: a call or a complaint said so.

    The case waits for the car; whoever opens the job that does it again links it without another tap.

    :raises NotFound: unknown order, or out of scope
    :raises Invalid: no words, or a job that was not finished on that order
    """
    view = get_repair_order(actor, number)
    actor.require(permissions.REPORT, view.head.store_id)
    job = next((one for one in view.jobs if one.id == job_id and one.state == "FINISHED"), None)
    if job is None:
        raise Invalid(_("请从这张工单做完的项目里选择要返修的是哪一项。"), field="job_id")
    said = clean_text(words)
    if not said or len(said) > 300:
        raise Invalid(_("请写明客户说的问题，最多 300 个字。"), field="words")
    take_turn(f"quality:first_job={job_id}")
    waiting = ReworkCase.objects.visible_to(actor, permissions.REPORT).filter(first_job_id=job_id, state=REPORTED).first()
    case = waiting or ReworkCase(
        store_id=view.head.store_id,
        origin="external",
        state=REPORTED,
        first_job_id=job_id,
        trade=rules.trade_of({item.skill for item in job.items if item.skill}),
        opened_at=at,
        opened_on=store_info(view.head.store_id).clock.day(at),
        actor_key=actor.key,
    )
    case.words = said
    case.save()
    # Not the words: they may name a customer, stay with the case and are blanked there; the audit is never.
    audit.note(DocumentRef(CASE_KIND, case.pk), case.store_id, reported=True)
    return kept(case)


@command(permissions.REPORT, rule="R-QC03")
def open_returned_rework(*, actor: Actor, store_id: int, repair_order_id: int, at: datetime) -> int:
    """Open a case for every job of an order that does an earlier one again (external); returns how many are new."""
    actor.require(permissions.REPORT, store_id)
    take_turn(f"quality:order={repair_order_id}")
    jobs = [job for job in hub.work_of(repair_order_id) if job.rework_of_id is not None and not job.is_dropped]
    if not jobs:
        return 0
    rows = ReworkCase.objects.visible_to(actor, permissions.REPORT)
    known = set(rows.filter(job_id__in=[job.id for job in jobs], origin="external").values_list("job_id", flat=True))
    new = [job for job in jobs if job.id not in known]
    for job in new:
        first_job_id = job.rework_of_id or 0
        take_turn(f"quality:first_job={first_job_id}")
        reported = rows.locked().filter(first_job_id=first_job_id, state=REPORTED).first()
        case = reported or ReworkCase(origin="external", first_job_id=first_job_id)
        _open(actor, case, store_id, repair_order_id, job, at)
    return len(new)


@command(permissions.REPORT, rule="R-QC03")
def note_inspection(*, actor: Actor, store_id: int, repair_order_id: int, inspection_id: int, at: datetime) -> int:
    """Take in an inspection: jobs that it sent back open internal cases, those that it passed confirm what was open.

    One act of the inspector does both (R-QC05). Returns how many cases changed.
    """
    actor.require(permissions.REPORT, store_id)
    take_turn(f"quality:order={repair_order_id}")
    inspection = next((row for row in list_inspections(actor, repair_order_id) if row.id == inspection_id), None)
    if inspection is None:
        raise NotFound
    seen = {one.job_id: one for one in inspection.items if one.job_id is not None}
    back = {job_id for job_id, one in seen.items() if not one.passed}
    changed = _send_back(actor, store_id, repair_order_id, inspection, back, at)
    if inspection.passed and inspection.level == "general":
        changed += _confirm(actor, repair_order_id, inspection, seen.keys() - back)
    return changed


@command(permissions.REPORT, rule="R-QC03")
def void_rework_of_order(*, actor: Actor, store_id: int, repair_order_id: int, at: datetime) -> int:
    """The order was called off: nothing of it is done again. Returns how many cases ended."""
    actor.require(permissions.REPORT, store_id)
    rows = ReworkCase.objects.visible_to(actor, permissions.REPORT).locked()
    cases = list(rows.filter(repair_order_id=repair_order_id, state=OPEN).order_by("pk"))
    for case in cases:
        _end(case)
    return len(cases)


@command(permissions.JUDGE, rule="R-QC03")
def withdraw_rework(*, actor: Actor, case_id: int, reason: str, version: int | None, at: datetime) -> KeptCase:
    """Take a case back that was none, with the reason.

    :raises IllegalTransition: the car was inspected again already
    :raises Invalid: no reason
    """
    case = locked_case(actor, permissions.JUDGE, case_id, version)
    REWORK.after("withdraw", case.state)
    said = clean_text(reason)
    if not said or len(said) > 200:
        raise Invalid(_("请写明为什么撤销，最多 200 个字。"), field="reason")
    case.reason = said
    _end(case)
    audit.note(DocumentRef(CASE_KIND, case.pk), case.store_id, withdrawn=True)
    return kept(case)


def _end(case: ReworkCase) -> None:
    case.state = REWORK.after("withdraw", case.state)
    case.version += 1
    case.save(update_fields=["state", "reason", "version"])


def _send_back(
    actor: Actor, store_id: int, order_id: int, inspection: InspectionRow, back: Iterable[int], at: datetime
) -> int:
    jobs = {job.id: job for job in hub.work_of(order_id)}
    rows = ReworkCase.objects.visible_to(actor, permissions.REPORT)
    notes = {one.job_id: one.note for one in inspection.items}
    changed = 0
    for job_id in sorted(back):
        of_job = rows.filter(job_id=job_id, origin="internal")
        if of_job.filter(inspection_id=inspection.id).exists():
            continue
        case = of_job.locked().filter(state=OPEN).first()
        if case is not None:
            case.rounds += 1
            case.inspection_id = inspection.id
            case.version += 1
            case.save(update_fields=["rounds", "inspection", "version"])
        else:
            words = (notes.get(job_id) or inspection.note)[:300]
            made = ReworkCase(origin="internal", first_job_id=job_id, inspection_id=inspection.id, words=words)
            _open(actor, made, store_id, order_id, jobs[job_id], at)
        changed += 1
    return changed


def _open(actor: Actor, case: ReworkCase, store_id: int, order_id: int, job: JobWork, at: datetime) -> None:
    if case.pk:
        case.state = REWORK.after("arrive", case.state)
        case.version += 1
    case.store_id, case.repair_order_id, case.job_id = store_id, order_id, job.id
    case.opened_at, case.opened_on = at, store_info(store_id).clock.day(at)
    case.actor_key = case.actor_key or actor.key
    case.save()
    fetched: Any = ReworkCase.objects.visible_to(actor, permissions.REPORT)
    whole = fetched.select_related("first_job", "repair_order").one(pk=case.pk)
    if case.origin == "external":
        vehicle, odometer = whole.repair_order.vehicle_id, whole.repair_order.odometer_km
        in_period = list_in_quality_period(actor, vehicle, case.opened_on, odometer)
        case.in_period = any(row.job_id == case.first_job_id for row in in_period)
        first = next(one for one in hub.work_of(whole.first_job.repair_order_id) if one.id == case.first_job_id)
    else:
        first = job
    case.trade = rules.trade_of({line.skill for line in first.lines if line.skill and line.decision == "APPROVED"})
    case.save(update_fields=["in_period", "trade"])
    audit.note(DocumentRef(CASE_KIND, case.pk), store_id, origin=case.origin)
    fact = ReworkOpened(
        store_id=store_id,
        reworkcase_id=case.pk,
        repair_order_id=order_id,
        job_id=job.id,
        first_job_id=case.first_job_id,
        origin=case.origin,
    )
    events.publish(fact, at=at)


def _confirm(actor: Actor, order_id: int, inspection: InspectionRow, job_ids: Iterable[int]) -> int:
    rows = ReworkCase.objects.visible_to(actor, permissions.REPORT).locked()
    cases = list(rows.filter(repair_order_id=order_id, state=OPEN, job_id__in=list(job_ids)).order_by("pk"))
    if not cases:
        return 0
    clocks = list_clocks(actor, order_id)
    jobs = {job.id: job for job in hub.work_of(order_id)}
    for case in cases:
        # The first work of an internal case is no cost of its rework: what was clocked and added since is.
        since = case.opened_at if case.origin == "internal" else None
        spans = [
            (one.ended_at or inspection.at) - one.started_at
            for one in clocks
            if one.job_id == case.job_id and (since is None or one.started_at >= since)
        ]
        case.minutes = int(sum(span.total_seconds() for span in spans) // 60)
        case.amount = Money.sum(
            line.amount
            for line in jobs[case.job_id or 0].lines
            if line.payer in PAID_BY_THE_HOUSE
            and line.decision == "APPROVED"
            and (since is None or line.proposed_at >= since)
        )
        case.state = REWORK.after("confirm" if case.judged_at is None else "confirm_judged", case.state)
        case.confirmed_by_id, case.repaired_at = inspection.id, inspection.at
        case.version += 1
        case.save(update_fields=["minutes", "amount", "state", "confirmed_by", "repaired_at", "version"])
        audit.note(DocumentRef(CASE_KIND, case.pk), case.store_id, confirmed_by=inspection.id)
        fact = ReworkConfirmed(
            store_id=case.store_id, reworkcase_id=case.pk, repair_order_id=order_id, inspection_id=inspection.id
        )
        events.publish(fact, at=inspection.at)
    return len(cases)
