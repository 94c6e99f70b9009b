"""Endpoints of what reception knows beside the car: warranty, flags, lockers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from anxin.platform import clock
from anxin.platform.api import Id, actor_of, read, write
from anxin.visit.appointments.api.schemas import SpanQuery
from anxin.visit.reception import commands, queries
from anxin.visit.reception.api.gift_schemas import GiftIn, GiftOut, GiftStateOut, InsuranceIn, KeptGiftOut
from anxin.visit.reception.api.schemas import FlagIn, FlagOut, KeptFlagOut, ReceptionOut, WarrantyOut
from anxin.visit.repair_orders.api.schemas import Number

router = Router(tags=["reception"])


@router.get("/{number}/warranty", response=WarrantyOut, operation_id="propose_warranty")
def propose_warranty(request: HttpRequest, number: Number) -> Any:
    """What to tell the customer about warranty, and earlier repairs in their quality period (R-RC16)."""
    return read(request, lambda: queries.propose_warranty(actor_of(request), number))


@router.get("/{number}/flags", response=list[FlagOut], operation_id="list_flags")
def list_flags(request: HttpRequest, number: Number) -> Any:
    """Flags of a visit and its customer."""
    return read(request, lambda: queries.list_flags(actor_of(request), number, clock.now()))


@router.post("/{number}/flags", response={201: KeptFlagOut}, operation_id="flag_visit")
def flag_visit(request: HttpRequest, number: Number, payload: FlagIn) -> HttpResponse:
    """Flag a visit (R-RO20)."""
    given = payload.model_dump()
    return write(
        request,
        KeptFlagOut,
        lambda at: commands.flag_visit(actor=actor_of(request), number=number, at=at, **given),
        status=201,
    )


@router.post("/flags/{flag_id}/end", response=KeptFlagOut, operation_id="end_flag")
def end_flag(request: HttpRequest, flag_id: Id) -> HttpResponse:
    """Take a flag back."""
    return write(request, KeptFlagOut, lambda at: commands.end_flag(actor=actor_of(request), flag_id=flag_id, at=at))


@router.post("/{number}/insurance", response=ReceptionOut, operation_id="answer_insurance_repair")
def answer_insurance_repair(request: HttpRequest, number: Number, payload: InsuranceIn) -> HttpResponse:
    """What the customer says to having the marked damage repaired on the insurance (R-RC11)."""
    given = payload.model_dump()
    return write(
        request,
        ReceptionOut,
        lambda at: commands.answer_insurance_repair(actor=actor_of(request), number=number, at=at, **given),
    )


@router.post("/{number}/gifts", response={201: KeptGiftOut}, operation_id="give_gift")
def give_gift(request: HttpRequest, number: Number, payload: GiftIn) -> HttpResponse:
    """A gift was given (R-RC22, R-AP09)."""
    given = payload.model_dump()
    return write(
        request,
        KeptGiftOut,
        lambda at: commands.give_gift(actor=actor_of(request), number=number, at=at, **given),
        status=201,
    )


@router.get("/{number}/gifts", response=list[GiftStateOut], operation_id="gifts_of_reception")
def gifts_of_reception(request: HttpRequest, number: Number) -> Any:
    """What a visit was or may be given."""
    return read(request, lambda: queries.gifts_of_reception(actor_of(request), number, clock.now()))


@router.get("/gifts/register", response=list[GiftOut], operation_id="list_gifts")
def list_gifts(request: HttpRequest, wanted: Query[SpanQuery]) -> Any:
    """The register of gifts (FORM-19)."""
    return read(request, lambda: queries.list_gifts(actor_of(request), wanted.store_id, wanted.since, wanted.until))


@router.get("/lockers/free", response=list[str], operation_id="list_free_lockers")
def list_free_lockers(request: HttpRequest, store_id: Id) -> Any:
    """Lockers of a store that nobody uses."""
    return read(request, lambda: queries.list_free_lockers(actor_of(request), store_id, clock.now()))
