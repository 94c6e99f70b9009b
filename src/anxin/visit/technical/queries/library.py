"""The library of difficult problems, for every store of the group."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.visit.technical import permissions, rules
from anxin.visit.technical.models import LibraryEntry, System

SORTS = {"recorded_at": "recorded_at", "model_name": "model_name"}
FEW = 3
COLUMNS = ("symptom", "process", "cause", "solution", "model_name", "fault_codes")


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """What the library is searched by; every word must be found."""

    text: str = filter_field(_("现象、原因、车型或故障码"), default="")
    system: tuple[str, ...] = filter_field(_("系统"), choices=tuple(System.choices), default=())
    unsolved: bool = filter_field(_("只看没解决的"), default=False)


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """A problem with what was tried and what came of it; names no customer and no car."""

    id: int
    model_name: str
    system: str
    system_label: str
    fault_codes: str
    symptom: str
    process: str
    cause: str
    solution: str
    is_solved: bool
    recorded_at: datetime
    store_name: str


@query(permissions.LEARN)
def page_library(actor: Actor, asked: LibraryFilter, order: Order, window: Window) -> RowPage[LibraryRow]:
    """Problems of the whole group, the newest first unless sorted."""
    rows = _found(asked.text)
    if asked.system:
        rows = rows.filter(system__in=asked.system)
    if asked.unsolved:
        rows = rows.filter(is_solved=False)
    by = order.as_order_by(SORTS) if order.name in SORTS else ["-recorded_at", "-pk"]
    return RowPage([_row(one) for one in rows.order_by(*by)[window.offset : window.offset + window.limit]], rows.count())


@query(permissions.LEARN)
def get_library_entry(actor: Actor, entry_id: int) -> LibraryRow:
    """One problem.

    :raises NotFound: unknown
    """
    row = LibraryEntry.objects.select_related("origin_store").filter(pk=entry_id).first()
    if row is None:
        raise NotFound
    return _row(row)


@query(permissions.LEARN)
def find_similar(actor: Actor, model_name: str, fault_codes: str) -> list[LibraryRow]:
    """The newest problems with one of these fault codes, else of the model: what somebody who is stuck reads first."""
    codes = Q()
    for code in rules.search_terms(fault_codes):
        codes |= Q(fault_codes__icontains=code)
    same = codes if codes else Q(model_name=model_name)
    rows = LibraryEntry.objects.select_related("origin_store").filter(same).order_by("-recorded_at", "-pk")
    return [_row(one) for one in rows[:FEW]]


def systems() -> list[tuple[str, str]]:
    """Codes and words of the parts of a car."""
    return [(str(code), str(label)) for code, label in System.choices]


def _found(text: str) -> QuerySet[LibraryEntry]:
    rows = LibraryEntry.objects.select_related("origin_store")
    for term in rules.search_terms(text):
        anywhere = Q()
        for column in COLUMNS:
            anywhere |= Q(**{f"{column}__icontains": term})
        rows = rows.filter(anywhere)
    return rows


def _row(one: LibraryEntry) -> LibraryRow:
    return LibraryRow(
        one.pk,
        one.model_name,
        one.system,
        str(one.get_system_display()),
        one.fault_codes,
        one.symptom,
        one.process,
        one.cause,
        one.solution,
        one.is_solved,
        one.recorded_at,
        one.origin_store.name,
    )
