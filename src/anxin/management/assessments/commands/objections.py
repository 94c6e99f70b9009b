"""An objection to an assessment, and the answer of somebody above (M22.14, R-AW25)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.management.assessments import parameters, permissions
from anxin.management.assessments.commands.support import (
    KeptAssessment,
    NotImpartial,
    NotTheAssessed,
    ObjectionTooLate,
    due,
    end_tasks,
    judge,
    locked_assessment,
    may_object,
    result_of,
    said,
    stand_by,
    take,
    tell_answerer,
    tell_assessed,
)
from anxin.management.assessments.models import Assessment, AssessmentStep
from anxin.management.assessments.queries.impartial import is_about, may_judge, own_of_store
from anxin.management.assessments.rules import NONE
from anxin.management.kpi.commands import Cell, NewTarget, set_targets
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.text import clean_text
from anxin.visit.repair_orders.queries import get_order_head

Remedy = AssessmentStep.Remedy


@dataclass(frozen=True, slots=True)
class Redress:
    """What an upheld objection changes: ``dropped`` takes reward and penalty away, ``changed`` gives another one,
    ``target`` sets the target anew and gives what follows the result then.
    """

    remedy: str
    outcome: str = NONE
    amount: Money | None = None
    target: Decimal | None = None
    until: Decimal | None = None


@command(permissions.OWN, rule="R-AW25")
def object_to_assessment(
    *, actor: Actor, assessment_id: int, words: str, order: str = "", version: int | None = None, at: datetime
) -> KeptAssessment:
    """Object to what one was assessed with, or for the store; somebody above has a task to answer.

    ``order`` is the number of the order of a customer of whom the words speak: with it they are found when he is erased.

    :raises NotFound: unknown, out of scope, or somebody else's
    :raises NotTheAssessed: it is about somebody else
    :raises ObjectionTooLate: the last day is over
    :raises IllegalTransition: somebody objected already, or it is withdrawn
    :raises Invalid: no words, too many, or an order that is not the store's
    """
    row = locked_assessment(actor, permissions.OWN, assessment_id, "object", version)
    own = own_of_store(actor, row.store_id)
    if not _may_object(actor, row):
        if actor.may(permissions.SEE, row.store_id) or is_about(own, row.employee_id, row.team_id):
            raise NotTheAssessed
        raise NotFound
    if store_info(row.store_id).clock.day(at) > row.objection_until:
        raise ObjectionTooLate
    kept_words, order_id = said(words), _order_id(actor, row.store_id, order)
    end_tasks(row, actor, _now("已提异议"), at, done=parameters.READ_TASK)
    kept = take(row, AssessmentStep.Verb.OBJECT, actor, kept_words, at, repair_order_id=order_id)
    tell_answerer(row, at)
    return kept


@command(permissions.ANSWER, rule="R-AW25")
def uphold_objection(
    *, actor: Actor, assessment_id: int, words: str, redress: Redress, version: int | None = None, at: datetime
) -> KeptAssessment:
    """Agree with an objection: take reward or penalty away, change it, or adjust the target and judge by the new one.

    :raises NotFound: unknown or out of scope
    :raises NotImpartial: the actor assessed, objected, was assessed, or is of the assessed store
    :raises IllegalTransition: nobody objected
    :raises NoResult: by the new target there is nothing to judge
    :raises Invalid: no words, nothing changed, or what does not follow the result
    :raises Denied: a target is adjusted where the actor may set none
    """
    row = _to_be_answered(actor, assessment_id, "uphold", version)
    before = (row.outcome, row.amount)
    match redress.remedy:
        case Remedy.DROPPED:
            judge(row, NONE, None)
            if before == (NONE, None):
                raise Invalid(_("本来就不奖不罚，没有可以撤掉的：请选另一种改法，或答复异议不成立。"), field="remedy")
        case Remedy.CHANGED:
            judge(row, redress.outcome, redress.amount)
            if (row.outcome, row.amount) == before:
                raise Invalid(_("奖惩和原来一样：请改成别的，或答复异议不成立。"), field="outcome")
        case Remedy.TARGET:
            _adjust_target(actor, row, redress, at)
        case _:
            raise Invalid(_("请选择怎么改：撤掉奖惩、改奖惩，或调整目标。"), field="remedy")
    return _answer(actor, row, AssessmentStep.Verb.UPHOLD, said(words), at, remedy=redress.remedy)


@command(permissions.ANSWER, rule="R-AW25")
def reject_objection(
    *, actor: Actor, assessment_id: int, words: str, version: int | None = None, at: datetime
) -> KeptAssessment:
    """Let the assessment stand, with the reason that whoever objected reads.

    :raises NotFound: unknown or out of scope
    :raises NotImpartial: the actor assessed, objected, was assessed, or is of the assessed store
    :raises IllegalTransition: nobody objected
    :raises Invalid: no words
    """
    row = _to_be_answered(actor, assessment_id, "reject", version)
    return _answer(actor, row, AssessmentStep.Verb.REJECT, said(words), at)


def may_answer(actor: Actor, store_id: int, keys: set[str], employee_id: int | None, team_id: int | None) -> bool:
    """Whether the actor stands above it: may answer in the store, and is neither of those who spoke nor of the assessed."""
    is_free = actor.may(permissions.ANSWER, store_id) and actor.key not in keys
    return is_free and may_judge(actor, store_id, employee_id, team_id)


def _may_object(actor: Actor, row: Assessment) -> bool:
    return may_object(actor, row.store_id, row.assessor_key, row.employee_id, row.team_id)


def _to_be_answered(actor: Actor, assessment_id: int, verb: str, version: int | None) -> Assessment:
    row = locked_assessment(actor, permissions.ANSWER, assessment_id, verb, version)
    keys = set(
        AssessmentStep.objects.visible_to(actor, permissions.ANSWER)
        .filter(assessment=row)
        .values_list("actor_key", flat=True)
    )
    if not may_answer(actor, row.store_id, keys, row.employee_id, row.team_id):
        raise NotImpartial
    return row


def _adjust_target(actor: Actor, row: Assessment, redress: Redress, at: datetime) -> None:
    if redress.target is None:
        raise Invalid(_("请填改后的目标。"), field="target")
    cell = Cell(row.code, row.month.month, row.employee_id, row.team_id)
    aim = NewTarget(cell, row.operator, redress.target, redress.until)
    store_id, year = row.store_id, row.month.year
    done = set_targets(actor=actor, store_id=store_id, year=year, targets=[aim], is_sure=True, at=at)
    if not done.changed:
        raise Invalid(_("目标和现在的一样：请改成别的，或选另一种改法。"), field="target")
    result = result_of(actor, row.store_id, row.code, row.month, (row.employee_id, row.team_id), at)
    stand_by(row, result, redress.outcome, redress.amount)


def _answer(actor: Actor, row: Assessment, verb: str, words: str, at: datetime, *, remedy: str = "") -> KeptAssessment:
    end_tasks(row, actor, _now("已答复"), at, done=parameters.ANSWER_TASK)
    kept = take(row, verb, actor, words, at, remedy=remedy)
    tell_assessed(row, _now("考核异议有答复"), due(parameters.OBJECT_WITHIN, row.store_id, at), at)
    return kept


def _order_id(actor: Actor, store_id: int, written: str) -> int | None:
    wanted = clean_text(written).upper()
    if not wanted:
        return None
    try:
        found = get_order_head(actor, wanted)
    except (NotFound, Denied):
        found = None
    if found is None or found.store_id != store_id:
        raise Invalid(_("没有找到这张工单，请写完整的工单号。"), field="order")
    return found.id
