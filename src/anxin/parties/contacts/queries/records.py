"""The contact log, the letter register and the timeline."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts import permissions, rules
from anxin.parties.contacts.models import Channel, ContactRecord, TimelineLine
from anxin.parties.contacts.parameters import CONTACT_LINE, MESSAGE_LINE, declared_templates, timeline_kind
from anxin.parties.org.queries import all_stores, store_info
from anxin.parties.people.queries import names_of
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

SORTS = {"at": "at"}
LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as the register shows it."""

    id: int
    store_id: int
    customer_id: int
    customer_name: str
    vehicle_id: int | None
    plate: str
    channel: str
    channel_label: str
    direction: str
    direction_label: str
    result: str
    result_label: str
    is_successful: bool
    words: str
    subject: DocumentRef | None
    at: datetime
    contacted_on: date
    employee_id: int | None
    employee_name: str
    vin: str = ""


@dataclass(frozen=True)
class ContactFilter:
    """What the register may be narrowed by."""

    channel: str = filter_field(_("方式"), default="", choices=Channel.choices)
    direction: str = filter_field(_("方向"), default="", choices=ContactRecord.Direction.choices)
    result: str = filter_field(_("结果"), default="", choices=ContactRecord.Result.choices)
    day_from: date | None = filter_field(_("日期从"))
    day_to: date | None = filter_field(_("日期到"))
    customer: int | None = filter_field(_("客户"), hidden=True)
    vehicle: int | None = filter_field(_("车辆"), hidden=True)


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A line of the history of a vehicle or customer, ready to be shown."""

    id: int
    at: datetime
    kind: str
    title: str
    icon: str
    text: str
    subject: DocumentRef | None
    store_id: int
    store_name: str


@query(permissions.SEE)
def page_contacts(actor: Actor, store_id: int, asked: ContactFilter, order: Order, window: Window) -> RowPage[ContactRow]:
    """One page of a store's register of contacts, the newest first unless another order is asked for."""
    rows = _filtered(actor, store_id, asked)
    by = order.as_order_by(SORTS) if order.name else ["-at", "-pk"]
    return RowPage(_rows(actor, rows.order_by(*by)[window.offset : window.offset + window.limit]), rows.count())


@query(permissions.SEE)
def list_contacts(actor: Actor, store_id: int, filters: ContactFilter) -> list[ContactRow]:
    """Up to 200 contacts of a store, the newest first."""
    return _rows(actor, _filtered(actor, store_id, filters).order_by("-at", "-pk")[:LONGEST_LIST])


@query(permissions.SEE)
def get_contact(actor: Actor, contact_id: int) -> ContactRow:
    """One contact.

    :raises NotFound: unknown, or not in a store that the actor sees
    """
    rows = ContactRecord.objects.visible_to(actor, permissions.SEE).filter(pk=contact_id)
    rows.one(pk=contact_id)
    return _rows(actor, rows)[0]


@query(permissions.SEE)
def timeline_of(
    actor: Actor,
    vehicle_id: int | None = None,
    customer_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[TimelineRow]:
    """The history of a vehicle or of a customer in the actor's stores, the newest first.

    ``before`` is the id of the last line seen; ``limit`` at most 200.

    :raises Invalid: neither or both were asked for
    :raises NotFound: the line ``before`` is unknown
    """
    if (vehicle_id is None) == (customer_id is None):
        raise Invalid(_("请指定车辆或客户之一。"), field="vehicle_id")
    rows = TimelineLine.objects.visible_to(actor, permissions.SEE)
    whose = rows.filter(**({"vehicle": vehicle_id} if vehicle_id is not None else {"customer": customer_id}))
    if before is not None:
        last = whose.one(pk=before)
        whose = whose.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)
    stores = all_stores()
    chosen = whose.order_by("-at", "-pk")[: min(limit, LONGEST_LIST)]
    return [_line(one, stores[one.store_id].name) for one in chosen]


def _filtered(actor: Actor, store_id: int, asked: ContactFilter) -> "QuerySet[ContactRecord]":
    rows = ContactRecord.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    for name in ("channel", "direction", "result"):
        if getattr(asked, name):
            rows = rows.filter(**{name: getattr(asked, name)})
    if asked.customer is not None:
        rows = rows.filter(customer_id=asked.customer)
    if asked.vehicle is not None:
        rows = rows.filter(vehicle_id=asked.vehicle)
    clock = store_info(store_id).clock
    if asked.day_from:
        rows = rows.filter(at__gte=clock.bounds(asked.day_from)[0])
    if asked.day_to:
        rows = rows.filter(at__lt=clock.bounds(asked.day_to)[1])
    return rows


def _rows(actor: Actor, records: "QuerySet[ContactRecord]") -> list[ContactRow]:
    found = list(records.select_related("customer", "vehicle"))
    names = names_of(actor, {one.employee_id for one in found if one.employee_id})
    return [_row(one, names.get(one.employee_id or 0, "")) for one in found]


def _row(one: Any, employee_name: str) -> ContactRow:
    return ContactRow(
        one.pk,
        one.store_id,
        one.customer_id,
        one.customer.name,
        one.vehicle_id,
        one.vehicle.plate if one.vehicle else "",
        one.channel,
        str(one.get_channel_display()),
        one.direction,
        str(one.get_direction_display()),
        one.result,
        str(one.get_result_display()),
        rules.is_successful(one.channel, one.result),
        one.words,
        DocumentRef(one.subject_kind, one.subject_id) if one.subject_id is not None else None,
        one.at,
        one.contacted_on,
        one.employee_id,
        employee_name,
        vin=one.vehicle.vin if one.vehicle else "",
    )


def _line(one: Any, store_name: str) -> TimelineRow:
    kind = timeline_kind(one.kind)
    values = _words(one.kind, one.values)
    try:
        title = str(kind.text) % values if values else str(kind.text)
    except (KeyError, TypeError, ValueError):
        # A text that changed since the line was written must not cost the page.
        title = str(kind.text)
    subject = DocumentRef(one.subject_kind, one.subject_id) if one.subject_id is not None else None
    return TimelineRow(
        one.pk, one.at, one.kind, title, kind.icon, str(values.get("text", "")), subject, one.store_id, store_name
    )


def _words(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """Codes of our own lines in the language of the reader."""
    if kind == CONTACT_LINE:
        labels = {"channel": dict(Channel.choices), "result": dict(ContactRecord.Result.choices)}
        return {**values, **{name: str(labels[name].get(values.get(name, ""), "")) for name in labels}}
    if kind == MESSAGE_LINE:
        template = declared_templates().get(values.get("template", ""))
        return {**values, "label": str(template.label) if template else ""}
    return values
