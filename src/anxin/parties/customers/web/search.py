"""The search page: one hit opens at once, several are grouped."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from anxin.platform.search import search as search_all
from anxin.platform.ui.pages import render_page, wants_region
from anxin.platform.web import page

LONGEST = 60


@require_safe
@page()
def search(request: Any) -> HttpResponse:
    """``?q=``: plate tail, VIN tail, phone tail, initials, part of a name, and what other modules find."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    hits = search_all(request.actor, text)
    if len(hits) == 1 and not wants_region(request):
        return HttpResponseRedirect(hits[0].url)
    groups = [(group, list(rows)) for group, rows in groupby(hits, key=lambda hit: hit.group)]
    context = {"search_text": text, "groups": groups, "count": len(hits)}
    return render_page(request, "customers/search.html", context, partial="hits")
