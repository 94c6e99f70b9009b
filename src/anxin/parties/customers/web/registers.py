"""The registers of lent files (FORM-26) and of answered data requests (M02.13); a file is lent at the customer."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.parties.customers import commands, permissions, queries
from anxin.parties.customers.commands.registers import MINIMISED
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

LOANS = (
    Column("customer_name", _("客户")),
    Column("borrower_name", _("借阅人")),
    Column("purpose", _("用途"), wide_only=True),
    Column("lent_at", _("借出"), kind="time", wide_only=True),
    Column("due_on", _("应还"), kind="day"),
    Column("returned_at", _("归还"), kind="time"),
)
REQUESTS = (
    Column("department", _("部门")),
    Column("purpose", _("用途")),
    Column(
        "fields", _("提供的字段"), lambda row: " · ".join(str(MINIMISED.get(one, one)) for one in row.fields), wide_only=True
    ),
    Column("row_count", _("行数"), kind="integer"),
    Column("answered_at", _("答复"), kind="time"),
)


@dataclass(frozen=True, slots=True)
class LoanFilter:
    """Which lent files to list."""

    is_out: bool = filter_field(_("未归还"), default=False)


@dataclass(frozen=True, slots=True)
class NoFilter:
    """The register has pages, and no filter."""


@require_safe
@page(permissions.LEND_FILES)
def list_loans(request: PageRequest) -> HttpResponse:
    """Lent files of the store, the newest first, each with its return."""
    listing = read_list(request, LoanFilter, LOANS)
    found = queries.list_loans(request.actor, request.store_id, listing.window, only_out=listing.filter.is_out)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(gettext("档案外借"))
    context: dict[str, Any] = {"list": listing, "today": store_info(request.store_id).clock.day(clock.now())}
    return render_page(request, "customers/loans.html", context, partial="table")


@require_POST
@page(permissions.LEND_FILES)
def return_file(request: PageRequest, loan_id: int) -> HttpResponse:
    """Take a lent file back."""
    commands.return_file(actor=request.actor, loan_id=loan_id, at=clock.now())
    return redirect_after_post(request, reverse("file_loans"), toast=Toast(gettext("档案已归还")))


@require_safe
@page(permissions.ANSWER_REQUESTS)
def list_data_requests(request: PageRequest) -> HttpResponse:
    """Answered data requests of the store, the newest first."""
    listing = read_list(request, NoFilter, REQUESTS)
    listing = listing.with_page(queries.list_data_requests(request.actor, request.store_id, listing.window))
    if listing.wants_export:
        return listing.export(gettext("数据请求"))
    return render_page(request, "customers/data_requests.html", {"list": listing}, partial="table")
