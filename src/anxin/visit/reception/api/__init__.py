"""Endpoints of reception and hand-over."""

import base64
import binascii
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, File, Form, Query, Router
from ninja.files import UploadedFile

from anxin.platform.api import actor_of, expected_version, read, write
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.files.uploads import read_upload
from anxin.visit.appointments.api.schemas import SpanQuery
from anxin.visit.appointments.commands import CarWish
from anxin.visit.reception import commands, queries
from anxin.visit.reception.api.care import router as care
from anxin.visit.reception.api.checking import router as checking
from anxin.visit.reception.api.delivery_schemas import DeliveredOut, DeliverIn, NoteOut
from anxin.visit.reception.api.duty import router as duty
from anxin.visit.reception.api.schemas import (
    NO_NUL,
    EntryFiguresOut,
    InterviewIn,
    PhotoOut,
    ReasonIn,
    ReceiveIn,
    ReceptionOrderIn,
    ReceptionOrderOut,
    ReceptionOut,
    ReceptionQuery,
    ReceptionRowOut,
    ReceptionWholeOut,
    ReleaseIn,
    SheetStepOut,
    SignedOut,
    SignIn,
    SignOrderIn,
    WalkAroundIn,
)
from anxin.visit.reception.api.visitors import router as visitors
from anxin.visit.repair_orders.api.schemas import Number
from anxin.visit.repair_orders.commands import Confirmations

router = Router(tags=["reception"])
router.add_router("", care)
router.add_router("", duty)
router.add_router("", visitors)
notes = Router(tags=["reception"])
deliveries = Router(tags=["reception"])
# The paths that name no order come first: an order's number would match them too.
deliveries.add_router("", checking)
deliveries.add_router("", notes)


@router.post("", response={201: ReceptionOut}, operation_id="receive_vehicle")
def receive_vehicle(request: HttpRequest, payload: ReceiveIn) -> HttpResponse:
    """Receive a car."""
    given = payload.model_dump(exclude={"car"})
    car = CarWish(**payload.car.model_dump())
    return write(
        request,
        ReceptionOut,
        lambda at: commands.receive_vehicle(actor=actor_of(request), car=car, at=at, **given),
        status=201,
    )


@router.get("", response=list[ReceptionRowOut], operation_id="list_receptions")
def list_receptions(request: HttpRequest, wanted: Query[ReceptionQuery]) -> object:
    """Cars that are here, or came on a day."""
    return read(
        request,
        lambda: queries.list_receptions(actor_of(request), wanted.store_id, wanted.day, advisor_id=wanted.advisor_id),
    )


@router.get("/booking-figures", response=EntryFiguresOut, operation_id="figures_of_entries")
def figures_of_entries(request: HttpRequest, wanted: Query[SpanQuery]) -> object:
    """Cars that came on some days: booked at their time, promises of booked cars, and how long each group waited."""
    return read(request, lambda: queries.figures_of_entries(actor_of(request), wanted.store_id, wanted.since, wanted.until))


@router.get("/{number}", response=ReceptionWholeOut, operation_id="get_reception")
def get_reception(request: HttpRequest, number: Number) -> object:
    """One reception whole."""
    return read(request, lambda: queries.get_reception(actor_of(request), number))


@router.put("/{number}/interview", response=ReceptionOut, operation_id="record_interview")
def record_interview(request: HttpRequest, number: Number, payload: InterviewIn) -> HttpResponse:
    """Write down what the customer said."""
    return write(
        request,
        ReceptionOut,
        lambda at: commands.record_interview(
            actor=actor_of(request), number=number, version=expected_version(request), at=at, **payload.model_dump()
        ),
    )


@router.post("/{number}/photos", response={201: PhotoOut}, operation_id="add_photo")
def add_photo(
    request: HttpRequest,
    number: Number,
    photo: File[UploadedFile],
    place: Form[Annotated[str, Field(max_length=20, pattern=NO_NUL)]] = "",
) -> HttpResponse:
    """Keep a photo of the walk-around; name its key in the sheet."""
    data = read_upload(photo)

    def keep(at: datetime) -> dict[str, str]:
        kept = commands.add_photo(actor=actor_of(request), number=number, data=data, place=place, at=at)
        address = f"/files/{kept.key}/"
        return {"key": kept.key, "label": place, "url": address, "thumb_url": f"{address}?size=thumb"}

    return write(request, PhotoOut, keep, status=201)


@router.put("/{number}/sheet", response=SheetStepOut, operation_id="record_walk_around")
def record_walk_around(request: HttpRequest, number: Number, payload: WalkAroundIn) -> HttpResponse:
    """Save the draft of the inspection sheet; If-Match is the sheet's version."""
    return write(
        request,
        SheetStepOut,
        lambda at: commands.record_walk_around(
            actor=actor_of(request), number=number, seen=payload.seen(), version=expected_version(request), at=at
        ),
    )


@router.post("/{number}/sheet/sign", response=SheetStepOut, operation_id="sign_inspection_sheet")
def sign_inspection_sheet(request: HttpRequest, number: Number, payload: SignIn) -> HttpResponse:
    """The customer signs the walk-around."""
    return write(
        request,
        SheetStepOut,
        lambda at: commands.sign_inspection_sheet(
            actor=actor_of(request),
            number=number,
            signature=_png(payload.signature),
            version=expected_version(request),
            at=at,
        ),
    )


@router.post("/{number}/sheet/decline", response=SheetStepOut, operation_id="decline_walk_around")
def decline_walk_around(request: HttpRequest, number: Number, payload: ReasonIn) -> HttpResponse:
    """There is no walk-around, for a reason."""
    return write(
        request,
        SheetStepOut,
        lambda at: commands.decline_walk_around(actor=actor_of(request), number=number, reason=payload.reason, at=at),
    )


@router.post("/{number}/order", response={201: ReceptionOrderOut}, operation_id="open_order_from_reception")
def open_order_from_reception(request: HttpRequest, number: Number, payload: ReceptionOrderIn) -> HttpResponse:
    """Open the order of the car."""
    given = payload.model_dump(exclude={"jobs"})
    jobs = [job.wished() for job in payload.jobs]
    return write(
        request,
        ReceptionOrderOut,
        lambda at: commands.open_order_from_reception(actor=actor_of(request), number=number, jobs=jobs, at=at, **given),
        status=201,
    )


@router.post("/{number}/order/sign", response=SignedOut, operation_id="sign_order")
def sign_order(request: HttpRequest, number: Number, payload: SignOrderIn) -> HttpResponse:
    """The customer signs the order; If-Match is the order's version."""
    confirmed = Confirmations(
        payload.promised_at, payload.old_parts, payload.wants_wash, payload.total, payload.service_contact
    )
    return write(
        request,
        SignedOut,
        lambda at: commands.sign_order(
            actor=actor_of(request),
            number=number,
            confirmations=confirmed,
            signature=_png(payload.signature),
            channel=payload.channel,
            also_sheet=payload.also_sheet,
            version=expected_version(request),
            at=at,
        ),
    )


@router.post("/{number}/release", response=ReceptionOut, operation_id="release_vehicle")
def release_vehicle(request: HttpRequest, number: Number, payload: ReleaseIn) -> HttpResponse:
    """The car leaves without an order."""
    return write(
        request,
        ReceptionOut,
        lambda at: commands.release_vehicle(actor=actor_of(request), number=number, at=at, **payload.model_dump()),
    )


@notes.post("/{number}", response=DeliveredOut, operation_id="deliver_vehicle")
def deliver_vehicle(request: HttpRequest, number: Number, payload: DeliverIn) -> HttpResponse:
    """Hand the car of an order over; ``number`` is the order's."""
    return write(
        request,
        DeliveredOut,
        lambda at: commands.deliver_vehicle(
            actor=actor_of(request),
            number=number,
            note=payload.note(),
            channel=payload.channel,
            signature=_png(payload.signature),
            at=at,
        ),
    )


@notes.get("/{number}", response=NoteOut, operation_id="get_delivery_note")
def get_delivery_note(request: HttpRequest, number: Number) -> object:
    """The signed delivery note of an order."""

    def find() -> queries.DeliveryNoteView:
        note = queries.find_delivery_note(actor_of(request), number)
        if note is None:
            raise NotFound
        return note

    return read(request, find)


def _png(encoded: str | None) -> bytes | None:
    if encoded is None:
        return None
    try:
        return base64.b64decode(encoded.partition("base64,")[2] or encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(_("签名的图片读不出来，请重签。"), field="signature", rule="M06.11") from None
