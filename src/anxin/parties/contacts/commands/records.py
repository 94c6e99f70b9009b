"""The contact log and the timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts import permissions, rules
from anxin.parties.contacts.events import ContactLogged
from anxin.parties.contacts.models import Channel, ContactRecord, TimelineLine
from anxin.parties.contacts.parameters import CONTACT_LINE
from anxin.parties.customers.queries import get_customer, get_vehicle
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_own_employee
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text

LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class LoggedContact:
    """The contact after the command; ``is_successful`` by R-FU08."""

    id: int
    is_successful: bool


@command(permissions.LOG)
def log_contact(
    *,
    actor: Actor,
    store_id: int,
    customer_id: int,
    vehicle_id: int | None,
    channel: str,
    direction: str,
    result: str,
    words: str,
    subject: DocumentRef | None,
    at: datetime,
) -> LoggedContact:
    """Record a call, visit, letter or message in or out (R-FU06, R-FU07); it shows on the timeline.

    :raises NotFound: a customer or vehicle that the store does not know
    :raises Invalid: an unknown channel, direction or result, or too many words
    """
    actor.require(permissions.LOG, store_id)
    _require_codes(channel, direction, result)
    kept = clean_text(words)
    if len(kept) > LONGEST_WORDS:
        raise Invalid(_("记录最多 2000 字，请写要点。"), field="words")
    get_customer(Actor.system("contacts", [store_id]), customer_id)
    if vehicle_id is not None:
        get_vehicle(Actor.system("contacts", [store_id]), vehicle_id)
    employee = find_own_employee(actor)
    record = ContactRecord(
        store_id=store_id,
        customer_id=customer_id,
        vehicle_id=vehicle_id,
        channel=channel,
        direction=direction,
        result=result,
        words=kept,
        subject_kind=subject.kind if subject else "",
        subject_id=subject.id if subject else None,
        at=at,
        contacted_on=store_info(store_id).clock.day(at),
        employee_id=employee.id if employee else None,
    )
    record.save(force_insert=True)
    _write_line(actor, store_id, vehicle_id, customer_id, CONTACT_LINE, _ref(record), _line_of(record), at)
    fact = _logged(record)
    events.publish(fact, at=at)
    return LoggedContact(record.pk, fact.is_successful)


@command(permissions.WRITE_TIMELINE)
def write_timeline(
    *,
    actor: Actor,
    store_id: int,
    vehicle_id: int | None,
    customer_id: int | None,
    kind: str,
    subject: DocumentRef | None,
    params: Mapping[str, object],
    at: datetime,
) -> int:
    """Add a line to the history of a vehicle, a customer or both, in the caller's transaction; returns its id.

    ``params`` are plain values that the kind's text names; no names, phones or plates.

    :raises Denied: not a store of the actor
    :raises NotFound: neither a vehicle nor a customer
    """
    actor.require(permissions.WRITE_TIMELINE, store_id)
    if vehicle_id is None and customer_id is None:
        raise NotFound
    line = _write_line(actor, store_id, vehicle_id, customer_id, kind, subject, params, at)
    audit.note(DocumentRef("contacts.timelineline", line.pk), store_id, kind=kind)
    return line.pk


def _require_codes(channel: str, direction: str, result: str) -> None:
    for name, given, known in (
        ("channel", channel, Channel.values),
        ("direction", direction, ContactRecord.Direction.values),
        ("result", result, ContactRecord.Result.values),
    ):
        if given not in known:
            raise Invalid(_("请从列表中选择。"), field=name)


def _logged(record: ContactRecord) -> ContactLogged:
    return ContactLogged(
        store_id=record.store_id,
        contact_id=record.pk,
        customer_id=record.customer_id,
        vehicle_id=record.vehicle_id,
        channel=record.channel,
        direction=record.direction,
        result=record.result,
        is_successful=rules.is_successful(record.channel, record.result),
        document_kind=record.subject_kind,
        document_id=record.subject_id,
    )


def _write_line(
    actor: Actor,
    store_id: int,
    vehicle_id: int | None,
    customer_id: int | None,
    kind: str,
    subject: DocumentRef | None,
    params: Mapping[str, object],
    at: datetime,
) -> TimelineLine:
    values = {name: value if isinstance(value, int | bool | None) else str(value) for name, value in params.items()}
    line = TimelineLine(
        store_id=store_id,
        vehicle_id=vehicle_id,
        customer_id=customer_id,
        at=at,
        kind=kind,
        subject_kind=subject.kind if subject else "",
        subject_id=subject.id if subject else None,
        values=values,
        actor_key=actor.key,
    )
    line.save(force_insert=True)
    return line


def _line_of(record: ContactRecord) -> dict[str, object]:
    return {"channel": record.channel, "direction": record.direction, "result": record.result}


def _ref(record: ContactRecord) -> DocumentRef:
    return DocumentRef("contacts.contact", record.pk)
