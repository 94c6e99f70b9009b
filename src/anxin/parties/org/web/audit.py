"""The audit page: who did what, newest first, one page after the other by key (M01.08)."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse

from anxin.parties.org import queries
from anxin.parties.org.permissions import SEE_AUDIT
from anxin.parties.org.stores import store_info
from anxin.platform.api import decode_cursor, encode_cursor
from anxin.platform.errors import Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.ui.addresses import address_of
from anxin.platform.ui.lists import read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page


@page(SEE_AUDIT)
def audit(request: PageRequest) -> HttpResponse:
    """Acts that fit the filter."""
    store_id = request.store_id
    listing = read_list(request, queries.AuditFilter, ())
    after = _read_cursor(request.GET.get("after", ""))
    found = queries.list_audit(
        request.actor,
        listing.filter,
        store_info(store_id).clock,
        after,
    )
    older = listing.address(after=encode_cursor(list(found.after))) if found.after else ""
    lines = [(row, _address(row.subject)) for row in found.rows]
    newest = listing.address(after=None) if after else ""
    context = {"list": listing, "rows": found.rows, "lines": lines, "older": older, "newest": newest}
    return render_page(request, "org/audit.html", context)


def _address(subject: str) -> str:
    return address_of(DocumentRef.parse(subject)) if subject else ""


def _read_cursor(given: str) -> tuple[str, int] | None:
    values: list[Any] | None = decode_cursor(given)
    if values is None:
        return None
    try:
        moment, number = values
        if datetime.fromisoformat(moment).tzinfo is None or not isinstance(number, int):
            raise ValueError
    except (TypeError, ValueError):
        raise Invalid(field="after") from None
    return moment, number
