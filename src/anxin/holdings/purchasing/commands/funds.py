"""The fund of a month for stock: set, held when a plan was missed, lifted, and released for one order (R-PT08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.commands.limits import amount_of, take_fund
from anxin.holdings.purchasing.commands.orders import lines_of, subject_of
from anxin.holdings.purchasing.lifecycle import PURCHASE
from anxin.holdings.purchasing.models import FundHold, FundRelease, FundSetting, OrderKind, PurchaseFund, PurchaseOrder
from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import check_version, require_version
from anxin.platform.text import worded

FUND_KIND, HOLD_KIND = "purchasing.purchasefund", "purchasing.fundhold"
LONGEST_NOTE, LONGEST_REASON, MOST_REASONS = 120, 200, 20
MOST_FEN = 999_999_999_99
YEARS = range(2000, 2101)


class NothingToRelease(Conflict):
    """The order needs no release: it is not for stock."""

    code = "nothing_to_release"
    default_rule = "R-PT08"
    default_message = _("专订和紧急订货不受库存采购资金限制，不用放行。")


class HoldLifted(Conflict):
    """The hold was lifted before."""

    code = "hold_lifted"
    default_rule = "R-PT08"
    default_message = _("这个月的资金控制已经解除，请刷新后再看。")


@dataclass(frozen=True, slots=True)
class KeptFund:
    """The fund of a month after a command."""

    id: int
    version: int
    amount: Money


@dataclass(frozen=True, slots=True)
class KeptHold:
    """The hold of a month after a command; ``replayed`` when the month had been held before, as it was decided then."""

    id: int
    version: int
    percent: int
    is_lifted: bool
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class KeptRelease:
    """A release of an order up to this amount, without tax."""

    id: int
    amount: Money


@command(permissions.SET_FUND, rule="R-PT08")
def set_fund(
    *,
    actor: Actor,
    store_id: int,
    month: date,
    amount: Money,
    note: str = "",
    at: datetime,
    version: int | None = None,
) -> KeptFund:
    """Say what a store may order for stock in a month, without tax; each time is kept. Without a fund nothing is limited.

    :raises Denied: no permission in this store
    :raises Invalid: not the first day of a month, an amount below zero or beyond reason, or too many words
    :raises VersionConflict: somebody else changed it first
    """
    actor.require(permissions.SET_FUND, store_id)
    _require_month(month)
    if not 0 <= amount.fen <= MOST_FEN:
        raise Invalid(_("资金不能为负，也不能超过十亿元，请改。"), field="amount")
    words = worded(note, LONGEST_NOTE, "note", may_be_missing=True)
    take_fund(store_id, month)
    row = PurchaseFund.objects.in_stores([store_id]).locked().filter(month=month).first()
    if row is None:
        row = PurchaseFund.objects.create(store_id=store_id, month=month, amount=amount)
    else:
        require_version(row, version)
        row.amount = amount
        row.save(update_fields=["amount", "version"])
    FundSetting.objects.create(store_id=store_id, fund=row, amount=amount, note=words, at=at, actor_key=actor.key)
    audit.note(DocumentRef(FUND_KIND, row.pk), store_id, month=str(month), amount=amount.fen)
    return KeptFund(row.pk, row.version, row.amount)


@command(permissions.CONTROL, rule="R-PT08")
def control_funds(
    *, actor: Actor, store_id: int, month: date, reasons: Sequence[str], percent: int, at: datetime
) -> KeptHold:
    """Leave only ``percent`` of a month's fund for stock, because a plan was missed the month before.

    ``month`` is the first day of the month that is held. A month is held once: told again, it stays as it was decided,
    and what was lifted stays lifted.

    :raises Denied: no permission in this store
    :raises Invalid: not the first day of a month, no reason, too many words, or a share that is none
    """
    actor.require(permissions.CONTROL, store_id)
    _require_month(month)
    if not 0 <= percent <= 100:
        raise Invalid(_("可用比例要在 0 到 100 之间，请改。"), field="percent")
    if not 0 < len(reasons) <= MOST_REASONS:
        raise Invalid(_("请写明为什么控制资金，最多 20 条。"), field="reasons")
    words = [worded(one, LONGEST_REASON, "reasons") for one in reasons]
    take_fund(store_id, month)
    before = FundHold.objects.in_stores([store_id]).filter(month=month).first()
    if before is not None:
        return KeptHold(before.pk, before.version, before.percent, before.lifted_at is not None, replayed=True)
    row = FundHold.objects.create(
        store_id=store_id, month=month, reasons=words, percent=percent, held_at=at, actor_key=actor.key
    )
    audit.note(DocumentRef(HOLD_KIND, row.pk), store_id, month=str(month), percent=percent)
    return KeptHold(row.pk, row.version, row.percent, is_lifted=False)


@command(permissions.RELEASE, rule="R-PT08")
def lift_hold(*, actor: Actor, hold_id: int, reason: str, at: datetime, version: int | None = None) -> KeptHold:
    """Hold a month's fund no longer, and say why.

    :raises NotFound: unknown or out of scope
    :raises HoldLifted: it was lifted before
    :raises Invalid: no reason, or one of more than 200 characters
    :raises VersionConflict: somebody else changed it first
    """
    seen: FundHold = FundHold.objects.visible_to(actor, permissions.RELEASE).one(pk=hold_id)
    take_fund(seen.store_id, seen.month)
    row: FundHold = FundHold.objects.visible_to(actor, permissions.RELEASE).locked().one(pk=hold_id)
    if row.lifted_at is not None:
        raise HoldLifted
    require_version(row, version)
    row.lifted_at, row.lift_reason, row.lifted_by = at, worded(reason, LONGEST_REASON, "reason"), actor.key
    row.save(update_fields=["lifted_at", "lift_reason", "lifted_by", "version"])
    audit.note(DocumentRef(HOLD_KIND, row.pk), row.store_id, lifted=row.lift_reason)
    return KeptHold(row.pk, row.version, row.percent, is_lifted=True)


@command(permissions.RELEASE, rule="R-PT08")
def release_order(*, actor: Actor, order_id: int, reason: str, at: datetime, version: int | None = None) -> KeptRelease:
    """Let one draft for stock be placed beyond what a held fund leaves, up to what it costs now.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: sent or cancelled before
    :raises NothingToRelease: it is not for stock
    :raises Invalid: no reason, or one of more than 200 characters
    :raises VersionConflict: somebody else changed the order first
    """
    order: PurchaseOrder = PurchaseOrder.objects.visible_to(actor, permissions.RELEASE).locked().one(pk=order_id)
    check_version(order, version)
    PURCHASE.after("place", order.state)
    if order.kind != OrderKind.STOCK:
        raise NothingToRelease
    row = FundRelease.objects.create(
        store_id=order.store_id,
        order=order,
        amount=amount_of(lines_of(order)),
        reason=worded(reason, LONGEST_REASON, "reason"),
        at=at,
        on=store_info(order.store_id).clock.day(at),
        actor_key=actor.key,
    )
    audit.note(subject_of(order), order.store_id, released=row.amount.fen)
    return KeptRelease(row.pk, row.amount)


def _require_month(month: date) -> None:
    if month.day != 1 or month.year not in YEARS:
        raise Invalid(_("请给出月份的第一天。"), field="month")
