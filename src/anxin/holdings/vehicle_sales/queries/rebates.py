"""The register of rebates: one row for a car and programme."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from anxin.holdings.vehicle_sales import permissions
from anxin.holdings.vehicle_sales.lifecycle import LIVE, REBATE, SETTLED
from anxin.holdings.vehicle_sales.models import Rebate
from anxin.holdings.vehicle_sales.parameters import REBATE_LIMIT
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.platform.text import clean_text, compact
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

SORTS = {"claimed_on": "claimed_on", "settled_on": "settled_on", "claimed": "claimed", "settled": "settled"}
MOST_PROGRAMMES = 100


@dataclass(frozen=True, slots=True)
class RebateFilter:
    """Which rebates; the text is looked for in VIN, plate and programme."""

    text: str = filter_field(_("车架号 / 车牌 / 返利项目"), default="")
    state: tuple[str, ...] = filter_field(_("状态"), default=(), choices=tuple(REBATE.labels.items()))
    claimed_from: date | None = filter_field(_("申报日期从"))
    claimed_to: date | None = filter_field(_("申报日期到"))
    settled_from: date | None = filter_field(_("结算日期从"))
    settled_to: date | None = filter_field(_("结算日期到"))


@dataclass(frozen=True, slots=True)
class RebateRow:
    """A rebate. ``car_share`` is what stands of its car (settled, else claimed) ÷ the price; ``is_over`` above the limit.

    ``reason`` says why it was refused or withdrawn. ``refused`` keeps why it was refused where it was withdrawn later.
    """

    id: int
    version: int
    store_id: int
    vehicle_id: int
    vin: str
    plate: str
    model_name: str
    programme: str
    price: Money
    claimed: Money
    claimed_on: date
    settled: Money | None
    settled_on: date | None
    state: str
    state_label: str
    reason: str
    refused: str
    car_share: Decimal
    is_over: bool
    url: str = ""


@query(permissions.SEE_REBATES)
def page_rebates(
    actor: Actor,
    store_id: int,
    asked: RebateFilter,
    order: Order,
    window: Window,
    at: datetime,
    *,
    url: Callable[[int], str] = lambda _id: "",
) -> RowPage[RebateRow]:
    """Rebates of a store, the newest claim first, with the sums of what stands of all that is asked for.

    ``at`` says whose day's limit marks a car.
    """
    actor.require(permissions.SEE_REBATES, store_id)
    rows = _asked(_rows(actor).filter(store_id=store_id), asked)
    by = order.as_order_by(SORTS) if order.name in SORTS else ["-claimed_on", "-pk"]
    found = list(rows.select_related("vehicle").order_by(*by)[window.offset : window.offset + window.limit])
    told = rows.filter(state__in=LIVE).aggregate(claimed=Sum("claimed"), settled=Sum("settled", filter=Q(state=SETTLED)))
    shares, limit = _shares(actor, store_id, [one.vehicle_id for one in found]), _limit(store_id, at)
    sums = {name: Money(amount.fen if isinstance(amount, Money) else amount or 0) for name, amount in told.items()}
    return RowPage([_row(one, shares, limit, url(one.pk)) for one in found], rows.count(), sums)


@query(permissions.SEE_REBATES)
def get_rebate(actor: Actor, rebate_id: int, at: datetime) -> RebateRow:
    """One rebate; ``at`` says whose day's limit marks its car.

    :raises NotFound: unknown or out of scope
    """
    one: Rebate = _rows(actor).select_related("vehicle").one(pk=rebate_id)
    shares = _shares(actor, one.store_id, [one.vehicle_id])
    return _row(one, shares, _limit(one.store_id, at))


@query(permissions.SEE_REBATES)
def list_rebate_programmes(actor: Actor, store_id: int) -> list[str]:
    """Programmes that the store has claimed under, as they were first written, in order."""
    actor.require(permissions.SEE_REBATES, store_id)
    rows = _rows(actor).filter(store_id=store_id).order_by("programme_key", "pk").distinct("programme_key")
    return list(rows.values_list("programme", flat=True)[:MOST_PROGRAMMES])


def _rows(actor: Actor) -> Any:
    return Rebate.objects.visible_to(actor, permissions.SEE_REBATES)


def _asked(rows: Any, asked: RebateFilter) -> Any:
    for term in clean_text(asked.text).split():
        code = compact(term)
        rows = rows.filter(
            Q(vehicle__vin__contains=code) | Q(vehicle__plate__contains=code) | Q(programme_key__contains=code)
        )
    if asked.state:
        rows = rows.filter(state__in=asked.state)
    days = {
        "claimed_on__gte": asked.claimed_from,
        "claimed_on__lte": asked.claimed_to,
        "settled_on__gte": asked.settled_from,
        "settled_on__lte": asked.settled_to,
    }
    return rows.filter(**{name: day for name, day in days.items() if day is not None})


def _shares(actor: Actor, store_id: int, vehicle_ids: Collection[int]) -> dict[int, Money]:
    """Car → all that stands of it: settled, else claimed."""
    rows = _rows(actor).filter(store_id=store_id, vehicle_id__in=set(vehicle_ids), state__in=LIVE)
    told = rows.values("vehicle_id").annotate(amount=Sum(Coalesce("settled", "claimed")))
    return {one["vehicle_id"]: one["amount"] for one in told}


def _limit(store_id: int, at: datetime) -> Decimal:
    limit: Decimal = value(REBATE_LIMIT, store_id, store_info(store_id).clock.day(at))
    return limit


def _row(one: Rebate, stands: dict[int, Money], limit: Decimal, url: str = "") -> RebateRow:
    share = Decimal(stands.get(one.vehicle_id, Money(0)).fen) / one.price.fen
    return RebateRow(
        one.pk,
        one.version,
        one.store_id,
        one.vehicle_id,
        one.vehicle.vin or "",
        one.vehicle.plate or "",
        one.vehicle.model_name,
        one.programme,
        one.price,
        one.claimed,
        one.claimed_on,
        one.settled,
        one.settled_on,
        one.state,
        str(REBATE.labels[one.state]),
        one.withdraw_reason or one.refuse_reason,
        one.refuse_reason,
        share,
        one.state in LIVE and share > limit,
        url,
    )
