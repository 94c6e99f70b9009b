"""The register of lent files (M02.07, FORM-26) and of answered data requests (M02.13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.commands.access import (
    CUSTOMER,
    business_day,
    require_colleague,
    require_customer_of,
    require_store,
)
from anxin.parties.customers.models import Customer, CustomerStore, DataRequest, FileLoan
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.phones import mask_phone
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text

MINIMISED = {
    "kind": _("性质"),
    "salutation": _("称呼"),
    "trade": _("行业"),
    "source": _("来源"),
    "created_on": _("建档日期"),
    "name": _("姓名"),
    "masked_phone": _("电话（打星号）"),
}
MOST_ROWS = 2000


class FileIsLent(Conflict):
    """The file is out."""

    code = "file_is_lent"
    default_message = _("这份档案还没有归还，不能再借出。")


@dataclass(frozen=True, slots=True)
class LoanKept:
    """A loan as it was written."""

    loan_id: int
    customer_id: int


@dataclass(frozen=True, slots=True)
class DataExtract:
    """What was handed out: heads and rows of the asked fields only; phones masked.

    ``total`` customers were asked for; at most ``MOST_ROWS`` of them, by name, are in ``rows``.
    """

    request_id: int
    fields: tuple[str, ...]
    total: int
    rows: list[tuple[Any, ...]]


@command(permissions.LEND_FILES)
def lend_file(
    *,
    actor: Actor,
    store_id: int,
    customer_id: int,
    borrower_user_id: int,
    purpose: str,
    due_on: date,
    at: datetime,
) -> LoanKept:
    """Lend a customer file to a colleague for a purpose until a day.

    :raises NotFound: not a customer of that store
    :raises FileIsLent: it is out
    :raises Invalid: no purpose, a day that is over, or a borrower who does not work in the store
    """
    require_store(actor, permissions.LEND_FILES, store_id)
    said = _purpose(purpose)
    if due_on < business_day(store_id, at):
        raise Invalid(_("归还日期不能早于今天。"), field="due_on")
    require_customer_of(actor, permissions.LEND_FILES, store_id, customer_id)
    require_colleague(store_id, borrower_user_id, "borrower_user_id", at)
    try:
        with transaction.atomic():
            loan = FileLoan.objects.create(
                store_id=store_id,
                customer_id=customer_id,
                borrower_id=borrower_user_id,
                purpose=said,
                lent_at=at,
                lent_by=actor.key,
                due_on=due_on,
            )
    except IntegrityError:
        raise FileIsLent from None
    audit.note(DocumentRef(CUSTOMER, customer_id), store_id, loan_id=loan.pk, borrower_user_id=borrower_user_id)
    return LoanKept(loan.pk, customer_id)


@command(permissions.LEND_FILES)
def return_file(*, actor: Actor, loan_id: int, at: datetime) -> LoanKept:
    """Take a lent file back.

    :raises Conflict: it is back already
    """
    loan: FileLoan = FileLoan.objects.visible_to(actor, permissions.LEND_FILES).locked().one(pk=loan_id)
    if loan.returned_at is not None:
        raise Conflict(_("这份档案已经归还。"))
    loan.returned_at = at
    loan.save(update_fields=["returned_at"])
    audit.note(DocumentRef(CUSTOMER, loan.customer_id), loan.store_id, loan_id=loan_id, returned=True)
    return LoanKept(loan_id, loan.customer_id)


@command(permissions.ANSWER_REQUESTS)
def answer_data_request(
    *,
    actor: Actor,
    store_id: int,
    department: str,
    purpose: str,
    fields: Sequence[str],
    at: datetime,
    trade: str = "",
) -> DataExtract:
    """Hand a department the fewest fields of the store's customers (optionally of one trade), and log it (M02.13).

    :raises Invalid: no field, or one that is never handed out
    """
    require_store(actor, permissions.ANSWER_REQUESTS, store_id)
    asked = tuple(dict.fromkeys(fields))
    if not asked or not set(asked) <= MINIMISED.keys():
        raise Invalid(_("请从可以提供的字段里选择，至少一项。"), field="fields")
    if not 0 < len(clean_text(department)) <= 40:
        raise Invalid(_("请填写提出请求的部门（最多 40 个字）。"), field="department")
    said = _purpose(purpose)
    mine = CustomerStore.objects.visible_to(actor, permissions.ANSWER_REQUESTS).filter(store_id=store_id)
    customers = Customer.objects.visible_to(actor, permissions.ANSWER_REQUESTS).filter(
        pk__in=mine.values("customer_id"), erased_at=None
    )
    if trade:
        customers = customers.filter(trade=trade)
    total = customers.count()
    rows = [tuple(_value(one, name) for name in asked) for one in customers.order_by("name_key", "pk")[:MOST_ROWS]]
    request = DataRequest.objects.create(
        store_id=store_id,
        department=clean_text(department),
        purpose=said,
        fields=list(asked),
        row_count=len(rows),
        answered_by=actor.key,
        answered_at=at,
    )
    audit.note(DocumentRef("customers.datarequest", request.pk), store_id, fields=list(asked), rows=len(rows), total=total)
    return DataExtract(request.pk, asked, total, rows)


def _value(customer: Customer, name: str) -> Any:
    if name == "masked_phone":
        return mask_phone(customer.phone) if customer.phone else ""
    return getattr(customer, name)


def _purpose(text: str) -> str:
    said = clean_text(text)
    if not 0 < len(said) <= 120:
        raise Invalid(_("请写明用途（最多 120 个字）。"), field="purpose")
    return said
