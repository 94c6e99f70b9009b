"""Where the parts of an order came from, and what is guaranteed (R-QC10)."""

from django.http import HttpResponse

from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.quality import permissions, queries


@page(permissions.TRACE)
def trace_parts(request: PageRequest, number: str) -> HttpResponse:
    """The agreed parts of an order with origin, receipt and guarantee."""
    return render_page(request, "quality/parts.html", {"traced": queries.trace_parts(request.actor, number)})
