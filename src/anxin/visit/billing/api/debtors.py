"""Endpoints of debtors: what they owe by age, their credit, bills on account and promises to pay."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.api import Body, Id, Yuan, actor_of, read, with_fields_of, write
from anxin.platform.text import clean_text
from anxin.platform.ui.lists import EXPORT_LIMIT, Order, Window
from anxin.visit.billing import commands, queries

router = Router(tags=["billing"])
Debtor = Literal["customer", "warranty", "insurer"]
WHOLE = Window(0, EXPORT_LIMIT)


class CreditIn(Body):
    """How much a customer of a store may owe on account, each bill for how many days, until when."""

    store_id: Id
    limit: Yuan
    days: Annotated[int, Field(ge=0, le=commands.MOST_DAYS)]
    until: date


class PayPromiseIn(Body):
    """By which day a debtor said that it would pay."""

    store_id: Id
    customer_id: Id | None = None
    insurer: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""
    on: date


@with_fields_of(commands.GrantedCredit)
class GrantedCreditOut(Schema):
    """The credit as it holds now."""


@with_fields_of(commands.ChargedBill)
class ChargedBillOut(Schema):
    """A bill on account."""


@with_fields_of(commands.NotedPromise)
class NotedPromiseOut(Schema):
    """Until when nobody reminds the debtor."""


class DebtorOut(Schema):
    """Who owes: a payer, and of customers and insurers which one."""

    payer: str
    customer_id: int | None
    insurer: str


class AgedDebtOut(Schema):
    """What a debtor owes by the age of its bills."""

    key: DebtorOut
    name: str
    bills: int
    due: Yuan
    ages: list[Yuan]
    overdue: Yuan
    oldest_on: date
    promised_on: date | None


class CreditOut(Schema):
    """The credit of a customer today."""

    limit: Yuan
    used: Yuan
    left: Yuan
    days: int
    until: date
    is_active: bool


class OpenDebtOut(Schema):
    """A bill of a debtor on which money is due."""

    bill_id: int
    settlement: str
    repair_order: str
    plate: str
    billed_on: date
    amount: Yuan
    due: Yuan
    due_on: date
    charged_on: date | None
    is_overdue: bool


class DebtorViewOut(Schema):
    """A debtor with its open bills: its statement."""

    key: DebtorOut
    name: str
    due: Yuan
    overdue: Yuan
    ages: list[Yuan]
    credit: CreditOut | None
    bills: list[OpenDebtOut]


class AccountOut(Schema):
    """A customer who has, or had, credit."""

    key: DebtorOut
    name: str
    credit: CreditOut


class InsurerIn(Body):
    """The name of an insurer, and the one that was seen before it, empty for none; ``is_new`` when the store has named
    others, and never this one. ``reason`` when the bill has a payment."""

    insurer: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
    seen_insurer: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]
    is_new: bool = False
    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


@with_fields_of(commands.NamedInsurer)
class NamedInsurerOut(Schema):
    """The order and who pays the insurer's part of it."""


class DebtsQuery(Schema):
    """A store."""

    store_id: Id


class DebtorQuery(Schema):
    """A store, and of customers and insurers which one."""

    store_id: Id
    customer_id: Id | None = None
    insurer: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""


@router.post("/bills/{bill_id}/charge", response={201: ChargedBillOut}, operation_id="charge_to_account")
def charge_to_account(request: HttpRequest, bill_id: Id) -> HttpResponse:
    """Put what is due on a customer's bill on account."""
    return write(
        request,
        ChargedBillOut,
        lambda at: commands.charge_to_account(actor=actor_of(request), bill_id=bill_id, at=at),
        status=201,
    )


@router.post("/repair-orders/{number}/insurer", response=NamedInsurerOut, operation_id="name_insurer")
def name_insurer(request: HttpRequest, number: str, payload: InsurerIn) -> HttpResponse:
    """Say which company pays the insurer's part of an order, before the settlement or after it."""
    return write(
        request,
        NamedInsurerOut,
        lambda at: commands.name_insurer(actor=actor_of(request), number=number, at=at, **dict(payload)),
    )


@router.get("/insurers", response=list[str], operation_id="list_insurers")
def list_insurers(request: HttpRequest, wanted: Query[DebtsQuery]) -> object:
    """Insurers that a store has named, the most frequent first."""
    return read(request, lambda: queries.list_insurers(actor_of(request), wanted.store_id))


@router.post("/customers/{customer_id}/credit", response={201: GrantedCreditOut}, operation_id="grant_credit")
def grant_credit(request: HttpRequest, customer_id: Id, payload: CreditIn) -> HttpResponse:
    """Let a customer owe up to a limit on account; a limit of nothing ends it."""
    return write(
        request,
        GrantedCreditOut,
        lambda at: commands.grant_credit(actor=actor_of(request), customer_id=customer_id, at=at, **dict(payload)),
        status=201,
    )


@router.post("/debtors/{payer}/promise", response={201: NotedPromiseOut}, operation_id="note_promise")
def note_promise(request: HttpRequest, payer: Debtor, payload: PayPromiseIn) -> HttpResponse:
    """Note by which day a debtor said that it would pay."""
    return write(
        request,
        NotedPromiseOut,
        lambda at: commands.note_promise(actor=actor_of(request), payer=payer, at=at, **dict(payload)),
        status=201,
    )


@router.get("/debts", response=list[AgedDebtOut], operation_id="list_debts_by_age")
def list_debts_by_age(request: HttpRequest, wanted: Query[DebtsQuery]) -> object:
    """What each debtor of a store owes by age, the most first."""
    return read(
        request,
        lambda: (
            queries.list_debts_by_age(
                actor_of(request), wanted.store_id, queries.AgeFilter(), Order(), WHOLE, _today(wanted.store_id)
            ).rows
        ),
    )


@router.get("/debtors/{payer}", response=DebtorViewOut, operation_id="get_debtor")
def get_debtor(request: HttpRequest, payer: Debtor, wanted: Query[DebtorQuery]) -> object:
    """One debtor with its open bills and its credit."""
    key = queries.DebtorKey(payer, wanted.customer_id, clean_text(wanted.insurer))
    return read(request, lambda: queries.get_debtor(actor_of(request), wanted.store_id, key, _today(wanted.store_id)))


@router.get("/accounts", response=list[AccountOut], operation_id="list_accounts")
def list_accounts(request: HttpRequest, wanted: Query[DebtsQuery]) -> object:
    """Customers of a store who have, or had, credit."""
    return read(
        request,
        lambda: (
            queries.list_accounts(
                actor_of(request), wanted.store_id, queries.AccountFilter(), WHOLE, _today(wanted.store_id)
            ).rows
        ),
    )


def _today(store_id: int) -> date:
    return store_info(store_id).clock.day(clock.now())
