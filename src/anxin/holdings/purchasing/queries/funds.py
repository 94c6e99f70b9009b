"""The fund of a month for stock: what was ordered against it, what holds it and what was released (R-PT08)."""

from dataclasses import dataclass
from datetime import date, datetime

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.models import FundHold, FundRelease, FundSetting, OrderKind, PurchaseFund
from anxin.holdings.purchasing.queries.fund_sums import ordered_by_kind, state_of
from anxin.holdings.purchasing.rules import FundState
from anxin.parties.org.queries import names_by_key
from anxin.platform.actor import Actor
from anxin.platform.calendar.rules import add_months
from anxin.platform.money import ZERO, Money
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class HoldRow:
    """Why only a part of the fund is available, and since when; with who lifted it, when and why."""

    id: int
    version: int
    reasons: tuple[str, ...]
    percent: int
    held_at: datetime
    held_by: str
    lifted_at: datetime | None
    lifted_by: str
    lift_reason: str


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """An order that may be placed beyond what is left, up to an amount without tax."""

    order_id: int
    number: str
    amount: Money
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class SettingRow:
    """What the fund was set to, when and by whom."""

    amount: Money
    note: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class FundMonth:
    """A month's fund without tax; ``version`` is None where none was set. ``ordered`` is for stock, ``for_customers``
    special and emergency orders, which the fund does not limit.
    """

    store_id: int
    month: date
    version: int | None
    amount: Money | None
    percent: int | None
    is_held: bool
    available: Money | None
    ordered: Money
    left: Money | None
    for_customers: Money
    hold: HoldRow | None
    releases: tuple[ReleaseRow, ...]
    settings: tuple[SettingRow, ...]


@query(permissions.SEE)
def get_fund_state(actor: Actor, store_id: int, month: date) -> FundState:
    """What a month's fund (its first day) leaves for stock."""
    actor.require(permissions.SEE, store_id)
    return state_of(store_id, month)


@query(permissions.SEE)
def get_fund_month(actor: Actor, store_id: int, month: date) -> FundMonth:
    """A month's fund (its first day) with its hold, releases and settings, the newest first."""
    actor.require(permissions.SEE, store_id)
    fund = PurchaseFund.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, month=month).first()
    hold = FundHold.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, month=month).first()
    settings = list(FundSetting.objects.visible_to(actor, permissions.SEE).filter(fund=fund).order_by("-pk")) if fund else []
    released = FundRelease.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, on__gte=month, on__lt=add_months(month, 1)
    )
    releases = list(released.select_related("order").order_by("-pk"))
    keys = {one.actor_key for one in settings} | {one.actor_key for one in releases}
    keys |= {hold.actor_key, hold.lifted_by} if hold else set()
    names = names_by_key(actor, keys)
    kinds = ordered_by_kind(store_id, month)
    percent = hold.percent if hold and hold.lifted_at is None else None
    state = FundState(fund.amount if fund else None, percent, kinds.get(OrderKind.STOCK, ZERO))
    return FundMonth(
        store_id=store_id,
        month=month,
        version=fund.version if fund else None,
        amount=state.amount,
        percent=state.percent,
        is_held=state.is_held,
        available=state.available,
        ordered=state.ordered,
        left=state.left,
        for_customers=Money.sum(amount for kind, amount in kinds.items() if kind != OrderKind.STOCK),
        hold=_hold(hold, names) if hold else None,
        releases=tuple(
            ReleaseRow(one.order_id, one.order.number, one.amount, one.reason, one.at, names.get(one.actor_key, ""))
            for one in releases
        ),
        settings=tuple(SettingRow(one.amount, one.note, one.at, names.get(one.actor_key, "")) for one in settings),
    )


@query(permissions.SEE)
def find_release(actor: Actor, order_id: int) -> Money | None:
    """Up to which amount an order was released; None when it was not."""
    rows = FundRelease.objects.visible_to(actor, permissions.SEE).filter(order_id=order_id)
    return max(rows.values_list("amount", flat=True), default=None)


def _hold(hold: FundHold, names: dict[str, str]) -> HoldRow:
    return HoldRow(
        hold.pk,
        hold.version,
        tuple(hold.reasons),
        hold.percent,
        hold.held_at,
        names.get(hold.actor_key, ""),
        hold.lifted_at,
        names.get(hold.lifted_by, ""),
        hold.lift_reason,
    )
