"""What came of a call: the record, the next attempt or round, and the report of a bad answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.commands import log_contact
from anxin.parties.customers.queries import may_contact
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.people.queries import find_own_employee, is_on_staff
from anxin.parties.work.commands import complete_task, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.clock import require_plausible
from anxin.platform.commands import command
from anxin.platform.errors import IllegalTransition, Invalid, InvalidFields
from anxin.platform.parameters import value
from anxin.platform.scoped import require_version
from anxin.relationship.followup import parameters, permissions, rules
from anxin.relationship.followup.commands.numbers import NoConsent
from anxin.relationship.followup.commands.planning import helper, insert_round, reference, take_consent_turn
from anxin.relationship.followup.events import DissatisfactionReported, FollowUpCalled
from anxin.relationship.followup.lifecycle import CANCELLED, DONE, DUE, FOLLOW_UP, UNREACHABLE
from anxin.relationship.followup.models import Call, FollowUp
from anxin.relationship.followup.queries import script_of

FollowUpOver = IllegalTransition
MOST_URGENT = 1
CONTACT_RESULTS = {
    "reached": "reached",
    "not_reached": "no_answer",
    "call_back": "call_back",
    "refused": "refused",
    "wrong_number": "wrong_number",
}


@dataclass(frozen=True, slots=True)
class CallReport:
    """What the clerk notes: the result, the answers by question code, the customer's words, when to call again."""

    result: str
    answers: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    call_back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """The follow-up after the call; ``report_task_id`` when the service manager was told."""

    id: int
    call_id: int
    state: str
    version: int
    next_call_at: datetime | None
    report_task_id: int | None


@command(permissions.CALL, rule="R-FU06")
def record_call(
    *, actor: Actor, followup_id: int, report: CallReport, version: int | None = None, at: datetime
) -> RecordedCall:
    """Record a call of a follow-up (R-FU02, R-FU06), and settle what follows from its result.

    Reached: done; bad answers are reported to the service manager at once (R-FU09). Not reached: tried again later,
    up to the set number of times. Refused: nobody calls again. Wrong number: the advisor is asked for the right one.
    A second round is planned when the first was unreachable or had an issue (R-FU04).

    :raises NotFound: unknown, or in a store where the actor may not call
    :raises NoConsent: the customer has not agreed to be called; nobody should have called
    :raises IllegalTransition: the follow-up is over
    :raises VersionConflict: a colleague called in between
    :raises InvalidFields: a reached customer's answers are incomplete or unknown
    :raises Invalid: an unknown result, or a time to call back that is over
    """
    row = _locked(actor, followup_id)
    day = store_info(row.store_id).clock.day(at)
    verdict = _checked(row, report, day, at)
    row.state = FOLLOW_UP.after(_verb(row, report.result, day), row.state)
    require_version(row, version)
    call = _insert_call(actor, row, report, verdict, at, day)
    if report.result in ("reached", "not_reached"):
        row.attempts += 1
    if row.state in (DONE, UNREACHABLE, CANCELLED):
        row.closed_at = at
        _complete_task(row, actor, call, at)
    else:
        row.next_call_at = report.call_back_at or value(parameters.RETRY_AFTER, row.store_id, day).due(
            calendar_of(row.store_id), at
        )
    row.save(update_fields=["state", "attempts", "closed_at", "next_call_at", "version"])
    _follow_on(actor, row, call, day, at)
    fact = FollowUpCalled(
        followup_id=row.pk,
        repair_order_id=row.repair_order_id,
        call_id=call.pk,
        result=call.result,
        state=row.state,
        score=call.score,
        store_id=row.store_id,
    )
    events.publish(fact, at=at)
    following = None if row.closed_at else row.next_call_at
    return RecordedCall(row.pk, call.pk, row.state, row.version, following, call.report_task_id)


def _locked(actor: Actor, followup_id: int) -> FollowUp:
    mine = FollowUp.objects.visible_to(actor, permissions.CALL)
    take_consent_turn(mine.one(pk=followup_id).customer_id)
    row: FollowUp = mine.locked().one(pk=followup_id)
    if row.state == DUE and not may_contact(actor, row.customer_id, "service"):
        raise NoConsent(_("客户没有同意服务回访，不能登记回访结果，也不要拨打。"))
    return row


def _checked(row: FollowUp, report: CallReport, day: date, at: datetime) -> rules.Verdict:
    if report.result not in Call.Result.values:
        raise Invalid(_("请从结果中选择：成功、未接、改约、拒访、错号。"), field="result")
    require_plausible(call_back_at=report.call_back_at)
    if report.call_back_at is not None and report.call_back_at <= at:
        raise Invalid(_("再联系的时间要在现在之后。"), field="call_back_at")
    if report.result != "reached":
        return rules.Verdict(None, ())
    questions = script_of(row.store_id, at)
    wrong = rules.missing_or_unknown(questions, report.answers)
    if wrong:
        raise InvalidFields(dict.fromkeys(wrong, _("请选一个答案。")))
    return rules.judge(questions, report.answers, value(parameters.DISSATISFIED_UP_TO, row.store_id, day))


def _verb(row: FollowUp, result: str, day: date) -> str:
    if result == "not_reached":
        last = row.attempts + 1 >= value(parameters.ATTEMPTS, row.store_id, day)
        return "give_up" if last else "retry"
    return {"reached": "reach", "call_back": "retry", "refused": "cancel", "wrong_number": "give_up"}[result]


def _insert_call(actor: Actor, row: FollowUp, report: CallReport, verdict: rules.Verdict, at: datetime, day: date) -> Call:
    contact = log_contact(
        actor=actor,
        store_id=row.store_id,
        customer_id=row.customer_id,
        vehicle_id=row.vehicle_id,
        channel="phone",
        direction="out",
        result=CONTACT_RESULTS[report.result],
        words=report.words,
        subject=reference(row.pk),
        at=at,
    )
    employee = find_own_employee(actor)
    call = Call(
        store_id=row.store_id,
        follow_up=row,
        contact_id=contact.id,
        employee_id=employee.id if employee else None,
        result=report.result,
        answers=dict(report.answers) if report.result == "reached" else {},
        score=verdict.score,
        issues=list(verdict.issues),
        at=at,
        called_on=day,
        actor_key=actor.key,
    )
    if verdict.issues:
        # Written before the call, which is never changed afterwards.
        call.report_task_id = _report(row, at, day)
    call.save(force_insert=True)
    return call


def _report(row: FollowUp, at: datetime, day: date) -> int:
    """The service manager's task (R-FU09), due within the two days of R-FU03."""
    task = create_task(
        actor=helper(row.store_id),
        store_id=row.store_id,
        kind=parameters.REPORT_TASK,
        subject=reference(row.pk),
        title=str(_("回访不满意 %(number)s") % {"number": row.repair_order.number}),
        due_at=value(parameters.REPORT_DUE, row.store_id, day).due(calendar_of(row.store_id), at),
        post=value(parameters.REPORT_POST, row.store_id, day),
        priority=MOST_URGENT,
        at=at,
    )
    return task.id


def _complete_task(row: FollowUp, actor: Actor, call: Call, at: datetime) -> None:
    task = find_open_task(helper(row.store_id), parameters.CALL_TASK, reference(row.pk))
    if task is not None:
        complete_task(actor=actor, task_id=task.id, result=str(call.get_result_display()), at=at)


def _follow_on(actor: Actor, row: FollowUp, call: Call, day: date, at: datetime) -> None:
    if call.issues and call.report_task_id:
        fact = DissatisfactionReported(
            followup_id=row.pk,
            repair_order_id=row.repair_order_id,
            vehicle_id=row.vehicle_id,
            customer_id=row.customer_id,
            call_id=call.pk,
            task_id=call.report_task_id,
            issues=list(call.issues),
            store_id=row.store_id,
        )
        events.publish(fact, at=at)
    if call.result == "wrong_number":
        _ask_for_number(row, day, at)
    elif row.round == 1 and row.state in (DONE, UNREACHABLE) and _needs_second(row, call, day):
        second = FollowUp(
            store_id=row.store_id,
            repair_order_id=row.repair_order_id,
            vehicle_id=row.vehicle_id,
            customer_id=row.customer_id,
            round=2,
        )
        insert_round(actor, second, at)


def _needs_second(row: FollowUp, call: Call, day: date) -> bool:
    always = value(parameters.SECOND_WHEN, row.store_id, day) == "always"
    return always or row.state == UNREACHABLE or bool(call.issues)


def _ask_for_number(row: FollowUp, day: date, at: datetime) -> None:
    order = row.repair_order
    known = is_on_staff(helper(row.store_id), row.store_id, order.advisor_id)
    create_task(
        actor=helper(row.store_id),
        store_id=row.store_id,
        kind=parameters.NUMBER_TASK,
        subject=reference(row.pk),
        title=str(_("核对客户电话 %(number)s") % {"number": order.number}),
        due_at=value(parameters.REPORT_DUE, row.store_id, day).due(calendar_of(row.store_id), at),
        owner_id=order.advisor_id if known else None,
        post="" if known else "service_advisor",
        at=at,
    )
