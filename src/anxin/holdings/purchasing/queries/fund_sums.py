"""What was ordered in a month, and what its fund leaves: sums that pages and commands share."""

from datetime import date

from django.db.models import DecimalField, ExpressionWrapper, F, Sum
from django.db.models.functions import Round

from anxin.holdings.purchasing.lifecycle import REFUSED
from anxin.holdings.purchasing.models import FundHold, OrderKind, PurchaseFund, PurchaseLine
from anxin.holdings.purchasing.rules import FundState
from anxin.platform.calendar.rules import add_months
from anxin.platform.money import ZERO, Money


def state_of(store_id: int, month: date) -> FundState:
    """The fund of a month of a store that is in scope."""
    stores = [store_id]
    fund = PurchaseFund.objects.in_stores(stores).filter(month=month).first()
    hold = FundHold.objects.in_stores(stores).filter(month=month, lifted_at=None).first()
    ordered = ordered_by_kind(store_id, month).get(OrderKind.STOCK, ZERO)
    return FundState(fund.amount if fund else None, hold.percent if hold else None, ordered)


def ordered_by_kind(store_id: int, month: date) -> dict[str, Money]:
    """Kind of order → what was ordered of it in the month and not cancelled or refused, without tax."""
    lines = PurchaseLine.objects.in_stores([store_id]).filter(
        order__ordered_on__gte=month, order__ordered_on__lt=add_months(month, 1)
    )
    cost = ExpressionWrapper(F("unit_price") * (F("quantity") - F("cancelled")), output_field=DecimalField())
    sums = lines.exclude(order__state=REFUSED).values("order__kind").annotate(amount=Sum(Round(cost)))
    return {one["order__kind"]: Money(int(one["amount"])) for one in sums.order_by()}
