"""Delivery notes: the draft that is explained, and the signed one."""

from collections.abc import Mapping
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
from anxin.visit.reception.queries.coming import NextServiceRow, NextStop, coming_services
from anxin.visit.reception.queries.note_lines import (
    LEAVE,
    ExplainedLine,
    ReturnedPartRow,
    explained_lines,
    old_parts_of,
    precautions_of,
)
from anxin.visit.repair_orders import queries as orders


@dataclass(frozen=True, slots=True)
class DeliveryNoteView:
    """A signed delivery note; precautions are (service, words)."""

    id: int
    order_number: str
    precautions: tuple[tuple[str, str], ...]
    next_services: tuple[NextServiceRow, ...]
    returned_parts: tuple[ReturnedPartRow, ...]
    lines: tuple[ExplainedLine, ...]
    follow_up_note: str
    call_time: str
    call_time_label: str
    is_accompanied: bool | None
    is_set_removed: bool | None
    is_very_satisfied: bool | None
    unsatisfied_words: str
    channel: str
    signature: bytes | None
    sha256: str
    at: datetime
    handed_over_by_key: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryDraft:
    """What the note starts from: services done with what to mind, old parts, lines to explain, and what comes next."""

    precautions: tuple[tuple[str, str], ...]
    parts: tuple[ReturnedPartRow, ...]
    lines: tuple[ExplainedLine, ...]
    old_parts: str
    not_done: tuple[tuple[str, str], ...]
    follow_up_note: str
    coming: tuple[NextServiceRow, ...]


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
        tuple(
            ReturnedPartRow(each["name"], each["quantity"], each["disposal"], each.get("outcome", ""))
            for each in row.returned_parts
        ),
        tuple(_line(each) for each in row.lines),
        row.follow_up_note,
        row.call_time,
        row.get_call_time_display(),
        row.is_accompanied,
        row.is_set_removed,
        row.is_very_satisfied,
        row.unsatisfied_words,
        row.channel,
        bytes(row.signature.image) if row.signature else None,
        row.sha256,
        row.at,
        row.actor_key,
    )


@query(permissions.SEE)
def draft_delivery_note(actor: Actor, order: orders.RepairOrderView, on: date) -> DeliveryDraft:
    """What the note of an order starts from, on a business day of its store."""
    items = [item for job in order.jobs for item in job.items]
    car = customer_files.get_vehicle(actor, order.head.vehicle_id).data
    store_id = store_info(order.head.store_id).id
    months = car.service_interval_months or value(parameters.SERVICE_INTERVAL_MONTHS, store_id, on)
    kilometres = car.service_interval_km or value(parameters.SERVICE_INTERVAL_KM, store_id, on)
    due_on = rules.next_service_on(on, add_months(on, months), car.next_service_on)
    due_km = rules.next_service_km(order.head.odometer_km, kilometres, car.next_service_km)
    window = (value(parameters.SAME_STOP_DAYS, store_id, on), value(parameters.SAME_STOP_KM, store_id, on))
    stop = NextStop(due_on, due_km, *window)
    return DeliveryDraft(
        precautions=precautions_of(order),
        parts=old_parts_of(order, on),
        lines=explained_lines(order),
        old_parts=order.authorisation.old_parts if order.authorisation else LEAVE,
        not_done=tuple(
            (item.name, item.decline_reason or item.decision_label)
            for item in items
            if item.decision in ("DECLINED", "DEFERRED")
        ),
        follow_up_note=order.head.follow_up_suggestion or orders.follow_up_suggestion(order.head.kind, order.jobs, items),
        coming=coming_services(actor, order, on, stop),
    )


def _next_service(each: dict[str, Any]) -> NextServiceRow:
    return NextServiceRow(
        each["service"],
        date.fromisoformat(each["due_on"]) if each["due_on"] else None,
        each["due_km"],
        Money(each["cost_fen"]) if each["cost_fen"] is not None else None,
        each["minutes"],
    )


def _line(kept: Mapping[str, Any]) -> ExplainedLine:
    """Notes of before the periods were kept with their lines have none."""
    period = kept.get("quality_days"), kept.get("quality_km")
    return ExplainedLine(kept["name"], Money(kept["amount_fen"]), kept["payer"], *period)
