"""Receivables: every bill on which money is due, over the stores that the actor sees."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_choices
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.plates import normalise_tail
from anxin.platform.queries import query
from anxin.platform.text import clean_text
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.formats import PAYER_LABELS
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Bill
from anxin.visit.billing.queries.debts import due_on_of
from anxin.visit.billing.queries.names import payer_words

ORDER = "settlement__repair_order__"
ORDERS = {"billed_on": "billed_on", "due": "due", "payer": "payer"}
AGES = ((7, _("7 天以上")), (30, _("30 天以上")), (60, _("60 天以上")), (90, _("90 天以上")))


@dataclass(frozen=True, slots=True)
class ReceivableFilter:
    """Which receivables to list; ``older_than`` days since they were billed are overdue to whoever asks."""

    text: str = filter_field(_("车牌 / 单号"), default="")
    payer: tuple[str, ...] = filter_field(_("付款方"), choices=tuple(PAYER_LABELS.items()), default=())
    insurer: str = filter_field(_("保险公司"), default="")
    older_than: int | None = filter_field(_("逾期"), choices=AGES)
    store_id: int | None = filter_field(_("门店"), choices=store_choices)


@dataclass(frozen=True, slots=True)
class ReceivableRow:
    """What one payer still owes of a settlement; ``age_days`` since it was billed, ``due_on`` as agreed."""

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
    due_on: date
    is_on_account: bool
    payer_words: str
    vin: str = ""


@dataclass(frozen=True, slots=True)
class PayerDebt:
    """How many bills of one payer are open, and what they and what is due on them add up to."""

    payer: str
    bills: int
    amount: Money
    due: Money


@dataclass(frozen=True, slots=True)
class DebtsByPayer:
    """What every payer owes, in the order of the labels, and a page of the bills of one of them."""

    debts: tuple[PayerDebt, ...]
    page: RowPage[ReceivableRow]


@query(permissions.SEE)
def list_debts_by_payer(
    actor: Actor, wanted: ReceivableFilter, payer: str, order: Order, window: Window, today: date
) -> DebtsByPayer:
    """Number and sums of the open bills of every payer, and those of ``payer``; the filter's own payers do not count."""
    rows = _wanted(actor, replace(wanted, payer=()), today)
    sums = rows.order_by().values("payer").annotate(bills=Count("pk"), amount=Sum("amount"), due=Sum("due"))
    found = {
        row["payer"]: PayerDebt(row["payer"], row["bills"], _as_money(row["amount"]), _as_money(row["due"])) for row in sums
    }
    own = found.get(payer, PayerDebt(payer, 0, Money(0), Money(0)))
    shown = _rows(rows.filter(payer=payer), order, window, today) if own.bills else []
    page = RowPage(shown, own.bills, {"amount": own.amount, "due": own.due})
    return DebtsByPayer(tuple(found[one] for one in PAYER_LABELS if one in found), page)


@query(permissions.SEE)
def list_receivables(
    actor: Actor, wanted: ReceivableFilter, order: Order, window: Window, today: date
) -> RowPage[ReceivableRow]:
    """Open bills, the oldest first unless sorted, with the sums over all pages; ``text`` ends a number or plate."""
    rows = _wanted(actor, wanted, today)
    sums = rows.aggregate(amount=Sum("amount"), due=Sum("due"))
    found = _rows(rows, order, window, today)
    return RowPage(found, rows.count(), {name: _as_money(total) for name, total in sums.items()})


def _rows(rows: Any, order: Order, window: Window, today: date) -> list[ReceivableRow]:
    related = rows.select_related(
        "charge", "store", "settlement__repair_order__vehicle", "settlement__repair_order__customer"
    )
    return [
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
            due_on_of(row, today),
            hasattr(row, "charge"),
            payer_words(row.payer, row.store_id, row.billed_on, row.insurer),
            vin=row.settlement.repair_order.vehicle.vin or "",
        )
        for row in related.order_by(*order.as_order_by(ORDERS))[window.offset : window.offset + window.limit]
    ]


def _wanted(actor: Actor, wanted: ReceivableFilter, today: date) -> Any:
    rows = Bill.objects.visible_to(actor, permissions.SEE).filter(due__gt=0)
    if wanted.store_id is not None:
        rows = rows.filter(store_id=wanted.store_id)
    if wanted.payer:
        rows = rows.filter(payer__in=wanted.payer)
    if wanted.insurer:
        rows = rows.filter(insurer__contains=clean_text(wanted.insurer))
    if wanted.older_than is not None:
        rows = rows.filter(billed_on__lt=today - timedelta(days=min(max(wanted.older_than, 0), 3653)))
    text = normalise_tail(wanted.text)
    if text:
        ends = ("settlement__number", f"{ORDER}number", f"{ORDER}vehicle__plate")
        rows = rows.filter(Q(*[(f"{one}__endswith", text) for one in ends], _connector=Q.OR))
    return rows


def _as_money(total: Any) -> Money:
    return total if isinstance(total, Money) else Money(int(total or 0))
