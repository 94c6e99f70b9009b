"""Cases of negligence: for those who decide them, those who raised them, and the person whom they are about."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import RowPage, Window
from anxin.visit.quality import permissions, rules
from anxin.visit.quality.lifecycle import CONDUCT
from anxin.visit.quality.models import ConductCase
from anxin.visit.quality.parameters import GRADES


@dataclass(frozen=True, slots=True)
class ConductRow:
    """A case with what was said and decided; ``is_own`` when it is about the reader."""

    id: int
    version: int
    store_id: int
    state: str
    state_label: str
    person_id: int
    person_name: str
    kind: str
    kind_label: str
    rework_id: int | None
    words: str
    raised_at: datetime
    statement: str
    stated_at: datetime | None
    weight: int | None
    grade: str
    first_grade: str
    decision: str
    decided_at: datetime | None
    appeal: str
    appealed_at: datetime | None
    answer: str
    settled_at: datetime | None
    is_own: bool
    url: str = ""


@dataclass(frozen=True)
class ConductFilter:
    """What the list may be narrowed by."""

    state: tuple[str, ...] = filter_field(_("状态"), choices=tuple(CONDUCT.labels.items()), default=())
    kind: str = filter_field(_("种类"), choices=tuple(ConductCase.Kind.choices), default="")


@query(permissions.OWN_CONDUCT)
def page_conduct(
    actor: Actor, store_id: int, asked: ConductFilter, window: Window, *, url: Callable[[int], str] = lambda _id: ""
) -> RowPage[ConductRow]:
    """One page of a store's cases, the newest first; ``url`` gives the address of a case."""
    rows = _filtered(actor, store_id, asked)
    chosen = rows.order_by("-raised_at", "-pk")[window.offset : window.offset + window.limit]
    return RowPage([replace(_row(actor, one), url=url(one.pk)) for one in chosen], rows.count())


@query(permissions.OWN_CONDUCT)
def list_conduct(actor: Actor, store_id: int, asked: ConductFilter, *, after: int = 0, limit: int = 50) -> list[ConductRow]:
    """Cases of a store, the newest first: all for those who decide, for others what they raised and what is about them.

    ``after`` is the id of the last row of the page before.
    """
    rows = _filtered(actor, store_id, asked)
    if after:
        rows = rows.filter(pk__lt=after)
    return [_row(actor, one) for one in rows.order_by("-pk")[:limit]]


@query(permissions.OWN_CONDUCT)
def get_conduct(actor: Actor, case_id: int) -> ConductRow:
    """One case.

    :raises NotFound: unknown, in another store, or none of the actor's business
    """
    row = _known(actor).filter(pk=case_id).first()
    if row is None:
        raise NotFound
    return _row(actor, row)


def grades_of(store_id: int) -> list[tuple[int, str]]:
    """Weights of a store with their words, from no fault to the heaviest."""
    grades = rules.words_of_grades(value(GRADES, store_id, clock.now()))
    return [(0, str(_("不处理"))), *enumerate(grades, start=1)]


def _known(actor: Actor) -> Any:
    rows: Any = ConductCase.objects.visible_to(actor, permissions.OWN_CONDUCT)
    decides = Q(store_id__in=actor.stores_for(permissions.DECIDE_CONDUCT))
    own = Q(person__user_id=actor.id) if actor.id is not None else Q(pk__in=())
    return rows.filter(decides | own | Q(raised_by=actor.key)).select_related("person")


def _row(actor: Actor, case: Any) -> ConductRow:
    return ConductRow(
        case.pk,
        case.version,
        case.store_id,
        case.state,
        str(CONDUCT.labels[case.state]),
        case.person_id,
        case.person.name,
        case.kind,
        str(case.get_kind_display()),
        case.rework_id,
        case.words,
        case.raised_at,
        case.statement,
        case.stated_at,
        case.weight,
        case.grade,
        case.first_grade,
        case.decision,
        case.decided_at,
        case.appeal,
        case.appealed_at,
        case.answer,
        case.settled_at,
        actor.id is not None and case.person.user_id == actor.id,
    )


def _filtered(actor: Actor, store_id: int, asked: ConductFilter) -> Any:
    rows = _known(actor).filter(store_id=store_id)
    rows = rows.filter(state__in=asked.state) if asked.state else rows
    return rows.filter(kind=asked.kind) if asked.kind else rows
