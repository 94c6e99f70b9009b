"""What every step of an assessment needs: the row, the result as it stands, who may be the judge, the steps and tasks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.management.assessments import parameters, permissions
from anxin.management.assessments.lifecycle import ASSESSMENT
from anxin.management.assessments.models import LONGEST_WORDS, Assessment, AssessmentStep
from anxin.management.assessments.queries.impartial import is_about, is_for_above, may_judge, own_of_store
from anxin.management.assessments.rules import NONE, follows, outcomes_for
from anxin.management.kpi.queries import Result, figure_name, list_results
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.people.queries import is_on_staff
from anxin.parties.work.commands import LONGEST_TITLE, cancel_tasks_of, complete_task, create_task
from anxin.parties.work.permissions import DO
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Denied, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import ParameterDefinition, value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import shortened, worded

KIND = "assessments.assessment"
STANDS = (
    "definition_version", "value", "operator", "target_value", "target_until", "target_id", "standing", "outcome", "amount",
)  # fmt: skip
"""What a step keeps of the result and of what it was judged to be worth."""


class AssessedAlready(Conflict):
    """The month stands judged for this store, person or team."""

    code = "assessed_already"
    default_rule = "R-AW25"
    default_message = _("这个月已经考核过了：请先撤销那一条，或由被考核人提异议。")


class NoResult(Conflict):
    """There is nothing that can be judged: no number, no target, or only a part of the month on record."""

    code = "assessment_without_result"
    default_rule = "R-AW25"
    default_message = _("这个月没有可以考核的结果：没有数、没有目标，或记录只有一部分。请先补数或定目标。")


class NotImpartial(Denied):
    """Somebody would judge himself or his own store, or answer an objection to what he judged himself."""

    code = "assessment_not_impartial"
    default_rule = "R-AW25"
    default_message = _(
        "不能考核自己，不能撤销对自己的考核或别人对本店的考核，也不能答复对自己所作考核的异议或自己提的异议；"
        "门店的和总经理的考核、异议由店外的上一级（区域、品牌、集团）处理。请交给上一级。"
    )


class NotTheAssessed(Denied):
    """Only whoever was assessed objects, of a store its managers."""

    code = "assessment_not_the_assessed"
    default_rule = "R-AW25"
    default_message = _("只有被考核的人能提异议；门店的由本店管理层提。请让本人来提。")


class ObjectionTooLate(Conflict):
    """The last day for an objection is over."""

    code = "objection_too_late"
    default_rule = "R-AW25"
    default_message = _("提异议的期限已过；有新情况请和考核人说，由他撤销重来。")


@dataclass(frozen=True, slots=True)
class KeptAssessment:
    """An assessment after a step."""

    id: int
    state: str
    version: int


def locked_assessment(actor: Actor, permission: str, assessment_id: int, verb: str, version: int | None) -> Assessment:
    """An assessment, locked, on which the step is possible; its version counted up.

    :raises NotFound: unknown, or in a store where the actor lacks the permission
    :raises IllegalTransition: it has moved on
    :raises VersionConflict: somebody else changed it since ``version``
    """
    found: Assessment = Assessment.objects.visible_to(actor, permission).locked().one(pk=assessment_id)
    ASSESSMENT.after(verb, found.state)
    require_version(found, version)
    return found


def result_of(
    actor: Actor, store_id: int, code: str, month: date, whose: tuple[int | None, int | None], at: datetime
) -> Result:
    """The month's result as it stands now, of which it can be said whether the target was met.

    :raises NotFound: an unknown figure
    :raises MonthNotOver: the month is still running
    :raises NoResult: nothing that could be judged
    """
    found = next((one for one in list_results(actor, store_id, code, month, at) if one.whose == whose), None)
    if found is None or found.value is None or found.target is None or not outcomes_for(found.standing):
        raise NoResult
    return found


def stand_by(row: Assessment, result: Result, outcome: str, amount: Money | None) -> None:
    """Let the assessment be that of a result."""
    assert result.value is not None
    assert result.target is not None
    row.definition_version, row.value, row.standing = result.version, round(result.value, 6), result.standing
    row.operator, row.target_value, row.target_until = result.target.operator, result.target.value, result.target.until
    row.target_id = result.target_id
    judge(row, outcome, amount)


def judge(row: Assessment, outcome: str, amount: Money | None) -> None:
    """Give what follows the result.

    :raises Invalid: an unknown outcome, one that does not follow the result, or an amount that cannot be
    """
    if outcome not in Assessment.Outcome.values:
        raise Invalid(_("请选择奖励、处罚或不奖不罚。"), field="outcome")
    if not follows(outcome, row.standing):
        raise Invalid(
            _("奖惩要跟着结果走：达标才能奖励，没达标才能处罚。请改选，或选不奖不罚。"), field="outcome", rule="R-AW25"
        )
    most = value(parameters.MOST_AMOUNT, row.store_id, row.month)
    if amount is not None and (outcome == NONE or not 0 < amount.fen <= most * 100):
        raise Invalid(_("金额要大于 0，最多 %(most)s 元；不奖不罚的不填。") % {"most": most}, field="amount")
    row.outcome, row.amount = outcome, amount


def take(row: Assessment, verb: str, actor: Actor, words: str, at: datetime, **more: Any) -> KeptAssessment:
    """Move the assessment on, keep the step with how the result stands from now on, and note it."""
    if verb != AssessmentStep.Verb.ASSESS:
        row.state = ASSESSMENT.after(verb, row.state)
    row.closed_at = at if not ASSESSMENT.verbs(row.state) else None
    row.save()
    AssessmentStep.objects.create(
        store_id=row.store_id,
        assessment=row,
        verb=verb,
        words=words,
        actor_key=actor.key,
        at=at,
        **{name: getattr(row, name) for name in STANDS},
        **more,
    )
    audit.note(about(row), row.store_id, state=row.state, outcome=row.outcome)
    return KeptAssessment(row.pk, row.state, row.version)


def said(words: str) -> str:
    """The words of a step.

    :raises Invalid: none, or too many
    """
    return worded(words, LONGEST_WORDS, "words")


def may_object(actor: Actor, store_id: int, assessor_key: str, employee_id: int | None, team_id: int | None) -> bool:
    """Whether the actor is the assessed, or one of the managers of an assessed store, and not who assessed."""
    if actor.key == assessor_key:
        return False
    if employee_id is None and team_id is None:
        return actor.may(permissions.OBJECT_FOR_STORE, store_id) and own_of_store(actor, store_id) is not None
    return is_about(own_of_store(actor, store_id), employee_id, team_id)


def may_withdraw(actor: Actor, store_id: int, assessor_key: str, employee_id: int | None, team_id: int | None) -> bool:
    """Whether the actor may take it back: whoever assessed, or might have; never the assessed."""
    if actor.key == assessor_key:
        return not is_about(own_of_store(actor, store_id), employee_id, team_id)
    return may_judge(actor, store_id, employee_id, team_id)


def about(row: Assessment) -> DocumentRef:
    """The assessment as tasks and audit name it."""
    return DocumentRef(KIND, row.pk)


def tell_assessed(row: Assessment, words: str, due_at: datetime, at: datetime) -> None:
    """A task for whoever was assessed: the person, of a store whom the parameter names; a team has no one to be told."""
    by, day = program(row.store_id), store_info(row.store_id).clock.day(at)
    if row.team_id is not None or (row.employee_id and not is_on_staff(by, row.store_id, row.employee_id)):
        return
    to = {"owner_id": row.employee_id} if row.employee_id else {"post": value(parameters.STORE_POST, row.store_id, day)}
    _create(row, parameters.READ_TASK, words, due_at, at, to)


def tell_answerer(row: Assessment, at: datetime) -> None:
    """A task for whoever answers objections."""
    day = store_info(row.store_id).clock.day(at)
    is_above = is_for_above(row.store_id, row.employee_id, row.team_id)
    post = parameters.ANSWER_ABOVE_POST if is_above else parameters.ANSWER_POST
    to = {"post": value(post, row.store_id, day)}
    _create(row, parameters.ANSWER_TASK, _now("请答复考核异议"), due(parameters.ANSWER_WITHIN, row.store_id, at), at, to)


def _create(row: Assessment, kind: str, words: str, due_at: datetime, at: datetime, to: dict[str, Any]) -> None:
    title = shortened(f"{words}：{figure_name(row.code)} {row.month:%Y-%m}", LONGEST_TITLE)
    here: dict[str, Any] = {"actor": program(row.store_id), "store_id": row.store_id, "subject": about(row), "at": at}
    create_task(kind=kind, title=title, due_at=due_at, **here, **to)


def end_tasks(row: Assessment, actor: Actor, reason: str, at: datetime, done: str = "") -> None:
    """The task of the kind ``done`` is done by this step; the others are needless now."""
    by = program(row.store_id)
    task = find_open_task(by, done, about(row)) if done else None
    if task is not None:
        doer = actor if actor.may(DO, row.store_id) else by
        complete_task(actor=doer, task_id=task.id, result=reason, is_by_step=True, at=at)
    cancel_tasks_of(actor=by, subject=about(row), reason=reason, at=at)


def due(limit: ParameterDefinition, store_id: int, at: datetime) -> datetime:
    """Until when, by the store's calendar."""
    found: datetime = value(limit, store_id, store_info(store_id).clock.day(at)).due(calendar_of(store_id), at)
    return found


def program(store_id: int) -> Actor:
    """The module itself in one store: a step hands on tasks, whoever takes it."""
    return Actor.system("assessments", [store_id])
