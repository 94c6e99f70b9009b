"""Hand-over: what was done is explained, the note is signed, the car leaves."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.commands import write_timeline
from anxin.parties.org.queries import store_info
from anxin.parties.work.commands import create_task
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.signed import fingerprint
from anxin.platform.text import clean_text
from anxin.visit.appointments.commands import return_plate
from anxin.visit.billing import commands as billing
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.commands.belongings import give_locker_back
from anxin.visit.reception.commands.flags import RELATIONS
from anxin.visit.reception.commands.note_wish import (
    NextService,
    NoteWish,
    check_note,
    is_very_satisfied,
    parts_as_given,
)
from anxin.visit.reception.commands.rating import RatingWish, is_low, keep_rating, level_of
from anxin.visit.reception.events import VehicleHandedOver
from anxin.visit.reception.lifecycle import HERE, RECEPTION
from anxin.visit.reception.models import DeliveryNote, Reception
from anxin.visit.reception.queries.note_lines import ExplainedLine, explained_lines, old_parts_of
from anxin.visit.reception.queries.ratings import find_rating
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders import queries as orders


class CustomerShareOpen(Conflict):
    """The customer's share is neither paid nor on account."""

    code = "customer_share_open"
    default_rule = "R-DL03"
    default_message = _("客户应付款还没有结清，请先收款或办理挂账。")


@dataclass(frozen=True, slots=True)
class DeliveredVehicle:
    """The order after the hand-over."""

    note_id: int
    order_number: str
    state: str
    version: int
    sha256: str
    at: datetime


@command(permissions.DELIVER, rule="M09.02")
def deliver_vehicle(
    *,
    actor: Actor,
    number: str,
    note: NoteWish,
    at: datetime,
    signature: bytes | None = None,
    channel: str = "screen",
) -> DeliveredVehicle:
    """Hand the car of the order ``number`` over with its delivery note (M09.02, FORM-39).

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: not settled, or delivered already
    :raises CustomerShareOpen: the customer's share is open
    :raises SettlementStepsMissing: no final inspection passed, or what else the store wants first is not done
    :raises LockerNotReturned: there are things of the customer's in a locker (R-RC13)
    :raises Invalid: a line without words; not asked whether very satisfied, or no words to a no
    :raises OldPartsNotAsChosen: the customer wanted an old part that stays, and nobody says why (R-WA12)
    :raises FollowUpSuggestionNeeded: the word to customer relations was wiped out
    :raises SignatureNeeded: channel ``screen`` without a PNG
    """
    reception = _locked_reception(actor, number)
    order = orders.get_order_head(actor, number)
    actor.require(permissions.DELIVER, order.store_id)
    rated = level_of(order.store_id, order.id)
    check_note(note, channel, rated)
    closed = repair_orders.deliver_repair_order(actor=actor, number=number, at=at, follow_up_suggestion=note.follow_up_note)
    note = replace(note, follow_up_note=orders.get_order_head(actor, number).follow_up_suggestion)
    note = replace(note, is_very_satisfied=is_very_satisfied(note, rated))
    row = _keep_note(actor, number, reception, note, signature, channel, at)
    if note.rating and rated is None:
        keep_rating(actor, order.store_id, order.id, RatingWish(note.rating, note.unsatisfied_words), at)
    _require_settlement_steps(actor, number, order.store_id, at)
    if reception is not None:
        _end_visit(actor, reception, note, at)
    level = note.rating if rated is None else rated
    if row.is_very_satisfied is False and not (level and is_low(order.store_id, level, at)):
        _tell_relations(actor, row, order.number, at)
    write_timeline(
        actor=actor,
        store_id=order.store_id,
        vehicle_id=order.vehicle_id,
        customer_id=order.customer_id,
        kind=parameters.DELIVERED_LINE,
        subject=DocumentRef("repair_orders.repairorder", order.id),
        params={"order": order.number},
        at=at,
    )
    events.publish(
        VehicleHandedOver(
            deliverynote_id=row.pk,
            store_id=order.store_id,
            repair_order_id=order.id,
            vehicle_id=order.vehicle_id,
            customer_id=order.customer_id,
        ),
        at=at,
    )
    return DeliveredVehicle(row.pk, closed.number, closed.state, closed.version, row.sha256, at)


def _end_visit(actor: Actor, reception: Reception, note: NoteWish, at: datetime) -> None:
    if reception.appointment_id is not None:
        return_plate(actor, permissions.DELIVER, reception.appointment_id, at=at)
    give_locker_back(actor, reception, is_returned=note.is_locker_returned, at=at)
    reception.state, reception.ended_at = RECEPTION.after("deliver", reception.state), at
    reception.version += 1
    reception.save(update_fields=["state", "ended_at", "version"])


def _require_settlement_steps(actor: Actor, number: str, store_id: int, at: datetime) -> None:
    """What the store wants done before a car leaves (R-DL12)."""
    try:
        billing.require_settlement_steps(actor, number, store_id, at)
    except billing.SettlementStepsMissing as refusal:
        if "paid" in refusal.details["steps"]:
            raise CustomerShareOpen from None
        raise


def _tell_relations(actor: Actor, row: DeliveryNote, number: str, at: datetime) -> None:
    """Customer relations hear of it before the follow-up call (R-RC24)."""
    create_task(
        actor=actor,
        store_id=row.store_id,
        kind=parameters.UNSATISFIED_TASK,
        subject=DocumentRef("repair_orders.repairorder", row.repair_order_id),
        # All staff see tasks; the customer's words stand on the delivery note.
        title=_("交车不满意：工单 %(number)s") % {"number": number},
        post=RELATIONS,
        due_at=at + timedelta(minutes=value(parameters.TELL_MINUTES, row.store_id, at)),
        at=at,
    )


def _locked_reception(actor: Actor, order_number: str) -> Reception | None:
    rows = Reception.objects.visible_to(actor, permissions.DELIVER).locked()
    found: Reception | None = rows.filter(repair_order__number=order_number, state__in=HERE).first()
    return found


def _keep_note(
    actor: Actor,
    number: str,
    reception: Reception | None,
    note: NoteWish,
    signature: bytes | None,
    channel: str,
    at: datetime,
) -> DeliveryNote:
    order = orders.get_repair_order(actor, number)
    store_id, order_id = order.head.store_id, order.head.id
    parts = parts_as_given(note, old_parts_of(order, store_info(store_id).clock.day(at)))
    signed = repair_orders.keep_signature(store_id, signature, at=at) if channel == "screen" else None
    said: dict[str, Any] = {
        "precautions": [asdict(each) for each in note.precautions],
        "next_services": [_plain(each) for each in note.next_services],
        "returned_parts": [asdict(each) for each in parts],
        "lines": [_line(one) for one in explained_lines(order)],
        "follow_up_note": note.follow_up_note or "",
        "call_time": note.call_time,
        "is_accompanied": note.is_accompanied,
        "is_very_satisfied": note.is_very_satisfied,
        "unsatisfied_words": "" if note.is_very_satisfied else clean_text(note.unsatisfied_words),
    }
    if reception is not None and reception.sheet.protective_set == "laid":
        said["is_set_removed"] = note.is_set_removed
    proof = {"order": order_id, **said, "channel": channel, "at": at, "signature": signed.sha256 if signed else ""}
    row = DeliveryNote(
        store_id=store_id,
        repair_order_id=order_id,
        reception=reception,
        **said,
        channel=channel,
        signature_id=signed.pk if signed else None,
        sha256=fingerprint(proof),
        at=at,
        actor_key=actor.key,
    )
    row.save(force_insert=True)
    return row


def _line(line: ExplainedLine) -> Mapping[str, Any]:
    return {
        "name": line.name,
        "amount_fen": line.amount.fen,
        "payer": line.payer,
        "quality_days": line.quality_days,
        "quality_km": line.quality_km,
    }


def _plain(service: NextService) -> Mapping[str, Any]:
    return {
        "service": service.service,
        "due_on": service.due_on.isoformat() if service.due_on else None,
        "due_km": service.due_km,
        "cost_fen": service.cost.fen if service.cost else None,
        "minutes": service.minutes,
    }


billing.register_settlement_step("rated", lambda actor, number: find_rating(actor, number) is not None)
