"""Debtors: who owes how much, for how long, since when overdue, and what was agreed with them."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

from django.db.models import Count, Min, Q, Sum
from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.formats import PAYER_LABELS
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Bill, Debtor, PaymentPromise
from anxin.visit.billing.parameters import AGE_LIMITS, OVERDUE_AFTER
from anxin.visit.billing.queries.names import debtor_name

OWED_BY = ("customer", "warranty", "insurer")
"""Payers outside the house: what goodwill and internal work cost is nobody's debt."""
INSURER = "insurer"
MOST_DIGITS = 19
ORDERS = {"due": "owed", "oldest_on": "oldest_on", "overdue": "overdue"}


@dataclass(frozen=True, slots=True)
class DebtorKey:
    """A payer of a store: of customers and of insurers which one; insurers that nobody has named are one debtor."""

    payer: str
    customer_id: int | None = None
    insurer: str = ""

    @property
    def code(self) -> str:
        """As it stands in an address; of a company's name only what no address can hold is written otherwise."""
        if self.payer == INSURER:
            return f"{self.payer}-{self.insurer.replace('%', '%25').replace('/', '%2F')}"
        return f"{self.payer}-{self.customer_id or 0}"

    @classmethod
    def of(cls, row: "Bill | Debtor") -> "DebtorKey":
        """Who owes a bill, or whose account it is."""
        return cls(row.payer, row.customer_id, row.insurer)

    @classmethod
    def read(cls, code: str) -> "DebtorKey | None":
        """The key of an address; None if it is none."""
        payer, dash, rest = code.partition("-")
        if payer == INSURER and dash:
            insurer = unquote(rest)
            # What no name can hold, however often it was quoted.
            return cls(INSURER, insurer=insurer) if "\x00" not in insurer else None
        number = rest.isdecimal() and len(rest) < MOST_DIGITS
        return cls(payer, int(rest) or None) if payer and number else None


@dataclass(frozen=True, slots=True)
class OverdueDebt:
    """What of a debtor's bills is overdue, and since when it was to be paid."""

    key: DebtorKey
    due: Money
    bills: int
    oldest_due_on: date


@dataclass(frozen=True)
class AgeFilter:
    """Which debtors to list."""

    text: str = filter_field(_("客户 / 保险公司"), default="")
    payer: tuple[str, ...] = filter_field(_("付款方"), choices=[(one, PAYER_LABELS[one]) for one in OWED_BY], default=())
    only_overdue: bool = filter_field(_("只看逾期"), default=False)


@dataclass(frozen=True, slots=True)
class AgedDebt:
    """What a debtor owes by the age of its bills; ``ages`` are the sums up to each limit of days, and beyond the last."""

    key: DebtorKey
    name: str
    bills: int
    due: Money
    ages: tuple[Money, ...]
    overdue: Money
    oldest_on: date
    promised_on: date | None


@query(permissions.SEE)
def list_debts_by_age(
    actor: Actor, store_id: int, wanted: AgeFilter, order: Order, window: Window, today: date
) -> RowPage[AgedDebt]:
    """Debtors of a store with what they owe by age, the most first unless sorted, with the sums over all pages.

    ``only_overdue`` counts the bills that are overdue, and no others.
    """
    bounds = age_bounds(store_id, today)
    rows = _owed(actor, store_id)
    if wanted.payer:
        rows = rows.filter(payer__in=wanted.payer)
    if wanted.text:
        text = wanted.text.strip()
        rows = rows.filter(Q(customer__name__contains=text) | Q(insurer__contains=text))
    if wanted.only_overdue:
        rows = rows.filter(_is_overdue(store_id, today))
    sums = {"owed": Sum("due"), "overdue": Sum("due", filter=_is_overdue(store_id, today))}
    sums |= {f"age_{place}": Sum("due", filter=one) for place, one in enumerate(_by_age(bounds, today))}
    grouped = rows.order_by().values("payer", "customer_id", "customer__name", "insurer")
    found = grouped.annotate(bills=Count("pk"), oldest_on=Min("billed_on"), **sums)
    shown = list(found.order_by(*_ordered(order))[window.offset : window.offset + window.limit])
    promised = _promised(actor, store_id, [_key(row) for row in shown])
    page = [_aged(row, len(bounds) + 1, promised, store_id, today) for row in shown]
    totals = {name: _money(total) for name, total in rows.aggregate(**sums).items()}
    return RowPage(page, found.count(), {"due": totals.pop("owed"), **totals})


@query(permissions.SEE)
def list_overdue(actor: Actor, store_id: int, today: date) -> list[OverdueDebt]:
    """Debtors of a store with overdue bills, without those whose promised day has not passed."""
    rows = _owed(actor, store_id).filter(_is_overdue(store_id, today)).order_by()
    oldest = {"agreed": Min("charge__due_on"), "billed": Min("billed_on", filter=Q(charge__isnull=True))}
    found = list(rows.values("payer", "customer_id", "insurer").annotate(owed=Sum("due"), bills=Count("pk"), **oldest))
    grace = timedelta(days=_overdue_after(store_id, today))
    promised = _promised(actor, store_id, [_key(row) for row in found])
    debts = [
        OverdueDebt(
            _key(row),
            _money(row["owed"]),
            row["bills"],
            min(one for one in (row["agreed"], row["billed"] and row["billed"] + grace) if one),
        )
        for row in found
    ]
    return [debt for debt in debts if debt.key not in promised or promised[debt.key] < today]


def is_owed_by(key: DebtorKey) -> Q:
    """Rows of one debtor, of a table with payer, customer and insurer."""
    return Q(payer=key.payer, insurer=key.insurer) & (
        Q(customer=None) if key.customer_id is None else Q(customer_id=key.customer_id)
    )


def age_bounds(store_id: int, today: date) -> list[int]:
    """The days at which one age of a debt ends and the next begins, ascending."""
    return sorted({int(value(limit, store_id, today)) for limit in AGE_LIMITS})


def due_on_of(bill: Bill, today: date) -> date:
    """Until when a bill is to be paid: as agreed when it was put on account, else as the store asks of all."""
    charge = getattr(bill, "charge", None)
    return charge.due_on if charge else bill.billed_on + timedelta(days=_overdue_after(bill.store_id, today))


def _owed(actor: Actor, store_id: int) -> Any:
    return Bill.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, due__gt=0, payer__in=OWED_BY)


def _overdue_after(store_id: int, today: date) -> int:
    return int(value(OVERDUE_AFTER, store_id, today))


def _is_overdue(store_id: int, today: date) -> Q:
    since = today - timedelta(days=_overdue_after(store_id, today))
    return Q(charge__due_on__lt=today) | Q(charge__isnull=True, billed_on__lt=since)


def _by_age(bounds: list[int], today: date) -> list[Q]:
    """Bills billed up to so many days ago, and more than the bound before."""
    begins = [today - timedelta(days=bound) for bound in bounds]
    first = [Q(billed_on__gte=begins[0])]
    between = [Q(billed_on__lt=after, billed_on__gte=before) for after, before in itertools.pairwise(begins)]
    return [*first, *between, Q(billed_on__lt=begins[-1])]


def _ordered(order: Order) -> list[str]:
    sign = "-" if order.descending else ""
    first = [f"{sign}{ORDERS[order.name]}"] if order.name in ORDERS else ["-owed"]
    return [*first, "payer", "customer_id", "insurer"]


def _promised(actor: Actor, store_id: int, keys: list[DebtorKey]) -> dict[DebtorKey, date]:
    """The newest promised day of each."""
    if not keys:
        return {}
    named = Q(debtor__customer_id__in=[key.customer_id for key in keys if key.customer_id]) | Q(debtor__customer=None)
    rows = PaymentPromise.objects.visible_to(actor, permissions.SEE).filter(named, store_id=store_id)
    newest = rows.select_related("debtor").order_by("debtor_id", "-pk").distinct("debtor_id")
    return {DebtorKey.of(one.debtor): one.on for one in newest}


def _key(row: Mapping[str, Any]) -> DebtorKey:
    return DebtorKey(row["payer"], row["customer_id"], row["insurer"])


def _aged(row: Mapping[str, Any], ages: int, promised: Mapping[DebtorKey, date], store_id: int, on: date) -> AgedDebt:
    key = _key(row)
    return AgedDebt(
        key,
        row["customer__name"] or debtor_name(key.payer, store_id, on, key.insurer),
        row["bills"],
        _money(row["owed"]),
        tuple(_money(row[f"age_{place}"]) for place in range(ages)),
        _money(row["overdue"]),
        row["oldest_on"],
        promised.get(key),
    )


def _money(total: Any) -> Money:
    return total if isinstance(total, Money) else Money(int(total or 0))
