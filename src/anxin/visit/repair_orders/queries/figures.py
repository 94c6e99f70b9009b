"""What orders are worth (M06.16) and which packages were offered and sold (R-RO14), over days of one store.

An order counts on the day of its settlement, with its approved items, tax included, whoever pays; ratios are ratios of
sums. A menu order has approved items, and all of them at the price of the catalogue or of a package (R-RO12, K-N04).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.lifecycle import CANCELLED, DELIVERED
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.parameters import FIGURE_DAYS

APPROVED = Q(decision=Item.Decision.APPROVED)
CARE = "care"
KINDS = (*RepairOrder.Kind.values, CARE)


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """Sums of an advisor's settled orders, or of all (``advisor_id`` None), and what follows from them per order."""

    advisor_id: int | None
    advisor_name: str
    orders: int
    amount: Money
    hours: Decimal
    parts: Money
    with_additional: int
    menu: int
    delivered: int
    suggested: int

    @property
    def suggestion_rate(self) -> Decimal | None:
        """Share of delivered orders that carry a suggestion for the call (R-RO19)."""
        return Decimal(self.suggested) / self.delivered if self.delivered else None

    @property
    def ticket(self) -> Money | None:
        """Average ticket (K-Z02)."""
        return self.amount.times(Decimal(1) / self.orders) if self.orders else None

    @property
    def hours_per_order(self) -> Decimal | None:
        """Labour hours sold per order (K-N19), two decimals."""
        return (self.hours / self.orders).quantize(Decimal("0.01")) if self.orders else None

    @property
    def parts_per_order(self) -> Money | None:
        """Parts sold per order (K-N20)."""
        return self.parts.times(Decimal(1) / self.orders) if self.orders else None

    @property
    def additional_rate(self) -> Decimal | None:
        """Share of orders with an additional item that the customer approved (K-Z06)."""
        return Decimal(self.with_additional) / self.orders if self.orders else None

    @property
    def menu_rate(self) -> Decimal | None:
        """Share of orders priced from the catalogue throughout (K-N04)."""
        return Decimal(self.menu) / self.orders if self.orders else None


@dataclass(frozen=True, slots=True)
class PackageSales:
    """A package on the orders opened in these days: how often it was offered, how often agreed to, and for how much.

    ``kind`` is that of the orders, or care for a care product.
    """

    code: str
    title: str
    kind: str
    offered: int
    sold: int
    amount: Money


@dataclass(frozen=True, slots=True)
class KindSales:
    """The packages of one kind together, as the morning's report has them (R-RO14)."""

    label: str
    offered: int
    sold: int
    amount: Money
    packages: tuple[PackageSales, ...]


class TooManyDays(Invalid):
    """More days at once than the store lets anybody add up."""

    code = "too_many_days"
    default_rule = "M06.16"


@query(permissions.SEE)
def order_figures(actor: Actor, store_id: int, first: date, last: date) -> list[OrderFigures]:
    """Figures of each advisor's orders settled from ``first`` to ``last``, by name, and of the whole store at the end.

    :raises TooManyDays: more days than the limit
    """
    require_few_days(store_id, first, last)
    settled = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, settled_on__gte=first, settled_on__lte=last
    )
    gone = Q(state=DELIVERED)
    counts = (
        settled.values("advisor_id", "advisor__name")
        .annotate(
            orders=Count("pk"),
            delivered=Count("pk", filter=gone),
            suggested=Count("pk", filter=gone & ~Q(follow_up_suggestion="")),
        )
        .order_by("advisor__name", "advisor_id")
    )
    items = _items(actor, store_id).filter(repair_order__settled_on__gte=first, repair_order__settled_on__lte=last)
    sums = {row["advisor"]: row for row in _sums(items)}
    rows = [_figures(row, sums.get(row["advisor_id"], {})) for row in counts]
    return [*rows, _total(rows)] if rows else []


@query(permissions.SEE)
def package_sales(actor: Actor, store_id: int, first: date, last: date) -> list[PackageSales]:
    """Packages on the orders opened from ``first`` to ``last`` by kind, of each the most offered first (R-RO14).

    :raises TooManyDays: more days than the limit
    """
    require_few_days(store_id, first, last)
    rows = (
        _items(actor, store_id)
        .filter(repair_order__opened_on__gte=first, repair_order__opened_on__lte=last)
        .exclude(job__package_code="")
        .exclude(repair_order__state=CANCELLED)
        .values("repair_order__kind", "job__package_code")
        .annotate(
            title=Max("job__title"),
            care=Count("pk", filter=Q(is_care=True)),
            offered=Count("job", distinct=True),
            sold=Count("job", distinct=True, filter=APPROVED),
            paid=Sum("amount", filter=APPROVED & Q(price_source=Item.PriceSource.PACKAGE)),
        )
        .order_by("repair_order__kind", "job__package_code")
    )
    found: dict[tuple[str, str], PackageSales] = {}
    for row in rows:
        kind = CARE if row["care"] else row["repair_order__kind"]
        mine = PackageSales(row["job__package_code"], row["title"], kind, row["offered"], row["sold"], _money(row["paid"]))
        # A care package stands once, whatever the orders were for.
        before = found.get((kind, mine.code))
        found[kind, mine.code] = _added(before, mine) if before else mine
    return sorted(found.values(), key=lambda row: (KINDS.index(row.kind), -row.offered, row.code))


def sales_by_kind(rows: Sequence[PackageSales]) -> list[KindSales]:
    """The same with the sums of each kind that was offered."""
    return [
        KindSales(
            _("养护") if kind == CARE else str(RepairOrder.Kind(kind).label),
            sum(one.offered for one in mine),
            sum(one.sold for one in mine),
            Money.sum(one.amount for one in mine),
            tuple(mine),
        )
        for kind in KINDS
        if (mine := [one for one in rows if one.kind == kind])
    ]


def _added(one: PackageSales, other: PackageSales) -> PackageSales:
    offered, sold = one.offered + other.offered, one.sold + other.sold
    return replace(one, offered=offered, sold=sold, amount=one.amount + other.amount)


def require_few_days(store_id: int, first: date, last: date) -> None:
    """:raises TooManyDays: more days than one may add up at once"""
    most = value(FIGURE_DAYS, store_id, last)
    if (last - first).days >= most:
        raise TooManyDays(_("一次最多看 %(most)s 天，请把日期选近一些。") % {"most": most}, field="last", rule="M06.16")


def _items(actor: Actor, store_id: int) -> "QuerySet[Item]":
    rows: QuerySet[Item] = Item.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    return rows


def _sums(items: "QuerySet[Item]") -> list[dict[str, Any]]:
    free = Count("repair_order", distinct=True, filter=APPROVED & Q(price_source=Item.PriceSource.FREE))
    rows: Any = (
        items.values(advisor=F("repair_order__advisor_id"))
        .annotate(
            worth=Sum("amount", filter=APPROVED),
            hours=Sum("quantity", filter=APPROVED & Q(kind=Item.Kind.LABOUR)),
            parts=Sum("amount", filter=APPROVED & Q(kind=Item.Kind.PART)),
            additional=Count("repair_order", distinct=True, filter=APPROVED & Q(is_additional=True)),
            priced=Count("repair_order", distinct=True, filter=APPROVED),
            free=free,
        )
        .order_by()
    )
    return list(rows)


def _figures(row: Mapping[str, Any], sums: Mapping[str, Any]) -> OrderFigures:
    def count(key: str) -> int:
        return int(str(sums.get(key) or 0))

    return OrderFigures(
        row["advisor_id"],
        row["advisor__name"],
        row["orders"],
        _money(sums.get("worth")),
        Decimal(str(sums.get("hours") or 0)),
        _money(sums.get("parts")),
        count("additional"),
        count("priced") - count("free"),
        row["delivered"],
        row["suggested"],
    )


def _total(rows: list[OrderFigures]) -> OrderFigures:
    return OrderFigures(
        None,
        "",
        sum(row.orders for row in rows),
        Money.sum(row.amount for row in rows),
        sum((row.hours for row in rows), Decimal(0)),
        Money.sum(row.parts for row in rows),
        sum(row.with_additional for row in rows),
        sum(row.menu for row in rows),
        sum(row.delivered for row in rows),
        sum(row.suggested for row in rows),
    )


def _money(value: Any) -> Money:
    return value if isinstance(value, Money) else Money(int(str(value or 0)))
