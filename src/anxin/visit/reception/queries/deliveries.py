"""Delivery notes: the draft that is explained, and the signed one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anxin.parties.customers import queries as customer_files
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.calendar.rules import add_months
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.reception import parameters, permissions, rules
from anxin.visit.reception.models import DeliveryNote
from anxin.visit.repair_orders import queries as orders


@dataclass(frozen=True, slots=True)
class NextServiceRow:
    """A coming service on the note."""

    service: str
    due_on: date | None
    due_km: int | None
    cost: Money | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class DeliveryNoteView:
    """A signed delivery note; precautions are (service, words), returned parts (name, quantity, disposal)."""

    id: int
    order_number: str
    precautions: tuple[tuple[str, str], ...]
    next_services: tuple[NextServiceRow, ...]
    returned_parts: tuple[tuple[str, str, str], ...]
    follow_up_note: str
    is_set_removed: bool | None
    is_very_satisfied: bool | None
    unsatisfied_words: str
    channel: str
    signature: bytes | None
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryDraft:
    """What the note starts from: services done, parts replaced, findings not done, and the next service."""

    services: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    old_parts: str
    not_done: tuple[tuple[str, str], ...]
    follow_up_note: str
    next_service_on: date
    next_service_km: int | None


@query(permissions.SEE)
def find_delivery_note(actor: Actor, order_number: str) -> DeliveryNoteView | None:
    """The signed note of an order, if it was handed over with one."""
    rows = DeliveryNote.objects.visible_to(actor, permissions.SEE).select_related("repair_order", "signature")
    row = rows.filter(repair_order__number=order_number).first()
    if row is None:
        return None
    return DeliveryNoteView(
        row.pk,
        row.repair_order.number,
        tuple((each["service"], each["words"]) for each in row.precautions),
        tuple(_next_service(each) for each in row.next_services),
        tuple((each["name"], each["quantity"], each["disposal"]) for each in row.returned_parts),
        row.follow_up_note,
        row.is_set_removed,
        row.is_very_satisfied,
        row.unsatisfied_words,
        row.channel,
        bytes(row.signature.image) if row.signature else None,
        row.sha256,
        row.at,
    )


@query(permissions.SEE)
def draft_delivery_note(actor: Actor, order: orders.RepairOrderView, on: date) -> DeliveryDraft:
    """What the note of an order starts from, on a business day of its store."""
    items = [item for job in order.jobs for item in job.items]
    car = customer_files.get_vehicle(actor, order.head.vehicle_id).data
    store_id = store_info(order.head.store_id).id
    months = car.service_interval_months or value(parameters.SERVICE_INTERVAL_MONTHS, store_id, on)
    kilometres = car.service_interval_km or value(parameters.SERVICE_INTERVAL_KM, store_id, on)
    used_up = value(parameters.UNITS_USED_UP, store_id, on)
    approved = [item for item in items if item.decision == "APPROVED"]
    return DeliveryDraft(
        services=tuple(dict.fromkeys(item.name for item in approved if item.kind == "labour")),
        parts=tuple(
            (item.name, f"{item.quantity.normalize():f} {item.unit}")
            for item in approved
            if item.kind == "part" and rules.leaves_old_part(item.unit, used_up)
        ),
        old_parts=order.authorisation.old_parts if order.authorisation else "leave",
        not_done=tuple(
            (item.name, item.decline_reason or item.decision_label)
            for item in items
            if item.decision in ("DECLINED", "DEFERRED")
        ),
        follow_up_note=order.head.follow_up_suggestion or orders.follow_up_suggestion(order.head.kind, order.jobs, items),
        next_service_on=rules.next_service_on(on, add_months(on, months), car.next_service_on),
        next_service_km=rules.next_service_km(order.head.odometer_km, kilometres, car.next_service_km),
    )


def _next_service(each: dict[str, Any]) -> NextServiceRow:
    return NextServiceRow(
        each["service"],
        date.fromisoformat(each["due_on"]) if each["due_on"] else None,
        each["due_km"],
        Money(each["cost_fen"]) if each["cost_fen"] is not None else None,
        each["minutes"],
    )
