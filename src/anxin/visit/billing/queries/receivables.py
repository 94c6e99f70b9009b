"""Receivables: every bill on which money is due, over the stores that the actor sees."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_choices
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.formats import PAYER_LABELS
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Bill

ORDER = "settlement__repair_order__"
ORDERS = {"billed_on": "billed_on", "due": "due", "payer": "payer"}
AGES = ((7, _("7 天以上")), (30, _("30 天以上")), (60, _("60 天以上")), (90, _("90 天以上")))


@dataclass(frozen=True, slots=True)
class ReceivableFilter:
    """Which receivables to list; ``older_than`` days since they were billed are overdue to whoever asks."""

    text: str = filter_field(_("车牌 / 单号"), default="")
    payer: tuple[str, ...] = filter_field(_("付款方"), choices=tuple(PAYER_LABELS.items()), default=())
    older_than: int | None = filter_field(_("逾期"), choices=AGES)
    store_id: int | None = filter_field(_("门店"), choices=store_choices)


@dataclass(frozen=True, slots=True)
class ReceivableRow:
    """What one payer still owes of a settlement; ``age_days`` since it was billed."""

    bill_id: int
    store_name: str
    settlement: str
    repair_order: str
    plate: str
    customer_name: str
    payer: str
    amount: Money
    due: Money
    billed_on: date
    age_days: int


@query(permissions.SEE)
def list_receivables(
    actor: Actor, wanted: ReceivableFilter, order: Order, window: Window, today: date
) -> RowPage[ReceivableRow]:
    """Open bills, the oldest first unless sorted, with the sums over all pages; ``text`` ends a number or plate."""
    rows = _wanted(actor, wanted, today)
    sums = rows.aggregate(amount=Sum("amount"), due=Sum("due"))
    related = rows.select_related("store", "settlement__repair_order__vehicle", "settlement__repair_order__customer")
    shown = related.order_by(*order.as_order_by(ORDERS))[window.offset : window.offset + window.limit]
    return RowPage(
        [
            ReceivableRow(
                row.pk,
                row.store.name,
                row.settlement.number,
                row.settlement.repair_order.number,
                row.settlement.repair_order.vehicle.plate or "",
                row.settlement.repair_order.customer.name,
                row.payer,
                row.amount,
                row.due,
                row.billed_on,
                max((today - row.billed_on).days, 0),
            )
            for row in shown
        ],
        rows.count(),
        {name: _as_money(total) for name, total in sums.items()},
    )


def _wanted(actor: Actor, wanted: ReceivableFilter, today: date) -> Any:
    rows = Bill.objects.visible_to(actor, permissions.SEE).filter(due__gt=0)
    if wanted.store_id is not None:
        rows = rows.filter(store_id=wanted.store_id)
    if wanted.payer:
        rows = rows.filter(payer__in=wanted.payer)
    if wanted.older_than is not None:
        rows = rows.filter(billed_on__lt=today - timedelta(days=min(max(wanted.older_than, 0), 3653)))
    text = wanted.text.strip().upper().replace("·", "").replace(" ", "")
    if text:
        ends = ("settlement__number", f"{ORDER}number", f"{ORDER}vehicle__plate")
        rows = rows.filter(Q(*[(f"{one}__endswith", text) for one in ends], _connector=Q.OR))
    return rows


def _as_money(total: Any) -> Money:
    return total if isinstance(total, Money) else Money(int(total or 0))
