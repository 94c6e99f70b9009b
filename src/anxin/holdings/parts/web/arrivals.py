"""The parts desk's page of articles that are short: who wants them, and one field to say when they come."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.holdings.parts import commands, permissions, queries
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.addresses import address_of
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page

PAGE = "parts/short.html"
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ArrivalForm(forms.Form):
    """When an article comes, or why nobody knows."""

    expected_at = forms.DateTimeField(label=_("到货时间"), required=False, widget=MOMENT)
    words = forms.CharField(label=_("说明"), max_length=120, required=False)


@page(permissions.ASK)
def short_articles(request: PageRequest) -> HttpResponse:
    """Articles of which orders and bookings want more than is on hand."""
    return render_page(request, PAGE, _context(request), partial="short")


@require_POST
@page(permissions.TELL)
def tell_arrival(request: PageRequest, article_id: int) -> HttpResponse:
    """Answer for one article; what is refused shows in its row."""
    form = ArrivalForm(request.POST)

    def act(given: Any) -> commands.ToldArrival:
        return commands.tell_arrival(
            actor=request.actor,
            store_id=request.store_id,
            article_id=article_id,
            expected_at=given["expected_at"],
            words=given["words"],
            at=clock.now(),
        )

    def context() -> dict[str, Any]:
        return _context(request, article_id, form)

    return submit(
        request,
        form,
        act,
        back=(PAGE, context),
        partial="short",
        url=reverse("parts_short"),
        toast=gettext("已答复，顾问看得到"),
    )


def _context(request: PageRequest, answered: int | None = None, form: ArrivalForm | None = None) -> dict[str, Any]:
    rows = queries.list_short_articles(request.actor, request.store_id, clock.now())
    return {
        "rows": [
            (
                row,
                [(need, address_of(need.document)) for need in row.needs],
                form if form and row.article_id == answered else ArrivalForm(),
            )
            for row in rows
        ],
        "store_name": store_info(request.store_id).name,
        "may_tell": request.actor.may(permissions.TELL, request.store_id),
    }
