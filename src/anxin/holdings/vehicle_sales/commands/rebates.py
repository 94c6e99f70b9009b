"""What the manufacturer owes for a sold car: claimed, settled or refused, and withdrawn where it was written wrongly."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from anxin.holdings.vehicle_sales import parameters, permissions
from anxin.holdings.vehicle_sales.commands.cars import LONGEST_REASON
from anxin.holdings.vehicle_sales.events import RebateSettled, RebateWithdrawn
from anxin.holdings.vehicle_sales.lifecycle import LIVE, REBATE
from anxin.holdings.vehicle_sales.models import Rebate, SoldCar
from anxin.parties.customers.queries import VehicleCard, find_vehicle
from anxin.parties.org.queries import store_info
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text, compact, worded
from anxin.platform.turns import take_turn
from anxin.platform.vin import normalise_vin

REBATE_KIND = "vehicle_sales.rebate"
LONGEST_PROGRAMME, LONGEST_KEY = 60, 200
MOST_FEN = 10_000_000_000


class RebatedBefore(Conflict):
    """A car has one rebate for each programme."""

    code = "rebated_before"
    default_rule = "R-KP17"
    default_message = _(
        "一车一结：这辆车的这个项目已经登记过返利。登记错了请先撤销那一笔；在别的门店登记的，请那家门店撤销。"
    )


class NotSoldHere(Invalid):
    """The store has not sold the car."""

    code = "rebate_not_sold_here"
    default_rule = "R-KP17"
    default_message = _("这辆车没有登记为本店售出，请先在“新车交付”登记，或在车辆档案里写明本店售出。")


class RebateDiffers(Conflict):
    """A list says something else than what is registered."""

    code = "rebate_differs"
    default_rule = "R-KP17"
    default_message = _("这一笔已经登记，金额或日期和表里不同；登记错了请先撤销那一笔，再导入。")


class RebateEnded(Conflict):
    """A list says that a rebate was settled which the store noted as refused or withdrawn."""

    code = "rebate_ended"
    default_rule = "R-KP17"
    default_message = _(
        "这一笔已经登记为厂家拒付或已撤销，表里却有结算；确实到账的，请手工登记申报再结算，导入不会重新登记。"
    )


@dataclass(frozen=True, slots=True)
class NewRebate:
    """What is claimed for a car: its VIN, the manufacturer's programme, the price with tax, how much, and when."""

    vin: str
    programme: str
    price: Money
    claimed: Money
    claimed_on: date


@dataclass(frozen=True, slots=True)
class Settlement:
    """How much the manufacturer settled, and on which day."""

    amount: Money
    day: date


@dataclass(frozen=True, slots=True)
class KeptRebate:
    """A rebate after a command."""

    id: int
    version: int
    state: str


@command(permissions.KEEP_REBATES, rule="R-KP17")
def claim_rebate(*, actor: Actor, store_id: int, rebate: NewRebate, at: datetime) -> KeptRebate:
    """Register what was claimed from the manufacturer for a car that the store sold.

    :raises Denied: no permission in this store
    :raises Invalid: a VIN that the store does not know, no programme, an amount of nothing or above the price, a price that
        differs from that of the car's other rebates, a day to come or too many years ago
    :raises NotSoldHere: the store has not sold it
    :raises RebatedBefore: the car has a rebate of this programme, here or in another store
    """
    actor.require(permissions.KEEP_REBATES, store_id)
    programme = worded(rebate.programme, LONGEST_PROGRAMME, "programme")
    _require_day(rebate.claimed_on, store_id, at, "claimed_on")
    _require_amount(rebate.price, Money(MOST_FEN), "price", _("请填写车价（含税）。"))
    _require_amount(rebate.claimed, rebate.price, "claimed", _("申报金额要大于零，不能高于车价，请核对。"))
    car = find_vehicle(Actor.system("vehicle_sales", [store_id]), vin=rebate.vin)
    if not clean_text(rebate.vin) or car is None:
        raise Invalid(_("没有找到这个车架号的车辆，请核对，或先在“车辆”里登记。"), field="vin")
    customer_id = _buyer(car, store_id)
    take_turn(f"vehicle_sales.rebates:{car.id}")
    _require_same_price(actor, store_id, car.id, rebate.price)
    row = Rebate(
        store_id=store_id,
        vehicle_id=car.id,
        customer_id=customer_id,
        programme=programme,
        programme_key=compact(programme)[:LONGEST_KEY],
        price=rebate.price,
        claimed=rebate.claimed,
        claimed_on=rebate.claimed_on,
        registered_at=at,
        actor_key=actor.key,
    )
    _claim(row)
    audit.note(_subject(row), store_id, vehicle=car.id, programme=programme, claimed=rebate.claimed.fen)
    return _kept(row)


@command(permissions.KEEP_REBATES, rule="R-KP17")
def settle_rebate(
    *, actor: Actor, rebate_id: int, settled: Money, settled_on: date, at: datetime, version: int | None = None
) -> KeptRebate:
    """The manufacturer settled it: how much, and on which day.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: settled, refused or withdrawn already
    :raises Invalid: an amount of nothing or above the price, a day before the claim, to come or too many years ago
    :raises VersionConflict: somebody else changed it first
    """
    row = _locked(actor, rebate_id, version)
    row.state = REBATE.after("settle", row.state)
    _require_amount(settled, row.price, "settled", _("结算金额要大于零，不能高于车价，请核对。"))
    if settled_on < row.claimed_on:
        raise Invalid(_("结算日期不能早于申报日期。"), field="settled_on")
    _require_day(settled_on, row.store_id, at, "settled_on")
    row.settled, row.settled_on = settled, settled_on
    row.save(update_fields=["state", "settled", "settled_on", "version"])
    fact = RebateSettled(rebate_id=row.pk, store_id=row.store_id, vehicle_id=row.vehicle_id)
    events.publish(fact, at=at)
    return _kept(row)


@command(permissions.KEEP_REBATES, rule="R-KP17")
def refuse_rebate(*, actor: Actor, rebate_id: int, reason: str, at: datetime, version: int | None = None) -> KeptRebate:
    """The manufacturer refused it, and why; it may be claimed anew.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: settled, refused or withdrawn already
    :raises Invalid: no reason, or one of more than 200 characters
    :raises VersionConflict: somebody else changed it first
    """
    row = _locked(actor, rebate_id, version)
    row.state = REBATE.after("refuse", row.state)
    row.refuse_reason = worded(reason, LONGEST_REASON, "reason")
    row.save(update_fields=["state", "refuse_reason", "version"])
    audit.note(_subject(row), row.store_id, refused=True)
    return _kept(row)


@command(permissions.KEEP_REBATES, rule="R-KP17")
def withdraw_rebate(*, actor: Actor, rebate_id: int, reason: str, at: datetime, version: int | None = None) -> KeptRebate:
    """It was written wrongly: it stays in the register with the reason, and counts no longer.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: withdrawn already
    :raises Invalid: no reason, or one of more than 200 characters
    :raises VersionConflict: somebody else changed it first
    """
    row = _locked(actor, rebate_id, version)
    row.state = REBATE.after("withdraw", row.state)
    row.withdraw_reason = worded(reason, LONGEST_REASON, "reason")
    row.save(update_fields=["state", "withdraw_reason", "version"])
    was_settled = row.settled is not None
    fact = RebateWithdrawn(rebate_id=row.pk, store_id=row.store_id, vehicle_id=row.vehicle_id, was_settled=was_settled)
    events.publish(fact, at=at)
    return _kept(row)


@command(permissions.KEEP_REBATES, rule="R-KP17")
def import_rebate(
    *, actor: Actor, store_id: int, rebate: NewRebate, settlement: Settlement | None, at: datetime
) -> Literal["created", "updated", "unchanged"]:
    """Take a rebate out of a list: claimed if it is new, settled if the list says so and it was only claimed.

    A list names what it named before: a claim that was refused or withdrawn since is not claimed anew by it.

    :raises RebateDiffers: another amount is registered, or it is settled otherwise than the list says
    :raises RebateEnded: the list says it was settled, and it is registered as refused or withdrawn
    :raises Refusal: as of :func:`claim_rebate` and :func:`settle_rebate`
    """
    actor.require(permissions.KEEP_REBATES, store_id)
    rows = Rebate.objects.visible_to(actor, permissions.KEEP_REBATES).locked()
    same = {
        "vehicle__vin": normalise_vin(rebate.vin),
        "programme_key": compact(rebate.programme)[:LONGEST_KEY],
    }
    told = (rebate.price, rebate.claimed, rebate.claimed_on)
    known = list(rows.filter(store_id=store_id, **same).order_by("-pk"))
    row = next((one for one in known if one.state in LIVE), None)
    ended = next((one for one in known if (one.price, one.claimed, one.claimed_on) == told), None)
    if row is None and ended is not None:
        if settlement is not None and (ended.settled, ended.settled_on) != (settlement.amount, settlement.day):
            raise RebateEnded(field="settled")
        return "unchanged"
    if row is not None:
        if (row.price, row.claimed, row.claimed_on) != told:
            raise RebateDiffers(field="claimed")
        if settlement is None or (row.settled, row.settled_on) == (settlement.amount, settlement.day):
            return "unchanged"
        if row.settled is not None:
            raise RebateDiffers(field="settled")
    kept_id = row.pk if row else claim_rebate(actor=actor, store_id=store_id, rebate=rebate, at=at).id
    if settlement is not None:
        settle_rebate(actor=actor, rebate_id=kept_id, settled=settlement.amount, settled_on=settlement.day, at=at)
    return "updated" if row else "created"


def _locked(actor: Actor, rebate_id: int, version: int | None) -> Rebate:
    row: Rebate = Rebate.objects.visible_to(actor, permissions.KEEP_REBATES).locked().one(pk=rebate_id)
    require_version(row, version)
    return row


def _claim(row: Rebate) -> None:
    # Another store may have claimed it, whose rows nobody sees here: only the constraint knows.
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "rebate_once" not in str(error):
            raise
        raise RebatedBefore from None


def _buyer(car: VehicleCard, store_id: int) -> int | None:
    """Who bought the car from the store, if that is known."""
    sold = SoldCar.objects.in_stores([store_id]).filter(vehicle_id=car.id, cancelled_at=None).first()
    if sold is not None:
        return sold.customer_id
    if not (car.data.is_own_sold and car.data.sold_store_id == store_id):
        raise NotSoldHere(field="vin")
    return car.owner_id


def _require_same_price(actor: Actor, store_id: int, vehicle_id: int, price: Money) -> None:
    rows = Rebate.objects.visible_to(actor, permissions.KEEP_REBATES)
    other = rows.filter(store_id=store_id, vehicle_id=vehicle_id, state__in=LIVE).exclude(price=price.fen).first()
    if other is not None:
        words = _("这辆车的另一笔返利登记的车价是 %(price)s 元，请填一样的；那一笔错了请先撤销再登记。")
        raise Invalid(words % {"price": other.price}, field="price")


def _require_amount(amount: Money, most: Money, field: str, words: object) -> None:
    if not Money(0) < amount <= most:
        raise Invalid(words, field=field)


def _require_day(day: date, store_id: int, at: datetime, field: str) -> None:
    today = store_info(store_id).clock.day(at)
    if day > today:
        raise Invalid(_("日期不能晚于今天，请改日期。"), field=field)
    years = int(value(parameters.REBATE_OLDEST_YEARS, store_id, today))
    if day.year < today.year - years:
        raise Invalid(_("日期早于 %(year)s 年，请核对年份。") % {"year": today.year - years}, field=field, rule="R-KP17")


def _subject(row: Rebate) -> DocumentRef:
    return DocumentRef(REBATE_KIND, row.pk)


def _kept(row: Rebate) -> KeptRebate:
    return KeptRebate(row.pk, row.version, row.state)
