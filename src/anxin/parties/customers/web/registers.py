"""The registers of lent files (FORM-26) and of data requests (M02.13): the lists, lending and answering."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.parties.customers import commands, permissions, queries
from anxin.parties.customers.commands.cleaning import SALUTATIONS
from anxin.parties.customers.commands.registers import MINIMISED
from anxin.parties.customers.models import Customer
from anxin.parties.customers.web.forms import DataRequestForm, LoanForm
from anxin.parties.customers.web.privacy import store_for
from anxin.parties.org.queries import store_info, store_users
from anxin.platform import clock
from anxin.platform.documents.xlsx import ColumnKind, ExportColumn, write_rows
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.forms import attempt, submit
from anxin.platform.ui.lists import XLSX_TYPE, Column, read_list
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


LEND, ANSWER = "customers/lend_file.html", "customers/answer_request.html"
A_WEEK = timedelta(days=7)
WORDS: dict[str, Mapping[str, Any]] = {
    "kind": dict(Customer.Kind.choices),
    "salutation": SALUTATIONS,
    "source": dict(Customer.Source.choices),
}
"""What a code of the file is called in the spreadsheet."""


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


@page(permissions.LEND_FILES)
def lend_file(request: PageRequest, customer_id: int) -> HttpResponse:
    """Lend a customer's file to a colleague of the store, a week unless another day is said."""
    actor = request.actor
    card = queries.get_customer(actor, customer_id)
    store_id = store_for(request, customer_id, permissions.LEND_FILES)
    due = store_info(store_id).clock.day(clock.now()) + A_WEEK
    form = LoanForm(request.POST or None, initial={"due_on": due}, colleagues=store_users(actor, store_id))
    context = {"card": card, "form": form}
    if request.method != "POST":
        return render_page(request, LEND, context)

    def act(given: Any) -> Any:
        return commands.lend_file(actor=actor, store_id=store_id, customer_id=customer_id, at=clock.now(), **given)

    url = reverse("file_loans")
    return submit(request, form, act, back=(LEND, lambda: context), url=url, toast=gettext("档案已借出"))


@require_safe
@page(permissions.ANSWER_REQUESTS)
def list_data_requests(request: PageRequest) -> HttpResponse:
    """Answered data requests of the store, the newest first."""
    listing = read_list(request, NoFilter, REQUESTS)
    listing = listing.with_page(queries.list_data_requests(request.actor, request.store_id, listing.window))
    if listing.wants_export:
        return listing.export(gettext("数据请求"))
    return render_page(request, "customers/data_requests.html", {"list": listing}, partial="table")


@page(permissions.ANSWER_REQUESTS, keeps_answer=False)
def answer_data_request(request: PageRequest) -> HttpResponse:
    """Answer a department: a spreadsheet of the asked fields of the store's customers; the register keeps that it was."""
    form = DataRequestForm(request.POST or None)
    if request.method != "POST":
        return render_page(request, ANSWER, {"form": form})

    def act(given: Any) -> commands.DataExtract:
        said = {"fields": given["fields_asked"], **{name: given[name] for name in ("department", "purpose", "trade")}}
        return commands.answer_data_request(actor=request.actor, store_id=request.store_id, at=clock.now(), **said)

    extract = attempt(form, act)
    if extract is None:
        return render_page(request, ANSWER, {"form": form}, status=422)
    response = _sheet(extract, store_info(request.store_id).clock.zone)
    response["Cache-Control"] = "no-store"
    return response


def _sheet(extract: commands.DataExtract, zone: tzinfo) -> HttpResponse:
    columns = [
        ExportColumn(name, str(MINIMISED[name]), ColumnKind.DATE if name == "created_on" else ColumnKind.TEXT)
        for name in extract.fields
    ]
    rows = [dict(zip(extract.fields, map(_said, extract.fields, row), strict=True)) for row in extract.rows]
    title = gettext("数据请求")
    note = f"{title} {extract.request_id}"
    if extract.total > len(rows):
        cut = gettext("共 %(total)d 位客户，只列出前 %(most)d 位")
        note = f"{note} · {cut % {'total': extract.total, 'most': len(rows)}}"
    content = write_rows(columns, rows, title=title, filters_note=note, time_zone=zone)
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="data-request-{extract.request_id}.xlsx"'
    return response


def _said(name: str, value: Any) -> Any:
    return str(WORDS[name].get(value, value)) if name in WORDS else value
