"""People who come without leaving a car: in, received, out (M05.12, FORM-27); and where a customer waits (R-RC19)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people import queries as people
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.phones import parse_phone
from anxin.platform.references import DocumentRef
from anxin.platform.text import at_most
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.commands.arriving import KIND, KeptReception, kept, locked_here
from anxin.visit.reception.models import PlateSighting, Reception, Visitor

VISITOR = "reception.visitor"


@dataclass(frozen=True, slots=True)
class KeptVisitor:
    """A visitor after a step."""

    id: int
    purpose: str
    host_id: int | None
    greeted_at: datetime | None
    left_at: datetime | None


@command(permissions.VISITORS, rule="M05.12")
def register_visitor(
    *, actor: Actor, store_id: int, at: datetime, purpose: str, name: str = "", phone: str = "", host_id: int | None = None
) -> KeptVisitor:
    """Somebody is at the counter; only why they came must be known (M05.12).

    :raises Denied: no permission in this store
    :raises Invalid: unknown purpose, no phone number, a host of another store
    """
    actor.require(permissions.VISITORS, store_id)
    if purpose not in Visitor.Purpose.values:
        raise Invalid(_("请选择来访目的。"), field="purpose")
    host = people.find_employee(actor, host_id) if host_id is not None else None
    if host_id is not None and (host is None or host.store_id != store_id):
        raise Invalid(_("请选择本店的员工。"), field="host_id")
    row = Visitor(
        store_id=store_id,
        purpose=purpose,
        name=at_most(name, 40, "name"),
        phone=_phone(phone),
        host_id=host_id,
        came_at=at,
        came_on=store_info(store_id).clock.day(at),
        actor_key=actor.key,
    )
    row.save(force_insert=True)
    audit.note(DocumentRef(VISITOR, row.pk), store_id, purpose=purpose)
    return _kept(row)


@command(permissions.VISITORS, rule="R-RC03")
def greet_visitor(*, actor: Actor, visitor_id: int, at: datetime) -> KeptVisitor:
    """Whoever acts receives the visitor, who no longer stands in the queue (R-RC03).

    :raises NotFound: unknown or out of scope
    :raises Conflict: received already, or gone
    """
    row = _locked(actor, visitor_id)
    if row.greeted_at is not None:
        raise Conflict(_("已经有人接待了，请刷新后再看。"), rule="R-RC03")
    own = people.find_own_employee(actor)
    if own is not None and own.store_id == row.store_id:
        row.host_id = own.id
    row.greeted_at = at
    row.save(update_fields=["host", "greeted_at"])
    audit.note(DocumentRef(VISITOR, row.pk), row.store_id, host=row.host_id)
    return _kept(row)


@command(permissions.VISITORS, rule="M05.12")
def end_visit(*, actor: Actor, visitor_id: int, at: datetime) -> KeptVisitor:
    """The visitor has left.

    :raises NotFound: unknown or out of scope
    :raises Conflict: left before
    """
    row = _locked(actor, visitor_id)
    row.left_at = max(at, row.came_at)
    row.save(update_fields=["left_at"])
    audit.note(DocumentRef(VISITOR, row.pk), row.store_id, left=True)
    return _kept(row)


@command(permissions.VISITORS, rule="I.4")
def forget_visitors(*, actor: Actor, store_id: int, at: datetime) -> int:
    """Blank names and phones of visitors of long ago, and plates that a gate saw. Returns how many visitors (I.4)."""
    actor.require(permissions.VISITORS, store_id)
    last = at - timedelta(days=value(parameters.VISITOR_DAYS, store_id, at))
    rows = Visitor.objects.visible_to(actor, permissions.VISITORS).filter(store_id=store_id, came_at__lt=last)
    seen = PlateSighting.objects.visible_to(actor, permissions.VISITORS).filter(store_id=store_id, seen_at__lt=last)
    seen.exclude(plate="").update(plate="")
    known = rows.exclude(name="", phone="")
    count: int = known.update(name="", phone="")
    return count


@command(permissions.RECEIVE, rule="R-RC19")
def choose_waiting(*, actor: Actor, number: str, waits: str, at: datetime) -> KeptReception:
    """Where the customer is until the car is ready: in the lounge, coming back, or away (R-RC19).

    :raises NotFound: unknown or out of scope
    :raises Conflict: the car has left
    :raises Invalid: unknown answer
    """
    row = locked_here(actor, permissions.RECEIVE, number)
    if waits not in Reception.Waits.values:
        raise Invalid(_("请选择客户在哪里等。"), field="waits")
    if waits != row.waits:
        row.waits = waits
        row.version += 1
        row.save(update_fields=["waits", "version"])
        audit.note(DocumentRef(KIND, row.pk), row.store_id, waits=waits)
    return kept(row)


def _locked(actor: Actor, visitor_id: int) -> Visitor:
    row: Visitor = Visitor.objects.visible_to(actor, permissions.VISITORS).locked().one(pk=visitor_id)
    if row.left_at is not None:
        raise Conflict(_("这位访客已经离开，请刷新后再看。"))
    return row


def _phone(text: str) -> str:
    if not text.strip():
        return ""
    phone = parse_phone(text)
    if not phone.is_usable:
        raise Invalid(_("电话写得不对：请核对，不知道就空着。"), field="phone")
    return phone.text


def _kept(row: Visitor) -> KeptVisitor:
    return KeptVisitor(row.pk, row.purpose, row.host_id, row.greeted_at, row.left_at)
