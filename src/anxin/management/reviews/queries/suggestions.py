"""Suggestions of a store: the list, one with its steps, and how many of those worth doing are done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from anxin.management.reviews import parameters, permissions
from anxin.management.reviews.lifecycle import CONFIRMED, DECLINED, ENTERED, REPORTED, SUGGESTION, TO_DO
from anxin.management.reviews.models import Suggestion, SuggestionStep
from anxin.management.reviews.parameters import JUDGE_POSTS
from anxin.parties.org.queries import department_choices, store_info
from anxin.parties.people.queries import find_own_employee
from anxin.parties.work.queries import Turn, list_turns
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query
from anxin.platform.text import clean_text
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

SORTS = {"entered_at": "entered_at", "due_on": "due_on", "judged_at": "judged_at", "closed_at": "closed_at"}
JOINED = ("author", "judged_by", "responsible", "repair_order")
LONGEST_KEY = 18


def suggestion_departments() -> list[tuple[str, str]]:
    """Departments that a suggestion can be about."""
    return [(code, name) for code, name in department_choices() if code in JUDGE_POSTS]


@dataclass(frozen=True, slots=True)
class SuggestionFilter:
    """Which suggestions; a department's rate is that of those judged between the days."""

    text: str = filter_field(_("内容、编号或指标"), default="")
    state: tuple[str, ...] = filter_field(_("状态"), default=(), choices=tuple(SUGGESTION.labels.items()))
    department: str = filter_field(_("关于部门"), default="", choices=suggestion_departments)
    mine: bool = filter_field(_("只看我提的和我落实的"), default=False)
    late: bool = filter_field(_("只看逾期"), default=False)
    judged_from: date | None = filter_field(_("判定日从"))
    judged_to: date | None = filter_field(_("判定日到"))


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A suggestion as lists show it; ``due_on`` is the store's day until which it is to be carried out.

    ``turn`` is who has it now, a person or a post, and ``turn_until`` the day until which; both are empty once it is closed.
    """

    id: int
    number: str
    store_id: int
    department: str
    department_label: str
    words: str
    about_kind: str
    about_label: str
    about: str
    order_number: str
    author: str
    entered_at: datetime
    state: str
    state_label: str
    is_late: bool
    reason: str
    judged_by: str
    judged_at: datetime | None
    responsible_id: int | None
    responsible: str
    due_on: date | None
    turn: str
    turn_until: date | None
    done: str
    closed_at: datetime | None
    version: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class SuggestionStepRow:
    """One step of a suggestion."""

    verb: str
    verb_label: str
    employee: str
    words: str
    responsible: str
    due_on: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """One suggestion whole; ``is_own`` is of the actor, ``is_given`` to the actor."""

    row: SuggestionRow
    steps: tuple[SuggestionStepRow, ...]
    is_own: bool
    is_given: bool


@dataclass(frozen=True, slots=True)
class DepartmentRate:
    """Of a department's suggestions those judged worth carrying out, and those of them confirmed as done (K-N24)."""

    department: str
    department_label: str
    to_do: int
    confirmed: int


@query(permissions.SUGGEST)
def page_suggestions(
    actor: Actor,
    store_id: int,
    asked: SuggestionFilter,
    order: Order,
    window: Window,
    at: datetime,
    *,
    url: Callable[[str], str] = lambda _number: "",
) -> RowPage[SuggestionRow]:
    """Suggestions of a store that the actor may see, the open ones first, then the newest."""
    actor.require(permissions.SUGGEST, store_id)
    rows, own = _visible(actor).filter(store_id=store_id), find_own_employee(actor)
    for term in clean_text(asked.text).split():
        rows = rows.filter(Q(words__icontains=term) | Q(number__icontains=term) | Q(about__icontains=term))
    today = store_info(store_id).clock.day(at)
    rows = _judged_between(rows, store_id, asked)
    if asked.state:
        rows = rows.filter(state__in=asked.state)
    if asked.department:
        rows = rows.filter(department=asked.department)
    if asked.mine:
        rows = rows.filter(Q(author_id=own.id) | Q(responsible_id=own.id)) if own else rows.none()
    if asked.late:
        rows = rows.filter(state=TO_DO, due_on__lt=today)
    by = order.as_order_by(SORTS) if order.name in SORTS else ["closed", "-entered_at", "-pk"]
    rows = rows.annotate(closed=Q(closed_at__isnull=False))
    found = list(rows.select_related(*JOINED).order_by(*by)[window.offset : window.offset + window.limit])
    labels, turns = dict(suggestion_departments()), _turns(store_id, found)
    return RowPage([_row(one, today, labels, turns, url(one.number)) for one in found], rows.count())


@query(permissions.SUGGEST)
def get_suggestion(actor: Actor, key: str, at: datetime) -> SuggestionView:
    """One suggestion by its number or id, with its history.

    :raises NotFound: unknown, out of scope, or somebody else's where the actor sees only the own ones
    """
    lookup = Q(pk=int(key)) if key.isdecimal() and len(key) <= LONGEST_KEY else Q(number=key.replace("\x00", ""))
    found = _visible(actor).filter(lookup).select_related(*JOINED).first()
    if found is None:
        raise NotFound
    own, today = find_own_employee(actor), store_info(found.store_id).clock.day(at)
    steps = SuggestionStep.objects.visible_to(actor, permissions.SUGGEST).filter(suggestion=found).order_by("pk")
    return SuggestionView(
        _row(found, today, dict(suggestion_departments()), _turns(found.store_id, [found])),
        tuple(_step(one) for one in steps.select_related("employee", "responsible")),
        own is not None and own.id == found.author_id,
        own is not None and own.id == found.responsible_id,
    )


@query(permissions.SEE)
def list_department_rates(actor: Actor, store_id: int, asked: SuggestionFilter) -> list[DepartmentRate]:
    """How many of the suggestions worth carrying out are done, by department, of those judged between the days (K-N24)."""
    actor.require(permissions.SEE, store_id)
    rows = Suggestion.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, judged_at__isnull=False)
    counted = (
        _judged_between(rows, store_id, asked)
        .exclude(state=DECLINED)
        .values("department")
        .annotate(to_do=Count("pk"), confirmed=Count("pk", filter=Q(state=CONFIRMED)))
    )
    found = {one["department"]: one for one in counted}
    return [
        DepartmentRate(code, label, found[code]["to_do"], found[code]["confirmed"])
        for code, label in suggestion_departments()
        if code in found
    ]


def _visible(actor: Actor) -> Any:
    """Everything in stores where the actor sees all; elsewhere what the actor wrote or carries out."""
    rows = Suggestion.objects.visible_to(actor, permissions.SUGGEST)
    own = find_own_employee(actor)
    of_own = Q(author_id=own.id) | Q(responsible_id=own.id) if own else Q(pk__in=[])
    return rows.filter(Q(store_id__in=sorted(actor.stores_for(permissions.SEE))) | of_own)


def _judged_between(rows: Any, store_id: int, asked: SuggestionFilter) -> Any:
    clock = store_info(store_id).clock
    if asked.judged_from:
        rows = rows.filter(judged_at__gte=clock.bounds(asked.judged_from)[0])
    if asked.judged_to:
        rows = rows.filter(judged_at__lt=clock.bounds(asked.judged_to)[1])
    return rows


def _day(one: Suggestion, turn: Turn | None) -> date | None:
    return store_info(one.store_id).clock.day(turn.due_at) if turn else one.due_on if one.state == TO_DO else None


def _step(one: SuggestionStep) -> SuggestionStepRow:
    return SuggestionStepRow(
        one.verb,
        str(SuggestionStep.Verb(one.verb).label),
        one.employee.name,
        one.words,
        one.responsible.name if one.responsible else "",
        one.due_on,
        one.at,
    )


def _turns(store_id: int, rows: Sequence[Suggestion]) -> Mapping[int, Turn]:
    """Who judges or confirms those that wait for it; everybody who sees a suggestion may know that, whoever has the task."""
    waiting = [one.pk for one in rows if one.state in (ENTERED, REPORTED)]
    kinds = (parameters.JUDGE_TASK, parameters.CONFIRM_TASK)
    return list_turns(Actor.system("reviews", [store_id]), store_id, kinds, waiting) if waiting else {}


def _row(
    one: Suggestion, today: date, departments: Mapping[str, str], turns: Mapping[int, Turn], url: str = ""
) -> SuggestionRow:
    turn, is_open = turns.get(one.pk), one.closed_at is None
    responsible = one.responsible.name if one.responsible else ""
    return SuggestionRow(
        id=one.pk,
        number=one.number,
        store_id=one.store_id,
        department=one.department,
        department_label=departments.get(one.department, one.department),
        words=one.words,
        about_kind=one.about_kind,
        about_label=str(Suggestion.About(one.about_kind).label) if one.about_kind else "",
        about=one.about,
        order_number=one.repair_order.number if one.repair_order else "",
        author=one.author.name,
        entered_at=one.entered_at,
        state=one.state,
        state_label=str(SUGGESTION.labels[one.state]),
        is_late=one.state == TO_DO and one.due_on is not None and one.due_on < today,
        reason=one.reason,
        judged_by=one.judged_by.name if one.judged_by else "",
        judged_at=one.judged_at,
        responsible_id=one.responsible_id,
        responsible=responsible,
        due_on=one.due_on,
        turn=turn.who if turn else responsible if is_open and one.state == TO_DO else "",
        turn_until=_day(one, turn) if is_open else None,
        done=one.done,
        closed_at=one.closed_at,
        version=one.version,
        url=url,
    )
