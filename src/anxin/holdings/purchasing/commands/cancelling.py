"""What is wanted no longer: an order of which nothing has come, or the rest of some lines."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.commands.answers import LONGEST_REASON, stop_clock
from anxin.holdings.purchasing.commands.awaiting import tell_none_comes
from anxin.holdings.purchasing.commands.orders import KeptPurchase, kept, lines_of, locked
from anxin.holdings.purchasing.events import PurchaseCancelled
from anxin.holdings.purchasing.lifecycle import PURCHASE
from anxin.holdings.purchasing.models import PurchaseLine, PurchaseOrder
from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.text import worded


@command(permissions.ORDER, rule="M14.13")
def cancel_order(*, actor: Actor, order_id: int, reason: str, at: datetime, version: int | None = None) -> KeptPurchase:
    """Call an order off of which nothing has come, and say why.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: goods came, or it is over
    :raises Invalid: no reason, or one of more than 200 characters
    :raises VersionConflict: somebody else changed it first
    """
    row = locked(actor, order_id, version)
    row.state = PURCHASE.after("cancel", row.state)
    _end(row, [line.pk for line in lines_of(row)], reason, at)
    return kept(row)


@command(permissions.ORDER, rule="M14.13")
def cancel_rest(
    *,
    actor: Actor,
    order_id: int,
    line_ids: Collection[int],
    reason: str,
    at: datetime,
    version: int | None = None,
) -> KeptPurchase:
    """Want no longer what has not come of these lines; when nothing else is expected the order is over.

    :raises NotFound: an unknown order or line, or out of scope
    :raises IllegalTransition: a draft, or nothing of it is expected
    :raises Invalid: no line of which something is expected, no reason or too many words
    :raises VersionConflict: somebody else changed it first
    """
    row = locked(actor, order_id, version)
    if not PURCHASE.allows("receive", row.state):
        PURCHASE.after("receive", row.state)
    lines = {line.pk: line for line in lines_of(row)}
    if not set(line_ids) <= set(lines):
        raise NotFound
    wanted = [lines[line_id] for line_id in sorted(line_ids) if open_of(lines[line_id]) > 0]
    if not wanted:
        raise Invalid(_("请选择还没到齐的行。"), field="line_ids")
    gone = {line.pk for line in wanted}
    is_over = all(line.pk in gone or open_of(line) <= 0 for line in lines.values())
    if is_over:
        has_come = any(line.received for line in lines.values())
        row.state = PURCHASE.after("complete" if has_come else "cancel", row.state)
    _end(row, sorted(gone), reason, at, is_over=is_over)
    return kept(row)


def open_of(line: PurchaseLine) -> Decimal:
    """How much of a line is expected still; below zero where more came than was ordered."""
    return line.quantity - line.received - line.cancelled


def _end(row: PurchaseOrder, line_ids: list[int], reason: str, at: datetime, *, is_over: bool = True) -> None:
    words, today = worded(reason, LONGEST_REASON, "reason"), store_info(row.store_id).clock.day(at)
    gone = list(lines_of(row).filter(pk__in=line_ids))
    for line in gone:
        line.cancelled, line.cancelled_on = line.cancelled + max(open_of(line), 0), today
        line.save(update_fields=["cancelled", "cancelled_on"])
    row.end_reason = words
    if is_over:
        row.ended_at = at
        stop_clock(row, at, is_done=False)
    row.save()
    fact = PurchaseCancelled(store_id=row.store_id, purchaseorder_id=row.pk, line_ids=tuple(line_ids))
    events.publish(fact, at=at)
    tell_none_comes(row, gone, str(_("订货取消：%(why)s") % {"why": words}), at)
