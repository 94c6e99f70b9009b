"""One measure of a review: what was done about it, or who does it instead."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.management.reviews import commands, permissions, queries
from anxin.management.reviews.web.forms import DoneForm, GivenForm
from anxin.parties.people.queries import staff_choices
from anxin.platform import clock
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "reviews/measure.html"


@page(permissions.SUGGEST)
def finish_measure(request: PageRequest, measure_id: int) -> HttpResponse:
    """One measure, and what was done about it."""
    if request.method != "POST":
        return render_page(request, TEMPLATE, _context(request, measure_id))
    return _act(request, measure_id, "form", DoneForm(request.POST), commands.finish_measure, _("已记下"))


@require_POST
@page(permissions.REVIEW)
def give_measure(request: PageRequest, measure_id: int) -> HttpResponse:
    """Somebody else, or another day."""
    row = queries.get_measure(request.actor, measure_id, clock.now())
    form = GivenForm(request.POST).offer(staff_choices(request.actor, row.store_id))
    command = partial(commands.give_measure, version=posted_version(request))
    return _act(request, measure_id, "give_form", form, command, _("已改派，新的责任人已收到任务"))


def _act(request: PageRequest, measure_id: int, name: str, form: forms.Form, command: Any, done: Any) -> HttpResponse:
    """Carry out one form of the page; what is refused shows there, also where its form is gone."""
    by: dict[str, Any] = {"actor": request.actor, "measure_id": measure_id, "at": clock.now()}

    def context() -> dict[str, Any]:
        found = _context(request, measure_id)
        is_there = found["row"].may_give if name == "give_form" else found["row"].may_finish
        posted = posted_version(request) or found["row"].version
        return {**found, "version": posted, **({} if is_there else {"unplaced": form})}

    url = reverse("reviews:finish_measure", args=[measure_id])
    return submit(
        request, form, lambda given: command(**given, **by), back=(TEMPLATE, context), name=name, url=url, toast=done
    )


def _context(request: PageRequest, measure_id: int) -> dict[str, Any]:
    row = queries.get_measure(request.actor, measure_id, clock.now())
    staff = staff_choices(request.actor, row.store_id) if row.may_give else []
    given = {"responsible_id": row.responsible_id, "due_on": row.due_on}
    return {
        "row": row,
        "version": row.version,
        "may_see_review": request.actor.may(permissions.SEE_REVIEWS, row.store_id),
        "form": DoneForm(),
        "give_form": GivenForm(initial=given, auto_id="give_%s").offer(staff),
    }
