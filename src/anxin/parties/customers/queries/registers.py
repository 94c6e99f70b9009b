"""The registers of lent files and answered data requests."""

from dataclasses import dataclass
from datetime import date, datetime

from anxin.parties.customers import permissions
from anxin.parties.customers.models import DataRequest, FileLoan
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.ui.lists import RowPage, Window


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A lent file (FORM-26)."""

    id: int
    customer_id: int
    customer_name: str
    borrower_name: str
    purpose: str
    lent_at: datetime
    due_on: date
    returned_at: datetime | None


@dataclass(frozen=True, slots=True)
class DataRequestRow:
    """An answered request (M02.13)."""

    id: int
    department: str
    purpose: str
    fields: tuple[str, ...]
    row_count: int
    answered_by: str
    answered_at: datetime


@query(permissions.LEND_FILES)
def list_loans(actor: Actor, store_id: int, window: Window, *, only_out: bool = False) -> RowPage[LoanRow]:
    """Lent files of a store, the newest first."""
    rows = FileLoan.objects.visible_to(actor, permissions.LEND_FILES).filter(store_id=store_id)
    if only_out:
        rows = rows.filter(returned_at=None)
    shown = rows.select_related("customer", "borrower").order_by("-lent_at", "-pk")
    return RowPage(
        [
            LoanRow(
                one.pk,
                one.customer_id,
                one.customer.name,
                one.borrower.display_name,
                one.purpose,
                one.lent_at,
                one.due_on,
                one.returned_at,
            )
            for one in shown[window.offset : window.offset + window.limit]
        ],
        rows.count(),
    )


@query(permissions.ANSWER_REQUESTS)
def list_data_requests(actor: Actor, store_id: int, window: Window) -> RowPage[DataRequestRow]:
    """Answered data requests of a store, the newest first."""
    rows = DataRequest.objects.visible_to(actor, permissions.ANSWER_REQUESTS).filter(store_id=store_id)
    return RowPage(
        [
            DataRequestRow(
                one.pk, one.department, one.purpose, tuple(one.fields), one.row_count, one.answered_by, one.answered_at
            )
            for one in rows.order_by("-answered_at", "-pk")[window.offset : window.offset + window.limit]
        ],
        rows.count(),
    )
