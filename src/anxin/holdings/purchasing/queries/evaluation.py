"""How a supplier delivered in a period: cycle, promises, completeness, returns and prices (FORM-59, R-PT15)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import fmean, median
from typing import Any

from django.db.models import Sum

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.models import PurchaseLine, ReceiptLine, Supplier, SupplierReturn
from anxin.holdings.purchasing.queries.returns import is_undone
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query

LINE = (
    "article_id",
    "article__number",
    "article__name",
    "unit_price",
    "quantity",
    "received",
    "cancelled",
    "first_promised_on",
    "completed_on",
    "cancelled_on",
)


@dataclass(frozen=True, slots=True)
class PricedArticle:
    """What an article was ordered at first and last in the period, without tax."""

    article_id: int
    number: str
    name: str
    first: Money
    last: Money

    @property
    def change(self) -> Decimal | None:
        """By how much the last price is above the first; None where the first was nothing."""
        return (Decimal(self.last.fen) - self.first.fen) / self.first.fen if self.first else None


@dataclass(frozen=True, slots=True)
class SupplierEvaluation:
    """Lines ordered in a period, and what became of them. Shares are None where there is nothing to share.

    ``mean_days`` and ``median_days`` are from order to arrival of what came; ``on_time`` is by the day told first, of lines
    that had one and are here or whose day is over, unless they were called off before; ``complete`` of all lines that were
    not called off at once; ``returned`` is the quantity that went back of what came.
    """

    lines: int
    arrivals: int
    mean_days: Decimal | None
    median_days: Decimal | None
    on_time: Decimal | None
    complete: Decimal | None
    returned: Decimal | None
    prices: tuple[PricedArticle, ...]


@query(permissions.SEE)
def evaluate_supplier(actor: Actor, supplier_id: int, since: date, until: date, at: datetime) -> SupplierEvaluation:
    """What a supplier did by now (``at``) with the orders of a period, both days included.

    :raises NotFound: unknown or out of scope
    """
    supplier: Supplier = Supplier.objects.visible_to(actor, permissions.SEE).one(pk=supplier_id)
    ordered = PurchaseLine.objects.visible_to(actor, permissions.SEE).filter(
        store_id=supplier.store_id,
        order__supplier_id=supplier.pk,
        order__ordered_on__gte=since,
        order__ordered_on__lte=until,
    )
    lines = list(ordered.order_by("order__ordered_at", "pk").values_list(*LINE, named=True))
    arrivals = ReceiptLine.objects.visible_to(actor, permissions.SEE).filter(line__in=ordered.order_by().values("pk"))
    came = list(arrivals.values_list("quantity", "receipt__on", "line__order__ordered_on"))
    days = [(arrived_on - ordered_on).days for _quantity, arrived_on, ordered_on in came if ordered_on]
    today = store_info(supplier.store_id).clock.day(at)
    promised = [one for one in lines if _is_due(one, today)]
    wanted = [one for one in lines if one.received or one.cancelled < one.quantity]
    back = (
        SupplierReturn.objects.visible_to(actor, permissions.SEE)
        .filter(~is_undone(), receipt_line__in=arrivals.order_by().values("pk"))
        .aggregate(quantity=Sum("quantity"))["quantity"]
    )
    return SupplierEvaluation(
        len(lines),
        len(came),
        Decimal(str(round(fmean(days), 1))) if days else None,
        Decimal(str(round(median(days), 1))) if days else None,
        _share(sum(_in_time(one) for one in promised), len(promised)),
        _share(sum(one.received >= one.quantity for one in wanted), len(wanted)),
        _share(back or 0, sum((quantity for quantity, _on, _ordered in came), Decimal(0))),
        _prices(lines),
    )


def _is_due(line: Any, today: date) -> bool:
    """Its promise is judged, as in ``parts.special_order``: not before its day, nor what was called off before."""
    promised = line.first_promised_on
    if promised is None or line.completed_on is not None:
        return promised is not None
    return bool(promised < today and (line.cancelled_on is None or line.cancelled_on > promised))


def _in_time(line: Any) -> bool:
    promised = line.first_promised_on
    return bool(promised and line.completed_on and line.completed_on <= promised)


def _share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


def _prices(lines: list[Any]) -> tuple[PricedArticle, ...]:
    told: dict[int, PricedArticle] = {}
    for line in lines:
        if line.article_id is not None:
            first = told[line.article_id].first if line.article_id in told else line.unit_price
            told[line.article_id] = PricedArticle(
                line.article_id, line.article__number, line.article__name, first, line.unit_price
            )
    changed = [one for one in told.values() if one.first != one.last]
    return tuple(sorted(changed, key=lambda one: one.number))
