"""A new car is given to its customer by the week's three, with a signed checklist."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.holdings.vehicle_sales import permissions, rules
from anxin.holdings.vehicle_sales.commands.cars import KIND, locked_car
from anxin.holdings.vehicle_sales.commands.inspection import NotInspected
from anxin.holdings.vehicle_sales.events import NewCarHandedOver
from anxin.holdings.vehicle_sales.models import DeliveryTeam, HandOver, SoldCar
from anxin.holdings.vehicle_sales.parameters import HANDED_OVER_LINE
from anxin.parties.contacts.commands import write_timeline
from anxin.parties.customers.commands import change_vehicle, set_party
from anxin.parties.customers.queries import get_vehicle
from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.documents.pictures import PictureUnusable, printable_picture
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.signed import fingerprint
from anxin.platform.text import clean_text

LONGEST_WORDS, LARGEST_SIGNATURE = 300, 300_000
PNG = b"\x89PNG\r\n\x1a\n"


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
class HandedOverCar:
    """A new car after its hand-over."""

    sold_car_id: int
    is_introduced: bool
    sha256: str
    at: datetime


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
    :raises NotInspected: its inspection has not passed, and nobody let it go without
    :raises Invalid: not each item answered, or nobody says why one was left out
    :raises SignatureMissing: no signature that can be printed
    :raises VersionConflict: somebody else changed it first
    """
    row = locked_car(actor, permissions.HAND_OVER, sold_car_id)
    require_version(row, version)
    said, day = clean_text(words), store_info(row.store_id).clock.day(at)
    team = DeliveryTeam.objects.in_stores([row.store_id]).filter(week_on=rules.week_of(day)).first()
    if team is None:
        raise NoTeam
    if not row.has_passed_inspection and row.waived_at is None:
        raise NotInspected
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
