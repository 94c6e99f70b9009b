"""Public writes of sold cars, and their refusals."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from anxin.holdings.vehicle_sales import permissions, rules
from anxin.holdings.vehicle_sales.events import NewCarHandedOver
from anxin.holdings.vehicle_sales.models import DeliveryTeam, HandOver, SoldCar
from anxin.holdings.vehicle_sales.parameters import HANDED_OVER_LINE
from anxin.parties.contacts.commands import write_timeline
from anxin.parties.customers.commands import change_vehicle, set_party
from anxin.parties.customers.permissions import ERASE
from anxin.parties.customers.queries import get_customer, get_vehicle
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import is_on_staff
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.documents.pictures import PictureUnusable, printable_picture
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.signed import fingerprint
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn

KIND = "vehicle_sales.soldcar"
LONGEST_WORDS, LONGEST_REASON, LARGEST_SIGNATURE = 300, 200, 300_000
PNG = b"\x89PNG\r\n\x1a\n"


class SoldBefore(Conflict):
    """A car is sold once."""

    code = "sold_before"
    default_rule = "R-DL13"
    default_message = _("这辆车已经登记为已售；要改客户或日期，请先取消再登记，登记在别的门店的请那家门店取消。")


class NoTeam(Conflict):
    """Nobody says who of sales, service and customer relations hands the cars of the week over."""

    code = "no_team"
    default_rule = "R-DL13"
    default_message = _("本周的交付小组还没有定，请先在“新车交付”页选三位顾问。")


class SignatureMissing(Invalid):
    """The customer has not signed on the screen."""

    code = "signature_missing"
    default_rule = "R-DL13"
    default_message = _("请客户在屏幕上签字。")


@dataclass(frozen=True, slots=True)
class KeptSoldCar:
    """A sold car after a command."""

    id: int
    version: int
    planned_on: date


@dataclass(frozen=True, slots=True)
class KeptTeam:
    """The three of a week."""

    week_on: date
    version: int


@dataclass(frozen=True, slots=True)
class HandedOverCar:
    """A new car after its hand-over."""

    sold_car_id: int
    is_introduced: bool
    sha256: str
    at: datetime


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
    row = _locked(actor, permissions.SELL, sold_car_id)
    require_version(row, version)
    said = clean_text(reason)
    if not 0 < len(said) <= LONGEST_REASON:
        raise Invalid(_("请写明为什么取消，最多 200 个字。"), field="reason", rule="R-DL13")
    row.cancelled_at, row.cancel_reason = at, said
    row.save(update_fields=["cancelled_at", "cancel_reason", "version"])
    audit.note(DocumentRef(KIND, row.pk), row.store_id, cancelled=True)
    return KeptSoldCar(row.pk, row.version, row.planned_on)


@command(permissions.PLAN_TEAM, rule="R-DL13")
def set_delivery_team(
    *, actor: Actor, store_id: int, day: date, sales_id: int, service_id: int, relations_id: int, at: datetime
) -> KeptTeam:
    """Name who of sales, service and customer relations hands the new cars of a day's week over.

    :raises Denied: no permission in this store
    :raises Invalid: one of them twice, or not on the staff of the store; a week that is over
    """
    actor.require(permissions.PLAN_TEAM, store_id)
    three = {"sales_id": sales_id, "service_id": service_id, "relations_id": relations_id}
    if len(set(three.values())) != len(three):
        raise Invalid(_("请选三位不同的顾问：销售、服务、客服各一位。"), field="relations_id", rule="R-DL13")
    for field, employee_id in three.items():
        if not is_on_staff(actor, store_id, employee_id):
            raise Invalid(_("请选择本店在职的员工。"), field=field, rule="R-DL13")
    week = rules.week_of(day)
    if week < rules.week_of(store_info(store_id).clock.day(at)):
        raise Invalid(_("这一周已经过去，请选本周或以后。"), field="day", rule="R-DL13")
    take_turn(f"vehicle_sales.team:{store_id}:{week}")
    rows = DeliveryTeam.objects.visible_to(actor, permissions.PLAN_TEAM).locked()
    row = rows.filter(store_id=store_id, week_on=week).first() or DeliveryTeam(store_id=store_id, week_on=week, version=0)
    row.sales_id, row.service_id, row.relations_id = sales_id, service_id, relations_id
    row.version += 1
    row.save()
    audit.note(DocumentRef("vehicle_sales.deliveryteam", row.pk), store_id, **three)
    return KeptTeam(row.week_on, row.version)


@command(permissions.HAND_OVER, rule="R-DL13")
def hand_over_car(
    *,
    actor: Actor,
    sold_car_id: int,
    items: Mapping[str, bool],
    signature: bytes | None,
    at: datetime,
    words: str = "",
    version: int | None = None,
) -> HandedOverCar:
    """Give a new car to its customer: the checklist of the week's three, signed; the car is the store's own sale then.

    :raises NotFound: unknown or out of scope
    :raises Conflict: handed over or called off already
    :raises NoTeam: nobody is named for the week
    :raises Invalid: not each item answered, or nobody says why one was left out
    :raises SignatureMissing: no signature that can be printed
    :raises VersionConflict: somebody else changed it first
    """
    row = _locked(actor, permissions.HAND_OVER, sold_car_id)
    require_version(row, version)
    said, day = clean_text(words), store_info(row.store_id).clock.day(at)
    team = DeliveryTeam.objects.in_stores([row.store_id]).filter(week_on=rules.week_of(day)).first()
    if team is None:
        raise NoTeam
    if not rules.is_whole(items):
        raise Invalid(_("请逐项选：做了或没做。"), field="items", rule="R-DL13")
    if (not all(items.values()) and not said) or len(said) > LONGEST_WORDS:
        raise Invalid(_("没做的请写明原因，最多 300 个字。"), field="words", rule="R-DL13")
    kept = _keep(actor, row, team, {code: bool(items[code]) for code in rules.ITEMS}, said, signature, at)
    row.handed_over_at, row.handed_over_on = at, day
    row.save(update_fields=["handed_over_at", "handed_over_on", "version"])
    _tell_the_file(row, day, at)
    fact = NewCarHandedOver(
        soldcar_id=row.pk,
        store_id=row.store_id,
        vehicle_id=row.vehicle_id,
        customer_id=row.customer_id,
        is_introduced=kept.is_introduced,
    )
    events.publish(fact, at=at)
    return HandedOverCar(row.pk, kept.is_introduced, kept.sha256, at)


@command(ERASE, rule="I.4")
def erase_sale_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank why sales to a customer fell through; what was signed at a hand-over is a paper and stays."""
    actor.require(ERASE, store_id)
    rows = SoldCar.objects.visible_to(actor, ERASE).filter(store_id=store_id, customer_id=customer_id)
    count: int = rows.update(cancel_reason="")
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count


def _locked(actor: Actor, permission: str, sold_car_id: int) -> SoldCar:
    row: SoldCar = SoldCar.objects.visible_to(actor, permission).locked().one(pk=sold_car_id)
    if row.handed_over_at is not None or row.cancelled_at is not None:
        raise Conflict(_("这辆车已经交付或取消，请刷新后再看。"), rule="R-DL13")
    return row


def _keep(
    actor: Actor,
    row: SoldCar,
    team: DeliveryTeam,
    items: dict[str, bool],
    words: str,
    signature: bytes | None,
    at: datetime,
) -> HandOver:
    if signature is None or not signature.startswith(PNG) or len(signature) > LARGEST_SIGNATURE:
        raise SignatureMissing(field="signature")
    try:
        printable_picture(signature)
    except PictureUnusable as broken:
        raise SignatureMissing(field="signature") from broken
    three = {"sales_id": team.sales_id, "service_id": team.service_id, "relations_id": team.relations_id}
    proof = {"sold_car": row.pk, "items": items, "words": words, "at": at, "signature": signature.hex(), **three}
    kept = HandOver(
        store_id=row.store_id,
        sold_car=row,
        items=items,
        is_introduced=items[rules.INTRODUCED],
        words=words,
        signature=signature,
        sha256=fingerprint(proof),
        at=at,
        actor_key=actor.key,
        **three,
    )
    kept.save(force_insert=True)
    return kept


def _tell_the_file(row: SoldCar, day: date, at: datetime) -> None:
    """The car's file says that this store sold it, when, and to whom; whoever hands over need not be allowed to write it."""
    system = Actor.system("vehicle_sales", [row.store_id])
    car = get_vehicle(system, row.vehicle_id)
    data = replace(car.data, is_own_sold=True, sold_store_id=row.store_id, sold_on=day)
    change_vehicle(actor=system, vehicle_id=row.vehicle_id, data=data, version=None, at=at)
    about: dict[str, Any] = {
        "actor": system,
        "store_id": row.store_id,
        "vehicle_id": row.vehicle_id,
        "customer_id": row.customer_id,
    }
    if car.owner_id != row.customer_id:
        set_party(**about, role="owner", at=at)
    write_timeline(**about, kind=HANDED_OVER_LINE, subject=DocumentRef(KIND, row.pk), params={}, at=at)
