"""Who inspects without a certificate, and who heads body and paint."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.parties.people.queries import list_employees
from anxin.platform import clock
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.quality import commands, permissions, queries


@page(permissions.SEE)
def quality_people(request: PageRequest) -> HttpResponse:
    """Inspectors and workshop heads with their certificates (R-QC08), and the named head of body and paint (R-QC06)."""
    actor, store_id = request.actor, request.store_id
    may_name = actor.may(permissions.NAME_HEAD, store_id)
    context = {
        "rows": queries.list_training(actor, store_id),
        "head": queries.find_body_paint_head(actor, store_id),
        "staff": list_employees(actor, store_id) if may_name else [],
        "may_name": may_name,
    }
    return render_page(request, "quality/people.html", context)


@require_POST
@page(permissions.NAME_HEAD)
def name_body_paint_head(request: PageRequest) -> HttpResponse:
    """Name the head of body and paint, or nobody."""
    given = request.POST.get("person_id", "")
    person = int(given) if given.isdecimal() and len(given) < 18 else None
    commands.name_body_paint_head(actor=request.actor, store_id=request.store_id, person_id=person, at=clock.now())
    return redirect_after_post(request, reverse("quality:people"), Toast(_("已指定")))
