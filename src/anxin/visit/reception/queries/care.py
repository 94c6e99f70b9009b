"""What reception knows beside the car: flags of the visit and its customer, lockers, and what warranty says."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.holdings.coverage.queries import what_covers
from anxin.parties.customers import permissions as customer_permissions
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.reception import parameters, permissions, rules
from anxin.visit.reception.models import LockerUse, Reception, VisitFlag
from anxin.visit.repair_orders import permissions as order_permissions
from anxin.visit.repair_orders.queries import QualityRow, list_in_quality_period

FLAG_KINDS = tuple(VisitFlag.Kind.choices)


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag that holds; ``is_of_visit`` tells this visit's from an earlier one's."""

    id: int
    kind: str
    kind_label: str
    reason: str
    ends_on: date
    is_of_visit: bool


@dataclass(frozen=True, slots=True)
class WarrantyProposal:
    """What the terms say of the car and the customer's words, and earlier repairs that are in their quality period."""

    answer: str
    words: str
    earlier: tuple[QualityRow, ...]


@query(permissions.FLAG)
def list_flags(actor: Actor, number: str, at: datetime) -> list[FlagRow]:
    """Flags of a visit and those of its customer that still hold.

    :raises NotFound: unknown or out of scope
    """
    row: Reception = Reception.objects.visible_to(actor, permissions.FLAG).one(number=number)
    today = store_info(row.store_id).clock.day(at)
    rows = VisitFlag.objects.visible_to(actor, permissions.FLAG).filter(ended_at=None)
    lasting = Q(customer_id=row.customer_id, kind=VisitFlag.Kind.COMPLAINT_PRONE, ends_on__gte=today)
    return [
        FlagRow(one.pk, one.kind, one.get_kind_display(), one.reason, one.ends_on, one.reception_id == row.pk)
        for one in rows.filter(Q(reception=row) | lasting).order_by("-flagged_at", "-pk")
    ]


@query(permissions.SEE)
def list_free_lockers(actor: Actor, store_id: int, at: datetime) -> list[str]:
    """The first lockers of a store that nobody uses (R-RC13)."""
    if not actor.may(permissions.SEE, store_id):
        return []
    uses = LockerUse.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, returned_at=None)
    return rules.free_lockers(value(parameters.LOCKERS, store_id, at), set(uses.values_list("locker", flat=True)))


@query(permissions.SEE)
def find_locker(actor: Actor, order_number: str) -> str:
    """The locker that holds things of the order's customer; empty when there is none."""
    uses = LockerUse.objects.visible_to(actor, permissions.SEE)
    return (
        uses.filter(reception__repair_order__number=order_number, returned_at=None).values_list("locker", flat=True).first()
        or ""
    )


@query(permissions.SEE)
def propose_warranty(actor: Actor, number: str, *, concerns: str | None = None) -> WarrantyProposal:
    """What to tell the customer about warranty (R-RC16); without ``concerns`` what the reception or booking noted counts.

    :raises NotFound: unknown or out of scope
    """
    rows = Reception.objects.visible_to(actor, permissions.SEE).select_related("sheet", "appointment", "vehicle")
    row: Reception = rows.one(number=number)
    told = row.appointment
    booked = told.words if told and rules.is_told_as_fault(told.is_complaint, told.lane) else ""
    mileage = row.sheet.odometer_km if row.sheet.odometer_km is not None else row.vehicle.odometer_km
    earlier: tuple[QualityRow, ...] = ()
    if actor.may(order_permissions.SEE, row.store_id):
        earlier = tuple(list_in_quality_period(actor, row.vehicle_id, row.arrived_on, mileage))
    if not actor.may(customer_permissions.SEE, row.store_id):
        return WarrantyProposal("unclear", _("您看不到车辆档案，不能判断是否在保。"), earlier)
    text = concerns if concerns is not None else row.concerns or booked
    found = what_covers(actor, row.vehicle_id, row.store_id, on=row.arrived_on, odometer_km=mileage, text=text)
    return WarrantyProposal(found.answer, found.words[:300], earlier)
