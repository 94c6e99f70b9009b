"""How fast a store's stock turned in a month (K-Z31)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.db.models.functions import Coalesce

from anxin.holdings.parts import permissions
from anxin.holdings.parts.models import ShelfCard, StockEntry, StockMonth
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


@query(permissions.SEE)
def depth_of_month(actor: Actor, store_id: int, month: date) -> MonthDepth:
    """Issues for repair and the stock at the end of a month, as the figure K-Z31 counts them; ``month`` is its first day.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    end = (month.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    entries = StockEntry.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    # What an entry undid, or corrects, counts where that one counted.
    meant = Coalesce("reverses__reason", "corrects__reason", "reason")
    for_repair = entries.filter(on__range=(month, end), document_kind=ORDER).alias(meant=meant).filter(meant__in=ISSUED)
    issued = as_money(for_repair.aggregate(sum=Sum("cost"))["sum"])
    months = StockMonth.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, on=end)
    aged = ShelfCard.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, aged_on__gte=end)
    is_kept = aged.exists() or not entries.filter(on__lte=end).exists()
    return MonthDepth(month, -issued, as_money(months.aggregate(sum=Sum("value"))["sum"]), is_kept)
