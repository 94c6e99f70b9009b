"""Closing a day at the cash desk, opening it again, and handing its cash to finance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn
from anxin.platform.ui.formats import format_money
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.ledger import day_turn
from anxin.visit.billing.events import DayClosed, DayReopened
from anxin.visit.billing.models import CashHandover, DayClosing, DayReopening, Payment
from anxin.visit.billing.parameters import CASH_DIFFERENCE_LIMIT, ONE_PERSON_TILL
from anxin.visit.billing.queries.day import count_receipts, totals_of_day

PIECES = ("100", "50", "20", "10", "5", "1", "0.5", "0.1")
"""Notes and coins, in yuan."""
LONGEST_REASON = 200
MOST_PIECES = 100_000


class DayIsClosed(Conflict):
    """The day was closed before."""

    code = "day_is_closed"
    default_rule = "M09.01"
    default_message = _("这一天已经日结；要改先重开。")


class CashMoved(Conflict):
    """Money came in or went back since the page was shown."""

    code = "cash_moved"
    default_rule = "M09.01"
    default_message = _("刚刚又有收款或退款，账面现金变了；请刷新后再清点。")


class DifferenceNotApproved(Conflict):
    """The cash is off by more than a cashier may close."""

    code = "difference_not_approved"
    default_rule = "M09.01"


class OwnClosing(Conflict):
    """Whoever counted the cash neither receives it nor opens the day again: two people look at it."""

    code = "own_closing"
    default_rule = "M09.01"
    default_message = _("这一天是您自己日结的，请由另一位财务或管理人员收现金、重开；只有一个人管钱的门店，可在参数里允许。")


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """The closing; ``difference`` is counted less expected."""

    closing_id: int
    on: date
    expected_cash: Money
    counted_cash: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class CashCount:
    """What was counted: a sum, or how many of each note and coin; ``seen`` is the book's cash as the page showed it."""

    total: Money | None = None
    pieces: Mapping[str, int] | None = None
    seen: Money | None = None

    def counted(self) -> Money:
        """The sum.

        :raises Invalid: neither a sum nor pieces, an unknown piece, or both and they differ
        """
        pieces = {piece: number for piece, number in (self.pieces or {}).items() if number}
        if any(piece not in PIECES or not 0 < number <= MOST_PIECES for piece, number in pieces.items()):
            raise Invalid(_("张数不对，请重新填写。"), field="pieces")
        by_piece = Money(sum(Money.yuan(piece).fen * number for piece, number in pieces.items()))
        if self.total is None and not pieces:
            raise Invalid(_("请填清点的现金，没有现金填 0。"), field="total")
        if self.total is not None and pieces and self.total != by_piece:
            raise Invalid(
                _("按张数合计是 ¥%(sum)s，和填的总数不一样，请改一个。") % {"sum": format_money(by_piece)}, field="total"
            )
        if self.total is not None and self.total.fen < 0:
            raise Invalid(_("清点的现金不能小于 0，请改数。"), field="total")
        return self.total if self.total is not None else by_piece


@command(permissions.CLOSE_DAY, rule="M09.01")
def close_day(*, actor: Actor, store_id: int, on: date, count: CashCount, reason: str = "", at: datetime) -> ClosedDay:
    """Close a business day: what came by each method, and the cash counted against the book. Later payments go on.

    :raises NotFound: not a store where the actor may close
    :raises DayIsClosed: closed before
    :raises CashMoved: the book's cash is not what the page showed
    :raises Invalid: nothing counted, a day that has not come, or a difference without a reason
    :raises DifferenceNotApproved: off by more than the limit, and the actor may not approve that
    """
    if not actor.may(permissions.CLOSE_DAY, store_id):
        raise NotFound
    take_turn(day_turn(store_id))
    if on > store_info(store_id).clock.day(at):
        raise Invalid(_("这一天还没有到，请到那天再日结。"), field="on")
    earlier = DayClosing.objects.visible_to(actor, permissions.CLOSE_DAY).filter(store_id=store_id, on=on)
    if earlier.filter(reopening__isnull=True).exists():
        raise DayIsClosed
    totals = totals_of_day(actor, store_id, on)
    expected, counted = totals.get(Payment.Method.CASH, Money(0)), count.counted()
    if count.seen is not None and count.seen != expected:
        raise CashMoved
    why = _reason(actor, store_id, counted - expected, reason, at)
    closing = DayClosing(
        store_id=store_id,
        on=on,
        round=earlier.count() + 1,
        by_method={method: amount.fen for method, amount in totals.items()},
        receipts=count_receipts(actor, store_id, on),
        expected_cash=expected,
        counted_cash=counted,
        pieces={piece: number for piece, number in (count.pieces or {}).items() if number},
        reason=why,
        at=at,
        actor_key=actor.key,
    )
    closing.save(force_insert=True)
    events.publish(DayClosed(dayclosing_id=closing.pk, store_id=store_id), at=at)
    return ClosedDay(closing.pk, on, expected, counted, counted - expected)


@command(permissions.REOPEN_DAY, rule="M09.01")
def reopen_day(*, actor: Actor, store_id: int, on: date, reason: str, at: datetime) -> ClosedDay:
    """Open a closed day again, with the reason; its closing stays on record.

    :raises NotFound: not closed, or not a store where the actor may
    :raises OwnClosing: the actor closed it
    :raises Conflict: finance has its cash already
    :raises Invalid: no reason
    """
    take_turn(day_turn(store_id))
    closing = _standing(actor, permissions.REOPEN_DAY, store_id, on)
    _require_another(actor, closing, at)
    if CashHandover.objects.visible_to(actor, permissions.REOPEN_DAY).filter(closing=closing).exists():
        raise Conflict(_("这一天的现金已经交财务，不能重开；请在今天补收或退款。"), rule="M09.01")
    why = clean_text(reason)[:LONGEST_REASON]
    if not why:
        raise Invalid(_("重开要写原因。"), field="reason")
    DayReopening(store_id=store_id, closing=closing, reason=why, at=at, actor_key=actor.key).save(force_insert=True)
    events.publish(DayReopened(dayclosing_id=closing.pk, store_id=store_id), at=at)
    return _closed(closing)


@command(permissions.RECEIVE_CASH, rule="M09.01")
def receive_cash(*, actor: Actor, store_id: int, on: date, at: datetime) -> ClosedDay:
    """Finance receives the counted cash of a closed day.

    :raises NotFound: not closed, or not a store where the actor may
    :raises OwnClosing: the actor closed it
    :raises Conflict: received before
    """
    take_turn(day_turn(store_id))
    closing = _standing(actor, permissions.RECEIVE_CASH, store_id, on)
    _require_another(actor, closing, at)
    if CashHandover.objects.visible_to(actor, permissions.RECEIVE_CASH).filter(closing=closing).exists():
        raise Conflict(_("这一天的现金已经收过，请刷新再看。"), rule="M09.01")
    CashHandover(store_id=store_id, closing=closing, amount=closing.counted_cash, at=at, actor_key=actor.key).save(
        force_insert=True
    )
    return _closed(closing)


def _reason(actor: Actor, store_id: int, difference: Money, reason: str, at: datetime) -> str:
    why = clean_text(reason)[:LONGEST_REASON]
    if not difference:
        return why
    if not why:
        raise Invalid(_("现金差 ¥%(difference)s，请写原因。") % {"difference": format_money(difference)}, field="reason")
    limit: Money = value(CASH_DIFFERENCE_LIMIT, store_id, store_info(store_id).clock.day(at))
    if abs(difference.fen) > limit.fen and not actor.may(permissions.APPROVE_DIFFERENCE, store_id):
        raise DifferenceNotApproved(
            _("现金差 ¥%(difference)s，超过 ¥%(limit)s，请财务经理核对后由财务经理日结。")
            % {"difference": format_money(difference), "limit": format_money(limit)}
        )
    return why


def _require_another(actor: Actor, closing: DayClosing, at: datetime) -> None:
    day = store_info(closing.store_id).clock.day(at)
    if closing.actor_key == actor.key and not value(ONE_PERSON_TILL, closing.store_id, day):
        raise OwnClosing


def _standing(actor: Actor, permission: str, store_id: int, on: date) -> DayClosing:
    rows = DayClosing.objects.visible_to(actor, permission).filter(store_id=store_id, on=on, reopening__isnull=True)
    closing: DayClosing = rows.one()
    return closing


def _closed(closing: DayClosing) -> ClosedDay:
    difference = closing.counted_cash - closing.expected_cash
    return ClosedDay(closing.pk, closing.on, closing.expected_cash, closing.counted_cash, difference)
