"""What is taken of bays and technicians, and what is free."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.org import queries as org
from anxin.parties.people.queries import names_of
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import permissions, rules
from anxin.resources.capacity.models import Reservation, ResourceKind


@dataclass(frozen=True, slots=True)
class ReservationRow:
    """A reservation that holds. ``resource_name`` is the bay's code or the technician's name."""

    id: int
    resource_kind: str
    resource_id: int
    resource_name: str
    starts_at: datetime
    ends_at: datetime
    document: DocumentRef


@dataclass(frozen=True, slots=True)
class BayRow:
    """A bay in use."""

    id: int
    code: str
    kind: str
    is_high_voltage: bool


@dataclass(frozen=True, slots=True)
class TakenTime:
    """How many minutes of a business day a resource is taken."""

    resource_kind: str
    resource_id: int
    minutes: int


@query(permissions.SEE)
def list_reservations(actor: Actor, store_id: int, day: date) -> list[ReservationRow]:
    """What is taken at some time of a store's business day, by start."""
    first, after = org.store_info(store_id).clock.bounds(day)
    rows = _holding(actor, store_id).filter(during__overlap=(first, after))
    return _rows(actor, store_id, rows.order_by("during", "pk"))


@query(permissions.SEE)
def list_reservations_of(actor: Actor, store_id: int, document: DocumentRef) -> list[ReservationRow]:
    """What is taken for one document, by start."""
    rows = _holding(actor, store_id).filter(document_kind=document.kind, document_id=document.id)
    return _rows(actor, store_id, rows.order_by("during", "pk"))


@query(permissions.SEE)
def list_bays(actor: Actor, store_id: int) -> list[BayRow]:
    """Bays of a store that are in use, by code."""
    if store_id not in actor.stores_for(permissions.SEE):
        return []
    return [BayRow(row.id, row.code, row.kind, row.is_high_voltage) for row in org.list_bays(actor, store_id)]


@query(permissions.SEE)
def free_bays(actor: Actor, store_id: int, starts_at: datetime, ends_at: datetime) -> list[BayRow]:
    """Bays of a store that nothing holds at any time of the span, by code.

    :raises Invalid: the span does not run forward
    """
    require_sound(rules.Span(starts_at, ends_at))
    held = _holding(actor, store_id).filter(resource_kind=ResourceKind.BAY, during__overlap=(starts_at, ends_at))
    taken = set(held.values_list("resource_id", flat=True))
    return [bay for bay in list_bays(actor, store_id) if bay.id not in taken]


@query(permissions.SEE)
def list_taken_time(actor: Actor, store_id: int, day: date) -> list[TakenTime]:
    """Minutes taken of every resource that is taken on a store's business day."""
    window = rules.Span(*org.store_info(store_id).clock.bounds(day))
    spans: dict[tuple[str, int], list[rules.Span]] = defaultdict(list)
    rows = _holding(actor, store_id).filter(during__overlap=(window.starts_at, window.ends_at))
    for row in rows.order_by("resource_kind", "resource_id"):
        spans[row.resource_kind, row.resource_id].append(rules.Span(row.starts_at, row.ends_at))
    return [TakenTime(*resource, rules.taken_minutes(taken, window)) for resource, taken in spans.items()]


def require_sound(span: rules.Span) -> None:
    """:raises Invalid: the span does not run forward, is longer than three months, or has no time zone"""
    if not span.is_sound:
        raise Invalid(_("结束要晚于开始，最长三个月，请核对。"), field="ends_at", rule="M07.01")


def _holding(actor: Actor, store_id: int) -> "QuerySet[Reservation]":
    rows: QuerySet[Reservation] = Reservation.objects.visible_to(actor, permissions.SEE)
    return rows.filter(store_id=store_id, released_at=None)


def _rows(actor: Actor, store_id: int, rows: Iterable[Reservation]) -> list[ReservationRow]:
    held = list(rows)
    bays = org.list_bays(actor, store_id, with_retired=True) if held else []
    people = {row.resource_id for row in held if row.resource_kind == ResourceKind.TECHNICIAN}
    names = {
        ResourceKind.BAY.value: {bay.id: bay.code for bay in bays},
        ResourceKind.TECHNICIAN.value: names_of(actor, people) if people else {},
    }
    return [
        ReservationRow(
            row.pk,
            row.resource_kind,
            row.resource_id,
            names[row.resource_kind].get(row.resource_id, ""),
            row.starts_at,
            row.ends_at,
            row.document,
        )
        for row in held
    ]
