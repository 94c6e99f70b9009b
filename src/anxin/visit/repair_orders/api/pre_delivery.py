"""Endpoint of the inspection of new cars."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from anxin.platform.api import Id, actor_of, write
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.api.schemas import AuthorisedOut

router = Router()


@router.post("/pre-delivery/{sold_car_id}", response={201: AuthorisedOut}, operation_id="open_pre_delivery_order")
def open_pre_delivery_order(request: HttpRequest, sold_car_id: Id) -> HttpResponse:
    """Order the inspection of a new car before its hand-over (M07.13)."""
    return write(
        request,
        AuthorisedOut,
        lambda at: commands.open_pre_delivery_order(actor=actor_of(request), sold_car_id=sold_car_id, at=at),
        status=201,
    )
