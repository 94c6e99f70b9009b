"""The car arrives, or leaves without work."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.commands import write_timeline
from anxin.parties.customers.commands import note_visit
from anxin.parties.org.queries import store_info
from anxin.parties.people import queries as people
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.numbering import next_number
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import at_most
from anxin.resources.capacity import commands as capacity
from anxin.visit.appointments import commands as appointments
from anxin.visit.appointments import queries as bookings
from anxin.visit.appointments.commands import CarWish
from anxin.visit.billing.commands import tell_money_of_left_car
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.commands.belongings import give_locker_back
from anxin.visit.reception.commands.sightings import claim_sightings
from anxin.visit.reception.events import VehicleLeft, VehicleReceived
from anxin.visit.reception.lifecycle import HERE, RECEPTION
from anxin.visit.reception.models import InspectionSheet, Readiness, Reception
from anxin.visit.reception.queries import list_turns, next_advisor

KIND = "reception.reception"


class AlreadyHere(Conflict):
    """The car is in the shop already; ``number`` names its reception."""

    code = "already_here"
    default_rule = "R-RC14"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(_("这辆车已经在店里，请打开接待 %(number)s。") % {"number": number}, number=number)


@dataclass(frozen=True, slots=True)
class KeptReception:
    """A reception after a step."""

    id: int
    number: str
    state: str
    version: int
    vehicle_id: int
    customer_id: int
    appointment_number: str = ""


@command(permissions.RECEIVE, rule="R-RC14")
def receive_vehicle(
    *,
    actor: Actor,
    store_id: int,
    car: CarWish,
    at: datetime,
    purpose: str = "maintenance",
    appointment_number: str = "",
    advisor_id: int | None = None,
    concerns: str = "",
    key_tag: str = "",
) -> KeptReception:
    """Receive a car (R-RC14, R-RC26): known, attached by its proof, or registered with its customer.

    The car's booking of today is marked as arrived. Without ``advisor_id`` a booked car goes to the advisor of its
    booking who is on duty (R-AP09), else the acting advisor takes it, or, when somebody else receives it, whose turn it
    is (R-RC03).

    :raises Denied: no permission in this store
    :raises NotFound: no such booking in this store
    :raises CarUnknown: name and phone are needed to register it
    :raises AlreadyHere: the car is in the shop
    :raises Conflict: the advisor is not ready, where the store asks for it (R-RC02)
    """
    actor.require(permissions.RECEIVE, store_id)
    if purpose not in Reception.Purpose.values:
        raise Invalid(_("请选择来店目的。"), field="purpose")
    store = store_info(store_id)
    day = store.clock.day(at)
    advisor = _advisor(actor, store_id, advisor_id, day)
    found = appointments.identify_car(actor, store_id, car, at=at)
    row = Reception(
        store_id=store_id,
        vehicle_id=found.vehicle_id,
        customer_id=found.customer_id,
        advisor_id=advisor,
        purpose=purpose,
        arrived_at=at,
        arrived_on=day,
        is_internal=found.is_internal,
        is_own_sold=found.is_own_sold,
        waits=_last_choice(actor, store_id, found.vehicle_id, found.customer_id),
        key_tag=at_most(key_tag, 12, "key_tag"),
        concerns=at_most(concerns, 1000, "concerns"),
        number=next_number(store_id, store.code, "R", day),
    )
    row.odometer_before_km = row.vehicle.odometer_km
    _insert(row)
    booked = appointment_number or bookings.find_booking_of_vehicle(actor, store_id, found.vehicle_id, day) or ""
    if booked:
        visit = DocumentRef(KIND, row.pk)
        arrived = appointments.mark_arrived(actor=actor, number=booked, document=visit, store_id=store_id, at=at)
        _require_same(arrived, row)
        row.appointment_id = arrived.id
        if advisor_id is None and _takes(actor, store_id, arrived.advisor_id, day):
            row.advisor_id = arrived.advisor_id
        row.save(update_fields=["appointment", "advisor"])
    claim_sightings(actor, row, row.vehicle.plate or "", at)
    InspectionSheet(store_id=store_id, reception=row).save(force_insert=True)
    note_visit(actor=actor, store_id=store_id, vehicle_id=row.vehicle_id, at=at)
    write_timeline(
        actor=actor,
        store_id=store_id,
        vehicle_id=row.vehicle_id,
        customer_id=row.customer_id,
        kind=parameters.RECEIVED_LINE,
        subject=DocumentRef(KIND, row.pk),
        params={"reception": row.number},
        at=at,
    )
    events.publish(
        VehicleReceived(
            reception_id=row.pk,
            store_id=store_id,
            vehicle_id=row.vehicle_id,
            customer_id=row.customer_id,
            is_appointment=bool(booked),
            is_internal=row.is_internal,
            is_own_sold=row.is_own_sold,
        ),
        at=at,
    )
    return kept(row, booked)


@command(permissions.RECEIVE, rule="M05.12")
def release_vehicle(
    *, actor: Actor, number: str, reason: str, at: datetime, is_locker_returned: bool = False
) -> KeptReception:
    """The car leaves without an order (only a question, will come again, too long a wait).

    :raises Conflict: it has an order, or the reception is over
    :raises LockerNotReturned: there are things of the customer's in a locker (R-RC13)
    :raises Invalid: no reason
    """
    row = locked_here(actor, permissions.RECEIVE, number)
    if row.repair_order_id is not None:
        raise Conflict(_("这次接待已经开单；不做了请作废工单。"))
    said = at_most(reason, 200, "reason")
    if not said:
        raise Invalid(_("请写离店原因，便于以后联系。"), field="reason")
    give_locker_back(actor, row, is_returned=is_locker_returned, at=at)
    end_without_delivery(actor, row, said, at=at)
    return kept(row)


def end_without_delivery(actor: Actor, row: Reception, reason: str, *, at: datetime) -> None:
    """Close a reception whose car is not worked on; its booking's plate (R-AP08) and its half hours are free again."""
    if row.appointment_id is not None:
        appointments.return_plate(actor, permissions.RECEIVE, row.appointment_id, at=at)
    row.state = RECEPTION.after("leave", row.state)
    row.leave_reason, row.ended_at = reason, at
    row.version += 1
    row.save(update_fields=["state", "leave_reason", "ended_at", "version"])
    capacity.give_back(row.store_id, DocumentRef(KIND, row.pk), at)
    if row.appointment_id is not None:
        tell_money_of_left_car(row.store_id, row.appointment_id, at)
    events.publish(VehicleLeft(reception_id=row.pk, store_id=row.store_id, vehicle_id=row.vehicle_id), at=at)


def locked_here(actor: Actor, permission: str, number: str) -> Reception:
    """The reception of a car that is still here, locked.

    :raises NotFound: unknown, or in a store where the actor lacks the permission
    :raises Conflict: the car has left
    """
    row: Reception = Reception.objects.visible_to(actor, permission).locked().one(number=number)
    if row.state not in HERE:
        raise Conflict(_("这次接待已经结束，请刷新后再看。"), state=row.state)
    return row


def require_ready(actor: Actor, store_id: int, advisor_id: int | None, day: date) -> None:
    """:raises Conflict: the advisor is not ready, where the store asks for it (R-RC02)"""
    if advisor_id is not None and not _is_ready(actor, store_id, advisor_id, day):
        raise Conflict(_("这位顾问还没有准备好：请先在值班页点“都准备好了”，或由别的顾问接车。"), rule="R-RC02")


def _is_ready(actor: Actor, store_id: int, advisor_id: int, day: date) -> bool:
    if not value(parameters.READINESS_IS_REQUIRED, store_id, day):
        return True
    checks = Readiness.objects.visible_to(actor, permissions.SEE)
    return bool(checks.filter(employee_id=advisor_id, day=day, missing=[]).exists())


def kept(row: Reception, appointment_number: str = "") -> KeptReception:
    """What a command gives back."""
    return KeptReception(row.pk, row.number, row.state, row.version, row.vehicle_id, row.customer_id, appointment_number)


def _last_choice(actor: Actor, store_id: int, vehicle_id: int, customer_id: int) -> str:
    """Where this customer waited the last time; the lounge is offered first (R-RC19)."""
    rows = Reception.objects.visible_to(actor, permissions.RECEIVE).filter(store_id=store_id, vehicle_id=vehicle_id)
    last = rows.filter(customer_id=customer_id).order_by("-arrived_at").values_list("waits", flat=True).first()
    return last or Reception.Waits.LOUNGE


def _insert(row: Reception) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # The unique index of cars that are here decides when two advisors receive the same car at once.
        here = Reception.objects.across_stores(reason="the reception that stands in the way, in the same store")
        other = here.filter(store_id=row.store_id, vehicle_id=row.vehicle_id, state__in=HERE).first()
        raise AlreadyHere(other.number if other else "") from None


def _require_same(arrived: appointments.KeptAppointment, row: Reception) -> None:
    if arrived.vehicle_id != row.vehicle_id:
        raise Invalid(_("预约的不是这辆车，请重新选择预约。"), field="appointment_number")


def _advisor(actor: Actor, store_id: int, advisor_id: int | None, day: date) -> int | None:
    if advisor_id is not None:
        found = people.find_employee(actor, advisor_id)
        if found is None or found.store_id != store_id:
            raise Invalid(_("请选择本店的服务顾问。"), field="advisor_id")
        chosen: int | None = found.id
    else:
        own = people.find_own_employee(actor)
        here = own if own is not None and own.store_id == store_id else None
        if here is not None and here.post in value(parameters.ADVISOR_POSTS, store_id, day).split():
            chosen = here.id
        else:
            chosen = next_advisor(actor, store_id, day) or (here.id if here else None)
    require_ready(actor, store_id, chosen, day)
    return chosen


def _takes(actor: Actor, store_id: int, advisor_id: int | None, day: date) -> bool:
    """Whether whom the customer booked with is on duty and ready."""
    if advisor_id is None or not _is_ready(actor, store_id, advisor_id, day):
        return False
    return any(one.employee_id == advisor_id for one in list_turns(actor, store_id, day))
