"""What a store's stock is worth, and how fast it turned (K-Z31)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from anxin.holdings.parts import permissions
from anxin.holdings.parts.models import ShelfCard, StockBalance, StockEntry, StockMonth
from anxin.holdings.parts.queries.entries import as_money
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query

ORDER = "repair_orders.repairorder"
ISSUED = ("issue", "return")


@dataclass(frozen=True, slots=True)
class MonthDepth:
    """Cost of what was issued for repair in a month, and of what lay there at its end; without tax.

    ``is_kept``: the night has kept the month's stock (or there is none to keep), so the number stands.
    """

    month: date
    issued: Money
    stocked: Money
    is_kept: bool


@dataclass(frozen=True, slots=True)
class StockDepth:
    """What a store's stock is worth, what of it is slow and overdue as of last night, and what was issued for repair.

    All at cost, without tax.
    """

    value: Money
    slow: Money
    overdue: Money
    issued: Money


@query(permissions.SEE)
def depth_of_month(actor: Actor, store_id: int, month: date) -> MonthDepth:
    """Issues for repair and the stock at the end of a month, as the figure K-Z31 counts them; ``month`` is its first day.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    end = (month.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    entries = StockEntry.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    months = StockMonth.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, on=end)
    aged = ShelfCard.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, aged_on__gte=end)
    is_kept = aged.exists() or not entries.filter(on__lte=end).exists()
    return MonthDepth(
        month, _issued_for_repair(entries, month, end), as_money(months.aggregate(sum=Sum("value"))["sum"]), is_kept
    )


@query(permissions.SEE)
def stock_depth(actor: Actor, store_id: int, since: date, until: date) -> StockDepth:
    """What the stock is worth now, and what was issued for repair from ``since`` to ``until``, both included.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    balances = StockBalance.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, on_hand__gt=0)
    sums = balances.aggregate(
        whole=Sum("value"),
        slow=Sum("value", filter=Q(card__is_slow=True)),
        overdue=Sum("value", filter=Q(card__is_overdue=True)),
    )
    entries = StockEntry.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    issued = _issued_for_repair(entries, since, until)
    return StockDepth(as_money(sums["whole"]), as_money(sums["slow"]), as_money(sums["overdue"]), issued)


def _issued_for_repair(entries: "QuerySet[StockEntry]", since: date, until: date) -> Money:
    """Cost of it, less what came back; what an entry undid, or corrects, counts where that one counted."""
    meant = Coalesce("reverses__reason", "corrects__reason", "reason")
    issued = entries.filter(on__range=(since, until), document_kind=ORDER).alias(meant=meant).filter(meant__in=ISSUED)
    return -as_money(issued.aggregate(sum=Sum("cost"))["sum"])
