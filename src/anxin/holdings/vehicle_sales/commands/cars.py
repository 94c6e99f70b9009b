"""A sold car as commands fetch and answer it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from anxin.holdings.vehicle_sales.models import SoldCar
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict

KIND = "vehicle_sales.soldcar"
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class KeptSoldCar:
    """A sold car after a command."""

    id: int
    version: int
    planned_on: date


def locked_car(actor: Actor, permission: str, sold_car_id: int) -> SoldCar:
    """A sold car, locked, that its customer does not have yet.

    :raises NotFound: unknown or out of scope
    :raises Conflict: handed over or called off already
    """
    row: SoldCar = SoldCar.objects.visible_to(actor, permission).locked().one(pk=sold_car_id)
    if row.handed_over_at is not None or row.cancelled_at is not None:
        raise Conflict(_("这辆车已经交付或取消，请刷新后再看。"), rule="R-DL13")
    return row
