"""Who stands in for whom."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.parties.people import commands, permissions, queries
from anxin.parties.people.web.forms import SubstitutionForm
from anxin.platform import clock
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "people/substitutions.html"


@page(permissions.SEE)
def list_substitutions(request: PageRequest) -> HttpResponse:
    """Present and coming substitutions, and the form for a new one."""
    actor, store_id = request.actor, request.store_id
    today = store_info(store_id).clock.day(clock.now())
    staff = queries.list_employees(actor, store_id)

    def context() -> dict[str, Any]:
        return {
            "substitutions": queries.list_substitutions(actor, store_id, today),
            "today": today,
            "may_plan": actor.may(permissions.PLAN_ROSTER, store_id),
            "form": SubstitutionForm(staff=staff, initial={"starts_on": today, "ends_on": today}),
        }

    if request.method != "POST":
        return render_page(request, TEMPLATE, context())
    form = SubstitutionForm(request.POST, staff=staff)

    def act(given: Any) -> Any:
        return commands.assign_substitute(actor=actor, at=clock.now(), **given)

    return submit(
        request, form, act, back=(TEMPLATE, context), url=reverse("substitutions"), toast=_("代班已安排，任务自动转过去")
    )


@require_POST
@page(permissions.PLAN_ROSTER)
def end_substitution(request: PageRequest, substitution_id: int) -> HttpResponse:
    """End one at once."""
    commands.end_substitution(actor=request.actor, substitution_id=substitution_id, at=clock.now())
    return redirect_after_post(request, reverse("substitutions"), toast=Toast(str(_("代班已结束，任务已转回"))))
