"""Assessments that somebody may see: the list, and one with its steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.management.assessments import permissions
from anxin.management.assessments.lifecycle import ASSESSMENT
from anxin.management.assessments.models import Assessment, AssessmentStep
from anxin.management.kpi.queries import asked_words, figure_name, search_definitions, value_words
from anxin.parties.org.queries import names_by_key, store_info
from anxin.parties.people.queries import find_own_employee
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.text import clean_text
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

SORTS = {"month": "month", "assessed_at": "assessed_at", "objection_until": "objection_until", "amount": "amount"}
JOINED = ("employee", "team")


@dataclass(frozen=True, slots=True)
class AssessmentFilter:
    """Which assessments; months by any of their days."""

    text: str = filter_field(_("指标或人"), default="")
    state: tuple[str, ...] = filter_field(_("状态"), default=(), choices=tuple(ASSESSMENT.labels.items()))
    outcome: tuple[str, ...] = filter_field(_("奖惩"), default=(), choices=tuple(Assessment.Outcome.choices))
    mine: bool = filter_field(_("只看考核我的"), default=False)
    month_from: date | None = filter_field(_("月份从"))
    month_to: date | None = filter_field(_("月份到"))


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An assessment as it stands; ``value`` and targets in shown units, ``whose`` the store, the person or the team.

    ``month`` is its first day, ``objection_until`` the store's last day for an objection.
    """

    id: int
    store_id: int
    code: str
    name: str
    month: date
    whose: str
    employee_id: int | None
    team_id: int | None
    definition_version: int
    value: Decimal
    value_words: str
    target_words: str
    standing: str
    standing_label: str
    outcome: str
    outcome_label: str
    amount: Money | None
    state: str
    state_label: str
    assessor: str
    assessor_key: str
    assessed_at: datetime
    objection_until: date
    closed_at: datetime | None
    version: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class AssessmentStepRow:
    """One step, with how the result stood from then on."""

    verb: str
    verb_label: str
    remedy_label: str
    by: str
    actor_key: str
    words: str
    order_number: str
    definition_version: int
    value_words: str
    target_words: str
    standing_label: str
    outcome_label: str
    amount: Money | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """One assessment whole; ``keys`` are those who took a step."""

    row: AssessmentRow
    steps: tuple[AssessmentStepRow, ...]

    @property
    def keys(self) -> set[str]:
        """Who spoke so far."""
        return {one.actor_key for one in self.steps}


@query(permissions.OWN)
def page_assessments(
    actor: Actor,
    store_id: int,
    asked: AssessmentFilter,
    order: Order,
    window: Window,
    *,
    url: Callable[[int], str] = lambda _id: "",
) -> RowPage[AssessmentRow]:
    """Assessments of a store: all for whoever sees the store's, else one's own; those that wait for an answer first."""
    actor.require(permissions.OWN, store_id)
    rows = _visible(actor).filter(store_id=store_id)
    for term in clean_text(asked.text).split():
        codes = [one.code for one in search_definitions(actor, term)]
        rows = rows.filter(Q(employee__name__icontains=term) | Q(team__name__icontains=term) | Q(code__in=codes))
    if asked.state:
        rows = rows.filter(state__in=asked.state)
    if asked.outcome:
        rows = rows.filter(outcome__in=asked.outcome)
    if asked.mine:
        rows = rows.filter(_of_own(actor))
    if asked.month_from:
        rows = rows.filter(month__gte=asked.month_from.replace(day=1))
    if asked.month_to:
        rows = rows.filter(month__lte=asked.month_to)
    by = order.as_order_by(SORTS) if order.name in SORTS else ["closed", "-month", "-pk"]
    ordered = rows.annotate(closed=Q(closed_at__isnull=False)).select_related(*JOINED).order_by(*by)
    found = list(ordered[window.offset : window.offset + window.limit])
    names = names_by_key(actor, {one.assessor_key for one in found})
    return RowPage([_row(one, names, url(one.pk)) for one in found], rows.count())


@query(permissions.OWN)
def get_assessment(actor: Actor, assessment_id: int) -> AssessmentView:
    """One assessment with its steps.

    :raises NotFound: unknown, out of scope, or somebody else's where the actor sees only his own
    """
    found = _visible(actor).select_related(*JOINED).filter(pk=assessment_id).first()
    if found is None:
        raise NotFound
    steps = list(
        AssessmentStep.objects.visible_to(actor, permissions.OWN)
        .filter(assessment=found)
        .select_related("repair_order")
        .order_by("pk")
    )
    names = names_by_key(actor, {one.actor_key for one in steps} | {found.assessor_key})
    return AssessmentView(_row(found, names), tuple(_step(one, found.code, names) for one in steps))


def _visible(actor: Actor) -> Any:
    """Everything in stores where the actor sees all; elsewhere what the actor, or the actor's team, was assessed with."""
    rows = Assessment.objects.visible_to(actor, permissions.OWN)
    return rows.filter(Q(store_id__in=sorted(actor.stores_for(permissions.SEE))) | _of_own(actor))


def _of_own(actor: Actor) -> Q:
    own = find_own_employee(actor)
    if own is None:
        return Q(pk__in=[])
    of_team = Q(team_id=own.team_id) if own.team_id is not None else Q(pk__in=[])
    return Q(store_id=own.store_id) & (Q(employee_id=own.id) | of_team)


def _step(one: AssessmentStep, code: str, names: Mapping[str, str]) -> AssessmentStepRow:
    return AssessmentStepRow(
        one.verb,
        str(AssessmentStep.Verb(one.verb).label),
        str(AssessmentStep.Remedy(one.remedy).label) if one.remedy else "",
        names.get(one.actor_key, ""),
        one.actor_key,
        one.words,
        one.repair_order.number if one.repair_order else "",
        one.definition_version,
        value_words(code, one.value),
        asked_words(one.operator, one.target_value, one.target_until),
        str(Assessment.Standing(one.standing).label),
        str(Assessment.Outcome(one.outcome).label),
        one.amount,
        one.at,
    )


def _row(one: Assessment, names: Mapping[str, str], url: str = "") -> AssessmentRow:
    whose = one.employee.name if one.employee else one.team.name if one.team else store_info(one.store_id).name
    return AssessmentRow(
        id=one.pk,
        store_id=one.store_id,
        code=one.code,
        name=figure_name(one.code),
        month=one.month,
        whose=whose,
        employee_id=one.employee_id,
        team_id=one.team_id,
        definition_version=one.definition_version,
        value=one.value,
        value_words=value_words(one.code, one.value),
        target_words=asked_words(one.operator, one.target_value, one.target_until),
        standing=one.standing,
        standing_label=str(Assessment.Standing(one.standing).label),
        outcome=one.outcome,
        outcome_label=str(Assessment.Outcome(one.outcome).label),
        amount=one.amount,
        state=one.state,
        state_label=str(ASSESSMENT.labels[one.state]),
        assessor=names.get(one.assessor_key, _now("系统")),
        assessor_key=one.assessor_key,
        assessed_at=one.assessed_at,
        objection_until=one.objection_until,
        closed_at=one.closed_at,
        version=one.version,
        url=url,
    )
