"""Bays and technicians taken by the minute. Nothing is taken twice: the database refuses and says until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import list_bays
from anxin.parties.people.queries import is_on_staff
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.resources.capacity import permissions, rules
from anxin.resources.capacity.models import Reservation, ResourceKind
from anxin.resources.capacity.queries.reservations import require_sound


class ResourceTaken(Conflict):
    """Something else holds the resource; ``details`` give when it is ``free_from`` for a span of this length."""

    code = "resource_taken"
    default_rule = "M07.01"
    default_message = _("这段时间已被占用，请换一个时间或工位。")


class ResourceUnknown(Invalid):
    """Not a bay in use, or not a person on the staff, of this store."""

    code = "resource_unknown"
    default_rule = "M07.01"
    default_message = _("本店没有这个工位或员工，或已停用、离职，请从列表中选择。")


@dataclass(frozen=True, slots=True)
class Reserved:
    """A reservation that holds."""

    id: int
    resource_kind: str
    resource_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Released:
    """How many reservations were given back."""

    count: int


@command(permissions.RESERVE, rule="M07.01")
def reserve(
    *,
    actor: Actor,
    store_id: int,
    resource_kind: str,
    resource_id: int,
    starts_at: datetime,
    ends_at: datetime,
    document: DocumentRef,
    at: datetime,
) -> Reserved:
    """Take a bay or a technician for a document over [starts_at, ends_at).

    A bay must be one of the store's and in use, a technician on its staff.

    :raises Denied: the actor may not reserve in this store
    :raises Invalid: the span does not run forward
    :raises ResourceUnknown: no such bay in use, or nobody of that id on the staff
    :raises ResourceTaken: something else holds it at some time of the span
    """
    actor.require(permissions.RESERVE, store_id)
    span = rules.Span(starts_at, ends_at)
    require_sound(span)
    _require_resource(actor, store_id, resource_kind, resource_id)
    row = Reservation(
        store_id=store_id,
        resource_kind=resource_kind,
        resource_id=resource_id,
        during=DateTimeTZRange(starts_at, ends_at),
        document_kind=document.kind,
        document_id=document.id,
        reserved_at=at,
    )
    _take(row, span, row.resource_id)
    audit.note(document, store_id, reservation=row.pk, **_said(row))
    return Reserved(row.pk, resource_kind, resource_id, starts_at, ends_at)


@command(permissions.RESERVE, rule="M07.01")
def move_reservation(
    *,
    actor: Actor,
    reservation_id: int,
    starts_at: datetime,
    ends_at: datetime,
    resource_id: int | None = None,
    at: datetime,
) -> Reserved:
    """Give a reservation another span, and another resource of its kind if one is named.

    :raises NotFound: unknown, released, or in a store where the actor may not reserve
    :raises Invalid: the span does not run forward
    :raises ResourceUnknown: no such bay in use, or nobody of that id on the staff
    :raises ResourceTaken: something else holds the resource then
    """
    mine = Reservation.objects.visible_to(actor, permissions.RESERVE)
    row: Reservation = mine.filter(released_at=None).locked().one(pk=reservation_id)
    span = rules.Span(starts_at, ends_at)
    require_sound(span)
    left = row.resource_id
    if resource_id is not None and resource_id != row.resource_id:
        _require_resource(actor, row.store_id, row.resource_kind, resource_id)
        row.resource_id = resource_id
    row.during = DateTimeTZRange(starts_at, ends_at)
    _take(row, span, left)
    audit.note(row.document, row.store_id, reservation=row.pk, moved=True, **_said(row))
    return Reserved(row.pk, row.resource_kind, row.resource_id, starts_at, ends_at)


@command(permissions.RESERVE, rule="M07.01")
def release(
    *, actor: Actor, store_id: int, document: DocumentRef, at: datetime, resource_kind: str | None = None
) -> Released:
    """Give back what a document holds, or only its bays or its technicians. Nothing held is no error.

    :raises Denied: the actor may not reserve in this store
    """
    actor.require(permissions.RESERVE, store_id)
    rows = Reservation.objects.visible_to(actor, permissions.RESERVE).filter(
        store_id=store_id, document_kind=document.kind, document_id=document.id, released_at=None
    )
    if resource_kind is not None:
        rows = rows.filter(resource_kind=resource_kind)
    count = rows.update(released_at=at)
    audit.note(document, store_id, released=count, resource_kind=resource_kind)
    return Released(count)


def take_resource_turns(store_id: int, resources: Iterable[tuple[str, int]]) -> None:
    """Inside a command that reserves for several documents: wait for all of its bays and technicians (kind, id) at once.

    Bays come before technicians, and the lower id first, as ``reserve`` takes them for one document.
    """
    for kind, number in sorted(set(resources)):
        take_turn(f"capacity:{store_id}:{kind}:{number}")


def _require_resource(actor: Actor, store_id: int, resource_kind: str, resource_id: int) -> None:
    if resource_kind not in ResourceKind.values:
        raise Invalid(_("请选择工位或技师。"), field="resource_kind")
    if resource_kind == ResourceKind.TECHNICIAN:
        known = is_on_staff(actor, store_id, resource_id)
    else:
        known = any(bay.id == resource_id for bay in list_bays(actor, store_id))
    if not known:
        raise ResourceUnknown(field="resource_id")


def _take(row: Reservation, span: rules.Span, left: int) -> None:
    # Two writers that meet in an exclusion constraint may deadlock: those of one resource, come or left, take turns.
    take_resource_turns(row.store_id, [(row.resource_kind, left), (row.resource_kind, row.resource_id)])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "reservation_once" not in str(error):
            raise
        raise _taken(row, span) from None


def _taken(row: Reservation, wanted: rules.Span) -> ResourceTaken:
    others = Reservation.objects.across_stores(reason="the store was checked by the caller").filter(
        store_id=row.store_id, resource_kind=row.resource_kind, resource_id=row.resource_id, released_at=None
    )
    later = others.exclude(pk=row.pk).filter(during__endswith__gt=wanted.starts_at)
    spans = [rules.Span(each.starts_at, each.ends_at) for each in later]
    return ResourceTaken(field="starts_at", free_from=rules.first_free(spans, wanted))


def _said(row: Reservation) -> dict[str, object]:
    return {
        "resource": f"{row.resource_kind}:{row.resource_id}",
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
    }
