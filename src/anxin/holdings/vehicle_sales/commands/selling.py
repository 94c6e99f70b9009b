"""A new car is sold, or the sale falls through."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from anxin.holdings.vehicle_sales import permissions
from anxin.holdings.vehicle_sales.commands.cars import KIND, LONGEST_REASON, KeptSoldCar, locked_car
from anxin.holdings.vehicle_sales.events import NewCarSold
from anxin.holdings.vehicle_sales.models import Rebate, SoldCar
from anxin.parties.customers.permissions import ERASE
from anxin.parties.customers.queries import get_customer, get_vehicle
from anxin.parties.org.queries import store_info
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text

ERASED = "—"


class SoldBefore(Conflict):
    """A car is sold once."""

    code = "sold_before"
    default_rule = "R-DL13"
    default_message = _("这辆车已经登记为已售；要改客户或日期，请先取消再登记，登记在别的门店的请那家门店取消。")


@command(permissions.SELL, rule="R-DL13")
def register_sold_car(
    *, actor: Actor, store_id: int, vehicle_id: int, customer_id: int, planned_on: date, at: datetime
) -> KeptSoldCar:
    """A new car was sold: on which day it is to be handed over to whom.

    :raises Denied: no permission in this store
    :raises NotFound: a car or customer that the store does not know
    :raises Invalid: a day that is over, or a car without VIN
    :raises SoldBefore: it is sold already, here or in another store
    """
    actor.require(permissions.SELL, store_id)
    system = Actor.system("vehicle_sales", [store_id])
    car = get_vehicle(system, vehicle_id)
    get_customer(system, customer_id)
    if not car.data.vin:
        raise Invalid(_("新车要有车架号，请先在车辆档案里补上。"), field="vin", rule="R-DL13")
    if planned_on < store_info(store_id).clock.day(at):
        raise Invalid(_("交车日期不能早于今天，请改日期。"), field="planned_on", rule="R-DL13")
    row = SoldCar(
        store_id=store_id,
        vehicle_id=vehicle_id,
        customer_id=customer_id,
        planned_on=planned_on,
        registered_at=at,
        actor_key=actor.key,
    )
    _sell(row)
    audit.note(DocumentRef(KIND, row.pk), store_id, planned_on=planned_on.isoformat())
    events.publish(NewCarSold(soldcar_id=row.pk, store_id=store_id, vehicle_id=vehicle_id), at=at)
    return KeptSoldCar(row.pk, row.version, row.planned_on)


def _sell(row: SoldCar) -> None:
    # Another store may have sold it, whose rows nobody sees here: only the constraint knows.
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "sold_car_once" not in str(error):
            raise
        raise SoldBefore from None


@command(permissions.SELL, rule="R-DL13")
def cancel_sold_car(*, actor: Actor, sold_car_id: int, reason: str, at: datetime, version: int | None = None) -> KeptSoldCar:
    """The sale fell through.

    :raises NotFound: unknown or out of scope
    :raises Conflict: handed over or called off already
    :raises Invalid: no reason, or one of more than 200 characters
    :raises VersionConflict: somebody else changed it first
    """
    row = locked_car(actor, permissions.SELL, sold_car_id)
    require_version(row, version)
    said = clean_text(reason)
    if not 0 < len(said) <= LONGEST_REASON:
        raise Invalid(_("请写明为什么取消，最多 200 个字。"), field="reason", rule="R-DL13")
    row.cancelled_at, row.cancel_reason = at, said
    row.save(update_fields=["cancelled_at", "cancel_reason", "version"])
    audit.note(DocumentRef(KIND, row.pk), row.store_id, cancelled=True)
    return KeptSoldCar(row.pk, row.version, row.planned_on)


@command(ERASE, rule="I.4")
def erase_sale_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank why sales to a customer fell through, or went without inspection, and what was said of rebates for his cars.

    What was signed is a paper and stays.
    """
    actor.require(ERASE, store_id)
    rows = SoldCar.objects.visible_to(actor, ERASE).filter(store_id=store_id, customer_id=customer_id)
    count: int = rows.update(cancel_reason="")
    rows.exclude(waive_reason="").update(waive_reason=ERASED)
    rebates = Rebate.objects.visible_to(actor, ERASE).filter(store_id=store_id, customer_id=customer_id)
    for words in ("refuse_reason", "withdraw_reason"):
        count += rebates.exclude(**{words: ""}).update(**{words: ERASED})
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count
