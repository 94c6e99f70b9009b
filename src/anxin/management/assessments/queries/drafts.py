"""What the form of an assessment begins with: whose results of a month there are, and which are judged already."""

from dataclasses import dataclass
from datetime import date, datetime

from anxin.management.assessments import permissions
from anxin.management.assessments.lifecycle import WITHDRAWN
from anxin.management.assessments.models import Assessment
from anxin.management.assessments.queries.impartial import find_barred
from anxin.management.assessments.rules import outcomes_for
from anxin.management.kpi.queries import Result, figure_name, list_results, target_words, value_words
from anxin.parties.org.queries import list_teams, store_info
from anxin.parties.people.queries import names_of
from anxin.platform.actor import Actor
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class Subject:
    """A result that may be judged, of the store (``key`` "store"), a person ("employee-7") or a team ("team-3").

    ``outcomes`` are what follows it; empty where nothing is to be judged, or the actor would judge himself or his own store.
    ``assessment_id`` is the one that stands.
    """

    key: str
    name: str
    value_words: str
    target_words: str
    standing: str
    standing_label: str
    outcomes: tuple[str, ...]
    assessment_id: int | None


@dataclass(frozen=True, slots=True)
class AssessmentDraft:
    """A figure's month in a store, and whose results it holds; ``month`` is its first day.

    ``may_judge_store`` is false for people of the store: it and its general manager are judged from above.
    """

    store_id: int
    code: str
    name: str
    month: date
    definition_version: int
    subjects: tuple[Subject, ...]
    may_judge_store: bool


@query(permissions.ASSESS)
def draft_assessment(actor: Actor, store_id: int, code: str, month: date, at: datetime) -> AssessmentDraft:
    """What can be judged of a month of a figure.

    :raises Denied: the actor may not assess in the store
    :raises NotFound: an unknown figure
    :raises MonthNotOver: the month is still running
    """
    actor.require(permissions.ASSESS, store_id)
    results, first = list_results(actor, store_id, code, month, at), month.replace(day=1)
    rows = Assessment.objects.visible_to(actor, permissions.ASSESS).filter(store_id=store_id, code=code, month=first)
    standing = {(one.employee_id, one.team_id): one.pk for one in rows.exclude(state=WITHDRAWN)}
    people = names_of(actor, [one.employee_id for one in results if one.employee_id is not None])
    teams = {one.id: one.name for one in list_teams(actor, store_id)} if any(one.team_id for one in results) else {}
    barred = find_barred(actor, store_id)
    found = []
    for one in results:
        name = people.get(one.employee_id or 0) or teams.get(one.team_id or 0)
        if one.whose == (None, None):
            name = store_info(store_id).name
        if name:
            found.append(_subject(one, name, standing.get(one.whose), is_barred=one.whose in barred))
    is_outside = (None, None) not in barred
    return AssessmentDraft(store_id, code, figure_name(code), first, results[0].version, tuple(found), is_outside)


def _subject(one: Result, name: str, assessment_id: int | None, *, is_barred: bool) -> Subject:
    is_judged = one.value is not None and one.target is not None and not is_barred
    labels = dict(Assessment.Standing.choices)
    return Subject(
        f"employee-{one.employee_id}" if one.employee_id else f"team-{one.team_id}" if one.team_id else "store",
        name,
        value_words(one.code, one.value),
        target_words(one.target),
        one.standing,
        str(labels.get(one.standing, "")),
        outcomes_for(one.standing) if is_judged else (),
        assessment_id,
    )
