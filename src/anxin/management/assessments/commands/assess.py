"""Judging what a month came to, and taking a judgement back (M22.14, R-AW25)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _now

from anxin.management.assessments import parameters, permissions
from anxin.management.assessments.commands.support import (
    AssessedAlready,
    KeptAssessment,
    NotImpartial,
    due,
    end_tasks,
    locked_assessment,
    may_withdraw,
    result_of,
    said,
    stand_by,
    take,
    tell_assessed,
)
from anxin.management.assessments.lifecycle import WITHDRAWN
from anxin.management.assessments.models import Assessment, AssessmentStep
from anxin.management.assessments.queries.impartial import may_judge
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.money import Money
from anxin.platform.turns import take_turn


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """A figure's month (any day of it) of the store, of a person or of a team, what is given for it, and why.

    ``outcome`` is reward, penalty or none; ``amount`` may be missing: then the words say what is given.
    """

    code: str
    month: date
    outcome: str
    words: str
    employee_id: int | None = None
    team_id: int | None = None
    amount: Money | None = None


@command(permissions.ASSESS, rule="R-AW25")
def assess_figure(*, actor: Actor, store_id: int, assessment: NewAssessment, at: datetime) -> KeptAssessment:
    """Judge a month that is over; figure, target and definition are kept as they stand now.

    Whoever is assessed has a task to look at it, and may object until the last day that is kept with it.

    :raises NotFound: an unknown figure
    :raises MonthNotOver: the month is still running
    :raises NoResult: no number, no target, or records of only a part of the month
    :raises NotImpartial: the actor would judge himself, his own store, or be of the store whose general manager it is
    :raises AssessedAlready: the month is judged
    :raises Invalid: a reward or penalty that does not follow the result, an amount that cannot be, no words
    """
    actor.require(permissions.ASSESS, store_id)
    given, whose = assessment, (assessment.employee_id, assessment.team_id)
    month = given.month.replace(day=1)
    if not may_judge(actor, store_id, *whose):
        raise NotImpartial
    take_turn(f"assessments:{store_id}:{given.code}:{month}:{whose}")
    result = result_of(actor, store_id, given.code, month, whose, at)
    place: dict[str, Any] = {"store_id": store_id, "code": given.code, "month": month}
    place |= {"employee_id": whose[0], "team_id": whose[1]}
    same = Assessment.objects.visible_to(actor, permissions.ASSESS).filter(**place)
    if same.exclude(state=WITHDRAWN).exists():
        raise AssessedAlready
    until = due(parameters.OBJECT_WITHIN, store_id, at)
    row = Assessment(
        **place,
        assessor_key=actor.key,
        assessed_at=at,
        objection_until=store_info(store_id).clock.day(until),
    )
    stand_by(row, result, given.outcome, given.amount)
    kept = take(row, AssessmentStep.Verb.ASSESS, actor, said(given.words), at)
    tell_assessed(row, _now("请看考核结果，有异议在期限内提"), until, at)
    return kept


@command(permissions.ASSESS, rule="R-AW25")
def withdraw_assessment(
    *, actor: Actor, assessment_id: int, words: str, version: int | None = None, at: datetime
) -> KeptAssessment:
    """Take a judgement back to which nobody objected; the month may be judged anew, and the row stays with the reason.

    :raises NotFound: unknown or out of scope
    :raises NotImpartial: it is about the actor, or about his store and another assessed it
    :raises IllegalTransition: somebody objected, or it is withdrawn
    :raises Invalid: no reason
    """
    row = locked_assessment(actor, permissions.ASSESS, assessment_id, "withdraw", version)
    if not may_withdraw(actor, row.store_id, row.assessor_key, row.employee_id, row.team_id):
        raise NotImpartial
    end_tasks(row, actor, _now("考核已撤销"), at)
    return take(row, AssessmentStep.Verb.WITHDRAW, actor, said(words), at)
