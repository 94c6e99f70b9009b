"""Hand-over: what was done is explained, the note is signed, the car leaves."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.commands import write_timeline
from anxin.parties.work.commands import create_task
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.signed import fingerprint
from anxin.platform.text import clean_text
from anxin.visit.appointments.commands import return_plate
from anxin.visit.billing import queries as billing
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.commands.belongings import give_locker_back
from anxin.visit.reception.commands.flags import RELATIONS
from anxin.visit.reception.events import VehicleHandedOver
from anxin.visit.reception.lifecycle import HERE, RECEPTION
from anxin.visit.reception.models import DeliveryNote, Reception
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders import queries as orders

MOST_LINES = 60


class CustomerShareOpen(Conflict):
    """The customer's share is neither paid nor on account."""

    code = "customer_share_open"
    default_rule = "R-DL03"
    default_message = _("客户应付款还没有结清，请先收款或办理挂账。")


@dataclass(frozen=True, slots=True)
class Precaution:
    """What to mind after a service (R-DL01)."""

    service: str
    words: str


@dataclass(frozen=True, slots=True)
class NextService:
    """What comes next, by day or kilometres, with its cost and the minutes that it takes (R-DL02)."""

    service: str
    due_on: date | None = None
    due_km: int | None = None
    cost: Money | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnedPart:
    """An old part and what became of it."""

    name: str
    quantity: str = ""
    disposal: str = ""


@dataclass(frozen=True, slots=True)
class NoteWish:
    """The delivery note as it is explained and signed; ``follow_up_note`` None is what the work done proposes (R-RO19).

    ``is_very_satisfied`` is the customer's answer to the question that every one is asked (R-RC24).
    """

    precautions: tuple[Precaution, ...] = ()
    next_services: tuple[NextService, ...] = ()
    returned_parts: tuple[ReturnedPart, ...] = ()
    follow_up_note: str | None = None
    is_explained: bool = False
    is_locker_returned: bool = False
    is_set_removed: bool = False
    is_very_satisfied: bool | None = None
    unsatisfied_words: str = ""


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
    :raises LockerNotReturned: there are things of the customer's in a locker (R-RC13)
    :raises Invalid: not explained; a line without words; not asked whether very satisfied, or no words to a no
    :raises FollowUpSuggestionNeeded: the word to customer relations was wiped out
    :raises SignatureNeeded: channel ``screen`` without a PNG
    """
    reception = _locked_reception(actor, number)
    order = orders.get_order_head(actor, number)
    actor.require(permissions.DELIVER, order.store_id)
    _check(note, channel)
    closed = repair_orders.deliver_repair_order(actor=actor, number=number, at=at, follow_up_suggestion=note.follow_up_note)
    note = replace(note, follow_up_note=orders.get_order_head(actor, number).follow_up_suggestion)
    if not billing.is_customer_share_paid(actor, number):
        raise CustomerShareOpen
    row = _keep_note(actor, closed.id, order.store_id, reception, note, signature, channel, at)
    if reception is not None:
        if reception.appointment_id is not None:
            return_plate(actor, permissions.DELIVER, reception.appointment_id, at=at)
        give_locker_back(actor, reception, is_returned=note.is_locker_returned, at=at)
        reception.state, reception.ended_at = RECEPTION.after("deliver", reception.state), at
        reception.version += 1
        reception.save(update_fields=["state", "ended_at", "version"])
    if not row.is_very_satisfied:
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


def _check(note: NoteWish, channel: str) -> None:
    if channel not in DeliveryNote.Channel.values:
        raise Invalid(_("请选择签字方式。"), field="channel")
    if not note.is_explained:
        raise Invalid(_("请逐项向客户说明后再交车，并勾选“已说明”。"), field="is_explained")
    if note.is_very_satisfied is None:
        raise Invalid(_("请问客户服务是否非常满意，再请客户签字。"), field="is_very_satisfied", rule="R-RC24")
    if not note.is_very_satisfied and not note.unsatisfied_words.strip():
        raise Invalid(_("客户哪里不满意，请记下原话。"), field="unsatisfied_words", rule="R-RC24")
    if len(note.unsatisfied_words) > 300:
        raise Invalid(_("最多 300 个字。"), field="unsatisfied_words")
    for name in ("precautions", "next_services", "returned_parts"):
        lines = getattr(note, name)
        if len(lines) > MOST_LINES:
            raise Invalid(_("最多 60 行。"), field=name)
        if any(not _named(line).strip() or len(_named(line)) > 80 for line in lines):
            raise Invalid(_("每一行都要有名称，最多 80 个字。"), field=name)
    if any(len(each.words) > 300 for each in note.precautions):
        raise Invalid(_("注意事项最多 300 个字。"), field="precautions")


def _named(line: Precaution | NextService | ReturnedPart) -> str:
    return line.name if isinstance(line, ReturnedPart) else line.service


def _keep_note(
    actor: Actor,
    order_id: int,
    store_id: int,
    reception: Reception | None,
    note: NoteWish,
    signature: bytes | None,
    channel: str,
    at: datetime,
) -> DeliveryNote:
    signed = repair_orders.keep_signature(store_id, signature, at=at) if channel == "screen" else None
    said: dict[str, Any] = {
        "precautions": [asdict(each) for each in note.precautions],
        "next_services": [_plain(each) for each in note.next_services],
        "returned_parts": [asdict(each) for each in note.returned_parts],
        "follow_up_note": note.follow_up_note or "",
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


def _plain(service: NextService) -> Mapping[str, Any]:
    return {
        "service": service.service,
        "due_on": service.due_on.isoformat() if service.due_on else None,
        "due_km": service.due_km,
        "cost_fen": service.cost.fen if service.cost else None,
        "minutes": service.minutes,
    }
