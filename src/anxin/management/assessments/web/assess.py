"""Judging a month of a figure: what the system knows stands on the form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.management.assessments import commands, permissions, queries
from anxin.management.assessments.web.forms import AssessForm
from anxin.management.kpi.queries import MonthNotOver
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "assessments/assess.html"
LONGEST_KEY = 9


@page(permissions.ASSESS)
def assess_figure(request: PageRequest, code: str) -> HttpResponse:
    """Record an assessment; the address says of which store and month."""
    store_id, month = _asked(request)
    address = f"{reverse('assessments:assess_figure', args=[code])}?store={store_id}&month={month:%Y-%m}"
    context: dict[str, Any] = {"address": address, "store": store_info(store_id).name, "month": month}
    try:
        draft = queries.draft_assessment(request.actor, store_id, code, month, clock.now())
    except MonthNotOver as refusal:
        return render_page(request, TEMPLATE, {**context, "problem": refusal.shown})
    context |= {"draft": draft, "is_open": any(one.outcomes and one.assessment_id is None for one in draft.subjects)}
    if request.method != "POST":
        initial = {"whose": request.GET.get("whose", "store")}
        return render_page(request, TEMPLATE, {**context, "form": AssessForm(initial=initial).offer(draft.subjects)})
    form = AssessForm(request.POST).offer(draft.subjects)

    def act(_given: Mapping[str, Any]) -> commands.KeptAssessment:
        wish = form.assessment(draft.code, month)
        return commands.assess_figure(actor=request.actor, store_id=store_id, assessment=wish, at=clock.now())

    def there(done: commands.KeptAssessment) -> str:
        return reverse("assessments:assessment", args=[done.id])

    return submit(
        request,
        form,
        act,
        back=(TEMPLATE, lambda: context),
        url=there,
        toast=_("已记考核，被考核人会看到，可在期限内提异议"),
    )


def _asked(request: PageRequest) -> tuple[int, date]:
    """Out of the address; without a month the last one that is over."""
    given = request.GET.get("store", "")
    asked = int(given) if given.isdecimal() and len(given) <= LONGEST_KEY else 0
    store_id = asked if asked in request.actor.stores_for(permissions.ASSESS) else request.store_id
    today = store_info(store_id).clock.day(clock.now())
    try:
        month = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        month = date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
    return store_id, month
