"""Follow-ups with their tasks, calls and contact records of the past."""

from datetime import datetime, timedelta
from typing import Any

from anxin.faces.twin.past.ledger import Ledger, PastVisit, complete
from anxin.faces.twin.plan import PlannedCall
from anxin.parties.contacts.models import ContactRecord, TimelineLine
from anxin.parties.contacts.parameters import CONTACT_LINE
from anxin.platform.parameters import value
from anxin.relationship.followup import parameters, rules
from anxin.relationship.followup.commands.calls import CONTACT_RESULTS
from anxin.relationship.followup.lifecycle import NO_CONSENT
from anxin.relationship.followup.models import Call, FollowUp

SUBJECT, HELPER = "followup.followup", "system:followup"


def follow_up(ledger: Ledger, past: PastVisit) -> None:
    """The first round after delivery, the second after a bad one, and what their calls came to."""
    rounds = {1: _round(ledger, past, 1, past.plan.delivered_at)}
    for call in past.plan.calls:
        if call.at < ledger.until:
            row, task = rounds[call.round]
            if _call(ledger, past, row, task, call):
                rounds[2] = _round(ledger, past, 2, call.at)


def _round(ledger: Ledger, past: PastVisit, number: int, at: datetime) -> tuple[Any, Any]:
    first = number == 1
    day = ledger.day(at)
    opens = value(parameters.FIRST_FROM if first else parameters.SECOND_FROM, ledger.store_id, day)
    opens_at = ledger.floor.store.clock.bounds(day + timedelta(days=opens))[0]
    due_at = max(ledger.due(parameters.FIRST_UNTIL if first else parameters.SECOND_UNTIL, at), opens_at)
    row = ledger.rows.add(
        FollowUp,
        store_id=ledger.store_id,
        repair_order_id=past.order.pk,
        vehicle_id=past.vehicle_id,
        customer_id=past.customer_id,
        round=number,
        opens_at=opens_at,
        due_at=due_at,
        due_on=ledger.day(due_at),
        next_call_at=opens_at,
        planned_at=at,
    )
    if past.customer_id not in ledger.agreed:
        row.state, row.closed_at = NO_CONSENT, at
        return row, None
    task = ledger.task(
        parameters.CALL_TASK,
        (SUBJECT, row.pk),
        due_at=due_at,
        title=f"交车回访 {past.order.number} · 第 {number} 次",
        post=value(parameters.POST, ledger.store_id, day),
        created_at=at,
        created_by=HELPER,
    )
    row.task_id = task.pk
    return row, task


def _call(ledger: Ledger, past: PastVisit, row: Any, task: Any, planned: PlannedCall) -> bool:
    """Whether the customer had something to complain of."""
    at, day, reached = planned.at, ledger.day(planned.at), planned.result == "reached"
    answers = dict(planned.answers)
    verdict = rules.Verdict(None, ())
    if reached:
        questions = rules.asked(value(parameters.QUESTIONS, ledger.store_id, day))
        verdict = rules.judge(questions, answers, value(parameters.DISSATISFIED_UP_TO, ledger.store_id, day))
    clerk = ledger.floor.one("follow_up_clerk")
    ledger.rows.add(
        Call,
        store_id=ledger.store_id,
        follow_up_id=row.pk,
        contact_id=_contact(ledger, past, row, planned),
        employee_id=clerk.employee_id,
        result=planned.result,
        answers=answers,
        score=verdict.score,
        issues=list(verdict.issues),
        report_task_id=_report(ledger, past, row, at) if verdict.issues else None,
        at=at,
        called_on=day,
        actor_key=clerk.key,
    )
    row.attempts += 1
    row.version += 1
    if reached:
        row.state, row.closed_at = "DONE", at
        complete(task, str(Call.Result(planned.result).label), clerk.employee_id, at)
    else:
        row.next_call_at = ledger.due(parameters.RETRY_AFTER, at)
    return bool(verdict.issues)


def _report(ledger: Ledger, past: PastVisit, row: Any, at: datetime) -> int:
    task = ledger.task(
        parameters.REPORT_TASK,
        (SUBJECT, row.pk),
        due_at=ledger.due(parameters.REPORT_DUE, at),
        title=f"回访不满意 {past.order.number}",
        post=value(parameters.REPORT_POST, ledger.store_id, ledger.day(at)),
        priority=1,
        created_at=at,
        created_by=HELPER,
    )
    return int(task.pk)


def _contact(ledger: Ledger, past: PastVisit, row: Any, planned: PlannedCall) -> int:
    result = CONTACT_RESULTS[planned.result]
    clerk = ledger.floor.one("follow_up_clerk")
    shared: dict[str, Any] = {
        "store_id": ledger.store_id,
        "vehicle_id": past.vehicle_id,
        "customer_id": past.customer_id,
        "at": planned.at,
    }
    record = ledger.rows.add(
        ContactRecord,
        **shared,
        channel="phone",
        direction="out",
        result=result,
        words=planned.words,
        subject_kind=SUBJECT,
        subject_id=row.pk,
        contacted_on=ledger.day(planned.at),
        employee_id=clerk.employee_id,
    )
    ledger.rows.add(
        TimelineLine,
        **shared,
        kind=CONTACT_LINE,
        subject_kind="contacts.contact",
        subject_id=record.pk,
        values={"channel": "phone", "direction": "out", "result": result},
        actor_key=clerk.key,
    )
    return int(record.pk)
