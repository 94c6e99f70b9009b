"""Receptions, their walk-around sheets and photos."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.files import queries as files
from anxin.platform.files.queries import FileRow
from anxin.platform.phones import mask_phone
from anxin.platform.queries import query, remembered
from anxin.visit.reception import permissions, rules
from anxin.visit.reception.lifecycle import HERE, RECEPTION, SHEET
from anxin.visit.reception.models import InspectionSheet, Reception

MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class ReceptionRow:
    """A reception as lists show it."""

    id: int
    number: str
    version: int
    store_id: int
    state: str
    state_label: str
    vehicle_id: int
    plate: str
    vin: str
    model_name: str
    customer_id: int
    customer_name: str
    masked_phone: str
    advisor_id: int | None
    advisor_name: str
    purpose: str
    purpose_label: str
    arrived_at: datetime
    is_appointment: bool
    lane: str
    lane_label: str
    booking_plate: int | None
    key_tag: str
    waits: str
    waits_label: str
    order_number: str
    order_state: str
    sheet_state: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """An inspection sheet with its photos; ``missing`` are fields without which it is not signed."""

    id: int
    version: int
    state: str
    state_label: str
    odometer_km: int | None
    odometer_was_reset: bool
    fuel_eighths: int | None
    warning_lights: tuple[str, ...]
    valuables: tuple[str, ...]
    belongings_note: str
    bulky_note: str
    locker: str
    protective_set: str
    protective_words: str
    is_customer_present: bool
    marks: tuple[dict[str, Any], ...]
    remarks: str
    recorded_at: datetime | None
    declined_reason: str
    signature_id: int | None
    signed_at: datetime | None
    sha256: str
    photos: tuple[FileRow, ...]
    missing: tuple[str, ...]
    missing_places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReceptionView:
    """One reception with its interview and its sheet."""

    row: ReceptionRow
    concerns: str
    insurance_answer: str
    warranty: str
    warranty_label: str
    warranty_words: str
    opened_at: datetime
    greeted_seconds: int | None
    bay_seconds: int | None
    interview_ended_at: datetime | None
    leave_reason: str
    ended_at: datetime | None
    is_internal: bool
    is_own_sold: bool
    last_odometer_km: int | None
    booked_complaint: str
    booked_note: str
    booked_package: str
    booking_id: int | None
    verbs: tuple[str, ...]
    sheet: SheetView

    @property
    def interview_minutes(self) -> int | None:
        """Minutes from the opened reception until what was asked was last written down (R-RC09); None before that."""
        ended = self.interview_ended_at
        return None if ended is None else int((ended - self.opened_at).total_seconds() // 60)


@query(permissions.SEE)
def list_receptions(
    actor: Actor,
    store_id: int,
    day: date | None = None,
    *,
    advisor_id: int | None = None,
    advisor_ids: Collection[int] | None = None,
) -> list[ReceptionRow]:
    """Cars that are here, or, with a day, those that came on it; the newest first.

    Those of ``advisor_id`` and of nobody, or only those of ``advisor_ids``.
    """
    rows = _joined(Reception.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id))
    rows = rows.filter(state__in=HERE) if day is None else rows.filter(arrived_on=day)
    if advisor_id is not None:
        rows = rows.filter(Q(advisor_id=advisor_id) | Q(advisor_id=None))
    if advisor_ids is not None:
        rows = rows.filter(advisor_id__in=advisor_ids)
    return [row_of(one) for one in rows.order_by("-arrived_at", "-pk")[:MOST_ROWS]]


@query(permissions.SEE)
def get_reception(actor: Actor, number: str) -> ReceptionView:
    """One reception whole.

    :raises NotFound: unknown or out of scope
    """
    return _view(actor, _joined(Reception.objects.visible_to(actor, permissions.SEE)).one(number=number))


@query(permissions.SEE)
@remembered
def find_reception_of_order(actor: Actor, order_number: str) -> ReceptionView | None:
    """The reception from which an order was opened, if it was."""
    rows = _joined(Reception.objects.visible_to(actor, permissions.SEE))
    found = rows.filter(repair_order__number=order_number).first()
    return _view(actor, found) if found else None


@query(permissions.SEE)
def get_sheet_signature(actor: Actor, number: str) -> bytes:
    """The PNG of the signature on a sheet.

    :raises NotFound: not signed, unknown or out of scope
    """
    rows = Reception.objects.visible_to(actor, permissions.SEE).select_related("sheet__signature")
    signature = rows.one(number=number).sheet.signature
    if signature is None:
        raise NotFound
    return bytes(signature.image)


def row_of(one: Reception) -> ReceptionRow:
    """The row of a reception fetched with its neighbours."""
    order, booked = one.repair_order, one.appointment
    lane = rules.lane_of(one.purpose, booked.lane if booked else "")
    lane_label = one.get_purpose_display() if lane == one.purpose else booked.lane_label if booked else ""
    return ReceptionRow(
        id=one.pk,
        number=one.number,
        version=one.version,
        store_id=one.store_id,
        state=one.state,
        state_label=str(RECEPTION.labels[one.state]),
        vehicle_id=one.vehicle_id,
        plate=one.vehicle.plate,
        vin=one.vehicle.vin,
        model_name=one.vehicle.model_name,
        customer_id=one.customer_id,
        customer_name=one.customer.name,
        masked_phone=mask_phone(one.customer.phone) if one.customer.phone else "",
        advisor_id=one.advisor_id,
        advisor_name=one.advisor.name if one.advisor else "",
        purpose=one.purpose,
        purpose_label=one.get_purpose_display(),
        arrived_at=rules.earliest(one.arrived_at, one.seen_at, booked.arrived_at if booked else None),
        is_appointment=booked is not None,
        lane=lane,
        lane_label=lane_label if lane else "",
        booking_plate=booked.plate_number if booked and booked.plate_returned_at is None else None,
        key_tag=one.key_tag,
        waits=one.waits,
        waits_label=one.get_waits_display(),
        order_number=order.number if order else "",
        order_state=order.state if order else "",
        sheet_state=one.sheet.state,
    )


def _view(actor: Actor, one: Reception) -> ReceptionView:
    sheet, booked = one.sheet, one.appointment
    is_fault = booked is not None and rules.is_told_as_fault(booked.is_complaint, booked.lane)
    came_at = rules.earliest(one.arrived_at, one.seen_at, booked.arrived_at if booked else None)
    return ReceptionView(
        row=row_of(one),
        concerns=one.concerns,
        insurance_answer=one.get_insurance_answer_display() if one.insurance_answer else "",
        warranty=one.warranty,
        warranty_label=one.get_warranty_display() if one.warranty else "",
        warranty_words=one.warranty_words,
        opened_at=one.arrived_at,
        greeted_seconds=rules.seconds_after(came_at, one.greeted_at),
        bay_seconds=rules.seconds_after(came_at, one.in_bay_at),
        interview_ended_at=one.interview_ended_at,
        leave_reason=one.leave_reason,
        ended_at=one.ended_at,
        is_internal=one.is_internal,
        is_own_sold=one.is_own_sold,
        last_odometer_km=_known_before(one),
        booked_complaint=booked.words if booked and is_fault else "",
        booked_note=booked.words if booked and not is_fault else "",
        booked_package=one.appointment.package_code if one.appointment else "",
        booking_id=one.appointment_id,
        verbs=tuple(RECEPTION.verbs(one.state)),
        sheet=_sheet(actor, sheet),
    )


def _known_before(one: Reception) -> int | None:
    """The car's mileage before this visit: kept when it came, else its own if that is older than the visit."""
    car = one.vehicle
    is_older = car.odometer_at is None or car.odometer_at < one.arrived_at
    return one.odometer_before_km if one.odometer_before_km is not None else car.odometer_km if is_older else None


def _sheet(actor: Actor, sheet: InspectionSheet) -> SheetView:
    photos = files.files_by_key(actor, sheet.photos, permissions.WALK_AROUND_PHOTO) if sheet.photos else []
    same = {
        name: getattr(sheet, name)
        for name in (
            *("version", "state", "odometer_km", "odometer_was_reset", "fuel_eighths", "belongings_note", "bulky_note"),
            *(
                "locker",
                "protective_set",
                "protective_words",
                "is_customer_present",
                "remarks",
                "recorded_at",
                "declined_reason",
            ),
            *("signature_id", "signed_at", "sha256"),
        )
    }
    return SheetView(
        id=sheet.pk,
        state_label=str(SHEET.labels[sheet.state]),
        warning_lights=tuple(sheet.warning_lights),
        valuables=tuple(sheet.valuables),
        marks=tuple(sheet.marks),
        photos=tuple(photos),
        missing=tuple(
            rules.missing_of(
                odometer_km=sheet.odometer_km,
                fuel_eighths=sheet.fuel_eighths,
                protective_set=sheet.protective_set,
                protective_words=sheet.protective_words,
                valuables=sheet.valuables,
            )
        ),
        missing_places=tuple(rules.missing_places({photo.label for photo in photos})),
        **same,
    )


def _joined(rows: Any) -> Any:
    return rows.select_related("vehicle", "customer", "advisor", "repair_order", "sheet", "appointment")
