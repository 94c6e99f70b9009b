"""One debtor: its open bills, its credit with what of it is used, what was granted before, and what it promised."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.queries import get_customer
from anxin.parties.org.queries import names_by_key
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import RowPage, Window
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Bill, CreditTerms, Debtor, PaymentPromise
from anxin.visit.billing.queries.debts import INSURER, OWED_BY, DebtorKey, age_bounds, due_on_of, is_owed_by
from anxin.visit.billing.queries.names import debtor_name

MOST_BILLS = 1000
"""On one statement."""
HISTORY = 20


@dataclass(frozen=True, slots=True)
class CreditView:
    """What was granted: how much, for how many days a bill, until when, by whom."""

    limit: Money
    days: int
    until: date
    at: datetime
    granted_by: str


@dataclass(frozen=True, slots=True)
class Credit:
    """The credit of a customer today: ``left`` is nothing when it is over, and never below."""

    limit: Money
    used: Money
    days: int
    until: date
    is_active: bool

    @property
    def left(self) -> Money:
        """What may still be put on account."""
        return max(self.limit - self.used, Money(0)) if self.is_active else Money(0)


@dataclass(frozen=True, slots=True)
class OpenBill:
    """A bill of a debtor on which money is due; ``charged_on`` is when it was put on account."""

    bill_id: int
    settlement: str
    repair_order: str
    plate: str
    billed_on: date
    amount: Money
    due: Money
    due_on: date
    charged_on: date | None
    age_days: int
    is_overdue: bool
    vin: str = ""


@dataclass(frozen=True, slots=True)
class PromiseView:
    """By when a debtor said that it would pay, and who noted it."""

    on: date
    at: datetime
    noted_by: str


@dataclass(frozen=True, slots=True)
class DebtorView:
    """A debtor as a page and a statement show it; ``ages`` as in ``list_debts_by_age``."""

    key: DebtorKey
    store_id: int
    name: str
    bills: tuple[OpenBill, ...]
    ages: tuple[Money, ...]
    credit: Credit | None
    granted: tuple[CreditView, ...]
    promises: tuple[PromiseView, ...]

    @property
    def due(self) -> Money:
        """What is owed in all."""
        return Money.sum(bill.due for bill in self.bills)

    @property
    def overdue(self) -> Money:
        """What of it should have been paid by now."""
        return Money.sum(bill.due for bill in self.bills if bill.is_overdue)


@dataclass(frozen=True)
class AccountFilter:
    """Which account customers to list."""

    text: str = filter_field(_("客户"), default="")


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A customer who has, or had, credit."""

    key: DebtorKey
    name: str
    credit: Credit
    granted_by: str
    granted_at: datetime


@query(permissions.SEE)
def get_debtor_key(actor: Actor, debtor_id: int) -> tuple[int, DebtorKey]:
    """Store and key of a debtor, by the id under which tasks name it.

    :raises NotFound: unknown or out of scope
    """
    row = Debtor.objects.visible_to(actor, permissions.SEE).one(pk=debtor_id)
    return row.store_id, DebtorKey.of(row)


@query(permissions.SEE)
def get_debtor(actor: Actor, store_id: int, key: DebtorKey, today: date) -> DebtorView:
    """One debtor of a store with its open bills, the oldest first.

    :raises NotFound: not a payer that owes, a customer or insurer unknown in the store, or a store out of scope
    """
    if not actor.may(permissions.SEE, store_id) or key.payer not in OWED_BY:
        raise NotFound
    if (key.payer == "customer") != (key.customer_id is not None) or (key.insurer and key.payer != INSURER):
        raise NotFound
    name = debtor_name(key.payer, store_id, today, key.insurer)
    if key.customer_id is not None:
        name = get_customer(Actor.system("billing", [store_id]), key.customer_id).name
    rows = Bill.objects.visible_to(actor, permissions.SEE).filter(is_owed_by(key), store_id=store_id, due__gt=0)
    related = rows.select_related("charge", "settlement__repair_order__vehicle").order_by("billed_on", "pk")
    bills = tuple(_open_bill(row, today) for row in related[:MOST_BILLS])
    if key.insurer and not bills and not _is_known(actor, store_id, key):
        raise NotFound
    terms, promises = _agreed(actor, store_id, key)
    names = names_by_key(actor, [*(one.actor_key for one in terms), *(one.actor_key for one in promises)])
    return DebtorView(
        key,
        store_id,
        name,
        bills,
        _ages(bills, age_bounds(store_id, today)),
        _credit(terms[0], _used(actor, terms[0].debtor_id), today) if terms else None,
        tuple(CreditView(one.limit, one.days, one.until, one.at, names.get(one.actor_key, "")) for one in terms),
        tuple(PromiseView(one.on, one.at, names.get(one.actor_key, "")) for one in promises),
    )


@query(permissions.SEE)
def find_credit(actor: Actor, store_id: int, customer_id: int, today: date) -> Credit | None:
    """The credit of a customer in a store; None where nothing was ever granted."""
    rows = CreditTerms.objects.visible_to(actor, permissions.SEE)
    newest = rows.filter(store_id=store_id, debtor__customer_id=customer_id).order_by("-pk").first()
    return _credit(newest, _used(actor, newest.debtor_id), today) if newest is not None else None


@query(permissions.SEE)
def list_accounts(actor: Actor, store_id: int, wanted: AccountFilter, window: Window, today: date) -> RowPage[AccountRow]:
    """Customers of a store who have, or had, credit, the newest grant first."""
    rows = CreditTerms.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    newest = rows.order_by("debtor_id", "-pk").distinct("debtor_id").values("pk")
    found = rows.filter(pk__in=newest)
    if wanted.text:
        found = found.filter(debtor__customer__name__contains=wanted.text.strip())
    shown = list(found.select_related("debtor__customer").order_by("-pk")[window.offset : window.offset + window.limit])
    used = _used_of(actor, [one.debtor_id for one in shown])
    names = names_by_key(actor, [one.actor_key for one in shown])
    page = [
        AccountRow(
            DebtorKey.of(one.debtor),
            one.debtor.customer.name if one.debtor.customer else "",
            _credit(one, used.get(one.debtor_id, Money(0)), today),
            names.get(one.actor_key, ""),
            one.at,
        )
        for one in shown
    ]
    return RowPage(page, found.count())


def _open_bill(row: Bill, today: date) -> OpenBill:
    order, due_on, charge = row.settlement.repair_order, due_on_of(row, today), getattr(row, "charge", None)
    return OpenBill(
        row.pk,
        row.settlement.number,
        order.number,
        order.vehicle.plate or "",
        row.billed_on,
        row.amount,
        row.due,
        due_on,
        charge.on if charge else None,
        max((today - row.billed_on).days, 0),
        due_on < today,
        vin=order.vehicle.vin or "",
    )


def _is_known(actor: Actor, store_id: int, key: DebtorKey) -> bool:
    """Whether the store ever billed an insurer of that name."""
    return bool(Bill.objects.visible_to(actor, permissions.SEE).filter(is_owed_by(key), store_id=store_id).exists())


def _agreed(actor: Actor, store_id: int, key: DebtorKey) -> tuple[list[CreditTerms], list[PaymentPromise]]:
    of = {"store_id": store_id, "debtor__payer": key.payer, "debtor__customer_id": key.customer_id}
    of["debtor__insurer"] = key.insurer
    terms = CreditTerms.objects.visible_to(actor, permissions.SEE).filter(**of).order_by("-pk")[:HISTORY]
    promises = PaymentPromise.objects.visible_to(actor, permissions.SEE).filter(**of).order_by("-pk")[:HISTORY]
    return list(terms), list(promises)


def _credit(terms: CreditTerms, used: Money, today: date) -> Credit:
    return Credit(terms.limit, used, terms.days, terms.until, bool(terms.limit) and terms.until >= today)


def _used(actor: Actor, debtor_id: int) -> Money:
    return _used_of(actor, [debtor_id]).get(debtor_id, Money(0))


def _used_of(actor: Actor, debtor_ids: Collection[int]) -> dict[int, Money]:
    rows = Bill.objects.visible_to(actor, permissions.SEE).filter(charge__debtor_id__in=list(debtor_ids), due__gt=0)
    sums = rows.order_by().values(debtor_id=F("charge__debtor_id")).annotate(used=Sum("due"))
    return {row["debtor_id"]: row["used"] for row in sums}


def _ages(bills: tuple[OpenBill, ...], bounds: list[int]) -> tuple[Money, ...]:
    sums = [Money(0)] * (len(bounds) + 1)
    for bill in bills:
        place = sum(bill.age_days > bound for bound in bounds)
        sums[place] = sums[place] + bill.due
    return tuple(sums)
